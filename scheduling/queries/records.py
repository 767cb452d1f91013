"""What the rota remembers of people, before one night."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Q

from scheduling.enums import ON_CREW, AttendanceState, ShiftState
from scheduling.models import Attendance, Shift

A_WEEK = timedelta(days=7)
REMEMBERED = timedelta(days=365)  # how long ago an answer may lie to say something of the next


@dataclass(frozen=True)
class Record:
    """`asked_lately`: questions of the last seven days. `said_yes` of `answered` questions within a year.
    `month_nights`: nights with a place in the month of the night at hand.
    """

    last_walk: date | None = None
    walks_here: int = 0
    asked_lately: int = 0
    last_asked_at: datetime | None = None
    answered: int = 0
    said_yes: int = 0
    month_nights: int = 0


def records_of(people: Collection[int], shift: Shift, *, now: datetime) -> dict[int, Record]:
    """By volunteer; nobody without any attendance. One query."""
    walked = Q(state__in=ON_CREW, shift__state=ShiftState.DONE)
    answered = Q(asked_at__gt=now - REMEMBERED, answered_at__isnull=False)
    said_yes = Q(state__in=[*ON_CREW, AttendanceState.WAITING])
    same_month = Q(shift__night__year=shift.night.year, shift__night__month=shift.night.month)
    rows = Attendance.objects.filter(volunteer__in=people).order_by().values(person=F("volunteer"))
    found = rows.annotate(
        last_walk=Max("shift__night", filter=walked),
        walks_here=Count("pk", filter=walked & Q(shift__route=shift.route_id)),
        asked_lately=Count("pk", filter=Q(asked_at__gt=now - A_WEEK)),
        last_asked_at=Max("asked_at"),
        answered=Count("pk", filter=answered),
        said_yes=Count("pk", filter=answered & said_yes),
        month_nights=Count("pk", filter=same_month & Q(state__in=ON_CREW) & ~Q(shift=shift.pk)),
    )
    return {row.pop("person"): Record(**row) for row in found}
