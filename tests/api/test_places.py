"""Districts and routes as partners read them."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.api.conftest import Read, ids
from tests.factories import AssociationFactory, DistrictFactory, RouteFactory, SeasonFactory
from tests.volunteers.boundaries.files import lay, square
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db


def test_districts_name_what_they_are_a_part_of(read: Read, municipality: Municipality) -> None:
    top = DistrictFactory(municipality=municipality, name="Norra Huddinge")
    leaf = DistrictFactory(municipality=municipality, name="Vårby", parent=top)
    DistrictFactory()
    parent = {"id": str(top.uuid), "name": "Norra Huddinge"}
    town = {"municipality": {"id": str(municipality.uuid), "name": "Huddinge kommun"}}
    rows = [{**parent, **town, "parent": None}, {"id": str(leaf.uuid), "name": "Vårby", **town, "parent": parent}]
    assert read("/api/v1/districts").json() == {"next": None, "results": rows}
    assert read("/api/v1/districts", {"district": str(leaf.uuid)}).json()["results"] == rows[1:]
    assert read(f"/api/v1/districts/{leaf.uuid}").json() == rows[1]


def test_municipality_is_the_keys_own(read: Read, municipality: Municipality) -> None:
    DistrictFactory()
    row = {
        "id": str(municipality.uuid),
        "name": "Huddinge kommun",
        "time_zone": "Europe/Stockholm",
        "activity_word": "nattvandring",
        "contact_number": "+46701740610",
    }
    assert read("/api/v1/municipalities").json() == {"next": None, "results": [row]}
    assert read(f"/api/v1/municipalities/{municipality.uuid}").json() == row
    Municipality.objects.filter(pk=municipality.pk).update(contact_number="")
    assert read(f"/api/v1/municipalities/{municipality.uuid}").json()["contact_number"] is None


def test_seasons_come_by_first_night_and_association(read: Read, municipality: Municipality) -> None:
    association = AssociationFactory(municipality=municipality)
    autumn = SeasonFactory(association=association, name="Hösten", updated_at=datetime(2026, 9, 1, tzinfo=UTC))
    spring = SeasonFactory(association=AssociationFactory(municipality=municipality), first_night=date(2026, 3, 6))
    SeasonFactory()
    row = {
        "id": str(autumn.uuid),
        "name": "Hösten",
        "association": {"id": str(association.uuid), "name": association.name},
        "kind": "night_walk",
        "first_night": "2026-10-02",
        "last_night": "2026-10-31",
        "updated_at": "2026-09-01T00:00:00.000000Z",
    }
    assert ids(read("/api/v1/seasons")) == [str(spring.uuid), str(autumn.uuid)]
    assert read("/api/v1/seasons", {"association": str(association.uuid)}).json()["results"] == [row]
    assert read(f"/api/v1/seasons/{autumn.uuid}").json() == row


def test_routes_no_longer_walked_can_be_left_out(read: Read, municipality: Municipality) -> None:
    walked, past = RouteFactory(municipality=municipality), RouteFactory(municipality=municipality, is_active=False)
    for asked, route in (("true", walked), ("false", past)):
        (feature,) = read("/api/v1/routes", {"is_active": asked}).json()["features"]
        assert feature["id"] == str(route.uuid)
    assert read("/api/v1/routes", {"is_active": "ja"}).status_code == 400


def test_boundary_of_a_district_comes_when_it_is_asked_for(read: Read, municipality: Municipality) -> None:
    leaf = DistrictFactory(municipality=municipality, name="Masmo")
    DistrictFactory(municipality=municipality, name="Vårby")
    lay(leaf)
    ground = {"type": "MultiPolygon", "coordinates": [[square()]]}

    listed = read("/api/v1/districts", {"expand": "boundary"}).json()["results"]
    assert [(row["name"], row["boundary"]) for row in listed] == [("Masmo", ground), ("Vårby", None)]
    one = read(f"/api/v1/districts/{leaf.uuid}", {"expand": "boundary", "fields": "name,boundary"}).json()
    assert one == {"id": str(leaf.uuid), "name": "Masmo", "boundary": ground}
    assert "boundary" not in read(f"/api/v1/districts/{leaf.uuid}").json()


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
