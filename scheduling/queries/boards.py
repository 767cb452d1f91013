"""Reading the board: its shifts, their people, and whether anything of it has changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Value

from scheduling.enums import STANDING, AttendanceState
from scheduling.models import Attendance, NightDecision, Shift, SubscribedCalendar, SubscribedEvent
from scheduling.models.shift import ShiftQuerySet
from scheduling.queries.hand_overs import HANDS_OVER, handing_over
from volunteers.models import Association
from volunteers.queries import Standing

SHOWN_ON_BOARD = (
    AttendanceState.ASKED,
    AttendanceState.CONFIRMED,
    AttendanceState.ATTENDED,
    AttendanceState.WAITING,
)


@dataclass(frozen=True)
class BoardChoice:
    """Which shifts a board shows: nights from `first` to `last`, and where a set is given only what is in it."""

    first: date
    last: date
    districts: frozenset[int] | None = None
    association: int | None = None
    weekdays: frozenset[int] | None = None  # 1 is Monday


def board_shifts(standing: Standing, choice: BoardChoice) -> ShiftQuerySet:
    """The shifts alone, in order of night, each with how its decision stands as `deciding`, and HANDS_OVER.

    What they belong to is read once for all.
    """
    shifts = Shift.objects.within(**standing.reach).filter(night__range=(choice.first, choice.last))
    if choice.districts is not None:
        shifts = shifts.filter(route__district__in=choice.districts)
    if choice.association is not None:
        shifts = shifts.filter(association=choice.association)
    if choice.weekdays is not None:
        shifts = shifts.filter(night__iso_week_day__in=choice.weekdays)
    deciding = NightDecision.objects.filter(shift=OuterRef("pk"), state__in=STANDING)
    told_along = {"deciding": Subquery(deciding.values("state")[:1]), HANDS_OVER: handing_over()}
    return shifts.annotate(**told_along).order_by("night", "starts_at", "id")


def board_people(shifts: ShiftQuerySet) -> Mapping[int, Sequence[tuple[str, bool, str]]]:
    """(state, is leader, name) of those on each shift, leaders first, then in the order they said yes."""
    people: dict[int, list[tuple[str, bool, str]]] = defaultdict(list)
    rows = Attendance.objects.filter(shift__in=shifts.order_by().values("pk"), state__in=SHOWN_ON_BOARD)
    ordered = rows.order_by("-is_leader", "confirmed_at", "id")
    for shift, state, is_leader, name in ordered.values_list("shift_id", "state", "is_leader", "volunteer__name"):
        people[shift].append((state, is_leader, name))
    return people


def board_stamp(standing: Standing, *, first: date, last: date) -> str:
    """What changes whenever a shift of these nights, someone's answer, or a calendar of others does. One query."""
    shifts = Shift.objects.within(**standing.reach).filter(night__range=(first, last)).order_by()
    of_shifts = (
        shifts.annotate(what=Value("shifts"))
        .values_list("what")
        .annotate(
            count=Count("pk", distinct=True),
            changed=Max("updated_at"),
            people=Count("attendances"),
            answered=Max("attendances__updated_at"),
            decided=Max("decisions__updated_at"),
        )
    )
    calendars = calendars_shown_to(standing).order_by()
    of_calendars = (
        calendars.annotate(what=Value("calendars"))
        .values_list("what")
        .annotate(
            count=Count("pk"),
            changed=Max("changed_at"),
            people=Value(0),
            answered=Max("changed_at"),
            decided=Max("changed_at"),
        )
    )
    return "|".join(map(str, sorted(of_shifts.union(of_calendars, all=True), key=str)))


def calendars_shown_to(standing: Standing) -> QuerySet[SubscribedCalendar]:
    """Calendars of others that are shown to someone with this reach: those of their own towns."""
    own = Association.objects.within(**standing.reach).values("municipality")
    towns = Q(municipality__in=own) | Q(municipality__in=standing.municipalities)
    return SubscribedCalendar.objects.accepted().filter(towns, paused_at=None)


def outside_events(standing: Standing, choice: BoardChoice) -> QuerySet[SubscribedEvent]:
    """What the calendars of others tell of these evenings, each with its calendar and town."""
    shown = calendars_shown_to(standing).order_by().values("pk")
    events = SubscribedEvent.objects.filter(calendar__in=shown, is_chosen=True)
    meanwhile = events.filter(first_on__lte=choice.last, last_on__gte=choice.first)
    return meanwhile.select_related("calendar__municipality").order_by("first_on", "starts_at", "pk")
