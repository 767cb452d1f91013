"""A municipality's file of districts as it publishes them: GeoJSON (RFC 7946) in WGS 84. Pure."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from volunteers.domain.boundaries.positions import is_number, names_another_system
from volunteers.domain.boundaries.shapes import DECIMALS, Polygon, Shape, flaw_of, put_together
from volunteers.exceptions import UnreadableFile

MOST_SURFACES = 1000
LONGEST_NAME = 80
FEWEST_POSITIONS = 4  # of a ring, whose last is its first
SWEDEN = ((10.5, 24.5), (55.0, 69.5))  # degrees: west and east, south and north
NAMES = ("namn", "name", "områdesnamn", "omradesnamn", "kommundel", "stadsdel", "område", "omrade")


class Flaw(Exception):
    """A surface that cannot be drawn. The sentence says why."""


@dataclass(frozen=True)
class Surface:
    """What the file has by one name, put together when it has several."""

    called: str
    shape: Shape


@dataclass(frozen=True)
class Read:
    """`named_by` is the property that the names were read from; empty when the file has none."""

    named_by: str
    surfaces: tuple[Surface, ...]
    refused: tuple[tuple[str, str], ...]  # name, why


def read_boundaries(content: bytes, *, known: Collection[str]) -> Read:
    """The surfaces of a file, by the property whose values are the most of the `known` names.

    Raises UnreadableFile, also when not one surface can be drawn.
    """
    features = features_in(document_in(content))
    named_by = naming_property(features, known)
    polygons: defaultdict[str, list[Polygon]] = defaultdict(list)
    refused: list[tuple[str, str]] = []
    for number, feature in enumerate(features, start=1):
        called = name_in(feature, named_by) or _("Yta %(number)s") % {"number": number}
        try:
            polygons[called] += polygons_in(feature.get("geometry"))
        except Flaw as flaw:
            refused.append((called, str(flaw)))
    flawed = {called for called, _why in refused}  # half a district would pass for a whole one
    surfaces = [Surface(one, put_together(parts)) for one, parts in polygons.items() if parts and one not in flawed]
    if not surfaces:
        raise UnreadableFile(
            _("Ingen av filens ytor gick att läsa. %(name)s: %(why)s") % {"name": refused[0][0], "why": refused[0][1]}
        )
    return Read(named_by, tuple(surfaces), tuple(refused))


def document_in(content: bytes) -> Mapping[str, Any]:
    if content.startswith(b"PK"):
        raise UnreadableFile(_("Det där är en packad fil. Packa upp den, och spara en shapefil som GeoJSON först."))
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=refuse_constant)
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("Filen är inte text i UTF-8. Spara den som GeoJSON.")) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(_("Filen är inte GeoJSON, eller så är den avbruten. Spara den på nytt.")) from error
    if isinstance(document, dict) and document.get("type") == "Topology":
        raise UnreadableFile(_("Det där är TopoJSON. Spara den som GeoJSON."))
    if not isinstance(document, dict) or document.get("type") not in {"FeatureCollection", "Feature"}:
        raise UnreadableFile(_("Filen är inte GeoJSON med ytor som har namn (FeatureCollection)."))
    if names_another_system(document):
        raise UnreadableFile(another_system())
    return document


def another_system() -> str:
    return _(
        "Filen är i ett annat koordinatsystem, troligen SWEREF 99. Spara den i WGS 84 (EPSG:4326) och läs in den igen. "
        "I QGIS: högerklicka på lagret, Exportera, Spara objekt som, format GeoJSON, koordinatsystem EPSG:4326."
    )


def refuse_constant(name: str) -> float:
    raise UnreadableFile(_("%(name)s är ingen koordinat.") % {"name": name})


def features_in(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = [document] if document["type"] == "Feature" else document.get("features")
    features: list[Mapping[str, Any]] = (
        [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    )
    if not features:
        raise UnreadableFile(_("Filen har inga ytor."))
    if len(features) > MOST_SURFACES:
        raise UnreadableFile(
            _("Filen har fler än %(most)s ytor. Ta bara med kommunens områden.") % {"most": MOST_SURFACES}
        )
    return features


def naming_property(features: Sequence[Mapping[str, Any]], known: Collection[str]) -> str:
    """The property whose values are the most of the known names, else one that is called so; empty for none."""
    wanted = {folded(name) for name in known}
    hits: dict[str, int] = {}
    for feature in features:
        for key in properties_of(feature):
            hits[key] = hits.get(key, 0) + (folded(name_in(feature, key)) in wanted)
    if not hits:
        return ""
    return max(hits, key=lambda key: (hits[key], -NAMES.index(key.casefold()) if key.casefold() in NAMES else -99))


def properties_of(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def name_in(feature: Mapping[str, Any], key: str) -> str:
    value = properties_of(feature).get(key)
    is_told = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    if not is_told:
        return ""
    kept = str(value)[:LONGEST_NAME].replace("\x00", "").encode("utf-8", "ignore").decode()
    return " ".join(kept.split())


def folded(name: str) -> str:
    """As names are compared: in any case, with any spaces and dashes."""
    return " ".join(name.casefold().replace("–", "-").replace("-", " ").split())


def polygons_in(geometry: object) -> list[Polygon]:
    """Raises Flaw, or UnreadableFile for what is wrong with the whole file."""
    kind, found = (geometry.get("type"), geometry.get("coordinates")) if isinstance(geometry, dict) else (None, None)
    if kind not in {"Polygon", "MultiPolygon"}:
        raise Flaw(_("Är ingen yta (Polygon eller MultiPolygon)."))
    polygons = [found] if kind == "Polygon" else found
    if not isinstance(polygons, list) or not polygons:
        raise Flaw(_("Ytan är tom."))
    return [checked_polygon(polygon) for polygon in polygons]


def checked_polygon(rings: object) -> Polygon:
    if not isinstance(rings, list) or not rings:
        raise Flaw(_("Ytan är tom."))
    polygon = [checked_ring(ring) for ring in rings]
    flaw = flaw_of(polygon)
    if flaw is None:
        return polygon
    said, where = flaw
    sentence = _("Gränsen korsar sig själv") if "elf-intersection" in said else _("Gränsen går inte ihop till en yta")
    if where is None:
        raise Flaw(f"{sentence}.")
    raise Flaw(
        _("%(what)s vid %(latitude).5f, %(longitude).5f.")
        % {"what": sentence, "latitude": where[1], "longitude": where[0]}
    )


def checked_ring(positions: object) -> list[list[float]]:
    if not isinstance(positions, list) or len(positions) < FEWEST_POSITIONS:
        raise Flaw(_("En gräns behöver minst tre hörn, och sluta där den börjar."))
    ring = [checked_position(position) for position in positions]
    if ring[0] != ring[-1]:
        raise Flaw(_("Gränsen är inte sluten: den sista punkten ska vara den första."))
    return ring


def checked_position(position: object) -> list[float]:
    """[longitude, latitude] in Sweden; a height is passed over."""
    if not isinstance(position, list) or not all(is_number(number) for number in position[:2]) or not position[1:]:
        raise Flaw(_("Varje punkt är två tal: longitud och latitud."))
    longitude, latitude = float(position[0]), float(position[1])
    if abs(longitude) > 180 or abs(latitude) > 90:  # noqa: PLR2004 - degrees of a globe
        raise UnreadableFile(another_system())
    if not is_in_sweden(longitude, latitude):
        if is_in_sweden(latitude, longitude):
            raise UnreadableFile(
                _("Latitud står före longitud i filen. I GeoJSON är det tvärtom: 17.88, 59.26. Spara den på nytt.")
            )
        raise Flaw(_("Ligger utanför Sverige."))
    return [round(longitude, DECIMALS), round(latitude, DECIMALS)]


def is_in_sweden(longitude: float, latitude: float) -> bool:
    (west, east), (south, north) = SWEDEN
    return west <= longitude <= east and south <= latitude <= north
