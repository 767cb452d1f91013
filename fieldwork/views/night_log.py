"""The log of a night for those who lead or coordinate: read, corrected with a reason, or written by hand."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fieldwork.domain.logs.filing import correct_log, file_log, first_names
from fieldwork.domain.logs.missing import missing_cards
from fieldwork.domain.logs.showing import begun_with, history_of, log_lines, routes_to_choose, who_filed
from fieldwork.domain.logs.walkers import people_to_tick
from fieldwork.domain.logs.words import said_of
from fieldwork.domain.text_checks import rules_for
from fieldwork.exceptions import FieldworkError
from fieldwork.forms.logs import CorrectionForm, LogForm, tell_problem
from fieldwork.models import WalkLog
from fieldwork.queries.logs import log_of, missing_logs
from messaging.gateways import clock
from scheduling.exceptions import SchedulingError
from scheduling.models import Shift
from scheduling.queries import access_shift
from scheduling.views.doors import UNPROCESSABLE, by_hand, see_other, signed_in
from volunteers.queries import standing_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def night_log(request: HttpRequest, pk: int) -> HttpResponse:
    """404 for a night out of reach."""
    shift, now = access_shift(standing_of(request.user), pk), clock.now()
    standing = log_of(shift)
    form = form_for(shift, standing, request.POST if request.method == "POST" else None)
    if form.is_valid() and keep(request, form, shift, standing, now=now):
        messages.success(request, _("Loggen är rättad.") if standing else _("Loggen är sparad."))
        return see_other(request.path)
    return render(
        request,
        "fieldwork/night_log.html",
        {"shift": shift, "form": form, "log": standing, **told(shift, standing, now=now)},
        status=UNPROCESSABLE if form.errors else 200,
    )


def form_for(shift: Shift, standing: WalkLog | None, data: Any) -> LogForm:
    kind = CorrectionForm if standing else LogForm
    return kind(
        data,
        told=said_of(standing) if standing else begun_with(shift),
        crew=people_to_tick(shift),
        routes=routes_to_choose(shift),
        zone=shift.association.municipality.zone,
        revision=standing.revision if standing else 0,
    )


def keep(request: HttpRequest, form: LogForm, shift: Shift, standing: WalkLog | None, *, now: datetime) -> bool:
    """Whether it was kept; else the form says why not."""
    data = form.cleaned_data
    given: dict[str, Any] = {
        "walked": form.walked_keys,
        "may_name": data["may_name"],
        "origin": by_hand(request),
        "by": None,
        "now": now,
    }
    try:
        if standing is None:
            file_log(shift, form.telling, client_key=data["client_key"], knows=data["knows"], **given)
        else:
            correct_log(standing, form.telling, reason=data["reason"], knows=data["knows"], **given)
    except (FieldworkError, SchedulingError) as error:
        tell_problem(form, error)
        return False
    return True


def told(shift: Shift, standing: WalkLog | None, *, now: datetime) -> dict[str, Any]:
    """What the page says beside the form."""
    zone: ZoneInfo = shift.association.municipality.zone
    language = get_language() or "sv"
    about: dict[str, Any] = {
        "zone": zone,
        "now": now,
        "kept_days": settings.LOG_NOTES_KEPT_DAYS,
        "rules": rules_for(first_names(shift), today=shift.night),
    }
    if standing is None:
        return about
    route = str(standing.route or "")
    return about | {
        "lines": log_lines(said_of(standing), zone=zone, language=language, route=route),
        "history": history_of(standing, zone=zone, language=language),
        "who": who_filed(standing),
    }


@require_safe
@signed_in
def missing(request: HttpRequest) -> HttpResponse:
    """Nights that nobody has told of, with whom to ask."""
    now = clock.now()
    standing = standing_of(request.user)
    nights = missing_cards(missing_logs(**standing.reach, now=now), language=get_language() or "sv")
    return render(request, "fieldwork/missing_logs.html", {"nights": nights})
