"""What has changed in a calendar since a program last asked (RFC 6578).

No time stamp and no event of a shift tells all that a calendar shows: a route is renamed, a night ages out, a district
moves. So a calendar is compared with the state it was last seen in, first by the stamp that its feed bears, then event
by event. Where they differ, whoever sees it first takes the calendar's lock, reads again and writes down what came,
changed and went under the next number. Nothing depends on the order in which others commit.

A token names one such state by number and fingerprint. A number alone would be believed after a backup was put back,
when it may have come to stand for another state. What is read of a state may be newer than the state itself, never
older: then the program hears of it once more the next time.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery

from scheduling.domain.feeds.opening import OpenFeed
from scheduling.domain.followed.calendars import entries_in, open_calendar
from scheduling.domain.followed.objects import ETAG_LENGTH, Entry
from scheduling.exceptions import TokenUnknown
from scheduling.models import CalendarCollection, CollectionMember, CollectionState

STATES_KEPT = timedelta(days=90)
# A URI, as RFC 6578 wants. An answer that was cut short adds the number it began after, and how far it had come.
TOKEN = re.compile(
    rf"data:,(?P<number>\d{{1,9}})-(?P<digest>[0-9a-f]{{{ETAG_LENGTH}}})"
    r"(?:-(?P<began>\d{1,9})-(?P<reached>\d{1,9})-(?P<name>[\w.-]{1,80}))?",
    re.ASCII,
)


@dataclass(frozen=True)
class Told:
    """What a program was told last: all of the state `number`, or no more of it than up to `reached` and `name`.

    `began` is the number of the state it had before that; 0 when it had none.
    """

    number: int
    digest: str
    began: int
    reached: int
    name: str

    @property
    def is_whole(self) -> bool:
        return self.reached == self.number and not self.name


NOTHING = Told(0, "", 0, 0, "")


def read_token(token: str) -> Told:
    """Raises TokenUnknown for what never was a token. An empty one is of a program that has nothing yet."""
    if not token:
        return NOTHING
    found = TOKEN.fullmatch(token)
    if not found:
        raise TokenUnknown
    number = int(found["number"])
    if not found["name"]:
        return Told(number, found["digest"], number, number, "")
    return Told(number, found["digest"], int(found["began"]), int(found["reached"]), found["name"])


@dataclass(frozen=True)
class Reading:
    """A calendar in the state of this number and fingerprint. Its nights are read when they are asked for."""

    collection: int
    number: int
    digest: str
    opened: OpenFeed

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        return entries_in(self.opened)

    @property
    def token(self) -> str:
        return f"data:,{self.number}-{self.digest}"


@dataclass(frozen=True)
class Changes:
    """What came or changed, the names of what went, and the token to ask with next; more of it, when `is_cut`."""

    entries: tuple[Entry, ...]
    gone: tuple[str, ...]
    token: str
    is_cut: bool = False


def read_calendar(collection: CalendarCollection, *, now: datetime) -> Reading:
    """One query when nothing has changed, and none of them reads the nights."""
    opened = open_calendar(collection, now=now)
    if opened.stamp == collection.stamp:
        return Reading(collection.pk, collection.number, collection.digest, opened)
    return note_changes(collection, now=now)


@transaction.atomic
def note_changes(collection: CalendarCollection, *, now: datetime) -> Reading:
    """Give the calendar's present state a number. Safe to repeat, and for many at once."""
    locked = CalendarCollection.objects.select_for_update().get(pk=collection.pk)
    # Read under the lock: what was read before it may be older than what another has noted meanwhile. And the stamp
    # before the nights: should they be newer, the next look finds another stamp and compares again.
    opened = open_calendar(collection, now=now)
    locked.stamp = opened.stamp
    entries = entries_in(opened)
    digest = digest_of(entries.values())
    if digest != locked.digest:
        locked.number += 1
        locked.digest = digest
        write_members(locked, entries)
        CollectionState.objects.create(collection=locked, number=locked.number, digest=digest, at=now)
    locked.save(update_fields=["number", "digest", "stamp"])
    return Reading(locked.pk, locked.number, digest, opened)


def write_members(collection: CalendarCollection, entries: Mapping[str, Entry]) -> None:
    known = {member.name: member for member in collection.members.all()}
    rows = [
        CollectionMember(collection=collection, name=name, etag=entry.etag, number=collection.number)
        for name, entry in entries.items()
        if name not in known or known[name].is_gone or known[name].etag != entry.etag
    ]
    rows += [
        CollectionMember(collection=collection, name=name, etag=member.etag, number=collection.number, is_gone=True)
        for name, member in known.items()
        if not member.is_gone and name not in entries
    ]
    CollectionMember.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["collection", "name"],
        update_fields=["etag", "number", "is_gone"],
    )


def changes_since(reading: Reading, token: str, *, limit: int | None = None) -> Changes:
    """All there is for an empty token. Raises TokenUnknown for one that was never handed out, or too long ago."""
    told = read_token(token)
    if told.is_whole and told.digest == reading.digest:
        return Changes((), (), reading.token)
    if told == NOTHING and (limit is None or limit >= len(reading.entries)):
        return Changes(tuple(reading.entries.values()), (), reading.token)
    rows = members_after(told, reading).values_list("number", "name", "is_gone")
    found = list(rows if limit is None else rows[: limit + 1])
    require_known(told, reading)
    if limit is None or len(found) <= limit:
        return changes_of(found, reading, token=reading.token)
    number, name, _is_gone = found[limit - 1]
    rest = f"{reading.token}-{told.began}-{number}-{name}"
    return changes_of(found[:limit], reading, token=rest, is_cut=True)


def members_after(told: Told, reading: Reading) -> QuerySet[CollectionMember]:
    """In the order they changed, up to the state that was read: what changed later is for the next time."""
    after = Q(number__gt=told.reached)
    if told.name:
        after |= Q(number=told.reached, name__gt=told.name)
    rows = CollectionMember.objects.filter(after, collection=reading.collection, number__lte=reading.number)
    if told == NOTHING:
        rows = rows.filter(is_gone=False)
    return rows.order_by("number", "name")


def require_known(told: Told, reading: Reading) -> None:
    """Raises TokenUnknown. To be asked after the members are read: forgetting a state forgets members in one step."""
    if told == NOTHING:
        return
    known = dict(
        CollectionState.objects.filter(
            collection=reading.collection, number__in={told.number, told.began} - {0}
        ).values_list("number", "digest")
    )
    if known.get(told.number) != told.digest or (told.began and told.began not in known):
        raise TokenUnknown


def changes_of(
    found: Iterable[tuple[int, str, bool]], reading: Reading, *, token: str, is_cut: bool = False
) -> Changes:
    entries: list[Entry] = []
    gone: list[str] = []
    for _number, name, is_gone in found:
        entry = None if is_gone else reading.entries.get(name)
        if entry is None:
            gone.append(name)
        else:
            entries.append(entry)
    return Changes(tuple(entries), tuple(gone), token, is_cut)


def digest_of(entries: Iterable[Entry]) -> str:
    lines = sorted(f"{entry.name} {entry.etag}" for entry in entries)
    return sha256("\n".join(lines).encode()).hexdigest()[:ETAG_LENGTH]


@transaction.atomic
def forget_states(now: datetime) -> None:
    """States older than STATES_KEPT, but never the present one, and what had gone before all that are left."""
    CollectionState.objects.filter(at__lt=now - STATES_KEPT, number__lt=F("collection__number")).delete()
    oldest = CollectionState.objects.filter(collection=OuterRef("collection")).order_by().values("collection")
    CollectionMember.objects.filter(
        is_gone=True, number__lte=Subquery(oldest.annotate(oldest=Min("number")).values("oldest"))
    ).delete()
