"""What a calendar says of its nights, read out of its bytes; and what it ought to say, read out of the rows.

Neither reads by what is tested: no feed and no calendar of the product is asked.
"""

import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from scheduling.domain.followed.calendars import Owner
from scheduling.enums import ShiftState
from scheduling.models import Shift
from tests.support.ical_checker import unfolded
from volunteers.models import Association, District, Municipality

PAST_KEPT, CANCELLED_KEPT = timedelta(days=90), timedelta(days=30)
ESCAPED = re.compile(r"\\(.)")


class Fact(NamedTuple):
    """Times in UTC, as they are written."""

    uid: str
    summary: str
    starts: str
    ends: str
    status: str
    location: str
    categories: str


NAMES = ("UID", "SUMMARY", "DTSTART", "DTEND", "STATUS", "LOCATION", "CATEGORIES")


@lru_cache(maxsize=5000)
def facts_of(body: str) -> tuple[Fact, ...]:
    """Of each event in it, in order."""
    found: list[Fact] = []
    said: dict[str, str] = {}
    for line in unfolded(body.replace("\r\n", "\n").replace("\n", "\r\n")):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            said = {}
        elif line == "END:VEVENT":
            found.append(Fact(*(said.get(name, "") for name in NAMES)))
        else:
            said.setdefault(name.partition(";")[0], ESCAPED.sub(r"\1", value))
    return tuple(found)


def in_all(bodies: Iterable[str]) -> list[Fact]:
    """Sorted, so that one that comes twice shows."""
    return sorted(fact for body in bodies for fact in facts_of(body))


def shifts_to_tell(*, dropped: Collection[int], now: datetime) -> list[Shift]:
    """Of the last months and to come, but for those `dropped` as drafts, which nobody was to see."""
    rows = Shift.objects.exclude(pk__in=dropped).exclude(state=ShiftState.DRAFT).filter(ends_at__gte=now - PAST_KEPT)
    return list(rows.select_related("association__municipality", "route__district__parent"))


def expected(shifts: Iterable[Shift], owner: Owner, *, now: datetime) -> list[Fact]:
    """What a team's calendar should tell of these at this moment."""
    return sorted(fact_of(shift) for shift in shifts if is_of(shift, owner) and is_shown(shift, now=now))


def is_of(shift: Shift, owner: Owner) -> bool:
    if isinstance(owner, Association):
        return shift.association == owner
    if isinstance(owner, Municipality):
        return shift.association.municipality == owner
    district: District | None = shift.route.district
    while district is not None and district != owner:
        district = district.parent
    return district is not None


def is_shown(shift: Shift, *, now: datetime) -> bool:
    """Whether it is not a cancelled one of long ago."""
    return shift.state != ShiftState.CANCELLED or max(shift.ends_at, shift.updated_at) >= now - CANCELLED_KEPT


def fact_of(shift: Shift) -> Fact:
    route, activity = shift.route, shift.association.municipality.activity_word.capitalize()
    is_cancelled = shift.state == ShiftState.CANCELLED
    crew = f"{shift.confirmed_count}/{shift.crew_target} · ledare saknas"
    return Fact(
        f"shift-{shift.uuid}@127.0.0.1",
        f"INSTÄLLD: {activity} {route.name}" if is_cancelled else f"{activity} {route.name}: {crew}",
        written(shift.starts_at),
        written(shift.ends_at),
        "CANCELLED" if is_cancelled else "CONFIRMED",
        f"{route.meeting_point}, {route.meeting_address}",
        f"{activity},{route.district.name}",
    )


def written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
