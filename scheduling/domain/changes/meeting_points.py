"""Another meeting point for a route: whoever has said yes to a night that begins there is told where to go instead.

A route is walked by several associations, so that one change can mean texts in the name of each of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from scheduling.domain.attendance import lockable_shifts, readable_shifts
from scheduling.domain.changes.carrying_out import Outcome, enact
from scheduling.domain.changes.effects import Effect, NightStep
from scheduling.domain.changes.letters import letters_for
from scheduling.domain.changes.values import values_of
from scheduling.domain.history import record_all, write_event
from scheduling.domain.origins import Origin
from scheduling.domain.routes import Line, save_route
from scheduling.domain.sms_texts import language_of
from scheduling.domain.text_plans import plan_of
from scheduling.enums import AttendanceState, EventKind, ShiftState
from scheduling.models import Attendance, Route, Shift
from volunteers.models import Association

FROM_NOW_ON = {
    "sv": "Ny samling framöver: %(place)s",
    "en": "From now on meet at: %(place)s",
    "fi": "Kokoontuminen tästä lähtien: %(place)s",
    "so": "Hadda ka dib kulanka: %(place)s",
    "ar": "مكان اللقاء من الآن: %(place)s",
}


@dataclass(frozen=True)
class Telling:
    """What the people of one association are told."""

    association: Association
    outcome: Outcome


def foresee_meeting(route: Route, *, now: datetime) -> list[Telling]:
    """Who would be told what if the route were kept as it is in memory. Each person once, about their nearest night."""
    return _tellings(route, list(_coming(readable_shifts(), route, now=now)), now=now)


@transaction.atomic
def save_meeting(route: Route, *, line: Line, tells: bool, origin: Origin, now: datetime) -> int:
    """Keep the route, whose meeting point is another now. Every yes stands. Returns how many were told.

    The history of each night to come has it. Raises BadGeometry.
    """
    shifts = list(_coming(lockable_shifts(), route, now=now))
    save_route(route, line=line, origin=origin, now=now)
    detail = _("ny samling: %(place)s") % {"place": meeting_of(route)}
    record_all(write_event(shift, EventKind.CHANGED, origin=origin, now=now, detail=detail) for shift in shifts)
    tellings = _tellings(route, shifts, now=now) if tells else []
    for telling in tellings:
        enact(telling.outcome, [], origin=origin, now=now)
    return sum(telling.outcome.told for telling in tellings)


def meeting_of(route: Route) -> str:
    return ", ".join(part for part in (route.meeting_point, route.meeting_address) if part)


def _coming(shifts: QuerySet[Shift], route: Route, *, now: datetime) -> QuerySet[Shift]:
    return shifts.filter(route=route, state=ShiftState.PUBLISHED, starts_at__gt=now).order_by("pk")


def _tellings(route: Route, shifts: Sequence[Shift], *, now: datetime) -> list[Telling]:
    by_key = {shift.pk: shift for shift in shifts}
    for shift in shifts:
        shift.route = route
    crew = Attendance.objects.filter(shift__in=by_key, state=AttendanceState.CONFIRMED)
    nearest: dict[tuple[int, int], Attendance] = {}
    for one in crew.select_related("volunteer", "last_text").order_by("starts_at", "pk"):
        one.shift = by_key[one.shift_id]
        nearest.setdefault((one.shift.association_id, one.volunteer_id), one)
    associations = {shift.association_id: shift.association for shift in shifts}
    found = []
    for pk, association in sorted(associations.items()):
        effects = [_effect(one) for (whose, _person), one in nearest.items() if whose == pk]
        letters = letters_for(effects, plan=plan_of(association), now=now) if effects else []
        found += [Telling(association, Outcome(effects, letters))] if letters else []
    return found


def _effect(one: Attendance) -> Effect:
    values = values_of(one.shift)
    language = language_of("news", one.volunteer.text_language)
    note = FROM_NOW_ON[language] % {"place": meeting_of(one.shift.route)}
    return Effect(
        NightStep(one.shift, values, values), one, told="news", words={"leader": None, "note": note, "leads": False}
    )
