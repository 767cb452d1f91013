"""Where somebody who walks notes what is wrong with a place, from their own page, and tells if it is mended."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fieldwork.domain.observations.asking import answer_fixed, questions_for
from fieldwork.domain.observations.categories import open_categories
from fieldwork.domain.observations.noting import note_observation
from fieldwork.exceptions import FieldworkError, ObservationRefused, PersonSeen
from fieldwork.forms.observations import ObserveForm
from fieldwork.models import Observation, ObservationCategory
from fieldwork.queries.logs import access_night_to_log
from fieldwork.queries.observations import categories_to_choose, was_known
from fieldwork.views.kept import keep_in_phone
from fieldwork.views.sections import places_told
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from scheduling.models import Attendance
from scheduling.views.doors import UNPROCESSABLE, see_other
from scheduling.views.maps import map_data
from scheduling.views.own_gate import Mine, of_the_person
from volunteers.models import Municipality

BY_SELF = Origin(Door.PERSONAL)


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_person
def observe(request: HttpRequest, mine: Mine, pk: int) -> HttpResponse:
    """404 for a night that is not the person's, or too long ago.

    A script that sends what a phone has kept asks for JSON, and gets the same sentences.
    """
    place = access_night_to_log(mine.volunteer, pk, now=mine.now)
    categories = choices_in(place.shift.association.municipality)
    if request.method != "POST":
        return draw(request, mine, place, ObserveForm(categories=categories, initial={"client_key": uuid4()}))
    form = ObserveForm(request.POST, request.FILES, categories=categories)
    if form.is_valid():
        try:
            return told(request, mine, place, keep(form, mine, place))
        except (ObservationRefused, PersonSeen) as refused:
            form.add_error(refused.field or None, str(refused))
    if wants_json(request):
        return JsonResponse({"errors": form.errors}, status=UNPROCESSABLE)
    return draw(request, mine, place, form)


def keep(form: ObserveForm, mine: Mine, place: Attendance) -> tuple[Observation, str]:
    """The observation, and what to say of it. Raises ObservationRefused, PersonSeen."""
    key = form.cleaned_data["client_key"]
    observation = note_observation(
        form.cleaned_data["seen"],
        client_key=key,
        origin=BY_SELF,
        by=mine.volunteer,
        shift=place.shift,
        now=mine.now,
        seen_at=form.cleaned_data["seen_at"],
    )
    if was_known(key):
        words = _("Den är redan anmäld, vi lägger till att ni såg den. Den heter %(reference)s.")
    else:
        words = _("Tack, det är noterat. Det heter %(reference)s.")
    return observation, words % {"reference": observation.reference}


def told(request: HttpRequest, mine: Mine, place: Attendance, kept: tuple[Observation, str]) -> HttpResponse:
    """The script loads the page anew, and the words stand there then."""
    observation, words = kept
    messages.success(request, words)
    if wants_json(request):
        return JsonResponse({"reference": observation.reference, "words": words})
    return see_other(reverse("fieldwork:observe", args=[mine.token, place.pk]))


@require_POST
@of_the_person
def answer(request: HttpRequest, mine: Mine, pk: int, observation_pk: int) -> HttpResponse:
    """Mended, or still there. 404 for somebody else's night; what is not asked any more changes nothing."""
    place = access_night_to_log(mine.volunteer, pk, now=mine.now)
    page = f"{reverse('fieldwork:observe', args=[mine.token, place.pk])}#lagat"
    asked = {one.pk: one for one in questions_for(place.shift, now=mine.now)}
    said = request.POST.get("svar")
    if observation_pk not in asked or said not in {"lagat", "kvar"}:
        messages.info(request, _("Någon i gruppen har redan svarat. Tack ändå."))
        return see_other(page)
    try:
        answer_fixed(
            asked[observation_pk],
            is_fixed=said == "lagat",
            shift=place.shift,
            origin=BY_SELF,
            by=mine.volunteer,
            now=mine.now,
        )
    except FieldworkError as error:
        messages.error(request, str(error))
        return see_other(page)
    messages.success(request, _("Tack för att ni tittade."))
    return see_other(page)


def choices_in(town: Municipality) -> list[ObservationCategory]:
    """A town that has no kinds yet gets those from the start."""
    found = categories_to_choose(town)
    if not found:
        open_categories(town)
        found = categories_to_choose(town)
    return found


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def draw(request: HttpRequest, mine: Mine, place: Attendance, form: ObserveForm) -> HttpResponse:
    context = {
        "token": mine.token,
        "place": place,
        "shift": place.shift,
        "zone": place.shift.association.municipality.zone,
        "form": form,
        "photo_megabytes": settings.PHOTO_MAX_SIZE >> 20,
        "map": map_data(place.shift.route),
        **places_told(place.shift, now=mine.now),
    }
    page = render(request, "fieldwork/observe.html", context, status=UNPROCESSABLE if form.errors else 200)
    return keep_in_phone(page, request, mine, ends_at=place.shift.ends_at)
