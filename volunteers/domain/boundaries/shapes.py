"""What is worked out of boundaries: whether they hold together, simplified outlines, where their middle is. Pure.

Coordinates are those of a MultiPolygon in WGS 84: polygons of rings of [longitude, latitude], the outer ring first.
"""

import re
from collections.abc import Sequence
from math import cos, radians
from typing import Any

import shapely

Position = Sequence[float]
Polygon = Sequence[Sequence[Position]]
Shape = list[list[list[list[float]]]]

FINENESS = 600  # an outline is as fine as a town drawn this many dots across
DECIMALS = 7  # of a degree: a centimetre
PLACE = re.compile(r"\[(\S+) (\S+)\]")


def flaw_of(polygon: Polygon) -> tuple[str, tuple[float, float] | None] | None:
    """What the library says is wrong with it, and the (longitude, latitude) where; None when nothing is."""
    made = shapely.Polygon(polygon[0], polygon[1:])
    if shapely.is_valid(made):
        return None
    said: str = shapely.is_valid_reason(made)
    where = PLACE.search(said)
    return PLACE.sub("", said).strip(), (float(where[1]), float(where[2])) if where else None


def put_together(polygons: Sequence[Polygon]) -> Shape:
    """One shape of them all, also where they touch or lie over each other."""
    made = [shapely.Polygon(polygon[0], polygon[1:]) for polygon in polygons]
    return coordinates_of(shapely.union_all(shapely.make_valid(made)))


def outlines_of(shapes: Sequence[Shape]) -> list[Shape]:
    """Each simplified as far as a drawing of them all can do without; what neighbours share stays shared.

    Islands and lakes too small to be seen are left out, but never a whole district.
    """
    squeeze = squeeze_of(shapes)
    flat = [squeezed(shape, squeeze) for shape in shapes]
    west, south, east, north = shapely.total_bounds(flat)
    least = max(east - west, north - south) / FINENESS
    if shapely.coverage_is_valid(flat):
        simple = list(shapely.coverage_simplify(flat, tolerance=least))
    else:  # districts that hold others, or do not meet exactly
        simple = list(shapely.simplify(flat, tolerance=least / 2, preserve_topology=True))
    return [coordinates_of(without_specks(one, least * least * 4), squeeze) for one in simple]


def middle_of(shape: Shape) -> list[float]:
    """The [longitude, latitude] farthest inside its largest part, where a label has most room."""
    squeeze = squeeze_of([shape])
    largest = max(squeezed(shape, squeeze).geoms, key=shapely.area)
    room = shapely.maximum_inscribed_circle(largest, tolerance=max(shapely.length(largest) / 1000, 1e-7))
    x, y = room.coords[0]
    return [round(x / squeeze, DECIMALS), round(y, DECIMALS)]


def squeeze_of(shapes: Sequence[Shape]) -> float:
    """How much shorter a degree of longitude is than one of latitude, about where these lie."""
    latitudes = [position[1] for shape in shapes for polygon in shape for position in polygon[0]]
    return cos(radians((min(latitudes) + max(latitudes)) / 2))


def squeezed(shape: Shape, squeeze: float) -> Any:
    """As the library has it, flat."""
    flat = [[[(x * squeeze, y) for x, y in ring] for ring in polygon] for polygon in shape]
    return shapely.MultiPolygon([(rings[0], rings[1:]) for rings in flat])


def without_specks(made: Any, least: float) -> Any:
    parts = parts_of(made)
    kept = [part for part in parts if part.area >= least] or [max(parts, key=shapely.area)]
    return shapely.MultiPolygon(
        [
            shapely.Polygon(part.exterior, [hole for hole in part.interiors if shapely.Polygon(hole).area >= least])
            for part in kept
        ]
    )


def parts_of(made: Any) -> list[Any]:
    """Its polygons, without what is no surface."""
    return [part for part in getattr(made, "geoms", [made]) if part.geom_type == "Polygon" and not part.is_empty]


def coordinates_of(made: Any, squeeze: float = 1) -> Shape:
    """Outer rings go counter-clockwise, inner ones clockwise (RFC 7946 §3.1.6)."""
    turned = [shapely.orient_polygons(part) for part in parts_of(made)]
    return [
        [
            [[round(x / squeeze, DECIMALS), round(y, DECIMALS)] for x, y in ring.coords]
            for ring in (part.exterior, *part.interiors)
        ]
        for part in turned
    ]
