"""Alarms of earlier nights: all of them, and each with every step."""

from typing import cast
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from fieldwork.domain.alarms.past import after_words, past_alarm
from fieldwork.domain.alarms.showing import lines_taken
from fieldwork.domain.walks.timeline import lines_of
from fieldwork.enums import AlarmState
from fieldwork.forms.alarms import PastAlarmFilter
from fieldwork.queries.alarms import access_past_alarm, alarms_for, story_of
from messaging.gateways import clock
from scheduling.models import Shift
from scheduling.views.doors import see_other, signed_in
from volunteers.models import User
from volunteers.queries import municipalities_for, standing_of

A_PAGE = 50


@require_safe
@signed_in
def alarms(request: HttpRequest) -> HttpResponse:
    """The latest first; of a period, with drills or without, for those who ask."""
    standing, language = standing_of(request.user), get_language() or "sv"
    reached = alarms_for(standing, cast("User", request.user))
    form = PastAlarmFilter(request.GET)
    page = Paginator(form.of(reached), A_PAGE).get_page(request.GET.get("sida"))
    kept = {name: value for name, value in request.GET.items() if name != "sida"}
    context = {
        "page": page,
        "rows": [past_alarm(alarm, language=language) for alarm in page],
        "form": form,
        "query": urlencode(kept),
        "has_any": bool(page.object_list) or reached.exists(),
        "municipalities": list(municipalities_for(standing)),
    }
    return render(request, "fieldwork/past_alarms.html", context)


@require_safe
@signed_in
def alarm(request: HttpRequest, pk: int) -> HttpResponse:
    """404 for one out of reach; to tonight's board with one that stands still."""
    standing = standing_of(request.user)
    found = access_past_alarm(standing, cast("User", request.user), pk)
    if found.state != AlarmState.RESOLVED:
        return see_other(f"{reverse('fieldwork:tonight')}?{urlencode({'grupp': found.shift_id})}")
    association = found.shift.association
    context = {
        "past": past_alarm(found, language=get_language() or "sv"),
        "resolved_after": after_words(found.opened_at, found.resolved_at) if found.resolved_at else "",
        "lines": lines_taken(found),
        "events": lines_of(story_of(found)),
        "now": clock.now(),
        "zone": association.municipality.zone,
        "reaches_night": Shift.objects.within(**standing.reach).filter(pk=found.shift_id).exists(),
        "reaches_drill": association.municipality_id in standing.municipalities,
    }
    return render(request, "fieldwork/past_alarm.html", context)
