"""Observations drawn on a sketch of the routes: works without tiles, and on paper. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fieldwork.domain.observations.spots import spot_of
from fieldwork.models import Observation
from scheduling.domain.routes import frame_around
from scheduling.models import Route


@dataclass(frozen=True)
class Mark:
    """One observation in the box of the sketch, by the number that its row has."""

    pk: int
    number: int
    x: float
    y: float
    is_late: bool
    label: str


@dataclass(frozen=True)
class PlaceSketch:
    paths: tuple[str, ...]
    marks: tuple[Mark, ...]
    scale_metres: int
    scale_width: float


def place_sketch(numbered: Sequence[tuple[int, Observation, bool]], routes: Sequence[Route]) -> PlaceSketch | None:
    """Each observation with its number and whether it is late; none when none of them has a point.

    The frame holds the routes too, so that whoever walks them knows where they are.
    """
    pinned = [(number, one, late, point) for number, one, late in numbered if (point := spot_of(one).point)]
    lines = [route.line for route in routes if route.line]
    positions: list[Any] = [point for *_rest, point in pinned] + [position for line in lines for position in line]
    if not pinned:
        return None
    frame = frame_around(positions)
    metres, width = frame.bar
    marks = tuple(
        Mark(one.pk, number, *frame.place(point), late, f"{one.reference} {one.category.name}")
        for number, one, late, point in reversed(pinned)
    )
    return PlaceSketch(tuple(frame.path(line) for line in lines), marks, metres, width)
