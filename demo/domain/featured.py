"""The night that the simulator is about: the next walk in Vårby, and the four phones beside it."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from scheduling.domain.crew_list import DESIGN_STATES
from scheduling.domain.crews import count_words, crew_sentence, pips
from scheduling.domain.number_words import capital
from scheduling.domain.timeline import Line, timeline
from scheduling.enums import ON_CREW, AttendanceState, EventKind, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.domain import calendar_words
from volunteers.models import Municipality, Volunteer

ROUTE = "Vårby runt"
PHONES = ("+46701740612", "+46701740614", "+46701740615", "+46701740616")
EVENTS_SHOWN = 6
EVENTS_READ = 30
EVENING = time(20, 15)
FRIDAY = 4


def featured_shift(*, now: datetime) -> Shift | None:
    return (
        Shift.objects.filter(route__name=ROUTE, ends_at__gt=now, state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY])
        .select_related("association__municipality", "route__district")
        .order_by("starts_at")
        .first()
    )


def state_of_demo(*, now: datetime) -> dict[str, Any]:
    """What the simulator's page shows around the phones. Times in words are the town's local time."""
    town = Municipality.objects.first()
    if town is None:
        return {"now": now.isoformat(), "town": "", "people": [], "shift": None, "events": [], "jumps": []}
    shift = featured_shift(now=now)
    return {
        "now": now.astimezone(town.zone).isoformat(timespec="seconds"),
        "town": town.name,
        "people": phones(shift),
        "shift": look_of(shift, town) if shift else None,
        "events": events(shift, town) if shift else [],
        "jumps": [
            {"to": "2h", "label": _("2 timmar fram")},
            {"to": "evening", "label": _("Till %(day)s 20.15") % {"day": day_name(next_evening(now), town)}},
            {"to": "restart", "label": _("Börja om")},
        ],
    }


def phones(shift: Shift | None) -> list[dict[str, Any]]:
    attendances = {a.volunteer_id: a for a in Attendance.objects.filter(shift=shift)} if shift else {}
    people = {volunteer.mobile: volunteer for volunteer in Volunteer.objects.filter(mobile__in=PHONES)}
    return [phone(people[number], attendances.get(people[number].pk)) for number in PHONES if number in people]


def phone(person: Volunteer, attendance: Attendance | None) -> dict[str, Any]:
    leads = attendance is not None and attendance.is_leader and attendance.state in ON_CREW
    label = str(attendance.get_state_display()) if attendance else _("Inte tillfrågad")
    return {
        "name": person.name,
        "first_name": person.first_name,
        "number": person.mobile,
        "state": DESIGN_STATES[AttendanceState(attendance.state)] if attendance else "draft",
        "label": _("Klar, ledare") if leads else label,
        "is_leader": leads,
    }


def look_of(shift: Shift, town: Municipality) -> dict[str, Any]:
    night = calendar_words.night_long(shift.starts_at, zone=town.zone)
    return {
        "title": f"{shift.place}, {night}",
        "url": settings.PUBLIC_URL + reverse("scheduling:shift", args=[shift.pk]),
        "summary": crew_sentence(shift),
        "count": count_words(shift),
        "pips": pips(shift),
    }


def events(shift: Shift, town: Municipality) -> list[dict[str, str]]:
    """The latest of the night, newest first."""
    latest = shift.events.select_related("attendance__volunteer", "actor", "answer")[:EVENTS_READ]
    return [
        {"state": line.design_state, "text": sentence(line), "at": stamp(line.at, town)}
        for line in timeline(latest)[:EVENTS_SHOWN]
    ]


def sentence(line: Line) -> str:
    """Anna är klar. · Passet planerades. · Anna svarade något som inte är ja eller nej: "kanske"."""
    who = line.names or _("Passet")
    quoted = f": ”{line.answer}”" if line.answer and line.kind == EventKind.UNCLEAR else ""
    return f"{who} {line.kind.label}{quoted}."


def stamp(moment: datetime, town: Municipality) -> str:
    """Tis 18.49"""
    local = moment.astimezone(town.zone)
    day = calendar_words.SWEDISH.short_days[local.weekday()]
    return f"{capital(day)} {calendar_words.clock(moment, zone=town.zone)}"


def day_name(moment: datetime, town: Municipality) -> str:
    return calendar_words.SWEDISH.days[moment.astimezone(town.zone).weekday()]


def next_evening(now: datetime) -> datetime:
    """A quarter to the featured walk's half past eight, else the next Friday at the same hour."""
    town = Municipality.objects.get()
    local = now.astimezone(town.zone)
    shift = featured_shift(now=now)
    day = shift.night if shift else local.date() + timedelta(days=(FRIDAY - local.weekday()) % 7)
    evening = datetime.combine(day, EVENING, tzinfo=town.zone)
    if evening <= local:
        friday = local.date() + timedelta(days=(FRIDAY - local.weekday() - 1) % 7 + 1)
        evening = datetime.combine(friday, EVENING, tzinfo=town.zone)
    return evening
