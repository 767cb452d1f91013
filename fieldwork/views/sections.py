"""What stands on the page of a night beside its crew: briefing, hosts at work, kit, and what is noted of places."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from fieldwork.domain.briefings import reading
from fieldwork.domain.hosts import host_lines
from fieldwork.domain.kit import section as kit
from fieldwork.domain.observations.asking import questions_for
from fieldwork.forms.kit import in_form, out_form
from fieldwork.queries.hosts import hosts_for
from fieldwork.queries.logs import EARLY
from fieldwork.queries.observations import noted_by_group
from scheduling.models import Attendance, Shift
from scheduling.views.own_gate import Mine

Context = dict[str, Any]
KIT, BRIEFING = "utrustning", "genomgang"  # where on the page they stand


def own_sections(mine: Mine, place: Attendance, *, leads: bool) -> Context:
    """For one of the crew. Those whose word is for the group count and tick, and see whom of the hosts to ring."""
    here = [mine.token, place.pk]
    return {
        **told(place.shift, now=mine.now, address=reverse("fieldwork:own_briefing_read", args=here)),
        **kit_context(
            place.shift,
            now=mine.now,
            out=reverse("fieldwork:own_kit_out", args=here),
            home=reverse("fieldwork:own_kit_in", args=here),
        ),
        **places_told(place.shift, now=mine.now),
        "hosts": host_lines(hosts_for(place.shift)) if leads else [],
        "is_at_page": False,
    }


def night_sections(shift: Shift, *, now: datetime) -> Context:
    """For those who lead it from home, and coordinators."""
    return {
        **told(shift, now=now, address=reverse("fieldwork:night_briefing_read", args=[shift.pk])),
        **kit_context(
            shift,
            now=now,
            out=reverse("fieldwork:night_kit_out", args=[shift.pk]),
            home=reverse("fieldwork:night_kit_in", args=[shift.pk]),
        ),
        "hosts": host_lines(hosts_for(shift)),
        "is_at_page": True,
    }


def told(shift: Shift, *, now: datetime, address: str) -> Context:
    return {"briefing": reading.section_of(shift, now=now), "briefing_address": address}


def places_told(shift: Shift, *, now: datetime) -> Context:
    """What the group has noted, and what it is asked to look at, from when it gathers."""
    if now < shift.starts_at - EARLY:
        return {"may_note": False}
    return {"may_note": True, "noted": noted_by_group(shift), "to_look_at": questions_for(shift, now=now)}


def kit_context(shift: Shift, *, now: datetime, out: str, home: str) -> Context:
    """With fresh forms to count out and home by."""
    section = kit.section_of(shift, now=now)
    if section is None:
        return {"kit": None}
    return {
        "kit": section,
        "kit_out_address": out,
        "kit_in_address": home,
        "out_form": out_form(section),
        "in_form": in_form(section),
    }
