"""What the follow-up's address asks for. What cannot be read counts as not asked; what is out of reach is not there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.http import Http404, QueryDict

from fieldwork.domain.follow_up.district_maps import MAPPED
from fieldwork.domain.follow_up.periods import Period
from fieldwork.exceptions import WrongTimes
from fieldwork.queries.follow_up import Scope
from scheduling.enums import ShiftKind
from volunteers.models import Association, Municipality
from volunteers.queries import Standing

Row = TypeVar("Row", Municipality, Association)

OWN_DATES = "egna"
MAP = "karta"
THIS = "halvar"
LONGEST_NUMBER = len("9223372036854775807")


@dataclass(frozen=True)
class Reach:
    """What somebody may follow up: towns they coordinate wholly, of others only the associations they lead."""

    towns: tuple[Municipality, ...]
    associations: tuple[Association, ...]
    whole: frozenset[int]

    @classmethod
    def of(cls, standing: Standing, towns: Sequence[Municipality], associations: Sequence[Association]) -> "Reach":
        return cls(tuple(towns), tuple(associations), standing.municipalities)

    def town(self, asked: int | None) -> Municipality:
        """The one asked for, else the first that is coordinated, else the first. Raises Http404 for what is neither."""
        if asked is not None:
            return _found(self.towns, asked)
        ordered = sorted(self.towns, key=lambda town: town.pk not in self.whole)
        if not ordered:
            raise Http404
        return ordered[0]

    def of_town(self, town: Municipality) -> tuple[Association, ...]:
        return tuple(one for one in self.associations if one.municipality_id == town.pk)


@dataclass(frozen=True)
class Asked:
    """A period and a scope that the person may see, and the names that the address has for them."""

    period: Period
    choice: str
    scope: Scope
    is_whole: bool  # the town is coordinated: the figures are not of one association alone unless asked for
    problem: str = ""
    mapped: str = MAPPED[0]  # the figure that the map shows

    @property
    def query(self) -> Mapping[str, str]:
        """The address that asks for this again, with the period as it is even when the half-year is over."""
        said = {
            "kommun": str(self.scope.municipality.pk),
            "period": OWN_DATES,
            "fran": self.period.first.isoformat(),
            "till": self.period.last.isoformat(),
            "omrade": str(self.scope.district or ""),
            "forening": str(self.scope.association or ""),
            "slag": self.scope.kind,
            MAP: self.mapped if self.mapped != MAPPED[0] else "",
        }
        return {name: value for name, value in said.items() if value}


def asked_of(query: QueryDict, reach: Reach, *, today: date) -> Asked:
    """Raises Http404 for a town or an association that is out of reach."""
    period, choice, problem = period_of(query, today)
    town = reach.town(number(query.get("kommun", "")))
    associations, asked = reach.of_town(town), number(query.get("forening", ""))
    is_whole = town.pk in reach.whole
    if asked is not None:
        association: int | None = _found(associations, asked).pk
    else:
        association = None if is_whole else associations[0].pk
    kind = query.get("slag", "")
    scope = Scope(
        town,
        district=number(query.get("omrade", "")),
        association=association,
        kind=kind if kind in ShiftKind.values else "",
    )
    return Asked(period, choice, scope, is_whole, problem, mapped_in(query))


def mapped_in(query: QueryDict) -> str:
    asked = query.get(MAP, "")
    return asked if asked in MAPPED else MAPPED[0]


def period_of(query: QueryDict, today: date) -> tuple[Period, str, str]:
    """(the period, its name in the address, what was wrong with the dates). This half-year unless asked otherwise."""
    named, choice = named_periods(today), query.get("period", "")
    this = named[THIS]
    if choice != OWN_DATES:
        choice = choice if choice in named else THIS
        return named[choice], choice, ""
    first, last = (day(query.get(name, "")) for name in ("fran", "till"))
    try:
        return Period(first or this.first, last or today), OWN_DATES, ""
    except WrongTimes as problem:
        return this, OWN_DATES, str(problem)


def named_periods(today: date) -> dict[str, Period]:
    """This half-year and the last, this year and the last, by their names in addresses."""
    half, year = Period.half_year_of(today), Period.year_of(today)
    return {THIS: half, "forra-halvaret": half.before(), "ar": year, "forra-aret": year.before()}


def day(text: str) -> date | None:
    """A date of years that nights can have been in."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(2000, 1, 1) <= found <= date(2100, 1, 1) else None


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else None


def _found(rows: Sequence[Row], pk: int) -> Row:
    for row in rows:
        if row.pk == pk:
            return row
    raise Http404
