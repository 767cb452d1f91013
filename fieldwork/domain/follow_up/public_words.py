"""The tables in words: what each table, column and row is called, wherever they are printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fieldwork.domain.follow_up.definitions import FIGURES, PARTS
from fieldwork.domain.follow_up.sentences import month_words
from fieldwork.domain.follow_up.tables import FOUND_COLUMNS, LINE_COLUMNS, TOLD_COLUMNS, Row, Table, Value, Withheld
from fieldwork.enums import ContactKind, Mood, OccurrenceKind
from scheduling.enums import ShiftKind

TITLES = {
    "total": gettext_lazy("Hela perioden"),
    "districts": gettext_lazy("Per kommundel"),
    "associations": gettext_lazy("Per förening"),
    "months": gettext_lazy("Per månad"),
    "kinds": gettext_lazy("Per slag"),
    "moods": gettext_lazy("Stämning i loggarna"),
    "occurrences": gettext_lazy("Händelser i loggarna"),
    "contacts": gettext_lazy("Kontakter i loggarna"),
    "observations": gettext_lazy("Iakttagelser"),
}
FIRST = {  # what a row of each table is
    "total": gettext_lazy("Period"),
    "districts": gettext_lazy("Kommundel"),
    "associations": gettext_lazy("Förening"),
    "months": gettext_lazy("Månad"),
    "kinds": gettext_lazy("Slag"),
    "moods": gettext_lazy("Stämning"),
    "occurrences": gettext_lazy("Händelse"),
    "contacts": gettext_lazy("Kontakt"),
    "observations": gettext_lazy("Slag"),
}
NAMELESS = {
    "districts": gettext_lazy("Utan område"),
    "associations": gettext_lazy("Utan förening"),
    "kinds": gettext_lazy("Inte från ett pass"),
    "observations": gettext_lazy("Summa"),
}
COLUMNS: dict[str, Any] = {
    **{key: figure.name for key, figure in FIGURES.items()},
    "due": gettext_lazy("Vars tid har kommit"),
    "full": gettext_lazy("Genomförda med tillräckligt många"),
    "not_home": gettext_lazy("Inte incheckade hemma"),
    "crew": gettext_lazy("Platser i grupperna"),
    "crew_by_sms": gettext_lazy("Platser bekräftade med sms"),
    "logs": gettext_lazy("Loggar"),
    "met_low": gettext_lazy("Möten, minst"),
    "met_high": gettext_lazy("Möten, högst"),
    "met_endless": gettext_lazy("Loggar med fler än 60 möten"),
    "calm": gettext_lazy("Lugna"),
    "lively": gettext_lazy("Livliga"),
    "uneasy": gettext_lazy("Oroliga"),
    "debriefs": gettext_lazy("Samtal efteråt"),
    "times": gettext_lazy("Gånger"),
    "nights": gettext_lazy("Pass"),
    "found": gettext_lazy("Iakttagelser"),
    "fixed": gettext_lazy("Åtgärdade"),
    "median_days": gettext_lazy("Median till åtgärd, dagar"),
}
# What a page shows of a table of nights; files have every column.
SHOWN = ("planned", "held", "short", "cancelled", "person_nights", "hours", "people", "new", "met_low", "met_high")


@dataclass(frozen=True)
class Worded:
    """A table with its words. Each row is a name and a value for each heading; `first` is what the names are of.

    `within` are the names of what each row lies in, and is part of, where the table is a tree.
    """

    key: str
    title: str
    first: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Value, ...]], ...]
    within: tuple[str, ...] = ()

    @property
    def cells(self) -> list[tuple[str, list[tuple[str, Value]]]]:
        """Each row's name, and its values with their headings."""
        return [(name, list(zip(self.headings, values, strict=True))) for name, values in self.rows]

    @property
    def has_gaps(self) -> bool:
        return any(value is Withheld.SMALL for _name, values in self.rows for value in values)


def in_words(tables: Sequence[Table], *, language: str, is_whole: bool = False) -> tuple[Worded, ...]:
    """Those that have rows. `is_whole` gives every column, and every row once, as files have them."""
    found = tidy(tables) if is_whole else tables
    return tuple(worded(table, language=language, is_whole=is_whole) for table in found if table.rows)


def tidy(tables: Sequence[Table]) -> list[Table]:
    """As for a machine: no table has the sum of its own rows as one more row. What only that told is the total's."""
    sums = [row for table in tables if table.key == "observations" for row in table.rows if not row.key]
    medians = {"median_days": sums[0].values["median_days"]} if sums else {}
    return [
        with_columns(table, medians)
        if table.key == "total"
        else replace(table, rows=tuple(row for row in table.rows if row not in sums))
        for table in tables
    ]


def with_columns(table: Table, more: Mapping[str, Value]) -> Table:
    rows = tuple(replace(row, values={**row.values, **more}) for row in table.rows)
    return replace(table, columns=(*table.columns, *more), rows=rows)


def worded(table: Table, *, language: str, is_whole: bool) -> Worded:
    columns = table.columns if is_whole else tuple(name for name in SHOWN if name in table.columns) or table.columns
    is_dated = is_whole and table.key == "months"  # 2026-03 is a month to every program
    names = {row.key: row.key if is_dated else name_of(table.key, row, language=language) for row in table.rows}
    is_tree = is_whole and any(row.parent for row in table.rows)
    return Worded(
        table.key,
        str(TITLES[table.key]),
        str(FIRST[table.key]),
        tuple(str(COLUMNS[name]) for name in columns),
        tuple((names[row.key], tuple(row.values[name] for name in columns)) for row in table.rows),
        tuple(names.get(row.parent, "") if row.parent else "" for row in table.rows) if is_tree else (),
    )


def name_of(table: str, row: Row, *, language: str) -> str:
    """What a row is called; what has a name of its own keeps it."""
    if row.name:
        return row.name
    if table == "months":
        return month_words(row.key, language).capitalize()
    labels = {
        "kinds": ShiftKind.choices,
        "moods": Mood.choices,
        "occurrences": OccurrenceKind.choices,
        "contacts": ContactKind.choices,
    }
    if row.key and table in labels:
        return str(dict(labels[table]).get(row.key, row.key))
    return str(NAMELESS.get(table, _("Hela perioden")))


def meanings() -> Iterator[tuple[str, str, str]]:
    """(column, its name, what it counts), for every column of every table, once."""
    for column in dict.fromkeys((*LINE_COLUMNS, *TOLD_COLUMNS, *FOUND_COLUMNS)):
        words = FIGURES[column].words if column in FIGURES else PARTS[column]
        yield column, str(COLUMNS[column]), str(words)
