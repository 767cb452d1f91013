"""Cells: what the database has added up for one association, district, kind and month. Pure but for reading."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.tallies import Tally
from fieldwork.enums import WENT_OUT, Outcome
from fieldwork.queries import follow_up as queries
from fieldwork.queries.follow_up import Scope


@dataclass(frozen=True)
class Cell:
    """None and "" stand for an observation that no group, or no known place, has to do with."""

    association: int | None
    district: int | None
    kind: str
    month: date


@dataclass(frozen=True)
class Seen:
    """One observation of the period. `days` from found to fixed, in whole local days; None while it is not fixed."""

    cell: Cell
    category: int
    days: int | None


@dataclass(frozen=True)
class Walker:
    """One person in one cell. Their first walk ever is in exactly one cell; they are new in that one."""

    cell: Cell
    person: int
    is_new: bool


@dataclass
class Gathered:
    """All that was read of a period."""

    tallies: dict[Cell, Tally] = field(default_factory=lambda: defaultdict(Tally))
    occurrences: dict[str, tuple[int, int]] = field(default_factory=lambda: defaultdict(lambda: (0, 0)))
    contacts: dict[str, tuple[int, int]] = field(default_factory=lambda: defaultdict(lambda: (0, 0)))
    walkers: list[Walker] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    def add(self, cell: Cell, tally: Tally) -> None:
        self.tallies[cell] = self.tallies[cell] + tally


def gather(scope: Scope, period: Period) -> Gathered:
    """A dozen queries, however many nights."""
    gathered, span = Gathered(), (period.first, period.last)
    _gather_nights(gathered, scope, span)
    _gather_people(gathered, scope, span)
    _gather_logs(gathered, scope, span)
    _gather_observations(gathered, scope, span)
    return gathered


def _gather_nights(gathered: Gathered, scope: Scope, span: tuple[date, date]) -> None:
    for *where, outcome, has_log, nights in queries.nights_by_cell(scope, *span):
        is_missing = outcome in WENT_OUT and not has_log
        counts = {Outcome(outcome).value: nights, "logs_missing": nights if is_missing else 0}
        gathered.add(Cell(*where), Tally(**counts))
    for *where, out, came_home, time_out in queries.check_ins_by_cell(scope, *span):
        gathered.add(
            Cell(*where),
            Tally(person_nights=out, not_home=out - came_home, time_out=time_out or timedelta()),
        )
    for *where, crew, by_sms, absent in queries.crews_by_cell(scope, *span):
        gathered.add(Cell(*where), Tally(crew=crew, crew_by_sms=by_sms, no_shows=absent))
    for *where, overdue, panic in queries.alarms_by_cell(scope, *span):
        gathered.add(Cell(*where), Tally(overdue=overdue, panic=panic))


def _gather_people(gathered: Gathered, scope: Scope, span: tuple[date, date]) -> None:
    ever = queries.first_walks(scope, *span)
    known = queries.walked_unregistered_before(scope, *span)
    for *where, person, went in queries.people_by_cell(scope, *span):
        walker = Walker(Cell(*where), person, is_new=is_first(went, ever=ever.get(person), is_known=person in known))
        gathered.walkers.append(walker)
        if walker.is_new:
            gathered.add(walker.cell, Tally(new_people=1))


def is_first(went: datetime, *, ever: datetime | None, is_known: bool) -> bool:
    """Whether somebody who `went` out then had never been out before, and had not stood on a night before."""
    return not is_known and (ever is None or went <= ever)


def _gather_logs(gathered: Gathered, scope: Scope, span: tuple[date, date]) -> None:
    for *where, logs, low, high, endless, calm, lively, uneasy, debriefs in queries.logs_by_cell(scope, *span):
        told = Tally(
            logs=logs,
            met_low=low,
            met_high=high,
            met_endless=endless,
            calm=calm,
            lively=lively,
            uneasy=uneasy,
            debriefs=debriefs,
        )
        gathered.add(Cell(*where), told)
    for *where, kind, times, nights in queries.occurrences_by_cell(scope, *span):
        gathered.add(Cell(*where), Tally(occurrences=times))
        gathered.occurrences[kind] = _both(gathered.occurrences[kind], (times, nights))
    for *where, kind, times, nights in queries.contacts_by_cell(scope, *span):
        gathered.add(Cell(*where), Tally(contacts=times))
        gathered.contacts[kind] = _both(gathered.contacts[kind], (times, nights))


def _both(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def _gather_observations(gathered: Gathered, scope: Scope, span: tuple[date, date]) -> None:
    for one in _seen(scope, span):
        gathered.seen.append(one)
        gathered.add(one.cell, Tally(observations=1, observations_fixed=int(one.days is not None)))


def gather_seen(scope: Scope, period: Period) -> list[Seen]:
    """The observations of a period alone. One query."""
    return list(_seen(scope, (period.first, period.last)))


def _seen(scope: Scope, span: tuple[date, date]) -> Iterator[Seen]:
    zone = scope.municipality.zone
    for club, place, what, night, category, is_fixed, first_seen_at, fixed_at in queries.observation_rows(scope, *span):
        days = None
        if is_fixed:
            days = (fixed_at.astimezone(zone).date() - first_seen_at.astimezone(zone).date()).days
        yield Seen(Cell(club, place, what, night.replace(day=1)), category, days)
