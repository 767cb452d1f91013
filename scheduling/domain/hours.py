"""How many nights people have walked, and for how long. Minutes are those that pass, also when the clock is changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from scheduling.queries.walked import walked_with
from volunteers.models import Association

SECONDS = 60


@dataclass(frozen=True)
class Walked:
    """One person on one shift that has been. `person` is the primary key, since two can have one name."""

    person: int
    name: str
    is_leader: bool
    night: date
    starts_at: datetime
    ends_at: datetime
    route: str
    district: str

    @property
    def minutes(self) -> int:
        return int((self.ends_at.astimezone(UTC) - self.starts_at.astimezone(UTC)).total_seconds()) // SECONDS


@dataclass(frozen=True)
class Hours:
    """The sums of one person. Two shifts on one night are one night. `number` is theirs within one list only."""

    number: int
    name: str
    nights: int
    led: int
    minutes: int
    last_night: date


def walked_between(association: Association, first: date, last: date) -> list[Walked]:
    """Both nights included. One query."""
    return [Walked(*row) for row in walked_with(association, first, last)]


def hours_of(walked: Iterable[Walked]) -> list[Hours]:
    """One for each person, in the order they come; all of one person's rows come together. Pure."""
    return [sums_of(number, rows) for number, rows in enumerate(by_person(walked), start=1)]


def by_person(walked: Iterable[Walked]) -> list[list[Walked]]:
    return [list(rows) for _person, rows in groupby(walked, key=lambda one: one.person)]


def sums_of(number: int, rows: Sequence[Walked]) -> Hours:
    return Hours(
        number=number,
        name=rows[0].name,
        nights=len({one.night for one in rows}),
        led=len({one.night for one in rows if one.is_leader}),
        minutes=sum(one.minutes for one in rows),
        last_night=max(one.night for one in rows),
    )
