"""Where the nights were: a spot for each district, where its routes are; a sketch, and says that it is one. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from statistics import mean

from fieldwork.domain.follow_up.charts import radius
from fieldwork.domain.follow_up.figures import Line

WIDTH, HEIGHT, MARGIN = 400, 320, 44  # units of the sketch's viewBox
FEWEST = 2  # one spot says nothing of where

Point = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True)
class Spot:
    """A district on the sketch. Its number stands in the list beside it, so that no word has to fit on the map."""

    number: int
    line: Line
    x: float
    y: float
    radius: float


def spots_of(lines: Sequence[Line], points: Iterable[tuple[int, Point]]) -> tuple[Spot, ...]:
    """Spots for the districts that have both nights of their own and routes with points; none when they are too few."""
    places = centres(points)
    known = [line for line in lines if line.key and int(line.key) in places and line.own and line.own.planned]
    if len(known) < FEWEST:
        return ()
    on_paper = project([places[int(line.key)] for line in known])
    most = max(line.own.held for line in known if line.own)
    return tuple(
        Spot(number, line, *where, radius(line.own.held if line.own else 0, most))
        for number, (line, where) in enumerate(zip(known, on_paper, strict=True), start=1)
    )


def centres(points: Iterable[tuple[int, Point]]) -> Mapping[int, Point]:
    """By district: the middle of the points of its routes."""
    by_district: defaultdict[int, list[Point]] = defaultdict(list)
    for district, point in points:
        by_district[district].append(point)
    return {pk: (mean(x for x, _y in found), mean(y for _x, y in found)) for pk, found in by_district.items()}


def project(points: Sequence[Point]) -> list[Point]:
    """Onto the paper, north up, as large as fits; a degree of longitude is shorter than one of latitude."""
    squeeze = cos(radians(mean(latitude for _longitude, latitude in points)))
    flat = [(longitude * squeeze, -latitude) for longitude, latitude in points]
    left, top = min(x for x, _y in flat), min(y for _x, y in flat)
    wide, high = max(x for x, _y in flat) - left, max(y for _x, y in flat) - top
    room_x, room_y = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    scale = min(room_x / wide if wide else float("inf"), room_y / high if high else float("inf"))
    if scale == float("inf"):
        scale = 0.0
    inset = ((WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2)
    return [(round(inset[0] + (x - left) * scale, 1), round(inset[1] + (y - top) * scale, 1)) for x, y in flat]
