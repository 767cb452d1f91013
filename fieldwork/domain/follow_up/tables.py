"""The follow-up as tidy tables: a row for each thing, a column for each figure, the same for every reader. Pure.

A table of a file or of the API is one of these, so that no two of them can tell different numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from fieldwork.domain.follow_up.figures import FollowUp, Found, Line, Told
from fieldwork.domain.follow_up.tallies import Tally


class Withheld(Enum):
    """Stands where a number would tell too much of too few. It is no number, and nothing can be added to it."""

    SMALL = "small"


Value = int | float | None | Withheld


@dataclass(frozen=True)
class Row:
    """`parent` is the key of the row whose number has this one's in it, where the table is a tree."""

    key: str
    name: str
    values: Mapping[str, Value]
    parent: str = ""


@dataclass(frozen=True)
class Table:
    key: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def of_tally(name: str) -> Callable[[Line], Value]:
    def read(line: Line) -> Value:
        found: Value = getattr(line.tally, name)
        return found

    return read


TALLIED = (
    "planned",
    "held",
    "full",
    "short",
    "unsafe",
    "unregistered",
    "empty",
    "cancelled",
    "merged",
    "ahead",
    "person_nights",
    "not_home",
    "hours",
    "group_size",
    "crew",
    "crew_by_sms",
    "sms_percent",
    "no_shows",
    "logs",
    "logs_missing",
    "met_low",
    "met_high",
    "met_endless",
    "calm",
    "lively",
    "uneasy",
    "debriefs",
    "occurrences",
    "contacts",
    "overdue",
    "panic",
    "observations",
    "observations_fixed",
)
LINE_COLUMNS: Mapping[str, Callable[[Line], Value]] = {
    **{name: of_tally(name) for name in TALLIED},
    "people": lambda line: line.people.total,
    "new": lambda line: line.people.new,
    "returning": lambda line: line.people.returning,
}
TOLD_COLUMNS = ("times", "nights")
FOUND_COLUMNS = ("found", "fixed", "median_days")


def tables_of(figures: FollowUp) -> tuple[Table, ...]:
    """Every table with its numbers in full: for those inside the municipality."""
    return (
        table_of_lines("total", [figures.total]),
        *(table_of_lines(key, lines) for key, lines in figures.tables),
        table_of_moods(figures.total.tally),
        table_of_told("occurrences", figures.occurrences),
        table_of_told("contacts", figures.contacts),
        table_of_found([*figures.observations, figures.observations_total]),
    )


def table_of_lines(key: str, lines: Sequence[Line]) -> Table:
    rows = (
        Row(line.key, line.name, {name: read(line) for name, read in LINE_COLUMNS.items()}, line.parent)
        for line in lines
    )
    return Table(key, tuple(LINE_COLUMNS), tuple(rows))


def table_of_moods(tally: Tally) -> Table:
    counts = {"calm": tally.calm, "lively": tally.lively, "uneasy": tally.uneasy}
    return Table("moods", ("nights",), tuple(Row(mood, "", {"nights": count}) for mood, count in counts.items()))


def table_of_told(key: str, lines: Sequence[Told]) -> Table:
    return Table(
        key, TOLD_COLUMNS, tuple(Row(one.kind, "", {"times": one.times, "nights": one.nights}) for one in lines)
    )


def table_of_found(lines: Sequence[Found]) -> Table:
    rows = (
        Row(one.key, one.name, {"found": one.found, "fixed": one.fixed, "median_days": one.median_days}, one.parent)
        for one in lines
    )
    return Table("observations", FOUND_COLUMNS, tuple(rows))
