"""The rows that the follow-up adds up: one query for each kind of thing, however many nights there are.

Nearly all come grouped by cell: an association, the district of a route, a kind and a month. Every table of the
follow-up is a sum of cells, so its parts add up to its total by construction.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate, TruncMonth

from fieldwork.enums import MET_SPANS, AlarmKind, Met, Mood, ObservationState, Outcome, WalkState
from fieldwork.models import (
    Alarm,
    CheckIn,
    LogContact,
    LogOccurrence,
    Observation,
    ObservationCategory,
    Sighting,
    WalkLog,
)
from scheduling.enums import ON_CREW, AttendanceState, DecisionState, Door, EventKind, ShiftState
from scheduling.models import Attendance, NightDecision, Shift, ShiftEvent
from scheduling.models.shift import ShiftQuerySet
from scheduling.queries.walked import HAS_WALKED
from volunteers.models import Association, District, Municipality
from volunteers.queries import district_tree, districts_below

Rows = Iterable[tuple[Any, ...]]
CELL = ("club", "area", "what", "month")
NEARLY = timedelta(days=2)  # what is seen on a night is seen within so long of its date, in whatever zone


@dataclass(frozen=True)
class Scope:
    """Whose nights: a whole municipality's, or only a district's with its parts, an association's, or a kind's."""

    municipality: Municipality
    district: int | None = None
    association: int | None = None
    kind: str = ""


def nights_within(scope: Scope, first: date, last: date, *, path: str = "") -> Q:
    """That the shift at the end of `path` is one of the scope's nights between two dates, both counted."""
    inside = Q(
        (f"{path}association__municipality", scope.municipality),
        (f"{path}night__gte", first),
        (f"{path}night__lte", last),
    )
    if scope.association is not None:
        inside &= Q((f"{path}association", scope.association))
    if scope.kind:
        inside &= Q((f"{path}kind", scope.kind))
    if scope.district is not None:
        inside &= Q((f"{path}route__district__in", districts_below([scope.district])))
    return inside


def cell(path: str = "") -> dict[str, Any]:
    return {
        "club": F(f"{path}association"),
        "area": F(f"{path}route__district"),
        "what": F(f"{path}kind"),
        "month": TruncMonth(f"{path}night", output_field=DateField()),
    }


def listed(rows: QuerySet[Any, Any], *names: str) -> Rows:
    found: Rows = rows.values_list(*names)
    return found


def planned_nights(scope: Scope, first: date, last: date) -> ShiftQuerySet:
    """Published, or more. What was dropped while it was a draft was never promised to anybody."""
    dropped = ShiftEvent.objects.filter(shift=OuterRef("pk"), kind=EventKind.CANCELLED, from_state=ShiftState.DRAFT)
    inside = Shift.objects.filter(nights_within(scope, first, last)).exclude(state=ShiftState.DRAFT)
    return inside.exclude(Q(Exists(dropped), state=ShiftState.CANCELLED))


def with_outcome(nights: QuerySet[Shift]) -> QuerySet[Shift]:
    """Each night with its `outcome`, `home`, how many came home, and whether it `has_log`."""
    came_home = CheckIn.objects.filter(walk__shift=OuterRef("pk"), home_at__isnull=False).order_by()
    counted = came_home.values("walk").annotate(people=Count("pk")).values("people")
    merged = NightDecision.objects.filter(shift=OuterRef("pk"), state=DecisionState.MERGED)
    outcome = Case(
        When(Q(Exists(merged), state=ShiftState.CANCELLED), then=Value(Outcome.MERGED)),
        When(state=ShiftState.CANCELLED, then=Value(Outcome.CANCELLED)),
        When(walk__state=WalkState.OUT, then=Value(Outcome.AHEAD)),
        When(walk__isnull=False, home__gte=F("crew_min"), then=Value(Outcome.FULL)),
        When(walk__isnull=False, home__gte=F("crew_safe"), then=Value(Outcome.SHORT)),
        When(walk__isnull=False, then=Value(Outcome.UNSAFE)),
        When(~Q(state=ShiftState.DONE), then=Value(Outcome.AHEAD)),
        When(confirmed_count__gt=0, then=Value(Outcome.UNREGISTERED)),
        default=Value(Outcome.EMPTY),
        output_field=CharField(),
    )
    home = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return nights.annotate(home=home).annotate(
        outcome=outcome, has_log=Exists(WalkLog.objects.filter(shift=OuterRef("pk")))
    )


def nights_by_cell(scope: Scope, first: date, last: date) -> Rows:
    """(cell, outcome, whether it has a log, how many nights)"""
    nights = with_outcome(planned_nights(scope, first, last)).annotate(**cell())
    grouped = nights.order_by().values(*CELL, "outcome", "has_log").annotate(nights=Count("pk"))
    return listed(grouped, *CELL, "outcome", "has_log", "nights")


def check_ins_by_cell(scope: Scope, first: date, last: date) -> Rows:
    """(cell, how many were out, how many of them were checked in at home, how long those were out in all)

    What is between two moments is what passed, also in a night when the clock is changed. Who is only taken to have
    come home was out for nobody knows how long.
    """
    lasted = ExpressionWrapper(F("home_at") - F("out_at"), output_field=DurationField())
    path = "walk__shift__"
    rows = CheckIn.objects.filter(nights_within(scope, first, last, path=path)).annotate(**cell(path)).order_by()
    grouped = rows.values(*CELL).annotate(
        out=Count("pk"),
        came_home=Count("home_at", filter=Q(is_presumed=False)),
        time_out=Sum(lasted, filter=Q(is_presumed=False)),
    )
    return listed(grouped, *CELL, "out", "came_home", "time_out")


def crews_by_cell(scope: Scope, first: date, last: date) -> Rows:
    """(cell, places on crews, how many of them whose last yes was a text, how many did not come)"""
    yes = ShiftEvent.objects.filter(attendance=OuterRef("pk"), to_state=AttendanceState.CONFIRMED)
    rows = Attendance.objects.filter(
        nights_within(scope, first, last, path="shift__"), state__in=[*ON_CREW, AttendanceState.NO_SHOW]
    ).exclude(shift__state=ShiftState.DRAFT)
    known = rows.annotate(**cell("shift__"), door=Subquery(yes.order_by("-at", "-pk").values("door")[:1])).order_by()
    grouped = known.values(*CELL).annotate(
        crew=Count("pk"),
        by_sms=Count("pk", filter=Q(door=Door.SMS)),
        absent=Count("pk", filter=Q(state=AttendanceState.NO_SHOW)),
    )
    return listed(grouped, *CELL, "crew", "by_sms", "absent")


def logs_by_cell(scope: Scope, first: date, last: date) -> Rows:
    """(cell, logs, met at least, met at most, logs where that has no upper end, a count for each mood, debriefs)"""
    ends = [
        Sum(Case(*(When(met=met, then=Value(span[end])) for met, span in MET_SPANS.items()), default=Value(0)))
        for end in (0, 1)
    ]
    rows = WalkLog.objects.filter(nights_within(scope, first, last, path="shift__")).annotate(**cell("shift__"))
    moods = {f"is_{mood}": Count("pk", filter=Q(mood=mood)) for mood in Mood.values}
    grouped = (
        rows.order_by()
        .values(*CELL)
        .annotate(
            logs=Count("pk"),
            low=ends[0],
            high=ends[1],
            endless=Count("pk", filter=Q(met=Met.MORE)),
            **moods,
            debriefs=Count("pk", filter=Q(debrief_held=True)),
        )
    )
    return listed(grouped, *CELL, "logs", "low", "high", "endless", *moods, "debriefs")


def occurrences_by_cell(scope: Scope, first: date, last: date) -> Rows:
    """(cell, kind, how many times, in how many logs)"""
    return _told_by_cell(LogOccurrence.objects.all(), scope, first, last)


def contacts_by_cell(scope: Scope, first: date, last: date) -> Rows:
    """(cell, kind, how many times, in how many logs)"""
    return _told_by_cell(LogContact.objects.all(), scope, first, last)


def _told_by_cell(lines: QuerySet[Any], scope: Scope, first: date, last: date) -> Rows:
    path = "log__shift__"
    rows = lines.filter(nights_within(scope, first, last, path=path)).annotate(**cell(path)).order_by()
    grouped = rows.values(*CELL, "kind").annotate(times=Sum("count"), nights=Count("log", distinct=True))
    return listed(grouped, *CELL, "kind", "times", "nights")


def alarms_by_cell(scope: Scope, first: date, last: date) -> Rows:
    """(cell, how many groups were overdue, how many called for help), drills left out"""
    rows = Alarm.objects.filter(nights_within(scope, first, last, path="shift__"), is_drill=False)
    grouped = (
        rows.annotate(**cell("shift__"))
        .order_by()
        .values(*CELL)
        .annotate(
            overdue=Count("pk", filter=Q(kind=AlarmKind.OVERDUE)), panic=Count("pk", filter=Q(kind=AlarmKind.PANIC))
        )
    )
    return listed(grouped, *CELL, "overdue", "panic")


def people_by_cell(scope: Scope, first: date, last: date) -> Rows:
    """(cell, person, when they first went out in that cell)"""
    path = "walk__shift__"
    rows = CheckIn.objects.filter(nights_within(scope, first, last, path=path)).annotate(**cell(path)).order_by()
    return listed(rows.values(*CELL, "volunteer").annotate(went=Min("out_at")), *CELL, "volunteer", "went")


def first_walks(scope: Scope, first: date, last: date) -> dict[int, datetime]:
    """By person who was out on these nights: when they first went out ever, with whomever."""
    walkers = CheckIn.objects.filter(nights_within(scope, first, last, path="walk__shift__")).order_by()
    ever = CheckIn.objects.filter(volunteer__in=walkers.values("volunteer")).order_by()
    return dict(ever.values("volunteer").annotate(went=Min("out_at")).values_list("volunteer", "went"))


def walked_unregistered_before(scope: Scope, first: date, last: date) -> frozenset[int]:
    """Those out on these nights who, before them, had a place on a night that is over and that nobody checked in to."""
    walkers = CheckIn.objects.filter(nights_within(scope, first, last, path="walk__shift__")).order_by()
    before = Attendance.objects.filter(HAS_WALKED, shift__walk=None, shift__night__lt=first)
    found = before.filter(volunteer__in=walkers.values("volunteer")).order_by()
    return frozenset(found.values_list("volunteer", flat=True).distinct())


def observations_within(scope: Scope, first: date, last: date) -> QuerySet[Any]:
    """What was found on these nights, each with the `night` and the `club` of the group that saw it first, if any did.

    What no group saw is found on the local date that it was first seen. What turned out to be another is not counted.
    """
    zone = scope.municipality.zone
    seen = Sighting.objects.filter(observation=OuterRef("pk")).order_by("seen_at", "pk")
    around = (
        datetime.combine(first, datetime.min.time(), tzinfo=zone) - NEARLY,
        datetime.combine(last, datetime.max.time(), tzinfo=zone) + NEARLY,
    )
    found = Observation.objects.filter(
        municipality=scope.municipality, joined_to=None, first_seen_at__range=around
    ).annotate(
        club=Subquery(seen.values("shift__association")[:1]),
        what=Coalesce(Subquery(seen.values("shift__kind")[:1]), Value("")),
        night=Coalesce(Subquery(seen.values("shift__night")[:1]), TruncDate("first_seen_at", tzinfo=zone)),
    )
    inside = found.filter(night__gte=first, night__lte=last)
    if scope.association is not None:
        inside = inside.filter(club=scope.association)
    if scope.kind:
        inside = inside.filter(what=scope.kind)
    if scope.district is not None:
        inside = inside.filter(district__in=districts_below([scope.district]))
    return inside


def observation_rows(scope: Scope, first: date, last: date) -> Rows:
    """(association, district, kind, night, category, whether it is fixed, when it was first seen, when it was fixed)"""
    found = observations_within(scope, first, last).order_by("pk")
    rows = listed(found, "club", "district", "what", "night", "category", "state", "first_seen_at", "fixed_at")
    return ((*row[:5], row[5] == ObservationState.FIXED, *row[6:]) for row in rows)


def districts_of(scope: Scope) -> list[District]:
    """The municipality's tree read from the top; `tree_depth` tells the level."""
    return district_tree(scope.municipality)


def association_names(pks: Collection[int]) -> dict[int, str]:
    return dict(Association.objects.filter(pk__in=pks).values_list("pk", "name"))


def categories_of(municipality: Municipality) -> list[ObservationCategory]:
    """In their order, whether they are still used or not."""
    return list(ObservationCategory.objects.filter(municipality=municipality))
