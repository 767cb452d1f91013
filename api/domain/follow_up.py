"""The follow-up as partners read it: tables fit to leave the municipality, with keys that mean something outside it.

A half-year has one set of tables, of the whole municipality, in which small numbers are held back once for everybody.
Whoever asks gets rows of them as they are: no two answers about it can be compared to tell more than all its tables do,
and half-years have no night in common.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.domain.payloads import named
from api.queries.follow_up import Outside, keys_outside
from fieldwork.domain.follow_up.figures import Line, People
from fieldwork.domain.follow_up.gathering import follow_up_of, observations_within
from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.public_words import meanings, name_of
from fieldwork.domain.follow_up.publishing import public_tables
from fieldwork.domain.follow_up.tables import Row, Table, Withheld, table_of_found, table_of_lines
from fieldwork.domain.follow_up.tallies import Tally
from fieldwork.domain.follow_up.words import smallest_of
from fieldwork.queries.follow_up import Scope
from volunteers.models import District, Municipality


@dataclass(frozen=True)
class About:
    """What an answer is about: a district, a kind, or the whole municipality."""

    district: District | None = None
    kind: str = ""


def read_follow_up(town: Municipality, half_year: Period, about: About, *, language: str) -> dict[str, Any]:
    """Numbers that are small are withheld, always."""
    smallest = smallest_of(town)
    figures = follow_up_of(Scope(town), half_year)
    tables = rows_about(public_tables(figures, smallest=smallest), about, language=language)
    if about != About():
        narrow = Scope(town, district=about.district.pk if about.district else None, kind=about.kind)
        tables = (*tables, table_of_found(observations_within(narrow, half_year)))
    keys = keys_outside(town, associations=[line.key for line in figures.associations if line.key])
    return {
        "municipality": named(town),
        "district": named(about.district) if about.district else None,
        "kind": about.kind or None,
        "first": half_year.first.isoformat(),
        "last": half_year.last.isoformat(),
        "smallest": smallest,
        **tables_payload(tables, keys=keys, language=language),
        "definitions": [{"key": key, "name": name, "meaning": meaning} for key, name, meaning in meanings()],
    }


def rows_about(tables: Sequence[Table], about: About, *, language: str) -> tuple[Table, ...]:
    """Of the tables of the whole municipality, the rows of a district or of a kind and nothing that tells of more; the
    first of them stands as the total. Faults in places are about nobody, and are left out to be counted anew. Pure.
    """
    if about == About():
        return tuple(tables)
    rows = {table.key: table.rows for table in tables}
    name, chosen = (
        ("districts", branch(rows["districts"], str(about.district.pk)))
        if about.district
        else (
            "kinds",
            [row for row in rows["kinds"] if row.key == about.kind] or [nothing(about.kind)],
        )
    )
    total = replace(chosen[0], key="", name=name_of(name, chosen[0], language=language))
    kept = {"total": (total,), name: tuple(chosen)}
    return tuple(replace(table, rows=kept.get(table.key, ())) for table in tables if table.key != "observations")


def branch(rows: Sequence[Row], top: str) -> list[Row]:
    """A row of a tree that is read from the top, and all that is in it."""
    found: dict[str, Row] = {}
    for row in rows:
        if row.key == top:
            found[top] = replace(row, parent="")
        elif row.parent in found:
            found[row.key] = row
    return list(found.values())


def nothing(kind: str) -> Row:
    (row,) = table_of_lines("kinds", [Line(kind, "", Tally(), People())]).rows
    return row


def tables_payload(tables: Sequence[Table], *, keys: Outside, language: str) -> dict[str, Any]:
    """Each table a list of its rows, but the total, which is one. Pure."""
    rows = {
        table.key: [row_payload(table.key, row, keys=keys, language=language) for row in table.rows] for table in tables
    }
    return rows | {"total": rows["total"][0]}


def row_payload(table: str, row: Row, *, keys: Mapping[tuple[str, str], str], language: str) -> dict[str, Any]:
    return {
        "key": keys.get((table, row.key), row.key) or None,
        "name": name_of(table, row, language=language),
        "parent": keys.get((table, row.parent)),
        "values": {name: None if value is Withheld.SMALL else value for name, value in row.values.items()},
        "withheld": [name for name, value in row.values.items() if value is Withheld.SMALL],
    }
