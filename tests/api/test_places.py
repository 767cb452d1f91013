"""Districts and routes as partners read them."""

from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.api.conftest import Read
from tests.factories import DistrictFactory, RouteFactory
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db


def test_districts_name_what_they_are_a_part_of(read: Read, municipality: Municipality) -> None:
    top = DistrictFactory(municipality=municipality, name="Norra Huddinge")
    leaf = DistrictFactory(municipality=municipality, name="Vårby", parent=top)
    DistrictFactory()
    parent = {"id": str(top.uuid), "name": "Norra Huddinge"}
    rows = [{**parent, "parent": None}, {"id": str(leaf.uuid), "name": "Vårby", "parent": parent}]
    assert read("/api/v1/districts").json() == {"next": None, "results": rows}
    assert read("/api/v1/districts", {"district": str(leaf.uuid)}).json()["results"] == rows[1:]
    assert read(f"/api/v1/districts/{leaf.uuid}").json() == rows[1]


def test_district_of_another_municipality_is_not_found(read: Read) -> None:
    other = DistrictFactory()
    assert read(f"/api/v1/districts/{other.uuid}").status_code == 404
    assert read("/api/v1/districts", {"district": str(other.uuid)}).status_code == 400


def test_routes_are_geojson(read: Read, municipality: Municipality) -> None:
    route = RouteFactory(municipality=municipality, length_metres=2400, instructions="Nyckelkod 4711")
    answer = read("/api/v1/routes")
    feature = {
        "type": "Feature",
        "id": str(route.uuid),
        "geometry": {"type": "LineString", "coordinates": route.line},
        "properties": {
            "name": route.name,
            "district": {"id": str(route.district.uuid), "name": route.district.name},
            "meeting_point": {
                "name": "biblioteket",
                "address": "Vårby gårds centrum 1",
                "position": [17.883, 59.264],
            },
            "length_metres": 2400,
            "is_active": True,
        },
    }
    assert answer.json() == {"type": "FeatureCollection", "next": None, "features": [feature]}
    assert answer.headers["Content-Type"] == "application/geo+json"
    as_json = read("/api/v1/routes", accept="application/json")
    assert (as_json.headers["Content-Type"], as_json.json()) == ("application/json", answer.json())
    assert read(f"/api/v1/routes/{route.uuid}").json() == feature


@pytest.mark.parametrize(
    ("fields", "geometry"),
    [
        ({"line": []}, {"type": "Point", "coordinates": [17.883, 59.264]}),
        ({"line": [], "latitude": None}, None),
    ],
)
def test_route_without_a_line_is_its_meeting_point(
    read: Read, municipality: Municipality, fields: dict[str, object], geometry: object
) -> None:
    RouteFactory(municipality=municipality, **fields)
    assert read("/api/v1/routes").json()["features"][0]["geometry"] == geometry


def test_route_of_another_municipality_is_not_found(read: Read) -> None:
    assert read(f"/api/v1/routes/{RouteFactory().uuid}").status_code == 404


def test_routes_can_be_of_a_district_and_come_in_pages(read: Read, municipality: Municipality) -> None:
    top = DistrictFactory(municipality=municipality)
    leaf = DistrictFactory(municipality=municipality, parent=top)
    names = ["Ankbacken", "Björnkulla", "Ågesta"]
    for name in reversed(names):
        RouteFactory(municipality=municipality, district=leaf, name=name)
    RouteFactory(municipality=municipality, name="Bortom")
    found, query = [], {"district": str(top.uuid), "limit": "2"}
    while query:
        answer = read("/api/v1/routes", query).json()
        found += [feature["properties"]["name"] for feature in answer["features"]]
        query = {name: values[0] for name, values in parse_qs(urlsplit(answer["next"] or "").query).items()}
    assert found == names


@pytest.mark.parametrize("rows", [1, 100])
def test_queries_are_the_same_for_any_number_of_rows(
    read: Read, municipality: Municipality, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    top = DistrictFactory(municipality=municipality)
    for _ in range(rows):
        RouteFactory(municipality=municipality, district=DistrictFactory(municipality=municipality, parent=top))
    with django_assert_num_queries(3):
        assert len(read("/api/v1/routes").json()["features"]) == rows
    with django_assert_num_queries(2):
        assert len(read("/api/v1/districts", {"limit": 200}).json()["results"]) == rows + 1
