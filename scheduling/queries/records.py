"""What the rota remembers of people, before one night."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from scheduling.enums import ON_CREW, AttendanceState, ShiftState, SpecialDayKind
from scheduling.models import Attendance, Shift, SpecialDay
from scheduling.queries.season_questions import said_of
from volunteers.models import CompanyWish, Volunteer
from volunteers.queries import with_availability

A_WEEK = timedelta(days=7)
REMEMBERED = timedelta(days=365)  # how long ago an answer may lie to say something of the next
SAID = (*ON_CREW, AttendanceState.WAITING, AttendanceState.DECLINED, AttendanceState.NO_SHOW)
SILENCE_REMEMBERED = timedelta(days=60)  # and a no
TIME_TO_ANSWER = timedelta(days=2)  # before that nobody is silent


@dataclass(frozen=True)
class Record:
    """`asked_lately`: questions of the last seven days. `said_yes` of `answered` questions within a year.
    `month_nights`: nights with a place in the month of the night at hand. `silent_times`: questions of the last two
    months, when none of them was answered; `no_times` those of them that got a no, when none got a yes.
    """

    last_walk: date | None = None
    walks_here: int = 0
    asked_lately: int = 0
    last_asked_at: datetime | None = None
    answered: int = 0
    said_yes: int = 0
    month_nights: int = 0
    silent_times: int = 0
    no_times: int = 0


def records_of(people: Collection[int], shift: Shift, *, now: datetime) -> dict[int, Record]:
    """By volunteer; nobody without any attendance. One query."""
    walked = Q(state__in=ON_CREW, shift__state=ShiftState.DONE)
    answered = Q(asked_at__gt=now - REMEMBERED, answered_at__isnull=False)
    said_yes = Q(state__in=[*ON_CREW, AttendanceState.WAITING])
    same_month = Q(shift__night__year=shift.night.year, shift__night__month=shift.night.month)
    lately = Q(asked_at__gt=now - SILENCE_REMEMBERED)
    # Whoever is asked for somebody's place may hear nothing more because another was faster: that is no silence.
    lapsed = Q(state=AttendanceState.LAPSED, instead_of=None)
    silent = lapsed | Q(state=AttendanceState.ASKED, asked_at__lt=now - TIME_TO_ANSWER)
    rows = Attendance.objects.filter(volunteer__in=people).order_by().values(person=F("volunteer"))
    found = rows.annotate(
        last_walk=Max("shift__night", filter=walked),
        walks_here=Count("pk", filter=walked & Q(shift__route=shift.route_id)),
        asked_lately=Count("pk", filter=Q(asked_at__gt=now - A_WEEK)),
        last_asked_at=Max("asked_at"),
        answered=Count("pk", filter=answered),
        said_yes=Count("pk", filter=answered & said_yes),
        month_nights=Count("pk", filter=same_month & Q(state__in=ON_CREW) & ~Q(shift=shift.pk)),
        silent_times=Count("pk", filter=lately & silent & Q(answered_at=None)),
        no_times=Count("pk", filter=lately & Q(state=AttendanceState.DECLINED, answered_at__isnull=False)),
        yes_times=Count("pk", filter=lately & said_yes),
        heard_times=Count("pk", filter=lately & (Q(state__in=SAID) | Q(answered_at__isnull=False))),
    )
    return {row.pop("person"): _record(**row) for row in found}


def _record(*, silent_times: int, heard_times: int, no_times: int, yes_times: int, **others: Any) -> Record:
    return Record(silent_times=0 if heard_times else silent_times, no_times=0 if yes_times else no_times, **others)


def in_view_of(volunteers: QuerySet[Volunteer], shift: Shift) -> QuerySet[Volunteer]:
    """With what each has told of when they can, and what of it this night meets.

    `company`: the name of someone they would like to walk with who has a place. `is_marked`: the municipality has
    marked the night as one when more adults are needed. `said_can`: what they said when the season asked.
    """
    going = {"companion__attendances__shift": shift.pk, "companion__attendances__state__in": ON_CREW}
    wished = CompanyWish.objects.filter(volunteer=OuterRef("pk"), **going).order_by("companion__name", "pk")
    marked = SpecialDay.objects.touching(shift.night, shift.night).exclude(kind=SpecialDayKind.SCHOOL_BREAK)
    return with_availability(volunteers.select_related("home_district"), shift.night).annotate(
        company=Subquery(wished.values("companion__name")[:1]),
        is_marked=Exists(marked.filter(municipality=OuterRef("municipality"))),
        said_can=said_of(shift),
    )
