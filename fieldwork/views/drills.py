"""Drills of the ladder: planned, held at once or called off by coordinators, and what came of each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fieldwork.domain.alarms.past import who_took
from fieldwork.domain.drills.planning import cancel_drill, plan_drill
from fieldwork.domain.drills.reporting import minutes_words, report_of
from fieldwork.exceptions import FieldworkError
from fieldwork.forms.drills import DrillForm
from fieldwork.queries.drills import access_drill, leaders_who_could
from messaging.gateways import clock
from scheduling.views.doors import by_hand, see_other, signed_in
from volunteers.models import Municipality
from volunteers.queries import access_municipality, standing_of


@require_POST
@signed_in
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """At a time, or at once where the button says so."""
    town, now = access_municipality(standing_of(request.user), pk), clock.now()
    form = DrillForm(request.POST, town=town, leaders=leaders_who_could(town), at_once="nu" in request.POST, now=now)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return _back(town)
    try:
        plan_drill(
            town,
            starts_at=form.cleaned_data["starts_at"],
            leader=form.cleaned_data["leader"],
            by=by_hand(request).actor,
            now=now,
        )
    except FieldworkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Övningen är planerad. Samordnarna får veta det med mejl."))
    return _back(town)


@require_POST
@signed_in
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    drill = access_drill(standing_of(request.user), pk)
    try:
        cancel_drill(drill, now=clock.now())
    except FieldworkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Övningen är inställd."))
    return _back(drill.municipality)


@require_safe
@signed_in
def drill(request: HttpRequest, pk: int) -> HttpResponse:
    """Each step, who was told, when it reached them, and who took it after how long."""
    found = access_drill(standing_of(request.user), pk)
    report = report_of(found)
    context = {
        "drill": found,
        "report": report,
        "zone": found.municipality.zone,
        "taken_by": who_took(found.alarm) if found.alarm else "",
        "taken_after": minutes_words(report.taken_after) if report.taken_after is not None else "",
        "resolved_after": minutes_words(report.resolved_after) if report.resolved_after is not None else "",
    }
    return render(request, "fieldwork/drill.html", context)


def _back(town: Municipality) -> HttpResponse:
    return see_other(f"{reverse('fieldwork:alarm_policy', args=[town.pk])}#ova")
