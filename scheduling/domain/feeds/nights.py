"""The nights of a calendar, read in one query, and which of them are shown at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from scheduling.domain.feeds.subscriptions import Subscription
from scheduling.enums import ON_CREW, AttendanceState, EventKind, ShiftState
from scheduling.models import Attendance, Shift, ShiftEvent
from volunteers.models import Volunteer

LIVE = frozenset({ShiftState.PUBLISHED, ShiftState.UNDER_WAY})
OWN = frozenset({*ON_CREW, AttendanceState.ASKED})


@dataclass(frozen=True)
class FeedNight:
    """One shift as a calendar sees it, with the reader's own attendance when the calendar is a person's. In UTC."""

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
    attendance: str | None
    attendance_pk: int | None
    is_leader: bool | None
    asked_at: datetime | None
    waiting_since: datetime | None
    confirmed_at: datetime | None
    attended_at: datetime | None  # when the attendance last changed

    @property
    def moved_at(self) -> datetime:
        """The last change of the shift, or of the reader's own answer."""
        return max(self.updated_at, self.attended_at or self.updated_at)

    @property
    def changed_at(self) -> datetime:
        """The last change of anything that is told of it."""
        moments = (self.moved_at, self.association_named_at, self.place_named_at)
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
NAMES = tuple(field.name for field in fields(FeedNight))


def past_kept() -> timedelta:
    return timedelta(days=settings.CALENDAR_PAST_DAYS)


def cancelled_kept() -> timedelta:
    return timedelta(days=settings.CALENDAR_CANCELLED_DAYS)


def shifts_in(subscription: Subscription, *, now: datetime) -> QuerySet[Shift]:
    """The shifts that may be shown: of a person's own calendar `shown` decides, of the others this is the answer."""
    nights = Shift.objects.filter(
        subscription.type.nights(subscription.owner_pk),
        subscription.grant.nights,
        was_published(),
        ends_at__gte=now - past_kept(),
    ).exclude(state=ShiftState.DRAFT)
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
    rows = shifts_in(subscription, now=now).order_by("starts_at", "pk").values_list(*columns(subscription).values())
    nights = (FeedNight(*row) for row in rows.iterator(chunk_size=2000))
    return tuple(night for night in nights if is_shown(night, now=now))


def read_own_night(subscription: Subscription, attendance: int) -> FeedNight:
    """One night of a person's own calendar, by the place on it, also where the calendar shows it no more. One query."""
    row = Shift.objects.filter(attendances=attendance).values_list(*columns(subscription).values()).get()
    return FeedNight(*row)


def columns(subscription: Subscription) -> Mapping[str, Combinable]:
    absent = Value(None, output_field=BooleanField(null=True))
    own: Mapping[str, Combinable] = (
        {name: F(path) for name, path in OWN_PATHS.items()}
        if subscription.type.is_own
        else dict.fromkeys(OWN_PATHS, absent)
    )
    return {name: own[name] if name in own else F(PATHS.get(name, name)) for name in NAMES}


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


def row_of(night: FeedNight) -> tuple[Any, ...]:
    """Everything it is made of, for a stamp."""
    return tuple(getattr(night, name) for name in NAMES)
