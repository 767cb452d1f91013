"""What a file of boundaries says, and what is wrong with one."""

import json
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteers.boundaries.files import collection, feature, multi, square
from volunteers.domain.boundaries.reading import Read, read_boundaries
from volunteers.exceptions import UnreadableFile

KNOWN = {"Vårby", "Skogås"}


def read(*features: Any, **members: Any) -> Read:
    return read_boundaries(collection(*features, **members), known=KNOWN)


def why(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        read_boundaries(content, known=KNOWN)
    return str(refusal.value)


def why_not(ring: Any) -> str:
    """What is said of one surface in a file that has another without a flaw."""
    found = read(feature("Vårby"), feature("Skogås", ring))
    assert [surface.called for surface in found.surfaces] == ["Vårby"]
    ((called, sentence),) = found.refused
    assert called == "Skogås"
    return sentence


def test_surfaces_are_read_with_their_names() -> None:
    found = read(feature("Vårby"), feature("Skogås", square(1)))

    assert (found.named_by, found.refused) == ("namn", ())
    assert [(surface.called, surface.shape) for surface in found.surfaces] == [
        ("Vårby", [[square()]]),
        ("Skogås", [[square(1)]]),
    ]


def test_names_are_read_from_the_property_that_has_most_of_the_known() -> None:
    rows = [
        feature("0126-01", key="name", kommundel="vårby", NYKO=1),
        feature("0126-02", square(1), key="name", kommundel="Skogås ", NYKO=2),
    ]
    found = read(*rows)
    assert (found.named_by, [one.called for one in found.surfaces]) == ("kommundel", ["vårby", "Skogås"])


def test_a_file_with_codes_alone_is_read_by_them() -> None:
    found = read(feature("0126-01", key="NYKO"), feature("0126-02", square(1), key="NYKO"))
    assert (found.named_by, [one.called for one in found.surfaces]) == ("NYKO", ["0126-01", "0126-02"])


def test_surfaces_without_names_are_numbered() -> None:
    bare = {"type": "Feature", "properties": None, "geometry": feature("x")["geometry"]}
    assert [surface.called for surface in read(bare).surfaces] == ["Yta 1"]


def test_surfaces_of_one_name_are_put_together() -> None:
    islands = read(feature("Vårby"), feature("Vårby", square(5))).surfaces[0].shape
    neighbours = read(multi("Vårby", square(), square(1))).surfaces[0].shape

    assert sorted(min(polygon[0]) for polygon in islands) == [[17.88, 59.26], [17.93, 59.26]]
    assert len(neighbours) == 1
    assert {tuple(position) for position in neighbours[0][0]} >= {(17.88, 59.26), (17.9, 59.27)}


def test_a_lake_in_a_district_stays_a_hole_and_rings_turn_as_the_standard_says() -> None:
    lake = square(0.25, 0.25, 0.005)
    ((outer, inner),) = read(feature("Vårby", square()[::-1], lake)).surfaces[0].shape
    assert (turn(outer), turn(inner)) == ("counter-clockwise", "clockwise")


def turn(ring: Any) -> str:
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    return "counter-clockwise" if area > 0 else "clockwise"


def test_heights_are_passed_over() -> None:
    ring = [[*position, 12.5] for position in square()]
    assert read(feature("Vårby", ring)).surfaces[0].shape == [[square()]]


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        (square()[:-1], "Gränsen är inte sluten: den sista punkten ska vara den första."),
        (square()[:3], "En gräns behöver minst tre hörn, och sluta där den börjar."),
        ([[17.88, 59.26], [17.89, 59.27], [17.89, 59.26], [17.88, 59.27], [17.88, 59.26]], "Gränsen korsar sig själv"),
        ([[17.88, 59.26], [17.89, 59.26], [17.88, 59.26], [17.88, 59.26]], "Gränsen går inte ihop till en yta"),
        ([["x", 59.26]] * 4, "Varje punkt är två tal: longitud och latitud."),
        ([[17.88]] * 4, "Varje punkt är två tal: longitud och latitud."),
        ([[17.88, 10**400]] * 4, "Varje punkt är två tal: longitud och latitud."),
        ([[12.57, 55.67 - 3], [12.6, 52], [12.6, 52.1], [12.57, 52.67]], "Ligger utanför Sverige."),
        ("ring", "En gräns behöver minst tre hörn, och sluta där den börjar."),
    ],
)
def test_a_surface_with_a_flaw_is_refused_with_a_sentence_and_the_others_are_read(ring: Any, said: str) -> None:
    assert why_not(ring).startswith(said)


def test_where_a_boundary_crosses_itself_is_told_as_maps_take_it() -> None:
    bow = [[17.88, 59.26], [17.90, 59.28], [17.90, 59.26], [17.88, 59.28], [17.88, 59.26]]
    assert why_not(bow) == "Gränsen korsar sig själv vid 59.27000, 17.89000."


def test_half_a_district_is_not_read_as_a_whole_one() -> None:
    found = read(feature("Vårby"), feature("Skogås", square(1)), feature("Skogås", square(2)[:-1]))
    assert [surface.called for surface in found.surfaces] == ["Vårby"]


def test_points_and_lines_are_no_surfaces() -> None:
    point = feature("Skogås") | {"geometry": {"type": "Point", "coordinates": [17.88, 59.26]}}
    assert read(feature("Vårby"), point).refused == (("Skogås", "Är ingen yta (Polygon eller MultiPolygon)."),)


SWEREF = [[664000, 6570000], [665000, 6570000], [665000, 6571000], [664000, 6570000]]
SWEREF_NAMED = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}
TURNED = [[y, x] for x, y in square()]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "Det där är en packad fil."),
        (b"\xff\xfe{", "Filen är inte text i UTF-8."),
        (b"{", "Filen är inte GeoJSON, eller så är den avbruten."),
        (b"[" * 100_000, "Filen är inte GeoJSON, eller så är den avbruten."),
        (b"[]", "Filen är inte GeoJSON med ytor som har namn"),
        (b'{"type": "Polygon", "coordinates": []}', "Filen är inte GeoJSON med ytor som har namn"),
        (b'{"type": "Topology", "objects": {}}', "Det där är TopoJSON."),
        (b'{"type": "FeatureCollection"}', "Filen har inga ytor."),
        (collection(), "Filen har inga ytor."),
        (collection(*[feature("Vårby")] * 1001), "Filen har fler än 1000 ytor."),
        (collection(feature("Vårby", SWEREF)), "Filen är i ett annat koordinatsystem, troligen SWEREF 99."),
        (collection(feature("Vårby"), crs=SWEREF_NAMED), "Filen är i ett annat koordinatsystem, troligen SWEREF 99."),
        (collection(feature("Vårby", TURNED)), "Latitud står före longitud i filen."),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "NaN är ingen koordinat."),
        (
            collection(feature("Vårby", square()[:-1])),
            "Ingen av filens ytor gick att läsa. Vårby: Gränsen är",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, said: str) -> None:
    assert why(content).startswith(said)


def test_a_file_in_another_system_says_how_to_convert_it() -> None:
    assert "I QGIS: högerklicka på lagret, Exportera, Spara objekt som" in why(collection(feature("Vårby", SWEREF)))


def test_the_older_name_of_wgs_84_is_known() -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(read(feature("Vårby"), crs=named).surfaces) == 1


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
)
POSITIONS = st.lists(st.floats(17.8, 17.9), min_size=2, max_size=3) | st.tuples(st.just(17.88), st.floats(59.2, 59.3))
RINGS = st.lists(POSITIONS | SCALARS, max_size=8)
KINDS = st.sampled_from(["Polygon", "MultiPolygon", "Point"])
GEOMETRIES = ANYTHING | st.fixed_dictionaries({"type": KINDS, "coordinates": st.lists(RINGS, max_size=3) | ANYTHING})
FEATURES = ANYTHING | st.fixed_dictionaries({"properties": ANYTHING, "geometry": GEOMETRIES})


@given(features=st.lists(FEATURES, max_size=4))
@settings(deadline=None)
def test_whatever_a_file_holds_it_is_read_or_refused_with_a_sentence(features: list[Any]) -> None:
    document = {"type": "FeatureCollection", "features": features}
    with suppress(UnreadableFile):
        found = read_boundaries(json.dumps(document).encode(), known=KNOWN)
        assert found.surfaces
        assert json.dumps([surface.shape for surface in found.surfaces], allow_nan=False)
        assert all(surface.called.encode() for surface in found.surfaces)


@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_file_is_an_error_of_the_server(content: bytes) -> None:
    assert why(content)


CORNERS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=9, unique=True)


@given(corners=CORNERS)
@settings(deadline=None)
def test_a_ring_is_taken_whole_or_refused_and_comes_back_the_same(corners: list[tuple[int, int]]) -> None:
    ring = [[round(17.8 + x / 100, 2), round(59.2 + y / 100, 2)] for x, y in [*corners, corners[0]]]
    found = read(feature("Vårby", ring), feature("Skogås", square()))
    if found.refused:
        assert found.refused[0][1].startswith(("Gränsen korsar sig själv vid", "Gränsen går inte ihop"))
        return
    ((outer,),) = found.surfaces[0].shape
    assert {tuple(position) for position in outer} == {tuple(position) for position in ring}
    assert read(feature("Vårby", outer)).surfaces[0].shape == [[outer]]
