"""Files of boundaries as municipalities publish them: squares of a hundredth of a degree, about a kilometre."""

import json
from typing import Any

from volunteers.models import District, DistrictBoundary

Ring = list[list[float]]
WEST, SOUTH, SIDE = 17.88, 59.26, 0.01


def square(east: float = 0, north: float = 0, side: float = SIDE) -> Ring:
    """So many sides east and north of the town's corner."""
    west, south = round(WEST + east * SIDE, 6), round(SOUTH + north * SIDE, 6)
    right, top = round(west + side, 6), round(south + side, 6)
    return [[west, south], [right, south], [right, top], [west, top], [west, south]]


def feature(name: str, *rings: Any, key: str = "namn", **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": list(rings or [square()])}
    return {"type": "Feature", "properties": {key: name, **properties}, "geometry": geometry}


def collection(*features: Any, **members: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members}).encode()


def multi(name: str, *rings: Ring) -> dict[str, Any]:
    geometry = {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}
    return {"type": "Feature", "properties": {"namn": name}, "geometry": geometry}


def lying(district: District, east: float = 0, north: float = 0) -> DistrictBoundary:
    """A district's square as it is once loaded; not kept."""
    ring = square(east, north)
    middle = [ring[0][0] + SIDE / 2, ring[0][1] + SIDE / 2]
    return DistrictBoundary(district=district, shape=[[ring]], outline=[[ring]], middle=middle, called=district.name)


def lay(district: District, east: float = 0, north: float = 0) -> DistrictBoundary:
    """The same, kept."""
    made = lying(district, east, north)
    made.save()
    return made
