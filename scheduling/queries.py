"""Reading the rota. Each `access_…` both fetches and authorises: what is out of reach does not exist."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404

from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, CalendarLink, Route, Shift, ShiftEvent
from scheduling.models.route import RouteQuerySet
from scheduling.models.shift import ShiftQuerySet
from volunteers.enums import VolunteerState
from volunteers.models import Association, District, Volunteer
from volunteers.queries import Standing

SHOWN_ON_BOARD = (
    AttendanceState.ASKED,
    AttendanceState.CONFIRMED,
    AttendanceState.ATTENDED,
    AttendanceState.WAITING,
)
# Someone in one of these states may be asked for the same shift again.
MAY_BE_ASKED_AGAIN = (AttendanceState.LAPSED, AttendanceState.WITHDRAWN)


def shifts_for(standing: Standing) -> ShiftQuerySet:
    return Shift.objects.within(**standing.reach).select_related(
        "association__municipality", "route__district", "route__municipality"
    )


def routes_for(standing: Standing) -> RouteQuerySet:
    return Route.objects.within(**standing.reach).select_related("district", "municipality")


def access_shift(standing: Standing, pk: int) -> Shift:
    """Raises Http404 for a shift of another association or municipality."""
    shift = shifts_for(standing).filter(pk=pk).first()
    if shift is None:
        raise Http404
    return shift


def access_attendance(standing: Standing, shift_pk: int, pk: int) -> Attendance:
    """Raises Http404 unless the attendance is of that shift and the shift is within reach."""
    shift = access_shift(standing, shift_pk)
    attendance = shift.attendances.filter(pk=pk).select_related("volunteer").first()
    if attendance is None:
        raise Http404
    attendance.shift = shift
    return attendance


def access_route(standing: Standing, pk: int) -> Route:
    """Raises Http404 for a route of another municipality."""
    route = routes_for(standing).filter(pk=pk).first()
    if route is None:
        raise Http404
    return route


@dataclass(frozen=True)
class BoardChoice:
    """Which shifts a board shows: nights from `first` to `last`, and where a set is given only what is in it."""

    first: date
    last: date
    districts: frozenset[int] | None = None
    association: int | None = None
    weekdays: frozenset[int] | None = None  # 1 is Monday


def board_shifts(standing: Standing, choice: BoardChoice) -> ShiftQuerySet:
    """The shifts alone, in order of night; what they belong to is read once for all."""
    shifts = Shift.objects.within(**standing.reach).filter(night__range=(choice.first, choice.last))
    if choice.districts is not None:
        shifts = shifts.filter(route__district__in=choice.districts)
    if choice.association is not None:
        shifts = shifts.filter(association=choice.association)
    if choice.weekdays is not None:
        shifts = shifts.filter(night__iso_week_day__in=choice.weekdays)
    return shifts.order_by("night", "starts_at", "id")


def board_people(shifts: ShiftQuerySet) -> Mapping[int, Sequence[tuple[str, bool, str]]]:
    """(state, is leader, name) of those on each shift, leaders first, then in the order they said yes."""
    people: dict[int, list[tuple[str, bool, str]]] = defaultdict(list)
    rows = Attendance.objects.filter(shift__in=shifts.order_by().values("pk"), state__in=SHOWN_ON_BOARD)
    ordered = rows.order_by("-is_leader", "confirmed_at", "id")
    for shift, state, is_leader, name in ordered.values_list("shift_id", "state", "is_leader", "volunteer__name"):
        people[shift].append((state, is_leader, name))
    return people


def board_stamp(standing: Standing, *, first: date, last: date) -> str:
    """What changes whenever a shift of these nights, or someone's answer, does. One query."""
    shifts = Shift.objects.within(**standing.reach).filter(night__range=(first, last))
    parts = shifts.aggregate(
        shifts=Count("pk", distinct=True),
        changed=Max("updated_at"),
        people=Count("attendances"),
        answered=Max("attendances__updated_at"),
    )
    return "|".join(str(part) for part in parts.values())


def route_places(standing: Standing) -> dict[int, str]:
    """The name of the district of each route in reach."""
    return dict(Route.objects.within(**standing.reach).values_list("pk", "district__name"))


def districts_within(standing: Standing) -> QuerySet[District]:
    """The districts of the municipalities one coordinates, and of those one's associations are in."""
    own = Association.objects.within(**standing.reach).values("municipality")
    return District.objects.filter(municipality__in=own) | District.objects.filter(
        municipality__in=standing.municipalities
    )


def shift_stamp(standing: Standing, pk: int) -> str:
    """What changes whenever the shift, its people or a text to them does. One query. Raises Http404 as access_shift."""
    parts = (
        Shift.objects.within(**standing.reach)
        .filter(pk=pk)
        .aggregate(
            shifts=Count("pk", distinct=True),
            changed=Max("updated_at"),
            revision=Max("revision"),
            answered=Max("attendances__updated_at"),
            texts=Max("attendances__last_text__updated_at"),
            event=Max("events__pk"),
        )
    )
    if not parts["shifts"]:
        raise Http404
    return "|".join(str(part) for part in parts.values())


def crew_of(shift: Shift) -> list[Attendance]:
    """Everyone on, asked to or off the shift, with their last text and answer."""
    people = shift.attendances.select_related("volunteer", "last_text", "last_answer")
    return list(people.order_by("-is_leader", "confirmed_at", "waiting_since", "asked_at", "id"))


def events_of(shift: Shift) -> list[ShiftEvent]:
    """The history, newest first, with who it is about and who did it."""
    return list(shift.events.select_related("attendance__volunteer", "actor", "answer"))


def askable_volunteers(shift: Shift) -> QuerySet[Volunteer]:
    """Active members not asked yet, or whose question lapsed; those asked longest ago first, with `last_asked_at`."""
    taken = shift.attendances.exclude(state__in=MAY_BE_ASKED_AGAIN).values("volunteer")
    return (
        Volunteer.objects.active()
        .filter(memberships__association=shift.association_id)
        .exclude(pk__in=taken)
        .annotate(last_asked_at=Max("attendances__asked_at"))
    )


def places_held_meanwhile(shift: Shift, volunteers: Iterable[int]) -> dict[int, Attendance]:
    """By volunteer: the place they already hold on another shift that overlaps this one."""
    held = Attendance.objects.filter(
        volunteer__in=volunteers,
        state=AttendanceState.CONFIRMED,
        starts_at__lt=shift.ends_at,
        ends_at__gt=shift.starts_at,
    ).exclude(shift=shift)
    return {place.volunteer_id: place for place in held.select_related("shift__route__district")}


def upcoming_on_route(route: Route, *, now: datetime) -> ShiftQuerySet:
    """Nights that will walk the route, nearest first."""
    live = [ShiftState.DRAFT, ShiftState.PUBLISHED, ShiftState.UNDER_WAY]
    return Shift.objects.filter(route=route, state__in=live, ends_at__gt=now).select_related("association")


def calendar_links_for(standing: Standing) -> QuerySet[CalendarLink]:
    """Links that are open, to the nights of associations and volunteers within reach; newest first."""
    within = Q(association__in=Association.objects.within(**standing.reach).values("pk")) | Q(
        volunteer__in=Volunteer.objects.within(**standing.reach).values("pk")
    )
    links = CalendarLink.objects.filter(within, revoked_at=None)
    return links.select_related("association", "volunteer").order_by("-created_at", "-pk")


def access_calendar_link(standing: Standing, pk: int) -> CalendarLink:
    """Raises Http404 for a link to nights out of reach, or one already closed."""
    link = calendar_links_for(standing).filter(pk=pk).first()
    if link is None:
        raise Http404
    return link


def attendances_of_forgotten() -> QuerySet[Attendance]:
    """All that is left of people who are forgotten. They are few, so the rows are sought from them."""
    return Attendance.objects.filter(
        volunteer__in=Volunteer.objects.filter(state=VolunteerState.FORGOTTEN).values("pk")
    )


def places_of_forgotten(*, now: datetime, states: Iterable[str]) -> QuerySet[Attendance]:
    """Attendances in these states of people who are forgotten, on shifts that are not over."""
    return attendances_of_forgotten().filter(state__in=list(states), ends_at__gt=now)


def texts_of_forgotten() -> dict[str, set[int]]:
    """Texts `sent` and `received` about the nights of people who are forgotten, by their primary keys. Two queries."""
    last = attendances_of_forgotten().exclude(last_text=None, last_answer=None)
    told = ShiftEvent.objects.filter(attendance__in=attendances_of_forgotten().order_by().values("pk"))
    pairs = [
        *last.values_list("last_text", "last_answer"),
        *told.exclude(text=None, answer=None).values_list("text", "answer"),
    ]
    return {
        "sent": {text for text, _answer in pairs if text is not None},
        "received": {answer for _text, answer in pairs if answer is not None},
    }


def calendar_links_of_forgotten() -> QuerySet[CalendarLink]:
    """Links still open to the nights of people who are forgotten."""
    return CalendarLink.objects.filter(volunteer__state=VolunteerState.FORGOTTEN, revoked_at=None)
