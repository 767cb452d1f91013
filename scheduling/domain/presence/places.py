"""Where presence is asked for: near or not, the nearest route, the place in words. Pure. Positions are WGS 84."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

from scheduling.domain.routes import METRES_PER_DEGREE, distance
from scheduling.enums import PresencePlace
from scheduling.models import PresenceRequest, Route
from volunteers.models import District

Position = list[float]  # longitude, latitude

FARTHEST = 150_000  # metres from every route of the municipality; beyond it the figures stand in the wrong order


@dataclass(frozen=True)
class Place:
    """A point, a route or a district, as it was asked for, perhaps with words: bakom skolan."""

    district: District | None = None
    route: Route | None = None
    position: Position | None = None
    words: str = ""

    @property
    def kind(self) -> PresencePlace:
        if self.position is not None:
            return PresencePlace.POINT
        return PresencePlace.DISTRICT if self.route is None else PresencePlace.ROUTE


def place_of(request: PresenceRequest) -> Place:
    is_point = request.where == PresencePlace.POINT
    return Place(
        district=request.district,
        route=request.route,
        position=[request.longitude, request.latitude] if is_point else None,  # type: ignore[list-item]  # a constraint keeps both
        words=request.place,
    )


def is_same_place(one: Place, other: Place, *, metres: int) -> bool:
    """Two points near each other, a point by a route, the same route, or the same district."""
    if one.kind == other.kind == PresencePlace.DISTRICT:
        return one.district is not None and one.district == other.district
    if PresencePlace.DISTRICT in {one.kind, other.kind}:
        return False
    if one.position is None and other.position is None:
        return one.route == other.route
    apart = metres_apart(one, other)
    return apart is not None and apart <= metres


def metres_apart(one: Place, other: Place) -> float | None:
    """From a point to a point or to the nearest part of a route; None where either has no point to measure from."""
    if one.position is not None and other.position is not None:
        return distance(one.position, other.position)
    point, route = (one.position, other.route) if one.position is not None else (other.position, one.route)
    return metres_to_route(point, route) if point is not None and route is not None else None


def metres_to_route(point: Position, route: Route) -> float | None:
    """None for a route without line and meeting point."""
    line = route.line or ([[route.longitude, route.latitude]] if None not in (route.longitude, route.latitude) else [])
    if not line:
        return None
    flat = [flattened(position, point) for position in line]
    if len(flat) == 1:
        return hypot(*flat[0])
    return min(metres_to_stretch(start, end) for start, end in pairwise(flat))


def flattened(position: Position, middle: Position) -> tuple[float, float]:
    """Metres east and north of `middle`: exact enough within a town."""
    east = (position[0] - middle[0]) * cos(radians(middle[1]))
    return east * METRES_PER_DEGREE, (position[1] - middle[1]) * METRES_PER_DEGREE


def metres_to_stretch(start: tuple[float, float], end: tuple[float, float]) -> float:
    """From the origin to the nearest point between `start` and `end`."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, -(x * dx + y * dy) / length)) if length else 0.0
    return hypot(x + along * dx, y + along * dy)


def nearest_route(point: Position, routes: Iterable[Route]) -> tuple[Route | None, float]:
    """The route that passes nearest, and how many metres away; none when no route is on the map."""
    measured = [(metres, route) for route in routes if (metres := metres_to_route(point, route)) is not None]
    if not measured:
        return None, 0.0
    metres, route = min(measured, key=lambda pair: pair[0])
    return route, metres


def place_words(request: PresenceRequest) -> str:
    """As a heading says it: Vårby runt, Vårby, or bakom skolan, Vårby."""
    district = request.district.name if request.district else ""
    if request.where == PresencePlace.ROUTE and request.route:
        names = [request.route.name, request.place]
    else:
        names = [request.place, district]
    said = ", ".join(name for name in names if name)
    return said or position_words(request)


def position_words(request: PresenceRequest) -> str:
    """59.2646, 17.8838: as maps on the web take it, latitude first."""
    if request.latitude is None or request.longitude is None:
        return ""
    return f"{request.latitude:.5f}, {request.longitude:.5f}"
