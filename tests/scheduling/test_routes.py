"""Routes: GeoJSON in and out, lengths, sketches and their pages."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from scheduling.domain.routes import MOST_POSITIONS, geojson_of, length_of, line_from_geojson, sketch_of
from scheduling.exceptions import BadGeometry
from scheduling.models import Route
from tests.factories import AssociationFactory, DistrictFactory, RouteFactory, leader_of
from volunteers.models import District

LINE = [[17.883, 59.264], [17.886, 59.266], [17.88, 59.267]]
GEOMETRY = {"type": "LineString", "coordinates": LINE}
FEATURE = {"type": "Feature", "properties": {}, "geometry": GEOMETRY}
POINT = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": LINE[0]}}


@pytest.mark.parametrize(
    "document",
    [
        GEOMETRY,
        FEATURE,
        {"type": "FeatureCollection", "features": [POINT, FEATURE]},
        {"type": "GeometryCollection", "geometries": [GEOMETRY]},
        {"type": "MultiLineString", "coordinates": [LINE]},
        {"type": "LineString", "coordinates": [[*position, 31.5] for position in LINE]},
        {**GEOMETRY, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}},
    ],
)
def test_line_is_found_when_it_is_wrapped_as_programs_do(document: dict[str, Any]) -> None:
    assert line_from_geojson(json.dumps(document)) == LINE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Det går inte att läsa."),
        ("{", "Det går inte att läsa."),
        ("[" * 100_000, "Det går inte att läsa."),
        ("[]", "Det där är inte GeoJSON."),
        ("3", "Det där är inte GeoJSON."),
        (json.dumps(POINT), "Filen har ingen linje."),
        ('{"type":"Feature","geometry":null}', "Filen har ingen linje."),
        ('{"type":"FeatureCollection","features":3}', "Filen har ingen linje."),
        ('{"type":"MultiLineString","coordinates":3}', "Filen har ingen linje."),
        (json.dumps({"type": "FeatureCollection", "features": [FEATURE, FEATURE]}), "Filen har 2 linjer."),
        ('{"type":"LineString","coordinates":[[17,59]]}', "Linjen behöver minst två punkter."),
        ('{"type":"LineString","coordinates":[[17,59],[17,59]]}', "Alla punkter ligger på samma ställe."),
        ('{"type":"LineString","coordinates":[[17,59],["x",59]]}', "Varje punkt är två tal"),
        ('{"type":"LineString","coordinates":[[17,59],[true,59]]}', "Varje punkt är två tal"),
        ('{"type":"LineString","coordinates":[[17,59],3]}', "Varje punkt är två tal"),
        ('{"type":"LineString","coordinates":[[17,59],[17,NaN]]}', "NaN är ingen koordinat."),
        ('{"type":"LineString","coordinates":[[17,59],[17,1e999]]}', "Varje punkt är två tal"),
        ('{"type":"LineString","coordinates":[[674032,6580822],[674100,6580900]]}', "Talen är inte grader."),
        ('{"type":"LineString","coordinates":[[17,59],[59,17]]}', "Linjen är "),
        (
            json.dumps({**GEOMETRY, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}}),
            "Filen använder ett annat koordinatsystem.",
        ),
        (
            json.dumps({"type": "LineString", "coordinates": [[17, 59 + n / 1e6] for n in range(MOST_POSITIONS + 1)]}),
            "Linjen har fler än 2000 punkter.",
        ),
    ],
)
def test_line_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadGeometry) as refused:
        line_from_geojson(text)
    assert str(refused.value).startswith(reason)


def test_length_is_a_nautical_mile_when_it_is_a_minute_of_latitude() -> None:
    assert length_of([[18, 59], [18, 59 + 1 / 60]]) == pytest.approx(1853, abs=1)


def test_length_shrinks_with_the_latitude() -> None:
    assert length_of([[18, 60], [18.01, 60]]) == pytest.approx(length_of([[18, 0], [18.01, 0]]) / 2, abs=1)


@pytest.mark.django_db
def test_route_comes_back_as_it_was_when_read_again() -> None:
    route = RouteFactory(line=LINE)
    assert line_from_geojson(json.dumps(geojson_of(route))) == LINE


@pytest.mark.django_db
def test_feature_is_the_meeting_point_when_no_line_is_drawn() -> None:
    assert geojson_of(RouteFactory(line=[]))["geometry"] == {"type": "Point", "coordinates": [17.883, 59.264]}
    assert geojson_of(RouteFactory(line=[], latitude=None))["geometry"] is None


@pytest.mark.django_db
def test_sketch_stays_inside_its_box_with_north_up() -> None:
    route = RouteFactory(line=[[17.0, 59.0], [17.0, 59.01]], latitude=None)
    sketch = sketch_of(route)
    assert sketch is not None
    assert (sketch.path, sketch.start, sketch.end) == ("M200 246L200 34", (200.0, 246.0), (200.0, 34.0))


@pytest.mark.django_db
def test_sketch_is_a_point_when_no_line_is_drawn_and_nothing_without_a_place() -> None:
    lone = sketch_of(RouteFactory(line=[]))
    assert lone is not None
    assert (lone.path, lone.start, lone.end) == ("", (200.0, 140.0), None)
    assert sketch_of(RouteFactory(line=[], latitude=None)) is None


@pytest.fixture
def district(db: None) -> District:
    district: District = DistrictFactory()
    return district


@pytest.fixture
def leader(client: Client, district: District) -> Client:
    client.force_login(leader_of(AssociationFactory(municipality=district.municipality)))
    return client


def filled(district: District, **changes: object) -> dict[str, object]:
    return {
        "name": "Vårby runt",
        "district": district.pk,
        "meeting_point": "biblioteket",
        "is_active": "on",
        "geojson": json.dumps(GEOMETRY),
        **changes,
    }


def test_route_is_kept_with_its_length(leader: Client, district: District) -> None:
    answer = leader.post("/rutter/ny", filled(district))
    route = Route.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/rutter/{route.pk}")
    assert (route.municipality, route.line, route.length_metres) == (district.municipality, LINE, length_of(LINE))


def test_file_counts_when_both_are_given(leader: Client, district: District) -> None:
    other = {"type": "LineString", "coordinates": [[18.0, 59.0], [18.0, 59.01]]}
    upload = SimpleUploadedFile("rutt.geojson", b"\xef\xbb\xbf" + json.dumps(other).encode())
    leader.post("/rutter/ny", filled(district, file=upload))
    assert Route.objects.get().line == other["coordinates"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"\xff\xfe\x00", "Filen är inte text i UTF-8."), (b" " * 1_000_001, "Filen är större än 1 MB.")],
)
def test_file_is_refused_with_the_reason(leader: Client, district: District, content: bytes, reason: str) -> None:
    answer = leader.post("/rutter/ny", filled(district, file=SimpleUploadedFile("rutt.json", content)))
    assert (answer.status_code, answer.context["form"].errors["file"]) == (422, [reason])


def test_name_is_refused_when_the_town_has_it_already(leader: Client, district: District) -> None:
    RouteFactory(municipality=district.municipality, district=district, name="Vårby runt")
    answer = leader.post("/rutter/ny", filled(district))
    assert answer.context["form"].errors == {"name": ["Det finns redan en rutt med det namnet."]}


def test_meeting_point_is_refused_when_a_text_has_no_room_for_it(leader: Client, district: District) -> None:
    answer = leader.post("/rutter/ny", filled(district, meeting_point="x" * 31))
    assert list(answer.context["form"].errors) == ["meeting_point"]


def test_district_of_another_town_is_no_choice(leader: Client, district: District) -> None:
    answer = leader.post("/rutter/ny", filled(DistrictFactory()))
    assert list(answer.context["form"].errors) == ["district"]


def test_line_is_taken_away_when_the_field_is_emptied(leader: Client, district: District) -> None:
    route = RouteFactory(municipality=district.municipality, district=district, line=LINE)
    leader.post(reverse("scheduling:change_route", args=[route.pk]), filled(district, geojson=""))
    route.refresh_from_db()
    assert (route.line, route.length_metres) == ([], None)


def test_geojson_is_served_with_its_media_type(leader: Client, district: District) -> None:
    route = RouteFactory(municipality=district.municipality, district=district, line=LINE)
    answer = leader.get(f"/rutter/{route.pk}.geojson")
    assert (answer.headers["Content-Type"], answer.json()["geometry"]) == ("application/geo+json", GEOMETRY)


def test_pages_draw_the_line_without_a_script(leader: Client, district: District) -> None:
    route = RouteFactory(municipality=district.municipality, district=district, line=LINE)
    for page in ("/rutter", f"/rutter/{route.pk}"):
        assert '<path class="m-route" d="M' in leader.get(page).content.decode()


def test_list_shows_the_way_forward_when_it_is_empty(leader: Client) -> None:
    assert "Rita en rutt" in leader.get("/rutter").content.decode()
