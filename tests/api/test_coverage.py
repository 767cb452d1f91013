"""Coverage by night and district."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from scheduling.enums import ShiftKind, ShiftState
from tests.api.conftest import Read
from tests.factories import AssociationFactory, DistrictFactory, RouteFactory, ShiftFactory
from volunteers.models import Association, District, Municipality

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
PATH = "/api/v1/coverage"
NONE = {"missing": 0, "asked": 0, "confirmed": 0, "done": 0, "cancelled": 0}


@pytest.fixture
def association(municipality: Municipality) -> Association:
    association: Association = AssociationFactory(municipality=municipality)
    return association


def walk(association: Association, district: District, day: int = 0, **fields: Any) -> None:
    route = RouteFactory(municipality=association.municipality, district=district)
    ShiftFactory(association=association, route=route, starts_at=FRIDAY + timedelta(days=day), **fields)


def test_shifts_of_a_night_and_a_district_are_summed_up(
    read: Read, municipality: Municipality, association: Association
) -> None:
    varby = DistrictFactory(municipality=municipality, name="Vårby")
    flemingsberg = DistrictFactory(municipality=municipality, name="Flemingsberg")
    other = AssociationFactory(municipality=municipality)
    walk(association, varby, confirmed_count=3, leader_count=1, asked_count=0)
    walk(other, varby, confirmed_count=1, asked_count=1)
    walk(other, varby, state=ShiftState.CANCELLED, confirmed_count=4)
    walk(other, varby, state=ShiftState.DRAFT)
    walk(association, flemingsberg, state=ShiftState.DONE, confirmed_count=4)
    walk(association, varby, 1)
    walk(AssociationFactory(), DistrictFactory())
    first = {
        "night": "2026-10-16",
        "district": {"id": str(varby.uuid), "name": "Vårby"},
        "shifts": {**NONE, "missing": 1, "confirmed": 1, "cancelled": 1},
        "confirmed": 4,
        "asked": 1,
        "minimum": 6,
        "target": 8,
    }
    second = {
        "night": "2026-10-16",
        "district": {"id": str(flemingsberg.uuid), "name": "Flemingsberg"},
        "shifts": {**NONE, "done": 1},
        "confirmed": 0,
        "asked": 0,
        "minimum": 0,
        "target": 0,
    }
    answer = read(PATH).json()
    assert answer["next"] is None
    assert answer["results"][:2] == [first, second]
    assert [row["night"] for row in answer["results"]] == ["2026-10-16", "2026-10-16", "2026-10-17"]


def test_rows_can_be_of_a_district_a_window_and_a_kind(
    read: Read, municipality: Municipality, association: Association
) -> None:
    top = DistrictFactory(municipality=municipality, name="Norra")
    leaf, beside = DistrictFactory(municipality=municipality, parent=top), DistrictFactory(municipality=municipality)
    walk(association, leaf)
    walk(association, beside, kind=ShiftKind.ACTIVITY)
    walk(association, leaf, 1)

    def nights(**query: str) -> list[tuple[str, str]]:
        return [(row["night"], row["district"]["id"]) for row in read(PATH, query).json()["results"]]

    assert nights(district=str(top.uuid)) == [("2026-10-16", str(leaf.uuid)), ("2026-10-17", str(leaf.uuid))]
    assert nights(**{"from": "2026-10-17"}) == [("2026-10-17", str(leaf.uuid))]
    assert nights(kind="activity") == [("2026-10-16", str(beside.uuid))]
    assert nights(ordering="-night", limit="1") == [("2026-10-17", str(leaf.uuid))]
    assert read(PATH, {"fields": "shifts.missing", "limit": "1"}).json()["results"] == [{"shifts": {"missing": 1}}]


@pytest.mark.parametrize("ordering", ["night", "-night"])
def test_pages_join_to_the_whole(
    read: Read, municipality: Municipality, association: Association, ordering: str
) -> None:
    places = [DistrictFactory(municipality=municipality) for _ in range(3)]
    for day in range(2):
        for place in places:
            walk(association, place, day)
            walk(association, place, day, confirmed_count=1)
    whole = read(PATH, {"ordering": ordering}).json()["results"]
    found, address = [], f"{PATH}?limit=2&ordering={ordering}"
    while address:
        answer = read(address).json()
        found += answer["results"]
        address = (answer["next"] or "").removeprefix("http://127.0.0.1:8000")
    assert found == whole
    assert len(found) == 6
    assert {row["shifts"]["missing"] for row in found} == {2}


@pytest.mark.parametrize("rows", [1, 60])
def test_queries_are_the_same_for_any_number_of_rows(
    read: Read,
    municipality: Municipality,
    association: Association,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for day in range(rows):
        walk(association, DistrictFactory(municipality=municipality), day)
    with django_assert_num_queries(4):  # the key, that it was used, the shifts, their districts
        assert len(read(PATH).json()["results"]) == rows
