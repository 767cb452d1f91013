"""Frozen reports: made of what the follow-up shows, read as they were, withdrawn with a reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldwork.domain.follow_up.district_maps import MAPPED, map_choices
from fieldwork.domain.follow_up.frozen import (
    can_be_counted_again,
    figures_in,
    figures_now,
    freeze,
    moved_since,
    places_in,
    withdraw,
)
from fieldwork.domain.follow_up.sentences import period_words
from fieldwork.domain.follow_up.showing import shown
from fieldwork.domain.follow_up.words import set_smallest, smallest_of
from fieldwork.domain.surveys.charts import charts_of
from fieldwork.domain.surveys.figures import questions_in
from fieldwork.exceptions import FieldworkError
from fieldwork.forms.follow_up import mapped_in
from fieldwork.forms.follow_up_own import FreezeForm, SmallestForm, WithdrawForm
from fieldwork.models import FollowUpPolicy, FrozenReport
from fieldwork.queries.follow_up_own import access_frozen_report, frozen_reports_for
from fieldwork.views.follow_up import Whole, whole_town
from messaging.gateways import clock
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from volunteers.queries import access_municipality, municipalities_for, standing_of


@require_safe
@signed_in
def reports(request: HttpRequest) -> HttpResponse:
    """All that are frozen, and the least number that each municipality lets out."""
    standing = standing_of(request.user)
    towns = [
        (
            town,
            SmallestForm(instance=FollowUpPolicy(municipality=town, smallest=smallest_of(town)), prefix=str(town.pk)),
        )
        for town in municipalities_for(standing)
    ]
    return render(request, "fieldwork/frozen_reports.html", {"reports": frozen_reports_for(standing), "towns": towns})


@require_POST
@signed_in
def smallest(request: HttpRequest, pk: int) -> HttpResponse:
    town = access_municipality(standing_of(request.user), pk)
    form = SmallestForm(request.POST, prefix=str(town.pk))
    if form.is_valid():
        set_smallest(town, form.cleaned_data["smallest"])
        messages.success(request, _("Sparat."))
    else:
        messages.error(request, _("Skriv ett tal från 1 till 50."))
    return see_other(reverse("fieldwork:frozen_reports"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def freeze_report(request: HttpRequest) -> HttpResponse:
    """What the address asks for, under a name. Only for those who coordinate the municipality."""
    whole = whole_town(request)
    form = FreezeForm(request.POST if request.method == "POST" else None, initial={"name": suggested_name(whole)})
    if form.is_valid():
        report = freeze(
            whole.asked.scope,
            whole.asked.period,
            name=form.cleaned_data["name"],
            scope_words=whole.scope_words,
            origin=by_hand(request),
            now=clock.now(),
        )
        messages.success(request, _("Rapporten är fryst. Den ändras inte mer."))
        return see_other(reverse("fieldwork:frozen_report", args=[report.pk]))
    context = {"form": form, "whole": whole, "period": period_words(whole.asked.period, get_language() or "sv")}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "fieldwork/freeze_report.html", context, status=status)


def suggested_name(whole: Whole) -> str:
    period = period_words(whole.asked.period, get_language() or "sv")
    return _("Uppföljning %(period)s") % {"period": period}


@require_safe
@signed_in
def report(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_frozen_report(standing_of(request.user), pk)
    mapped = mapped_in(request.GET)
    return render(request, "fieldwork/frozen_report.html", report_context(found, WithdrawForm(), mapped=mapped))


@require_POST
@signed_in
def withdraw_report(request: HttpRequest, pk: int) -> HttpResponse:
    found = access_frozen_report(standing_of(request.user), pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw(found, reason=form.cleaned_data["reason"], origin=by_hand(request), now=clock.now())
        except FieldworkError as error:
            messages.info(request, str(error))
        else:
            messages.success(request, _("Rapporten är återkallad. Den finns kvar att läsa."))
        return see_other(reverse("fieldwork:frozen_report", args=[pk]))
    return render(request, "fieldwork/frozen_report.html", report_context(found, form), status=UNPROCESSABLE)


def report_context(found: FrozenReport, form: WithdrawForm, *, mapped: str = MAPPED[0]) -> dict[str, Any]:
    """The figures as they were, and those that are others when the same nights are counted today."""
    then, places, language = figures_in(found), places_in(found), get_language() or "sv"
    moved = moved_since(then, figures_now(found)) if can_be_counted_again(found) else None
    return {
        "report": found,
        "shown": shown(
            then,
            points=places.points,
            language=language,
            boundaries=places.boundaries,
            mapped=mapped,
        ),
        "mapped": map_choices(),
        "definitions": found.definitions,
        "charts": charts_of(questions_in(found.survey)),
        "words": found.words,
        "moved": moved,
        "form": form,
        "zone": found.municipality.zone,
    }
