"""What a calendar link opens, read in one query, and which of it is shown at a moment.

The link, its owner and the nights come in the same rows, so that "nothing has changed" costs one query, and the feed
itself no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BooleanField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from scheduling.domain.calendar_links import LETTERS, hash_of
from scheduling.enums import ON_CREW, AttendanceState, EventKind, FeedKind, ShiftState
from scheduling.models import CalendarLink, ShiftEvent

PAST_KEPT = timedelta(days=90)
CANCELLED_KEPT = timedelta(days=30)
CLOSING_KEPT = timedelta(days=30)
LIVE = frozenset({ShiftState.PUBLISHED, ShiftState.UNDER_WAY})
OWN = frozenset({*ON_CREW, AttendanceState.ASKED})


@dataclass(frozen=True)
class FeedNight:
    """One shift as a feed sees it, with the reader's own attendance when the feed is a volunteer's. Times are UTC."""

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
    association: str
    place: str
    route: str
    meeting_point: str
    meeting_address: str
    latitude: float | None
    longitude: float | None
    was_never_published: bool
    attendance: str | None
    is_leader: bool | None
    asked_at: datetime | None
    waiting_since: datetime | None
    confirmed_at: datetime | None
    attended_at: datetime | None  # when the attendance last changed

    @property
    def changed_at(self) -> datetime:
        return max(self.updated_at, self.attended_at or self.updated_at)

    @property
    def is_cancelled(self) -> bool:
        return self.state == ShiftState.CANCELLED


@dataclass(frozen=True)
class Subscription:
    """A link, whose it is, and the nights of the last ninety days and all to come, in order of time."""

    link: int
    kind: FeedKind
    created_at: datetime
    revoked_at: datetime | None
    last_fetched_at: datetime | None
    owner: UUID
    owner_name: str
    language: str
    activity_word: str
    zone: ZoneInfo
    nights: tuple[FeedNight, ...]

    def is_gone(self, now: datetime) -> bool:
        """Revoked so long ago that even the closing entry has been served its time."""
        return self.revoked_at is not None and now >= self.revoked_at + CLOSING_KEPT

    def shown(self, now: datetime) -> tuple[FeedNight, ...]:
        """The nights to write. None for a revoked link."""
        if self.revoked_at is not None:
            return ()
        return tuple(night for night in self.nights if is_shown(night, now=now))

    @property
    def changed_at(self) -> datetime:
        """The last change of anything read, also of nights no longer shown."""
        moments = [self.created_at, self.revoked_at, *(night.changed_at for night in self.nights)]
        return max(moment for moment in moments if moment)


def is_shown(night: FeedNight, *, now: datetime) -> bool:
    """Cancelled nights stay thirty days after the night, or after the cancelling when that is later."""
    if night.was_never_published:
        return False
    if night.is_cancelled:
        return max(night.ends_at, night.changed_at) >= now - CANCELLED_KEPT and is_told_of_cancelling(night)
    if night.attendance == AttendanceState.ASKED:
        return night.state in LIVE and now < night.ends_at
    return night.attendance is None or night.attendance in OWN


def is_told_of_cancelling(night: FeedNight) -> bool:
    """Whether the night stood in this reader's calendar when it was cancelled.

    Cancelling releases the crew in the same moment, which tells them from those taken off, or only queueing, before.
    """
    if night.attendance is None or night.attendance in OWN:
        return True
    if night.attendance != AttendanceState.WITHDRAWN or night.changed_at != night.attended_at:
        return False
    held = max((moment for moment in (night.asked_at, night.confirmed_at) if moment), default=None)
    return night.waiting_since is None or (held is not None and held > night.waiting_since)


def read_subscription(token: str, *, now: datetime) -> Subscription | None:
    """One query. None for a token that never was; a revoked one is returned with the moment it was revoked."""
    kind = LETTERS.get(token[:1])
    if kind is None:
        return None
    rows = list(rows_of(kind, token_hash=hash_of(token), since=now - PAST_KEPT))
    if not rows:
        return None
    link = rows[0]
    return Subscription(
        link=link["pk"],
        kind=kind,
        created_at=link["created_at"],
        revoked_at=link["revoked_at"],
        last_fetched_at=link["last_fetched_at"],
        owner=link["owner"],
        owner_name=link["owner_name"],
        language=link["language"],
        activity_word=link["activity_word"],
        zone=ZoneInfo(link["zone"]),
        nights=tuple(night_of(row) for row in rows if row["night_pk"] is not None),
    )


NIGHT_FIELDS = tuple(field.name for field in fields(FeedNight))


def night_of(row: Mapping[str, Any]) -> FeedNight:
    return FeedNight(**{name: row[f"night_{name}"] for name in NIGHT_FIELDS})


def rows_of(kind: FeedKind, *, token_hash: str, since: datetime) -> QuerySet[CalendarLink, dict[str, Any]]:
    """A row for each night, and one without a night when there is none, all with the link and its owner."""
    owner = "volunteer" if kind == FeedKind.VOLUNTEER else "association"
    relation = "volunteer__attendances" if kind == FeedKind.VOLUNTEER else "association__shifts"
    shift = "night__shift" if kind == FeedKind.VOLUNTEER else "night"
    planned = Q(**{f"{relation}__ends_at__gte": since})
    if kind == FeedKind.ASSOCIATION:
        planned &= Q(association__shifts__state__in=[state for state in ShiftState if state != ShiftState.DRAFT])
    columns = {**owner_columns(owner), **shift_columns(shift), **attendance_columns(kind)}
    return (
        CalendarLink.objects.filter(token_hash=token_hash, kind=kind)
        .annotate(night=FilteredRelation(relation, condition=planned))
        .order_by(f"{shift}__starts_at", f"{shift}__pk")
        .values("pk", "created_at", "revoked_at", "last_fetched_at", **columns)
    )


def owner_columns(owner: str) -> dict[str, Combinable]:
    return {
        "owner": F(f"{owner}__uuid"),
        "owner_name": F(f"{owner}__name"),
        "language": F("volunteer__text_language") if owner == "volunteer" else Value(settings.LANGUAGE_CODE),
        "activity_word": F(f"{owner}__municipality__activity_word"),
        "zone": F(f"{owner}__municipality__time_zone"),
    }


def shift_columns(shift: str) -> dict[str, Combinable]:
    paths = {
        **{name: name for name in NIGHT_FIELDS[:12]},
        "association": "association__name",
        "place": "route__district__name",
        "route": "route__name",
        "meeting_point": "route__meeting_point",
        "meeting_address": "route__meeting_address",
        "latitude": "route__latitude",
        "longitude": "route__longitude",
    }
    dropped_as_draft = ShiftEvent.objects.filter(
        shift=OuterRef(f"{shift}__pk"), kind=EventKind.CANCELLED, from_state=ShiftState.DRAFT
    )
    return {
        **{f"night_{name}": F(f"{shift}__{path}") for name, path in paths.items()},
        "night_was_never_published": Exists(dropped_as_draft),
    }


def attendance_columns(kind: FeedKind) -> dict[str, Combinable]:
    paths = {
        "attendance": "state",
        "is_leader": "is_leader",
        "asked_at": "asked_at",
        "waiting_since": "waiting_since",
        "confirmed_at": "confirmed_at",
        "attended_at": "updated_at",
    }
    if kind == FeedKind.ASSOCIATION:
        return {f"night_{name}": Value(None, output_field=BooleanField(null=True)) for name in paths}
    return {f"night_{name}": F(f"night__{path}") for name, path in paths.items()}
