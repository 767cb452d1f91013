"""The municipality's own words about a period, and the survey figures beside the figures of the nights."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.sentences import period_words
from fieldwork.domain.follow_up.words import words_of, write_words
from fieldwork.domain.surveys.charts import charts_of
from fieldwork.domain.surveys.figures import enter_answer, figures_within, questions_of, remove_figure
from fieldwork.domain.surveys.lists import accept_survey, discard_survey, preview_survey, read_survey_list
from fieldwork.exceptions import FieldworkError
from fieldwork.forms.follow_up import OWN_DATES, period_of
from fieldwork.forms.follow_up_own import ListForm, SurveyForm, WordsForm
from fieldwork.queries.follow_up_own import access_survey_figure, access_survey_import
from messaging.gateways import clock
from scheduling.enums import Door
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from volunteers.exceptions import UnreadableFile
from volunteers.models import Municipality
from volunteers.queries import access_municipality, district_tree, standing_of

GET_AND_POST = ["GET", "HEAD", "POST"]


def follow_up_path(town: Municipality, period: Period) -> str:
    said = {
        "kommun": town.pk,
        "period": OWN_DATES,
        "fran": period.first.isoformat(),
        "till": period.last.isoformat(),
    }
    return f"{reverse('fieldwork:follow_up')}?{urlencode(said)}"


@require_http_methods(GET_AND_POST)
@signed_in
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Problem, measures, follow-up: of one municipality and the period that the address names."""
    town = access_municipality(standing_of(request.user), pk)
    period, _choice, _problem = period_of(request.GET, timezone.localdate(clock.now()))
    form = WordsForm(request.POST if request.method == "POST" else None, instance=words_of(town, period))
    if form.is_valid():
        write_words(town, period, **form.cleaned_data, origin=by_hand(request), now=clock.now())
        messages.success(request, _("Sparat. Orden står i uppföljningen."))
        return see_other(f"{follow_up_path(town, period)}#orden")
    context = {
        "form": form,
        "town": town,
        "period": period_words(period, get_language() or "sv"),
        "back": follow_up_path(town, period),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "fieldwork/follow_up_words.html", context, status=status)


@require_http_methods(GET_AND_POST)
@signed_in
def surveys(request: HttpRequest, pk: int) -> HttpResponse:
    """What surveys have said, by question, district and year. A POST enters one figure, or keeps a list to look at."""
    town = access_municipality(standing_of(request.user), pk)
    is_list = "file" in request.FILES or request.POST.get("gor") == "lista"
    posted = request.POST if request.method == "POST" else None
    form = SurveyForm(None if is_list else posted, districts=district_tree(town))
    upload = ListForm(posted, request.FILES) if is_list else ListForm()
    if not is_list and form.is_valid():
        enter_answer(town, form.answer(), origin=by_hand(request), now=clock.now())
        messages.success(request, _("Sparat."))
        return see_other(request.path)
    if is_list and upload.is_valid():
        file = upload.cleaned_data["file"]
        try:
            kept = read_survey_list(
                file.read(), filename=file.name or "", town=town, uploaded_by=by_hand(request).actor, now=clock.now()
            )
        except UnreadableFile as problem:
            upload.add_error("file", str(problem))
        else:
            return see_other(reverse("fieldwork:survey_list", args=[kept.uuid]))
    figures = figures_within(town)
    context = {
        "town": town,
        "form": form,
        "upload": upload,
        "figures": figures,
        "charts": charts_of(questions_of(figures)),
    }
    status = UNPROCESSABLE if form.errors or upload.errors else 200
    return render(request, "fieldwork/surveys.html", context, status=status)


@require_POST
@signed_in
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    figure = access_survey_figure(standing_of(request.user), pk)
    remove_figure(figure)
    messages.success(request, _("Siffran är borttagen."))
    return see_other(reverse("fieldwork:surveys", args=[figure.municipality_id]))


@require_http_methods(GET_AND_POST)
@signed_in
def survey_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Each row of a list and what it would do; a POST takes in all that can be."""
    kept = access_survey_import(standing_of(request.user), str(uuid))
    back = reverse("fieldwork:surveys", args=[kept.municipality_id])
    if request.method == "POST":
        try:
            count = accept_survey(kept, origin=by_hand(request, Door.LOADED), now=clock.now())
        except FieldworkError as error:
            messages.info(request, str(error))
        else:
            said = ngettext("%(count)s siffra är inläst.", "%(count)s siffror är inlästa.", count)
            messages.success(request, said % {"count": count})
        return see_other(back)
    lines = preview_survey(kept)
    context = {
        "kept": kept,
        "lines": sorted(lines, key=lambda line: line.answer is not None),
        "able": sum(line.answer is not None for line in lines),
        "refused": sum(line.answer is None for line in lines),
        "back": back,
    }
    return render(request, "fieldwork/survey_list.html", context)


@require_POST
@signed_in
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    kept = access_survey_import(standing_of(request.user), str(uuid))
    discard_survey(kept)
    messages.success(request, _("Listan är borttagen. Ingenting sparades."))
    return see_other(reverse("fieldwork:surveys", args=[kept.municipality_id]))
