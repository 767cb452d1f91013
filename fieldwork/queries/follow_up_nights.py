"""The nights, and the observations, that stand behind a figure of the follow-up."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from fieldwork.enums import HELD, WENT_OUT, AlarmKind, ObservationState, Outcome
from fieldwork.models import Alarm, CheckIn, LogContact, LogOccurrence, WalkLog
from fieldwork.queries.follow_up import Scope, observations_within, planned_nights, with_outcome
from scheduling.enums import ON_CREW, AttendanceState
from scheduling.models import Attendance, Route, Shift
from scheduling.queries.walked import HAS_WALKED

OBSERVED = {"observations": {}, "observations_fixed": {"state": ObservationState.FIXED}}


def nights_behind(
    scope: Scope, first: date, last: date, *, figure: str, kind: str = "", is_own: bool = False
) -> QuerySet[Shift] | None:
    """The nights that a figure counts, by time, each with its outcome, people and hours; None for what is no figure.

    `kind` narrows what logs tell of to one sort of occurrence, contact or mood, `is_own` a district to what it has
    without its parts.
    """
    condition = condition_of(figure, kind, first=first)
    if condition is None:
        return None
    out = CheckIn.objects.filter(walk__shift=OuterRef("pk")).order_by().values("walk")
    lasted = ExpressionWrapper(F("home_at") - F("out_at"), output_field=DurationField())
    nights = with_outcome(planned_nights(scope, first, last)).filter(condition)
    if is_own and scope.district is not None:
        nights = nights.filter(route__district=scope.district)
    return nights.select_related("association", "route__district", "log").annotate(
        out=Coalesce(Subquery(out.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
        time_out=Subquery(
            out.annotate(time=Sum(lasted, filter=Q(is_presumed=False))).values("time"), output_field=DurationField()
        ),
    )


def condition_of(figure: str, kind: str, *, first: date) -> Q | None:
    """What a night of the figure has to be."""
    if figure in Outcome.values:
        return Q(outcome=figure)
    told = {"occurrences": LogOccurrence, "contacts": LogContact}.get(figure)
    if told is not None:
        lines = told._default_manager.filter(log__shift=OuterRef("pk"))
        return Q(Exists(lines.filter(kind=kind) if kind else lines))
    conditions = {
        "planned": Q(),
        "held": Q(outcome__in=HELD),
        "due": ~Q(outcome=Outcome.AHEAD),
        "logs_missing": Q(outcome__in=WENT_OUT, has_log=False),
        "moods": Q(Exists(WalkLog.objects.filter(shift=OuterRef("pk"), mood=kind))),
        "debriefs": Q(has_log=True, log__debrief_held=True),
        "no_shows": _has_place(AttendanceState.NO_SHOW),
        "not_home": Q(Exists(_never_home())),
        "overdue": _has_alarm(AlarmKind.OVERDUE),
        "panic": _has_alarm(AlarmKind.PANIC),
        "new": Q(Exists(_first_walks(first))),
    }
    conditions |= dict.fromkeys(("person_nights", "hours", "group_size", "people", "returning"), Q(walk__isnull=False))
    conditions |= dict.fromkeys(("logs", "met"), Q(has_log=True))
    conditions |= dict.fromkeys(("crew", "sms_percent"), _has_place(*ON_CREW, AttendanceState.NO_SHOW))
    return conditions.get(figure)


def _has_place(*states: str) -> Q:
    return Q(Exists(Attendance.objects.filter(shift=OuterRef("pk"), state__in=states)))


def _never_home() -> QuerySet[CheckIn]:
    """Those who went out and never said that they were home, whether or not they are taken to be."""
    return CheckIn.objects.filter(Q(home_at=None) | Q(is_presumed=True), walk__shift=OuterRef("pk"))


def _has_alarm(kind: AlarmKind) -> Q:
    return Q(Exists(Alarm.objects.filter(shift=OuterRef("pk"), kind=kind, is_drill=False)))


def _first_walks(first: date) -> QuerySet[CheckIn]:
    """Check-ins that were somebody's first, as the figure of new people counts them."""
    earlier = CheckIn.objects.filter(volunteer=OuterRef("volunteer"), out_at__lt=OuterRef("out_at"))
    stood = Attendance.objects.filter(
        HAS_WALKED, volunteer=OuterRef("volunteer"), shift__walk=None, shift__night__lt=first
    )
    return CheckIn.objects.filter(~Exists(earlier), ~Exists(stood), walk__shift=OuterRef("pk"))


def observations_behind(
    scope: Scope, first: date, last: date, *, figure: str, category: int | None = None
) -> QuerySet[Any] | None:
    """The observations that a figure counts, by time, of one category with its parts; None for another figure."""
    if figure not in OBSERVED:
        return None
    found = observations_within(scope, first, last).filter(**OBSERVED[figure])
    if category is not None:
        found = found.filter(Q(category=category) | Q(category__parent=category))
    return found.select_related("category", "district").order_by("first_seen_at", "pk")


def route_points(municipality: int) -> Iterable[tuple[int, tuple[float, float]]]:
    """(district, (longitude, latitude)) of the meeting points, or the beginnings, of a municipality's routes."""
    rows = Route.objects.filter(municipality=municipality).values_list("district", "longitude", "latitude", "line")
    for district, longitude, latitude, line in rows:
        if longitude is not None and latitude is not None:
            yield district, (longitude, latitude)
        elif line:
            yield district, (line[0][0], line[0][1])
