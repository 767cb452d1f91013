"""Routes: GeoJSON in and out, the length of a line, its sketch. Positions are [longitude, latitude] in WGS 84."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import asin, cos, pi, radians, sin, sqrt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from scheduling.domain.history import record_all, write_event
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.enums import EventKind
from scheduling.exceptions import BadGeometry
from scheduling.models import Route, Shift
from volunteers.domain.boundaries.positions import is_number, names_another_system

Line = list[list[float]]

EARTH_RADIUS = 6_371_008.8  # metres, the mean of IUGG 1980
MOST_POSITIONS = 2000
LONGEST_WALK = 50_000  # metres; beyond it the file is something else than an evening's walk
FEWEST_POSITIONS = 2
DESCRIBING = ("name", "district_id", "meeting_point", "meeting_address", "latitude", "longitude")


def line_from_geojson(text: str) -> Line:
    """The one line in a GeoJSON text (RFC 7946): a geometry, a feature or a collection that holds one.

    Raises BadGeometry with what is wrong.
    """
    try:
        document = json.loads(text, parse_constant=refuse_constant)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadGeometry(_("Det går inte att läsa. Klistra in GeoJSON, eller rita linjen på kartan.")) from error
    if not isinstance(document, dict):
        raise BadGeometry(_("Det där är inte GeoJSON."))
    require_wgs84(document)
    lines = list(lines_in(document))
    if len(lines) != 1:
        raise BadGeometry(
            _("Filen har ingen linje. En rutt är en LineString.")
            if not lines
            else _("Filen har %(count)s linjer. En rutt är en enda linje.") % {"count": len(lines)}
        )
    return checked_line(lines[0])


def refuse_constant(name: str) -> float:
    raise BadGeometry(_("%(name)s är ingen koordinat.") % {"name": name})


def require_wgs84(document: dict[str, Any]) -> None:
    if names_another_system(document):
        raise BadGeometry(_("Filen använder ett annat koordinatsystem. Spara den i WGS 84."))


def lines_in(node: object) -> list[object]:
    """The coordinates of every line in a GeoJSON object. Points, such as the meeting point, are passed over."""
    if not isinstance(node, dict):
        return []
    match node.get("type"):
        case "LineString":
            return [node.get("coordinates")]
        case "MultiLineString":
            return in_all([{"type": "LineString", "coordinates": part} for part in as_list(node.get("coordinates"))])
        case "Feature":
            return lines_in(node.get("geometry"))
        case "FeatureCollection" | "GeometryCollection" as kind:
            return in_all(node.get("features" if kind == "FeatureCollection" else "geometries"))
    return []


def in_all(nodes: object) -> list[object]:
    return [line for node in as_list(nodes) for line in lines_in(node)]


def as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def checked_line(positions: object) -> Line:
    """A list of [longitude, latitude], rounded to seven decimals (a centimetre). Raises BadGeometry."""
    if not isinstance(positions, list) or len(positions) < FEWEST_POSITIONS:
        raise BadGeometry(_("Linjen behöver minst två punkter."))
    if len(positions) > MOST_POSITIONS:
        raise BadGeometry(_("Linjen har fler än %(most)s punkter. Förenkla den först.") % {"most": MOST_POSITIONS})
    line = [checked_position(position) for position in positions]
    length = length_of(line)
    if length == 0:
        raise BadGeometry(_("Alla punkter ligger på samma ställe."))
    if length > LONGEST_WALK:
        raise BadGeometry(
            _("Linjen är %(km)s km lång. Står longitud och latitud i rätt ordning?") % {"km": round(length / 1000)}
        )
    return line


def checked_position(position: object) -> list[float]:
    if not isinstance(position, list) or len(position) < 2:  # noqa: PLR2004 - longitude and latitude
        raise BadGeometry(_("Varje punkt är två tal: longitud och latitud."))
    longitude, latitude = position[:2]
    if not (is_number(longitude) and is_number(latitude)):
        raise BadGeometry(_("Varje punkt är två tal: longitud och latitud."))
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):  # noqa: PLR2004 - degrees of a globe
        raise BadGeometry(_("Talen är inte grader. Koordinaterna ska vara i WGS 84."))
    return [round(float(longitude), 7), round(float(latitude), 7)]


def length_of(line: Sequence[Sequence[float]]) -> int:
    """Metres along the line on a sphere (haversine); within half a percent of the ellipsoid."""
    return round(sum(distance(a, b) for a, b in pairwise(line)))


def distance(a: Sequence[float], b: Sequence[float]) -> float:
    lon_a, lat_a, lon_b, lat_b = (radians(value) for value in (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(half))


def geojson_of(route: Route) -> dict[str, Any]:
    """The route as one GeoJSON feature; without a drawn line its geometry is the meeting point, or null."""
    geometry: dict[str, Any] | None = None
    if route.line:
        geometry = {"type": "LineString", "coordinates": route.line}
    elif route.longitude is not None and route.latitude is not None:
        geometry = {"type": "Point", "coordinates": [route.longitude, route.latitude]}
    return {
        "type": "Feature",
        "id": str(route.uuid),
        "geometry": geometry,
        "properties": {
            "name": route.name,
            "district": route.district.name,
            "meeting_point": route.meeting_point,
            "meeting_address": route.meeting_address,
            "length_metres": route.length_metres,
        },
    }


@transaction.atomic
def save_route(route: Route, *, line: Line, origin: Origin = BY_CLOCK, now: datetime) -> Route:
    """Keep the route with this line, which may be empty; its length follows from the line. Raises BadGeometry.

    The nights to come on it count as changed too: a calendar takes a new meeting point only with a newer stamp. What is
    over or cancelled is told in the new words as well, as of when the route got them. Their history, and so partners,
    are told of another name and another district, which take the nights along.
    """
    before = Route.objects.filter(pk=route.pk).values(*DESCRIBING).first()
    if before is not None and any(getattr(route, name) != value for name, value in before.items()):
        route.described_at = now
    route.line = checked_line(line) if line else []
    route.length_metres = length_of(route.line) or None
    route.municipality = route.district.municipality
    route.save()
    live = Shift.objects.live().filter(route=route)
    live.update(revision=F("revision") + 1, updated_at=now)
    if before is not None:
        _note_place(route, live, before, origin=origin, now=now)
    return route


def _note_place(
    route: Route, shifts: Iterable[Shift], before: Mapping[str, Any], *, origin: Origin, now: datetime
) -> None:
    left = before["district_id"] if before["district_id"] != route.district_id else None
    said = [] if left is None else [_("nytt område: %(district)s") % {"district": route.district.name}]
    if before["name"] != route.name:
        said.append(_("nytt namn på rutten: %(name)s") % {"name": route.name})
    if said:
        told = ", ".join(said)
        record_all(
            write_event(shift, EventKind.CHANGED, origin=origin, now=now, detail=told, left_district=left)
            for shift in shifts
        )


WIDTH, HEIGHT, MARGIN = 400, 280, 34  # units of the sketch's viewBox, as in the design language
METRES_PER_DEGREE = pi * EARTH_RADIUS / 180
SCALES = (50, 100, 200, 500, 1000, 2000, 5000)  # metres that a scale bar can stand for
LONGEST_BAR = 120


@dataclass(frozen=True)
class Frame:
    """Positions drawn flat, north up, in a box of 400 by 280; `scale` is units of the box to a degree of latitude."""

    middle: tuple[float, float]
    narrowing: float
    scale: float

    def place(self, position: Sequence[float]) -> tuple[float, float]:
        """Where in the box, from its upper left corner."""
        return (
            round(WIDTH / 2 + (position[0] * self.narrowing - self.middle[0]) * self.scale, 1),
            round(HEIGHT / 2 - (position[1] - self.middle[1]) * self.scale, 1),
        )

    def path(self, line: Sequence[Sequence[float]]) -> str:
        """As the `d` of an SVG path; nothing for no line."""
        walk = (self.place(position) for position in line)
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in walk) if line else ""

    @property
    def bar(self) -> tuple[int, float]:
        """The longest round number of metres that a short bar can stand for, and how wide the bar is."""
        fitting = (metres for metres in SCALES if metres / METRES_PER_DEGREE * self.scale <= LONGEST_BAR)
        metres = max(fitting, default=SCALES[0])
        return metres, round(metres / METRES_PER_DEGREE * self.scale, 1)


def frame_around(positions: Sequence[Sequence[float]]) -> Frame:
    """The frame that holds them all, with a margin."""
    narrowing = cos(radians(sum(latitude for _longitude, latitude in positions) / len(positions)))
    flat = [(longitude * narrowing, latitude) for longitude, latitude in positions]
    west, east = min(x for x, _y in flat), max(x for x, _y in flat)
    south, north = min(y for _x, y in flat), max(y for _x, y in flat)
    least = 200 / METRES_PER_DEGREE  # a lone point is shown on a stretch of 200 metres
    scale = min(
        (WIDTH - 2 * MARGIN) / max(east - west, least),
        (HEIGHT - 2 * MARGIN) / max(north - south, least),
    )
    return Frame(((west + east) / 2, (south + north) / 2), narrowing, scale)


@dataclass(frozen=True)
class Sketch:
    """A route in its frame: a path and two places, and a bar for the scale."""

    path: str
    start: tuple[float, float]
    end: tuple[float, float] | None
    scale_metres: int
    scale_width: float


def sketch_of(route: Route) -> Sketch | None:
    """None when the route has neither a line nor the place of its meeting point."""
    meeting = [[route.longitude, route.latitude]] if None not in (route.longitude, route.latitude) else []
    positions: Any = [*meeting, *route.line]
    if not positions:
        return None
    frame = frame_around(positions)
    start, end = frame.place(positions[0]), frame.place(positions[-1])
    metres, width = frame.bar
    return Sketch(frame.path(route.line), start, end if route.line and end != start else None, metres, width)
