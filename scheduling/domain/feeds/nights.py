"""The nights of a calendar, read in one query, and which of them are shown at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from scheduling.domain.feeds.subscriptions import Subscription
from scheduling.enums import ON_CREW, AttendanceState, EventKind, ShiftState
from scheduling.models import Attendance, Shift, ShiftEvent
from volunteers.models import Volunteer

LIVE = frozenset({ShiftState.PUBLISHED, ShiftState.UNDER_WAY})
OWN = frozenset({*ON_CREW, AttendanceState.ASKED})


class FeedNight(NamedTuple):
    """One shift as a calendar sees it, with the reader's own attendance when the calendar is a person's. In UTC.

    A tuple because there are thousands of them: the database's rows, as they come.
    """

    pk: int
    uuid: UUID
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    revision: int
    updated_at: datetime
    confirmed_count: int
    crew_target: int
    leader_count: int
    leaders_needed: int
    crew_min: int
    asked_count: int
    asked_leader_count: int
    association: str
    association_named_at: datetime | None
    place: str
    place_named_at: datetime | None
    route: str
    meeting_point: str
    meeting_address: str
    latitude: float | None
    longitude: float | None
    route_described_at: datetime | None
    attendance: str | None = None
    attendance_pk: int | None = None
    is_leader: bool | None = None
    asked_at: datetime | None = None
    waiting_since: datetime | None = None
    confirmed_at: datetime | None = None
    attended_at: datetime | None = None  # when the attendance last changed

    @property
    def moved_at(self) -> datetime:
        """The last change of the shift, or of the reader's own answer."""
        return max(self.updated_at, self.attended_at or self.updated_at)

    @property
    def changed_at(self) -> datetime:
        """The last change of anything that is told of it."""
        moments = (self.moved_at, self.association_named_at, self.place_named_at, self.route_described_at)
        return max(moment for moment in moments if moment)

    @property
    def is_cancelled(self) -> bool:
        return self.state == ShiftState.CANCELLED


PATHS = {
    "association": "association__name",
    "association_named_at": "association__named_at",
    "place": "route__district__name",
    "place_named_at": "route__district__named_at",
    "route": "route__name",
    "meeting_point": "route__meeting_point",
    "meeting_address": "route__meeting_address",
    "latitude": "route__latitude",
    "longitude": "route__longitude",
    "route_described_at": "route__described_at",
}
OWN_PATHS = {
    "attendance": "attendances__state",
    "attendance_pk": "attendances__pk",
    "is_leader": "attendances__is_leader",
    "asked_at": "attendances__asked_at",
    "waiting_since": "attendances__waiting_since",
    "confirmed_at": "attendances__confirmed_at",
    "attended_at": "attendances__updated_at",
}
OF_SHIFT = tuple(PATHS.get(name, name) for name in FeedNight._fields if name not in OWN_PATHS)
OF_PLACE = tuple(OWN_PATHS[name] for name in FeedNight._fields if name in OWN_PATHS)


def past_kept() -> timedelta:
    return timedelta(days=settings.CALENDAR_PAST_DAYS)


def cancelled_kept() -> timedelta:
    return timedelta(days=settings.CALENDAR_CANCELLED_DAYS)


def shifts_in(subscription: Subscription, *, now: datetime) -> QuerySet[Shift]:
    """The shifts that may be shown: of a person's own calendar `shown` decides, of the others this is the answer."""
    nights = Shift.objects.filter(
        subscription.type.nights(subscription.owner_pk),
        subscription.grant.nights,
        ~Q(state=ShiftState.DRAFT),
        was_published(),
        ends_at__gte=now - past_kept(),
    )
    if subscription.type.is_own:
        return nights
    recently = now - cancelled_kept()
    return nights.filter(~Q(state=ShiftState.CANCELLED) | Q(ends_at__gte=recently) | Q(updated_at__gte=recently))


def was_published() -> Q:
    """A night that was dropped as a draft never stood in anyone's calendar."""
    dropped = ShiftEvent.objects.filter(
        shift=OuterRef("pk"), kind=EventKind.CANCELLED, from_state=ShiftState.DRAFT
    ).order_by()
    return Q(~Q(state=ShiftState.CANCELLED) | ~Exists(dropped))


def read_nights(subscription: Subscription, *, now: datetime) -> tuple[FeedNight, ...]:
    """One query, in order of time. None of a closed calendar."""
    if subscription.closed_at is not None:
        return ()
    rows = shifts_in(subscription, now=now).order_by("starts_at", "pk").values_list(*columns(subscription))
    nights = (FeedNight(*row) for row in rows)
    return tuple(night for night in nights if is_shown(night, now=now))


def read_own_night(subscription: Subscription, attendance: int) -> FeedNight:
    """One night of a person's own calendar, by the place on it, also where the calendar shows it no more. One query."""
    row = Shift.objects.filter(attendances=attendance).values_list(*columns(subscription)).get()
    return FeedNight(*row)


def columns(subscription: Subscription) -> tuple[str, ...]:
    """In the order of FeedNight, which ends with the reader's own place."""
    return (*OF_SHIFT, *OF_PLACE) if subscription.type.is_own else OF_SHIFT


def is_shown(night: FeedNight, *, now: datetime) -> bool:
    """Cancelled nights stay for a while after the night, or after the cancelling when that is later."""
    if night.attendance is None:
        return True
    if night.is_cancelled:
        return max(night.ends_at, night.moved_at) >= now - cancelled_kept() and is_told_of_cancelling(night)
    if night.attendance == AttendanceState.ASKED:
        return night.state in LIVE and now < night.ends_at
    return night.attendance in OWN


def is_told_of_cancelling(night: FeedNight) -> bool:
    """Whether the night stood in this reader's calendar when it was cancelled.

    Cancelling releases the crew in the same moment, which tells them from those taken off, or only queueing, before.
    """
    if night.attendance in OWN:
        return True
    if night.attendance != AttendanceState.WITHDRAWN or night.moved_at != night.attended_at:
        return False
    held = max((moment for moment in (night.asked_at, night.confirmed_at) if moment), default=None)
    return night.waiting_since is None or (held is not None and held > night.waiting_since)


@dataclass(frozen=True)
class FirstNames:
    """Those on the crew of a night, leaders first, and when one of them last got another name."""

    names: tuple[str, ...] = ()
    named_at: datetime | None = None


def read_first_names(nights: Iterable[FeedNight]) -> Mapping[int, FirstNames]:
    """By the primary key of the night. One query."""
    crew = Attendance.objects.filter(shift__in=[night.pk for night in nights], state__in=ON_CREW)
    people: dict[int, list[Volunteer]] = defaultdict(list)
    for attendance in crew.select_related("volunteer").order_by("-is_leader", "confirmed_at", "pk"):
        people[attendance.shift_id].append(attendance.volunteer)
    return {
        pk: FirstNames(
            tuple(person.first_name for person in crew),
            max((person.named_at for person in crew if person.named_at), default=None),
        )
        for pk, crew in people.items()
    }
