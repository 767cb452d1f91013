"""The map by district: each shaded by how much of a figure it has, drawn from the boundaries that were loaded. Pure.

The numbers are those of a table, so that a map cannot tell what its table holds back: what is withheld has no shade,
and the scale is made of what is told.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from fieldwork.domain.follow_up.public_words import COLUMNS
from fieldwork.domain.follow_up.tables import Row, Table, Value, Withheld
from volunteers.domain.boundaries.drawing import Drawn, draw
from volunteers.models import DistrictBoundary

MAPPED = ("held", "person_nights", "people", "occurrences", "contacts", "observations")
STEPS = 4
NONE, HELD_BACK = "none", "small"  # what a district without a shade is like


@dataclass(frozen=True)
class Area:
    """A district on the map. Its number stands in the list beside it, so that no word has to fit on the map."""

    number: int
    key: str
    name: str
    value: Value
    look: str  # "1" to "4", "none" or "small"
    drawn: Drawn


@dataclass(frozen=True)
class Step:
    """One shade of the scale, and the least and the most that it stands for."""

    look: str
    least: int
    most: int


@dataclass(frozen=True)
class DistrictMap:
    """`ground` is the path of the district that the areas are parts of, where the map is of one; it has no shade.

    `left_out` are the districts with something to tell that have no boundary.
    """

    figure: str
    title: str
    width: int
    height: int
    ground: str
    areas: tuple[Area, ...]
    steps: tuple[Step, ...]
    left_out: tuple[str, ...]

    @property
    def has_gaps(self) -> bool:
        return any(area.look == HELD_BACK for area in self.areas)

    @property
    def has_empty(self) -> bool:
        return any(area.look == NONE for area in self.areas)


def map_choices() -> list[tuple[str, Any]]:
    """The figures that a map can show, with their names."""
    return [(figure, COLUMNS[figure]) for figure in MAPPED]


def map_of(tables: Iterable[Table], boundaries: Iterable[DistrictBoundary], *, figure: str) -> DistrictMap | None:
    """The districts at the top of the table, or the parts of the one it is about; None when none can be drawn."""
    rows = next((table.rows for table in tables if table.key == "districts"), ())
    known = {one.district_id: one for one in boundaries}
    outlines = {str(pk): (one.outline, one.middle) for pk, one in known.items()}
    tops = [row for row in rows if not row.parent and row.key]
    whole = tops[0].key if len(tops) == 1 and any(row.parent == tops[0].key for row in rows) else ""
    chosen = list(drawn_rows(parts_of(whole, rows), rows, outlines)) or list(drawn_rows(tops, rows, outlines))
    under = whole if chosen and whole in outlines and chosen[0].key != whole else ""
    drawing = draw({key: outlines[key] for key in (*([under] if under else []), *(row.key for row in chosen))})
    if drawing is None:
        return None
    steps = steps_of(row.values[figure] for row in chosen)
    return DistrictMap(
        figure=figure,
        title=str(COLUMNS[figure]),
        width=drawing.width,
        height=drawing.height,
        ground=drawing.shapes[under].path if under else "",
        areas=tuple(
            Area(
                place,
                row.key,
                row.name,
                row.values[figure],
                look_of(row.values[figure], steps),
                drawing.shapes[row.key],
            )
            for place, row in enumerate(chosen, start=1)
        ),
        steps=steps,
        left_out=tuple(left_out(rows, {row.key for row in chosen}, figure)),
    )


def drawn_rows(tops: Sequence[Row], rows: Sequence[Row], known: Collection[str]) -> Iterator[Row]:
    """Those that have a boundary, and of those that have none their parts."""
    for row in tops:
        if row.key in known:
            yield row
        else:
            yield from drawn_rows(parts_of(row.key, rows), rows, known)


def parts_of(key: str, rows: Sequence[Row]) -> list[Row]:
    return [one for one in rows if key and one.parent == key]


def left_out(rows: Sequence[Row], drawn: set[str], figure: str) -> Iterator[str]:
    """Those with something to tell of which neither they, nor what they lie in, nor any of their parts is drawn."""
    parents = {row.key: row.parent for row in rows}
    above = {key for one in drawn for key in chain_of(one, parents)}
    for row in rows:
        is_there = row.key in above or drawn.intersection(chain_of(row.key, parents))
        if row.key and row.values[figure] and not is_there:
            yield row.name


def chain_of(key: str, parents: Mapping[str, str]) -> list[str]:
    """The district and all that it lies in."""
    chain = [key]
    while parents.get(chain[-1]):
        chain.append(parents[chain[-1]])
    return chain


def steps_of(values: Iterable[Value]) -> tuple[Step, ...]:
    """As many equally wide steps as there is use for, from 1 up to the most that is told."""
    most = max((ceil(value) for value in values if isinstance(value, int | float)), default=0)
    if not most:
        return ()
    width = ceil(most / STEPS)
    count = ceil(most / width)
    first = STEPS - count  # few steps are the dark ones: the most is always the darkest
    return tuple(Step(str(first + one + 1), one * width + 1, (one + 1) * width) for one in range(count))


def look_of(value: Value, steps: Sequence[Step]) -> str:
    if isinstance(value, Withheld):
        return HELD_BACK
    return next((step.look for step in steps if value and value <= step.most), NONE)
