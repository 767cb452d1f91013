"""The follow-up of a period as plain data: what the page, the report, the files and the API all say. Pure.

Nothing here is text for a reader but names that people gave: every figure has a key, whose words are in `definitions`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.tallies import Tally


@dataclass(frozen=True)
class People:
    """Different people, which cannot be added: one who walks in two districts is one in each, and one in all."""

    total: int = 0
    new: int = 0

    @property
    def returning(self) -> int:
        return self.total - self.new


@dataclass(frozen=True)
class Line:
    """One row of a table of nights. `key` is the primary key of a district or an association, a month as 2026-10, or
    a kind; empty for what belongs to none. `depth` is the level in the tree of districts; a district's line has all
    that lies in it, and `own` only what lies in none of its parts.
    """

    key: str
    name: str
    tally: Tally
    people: People
    parent: str = ""
    depth: int = 0
    own: Tally | None = None


@dataclass(frozen=True)
class Told:
    """How many times logs tell of something of a kind, and how many logs do."""

    kind: str
    times: int
    nights: int


@dataclass(frozen=True)
class Found:
    """Observations of a category with its parts: how many, and what became of them. Days are from found to fixed."""

    key: str
    name: str
    icon: str
    found: int
    fixed: int
    median_days: float | None
    parent: str = ""
    depth: int = 0


@dataclass(frozen=True)
class FollowUp:
    """The figures of one period and scope. Every table is a list of rows with the same columns ("tidy")."""

    period: Period
    municipality: int
    municipality_name: str
    district: int | None
    association: int | None
    kind: str
    total: Line
    districts: tuple[Line, ...]
    associations: tuple[Line, ...]
    months: tuple[Line, ...]
    kinds: tuple[Line, ...]
    occurrences: tuple[Told, ...]
    contacts: tuple[Told, ...]
    observations: tuple[Found, ...]
    observations_total: Found

    @property
    def tables(self) -> Iterator[tuple[str, tuple[Line, ...]]]:
        yield "districts", self.districts
        yield "associations", self.associations
        yield "months", self.months
        yield "kinds", self.kinds

    @property
    def is_empty(self) -> bool:
        return self.total.tally == Tally()
