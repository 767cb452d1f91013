"""Boundaries on paper: north up, every district as large beside the others as it is on the ground. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Generic, TypeVar

from volunteers.domain.boundaries.shapes import Position, Shape

Key = TypeVar("Key", int, str)

WIDTH, HIGHEST, MARGIN = 400, 440, 6  # units of the drawing's viewBox


@dataclass(frozen=True)
class Drawn:
    """One of them: the `d` of its path, and where its label has most room."""

    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing(Generic[Key]):
    width: int
    height: int
    shapes: Mapping[Key, Drawn]


@dataclass(frozen=True)
class Frame:
    """An equal-area projection (sinusoidal) about a meridian, as large as fits: right in Skåne and in Kiruna."""

    meridian: float
    left: float
    top: float
    scale: float

    def place(self, position: Position) -> tuple[float, float]:
        x, y = flat(position, self.meridian)
        return round((x - self.left) * self.scale + MARGIN, 1), round((self.top - y) * self.scale + MARGIN, 1)

    def path(self, shape: Shape) -> str:
        return "".join(self.ring(ring) for polygon in shape for ring in polygon)

    def ring(self, ring: Sequence[Position]) -> str:
        """Without points that fall on the one before."""
        points: list[tuple[float, float]] = []
        for position in ring[:-1]:
            point = self.place(position)
            if not points or points[-1] != point:
                points.append(point)
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"


def flat(position: Position, meridian: float) -> tuple[float, float]:
    return (position[0] - meridian) * cos(radians(position[1])), position[1]


def draw(outlines: Mapping[Key, tuple[Shape, Position]]) -> Drawing[Key] | None:
    """By key: an outline and the middle of it. None when there are none."""
    if not outlines:
        return None
    positions = list(outer(shape for shape, _middle in outlines.values()))
    meridian = (min(x for x, _y in positions) + max(x for x, _y in positions)) / 2
    points = [flat(position, meridian) for position in positions]
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    bottom, top = min(y for _x, y in points), max(y for _x, y in points)
    scale = min((WIDTH - 2 * MARGIN) / (right - left), (HIGHEST - 2 * MARGIN) / (top - bottom))
    frame = Frame(meridian, left, top, scale)
    return Drawing(
        width=round((right - left) * scale) + 2 * MARGIN,
        height=round((top - bottom) * scale) + 2 * MARGIN,
        shapes={key: Drawn(frame.path(shape), *frame.place(middle)) for key, (shape, middle) in outlines.items()},
    )


def outer(shapes: Iterable[Shape]) -> Iterable[Position]:
    return (position for shape in shapes for polygon in shape for position in polygon[0])
