"""What is near and what is not, on a globe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.presence.places import Place, is_same_place, metres_to_route, nearest_route, place_words
from scheduling.domain.routes import distance
from scheduling.models import PresenceRequest, Route
from tests.scheduling.presence import LIBRARY, north_of
from volunteers.models import District


def east_of(metres: float) -> list[float]:
    return [LIBRARY[0] + metres / 56_840, LIBRARY[1]]  # a degree of longitude in metres at that latitude


def route(*line: list[float], pk: int = 1) -> Route:
    return Route(pk=pk, name="Vårby runt", line=list(line))


AVENUE = route(east_of(-1000), east_of(1000))


def test_two_points_are_one_place_when_they_are_near() -> None:
    here = Place(position=LIBRARY)
    near = {metres for metres in (0, 299, 301) if is_same_place(here, Place(position=north_of(metres)), metres=300)}
    from_there = {
        metres for metres in (0, 299, 301) if is_same_place(Place(position=north_of(metres)), here, metres=300)
    }
    assert near == from_there == {0, 299}


def test_point_is_measured_to_the_nearest_part_of_a_route() -> None:
    points = {metres: Place(position=[east_of(700)[0], north_of(metres)[1]]) for metres in (0, 299, 301)}
    near = {metres for metres, point in points.items() if is_same_place(point, Place(route=AVENUE), metres=300)}
    assert near == {0, 299}


def test_route_without_a_line_is_where_its_meeting_point_is() -> None:
    bare = Route(pk=2, name="Masmo", longitude=LIBRARY[0], latitude=LIBRARY[1])
    assert metres_to_route(north_of(120), bare) == pytest.approx(120, rel=0.01)
    assert metres_to_route(LIBRARY, Route(pk=3, name="Utan karta")) is None
    assert not is_same_place(Place(position=LIBRARY), Place(route=Route(pk=3)), metres=300)


def test_routes_and_districts_are_one_place_when_they_are_the_same() -> None:
    varby, masmo = District(pk=1, name="Vårby"), District(pk=2, name="Masmo")
    assert is_same_place(Place(route=route(pk=1)), Place(route=route(pk=1)), metres=300)
    assert not is_same_place(Place(route=route(pk=1)), Place(route=route(pk=2)), metres=300)
    assert is_same_place(Place(district=varby), Place(district=varby), metres=300)
    assert not is_same_place(Place(district=varby), Place(district=masmo), metres=300)
    assert not is_same_place(Place(district=varby), Place(district=varby, position=LIBRARY), metres=300)


@given(
    east=st.floats(-2000, 2000),
    north=st.floats(-2000, 2000),
    far_east=st.floats(-2000, 2000),
    far=st.floats(-2000, 2000),
)
def test_metres_agree_with_the_globe(east: float, north: float, far_east: float, far: float) -> None:
    point, end = [east_of(east)[0], north_of(north)[1]], [east_of(far_east)[0], north_of(far)[1]]
    straight = metres_to_route(point, route(end, end))
    assert straight == pytest.approx(distance(point, end), rel=0.005, abs=0.5)
    along = metres_to_route(point, route(LIBRARY, end))
    assert along is not None
    assert along <= min(distance(point, LIBRARY), distance(point, end)) * 1.005 + 0.5


def test_nearest_route_is_found_among_those_on_the_map() -> None:
    far, near = route(north_of(900), north_of(1200), pk=1), route(north_of(100), north_of(500), pk=2)
    found, metres = nearest_route(LIBRARY, [far, Route(pk=3), near])
    assert (found, round(metres)) == (near, 100)
    assert nearest_route(LIBRARY, []) == (None, 0.0)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"where": "district", "district": District(name="Vårby")}, "Vårby"),
        ({"where": "route", "route": Route(name="Vårby runt"), "district": District(name="Vårby")}, "Vårby runt"),
        ({"where": "point", "place": "bakom skolan", "district": District(name="Vårby")}, "bakom skolan, Vårby"),
        ({"where": "point", "latitude": 59.2646, "longitude": 17.8838}, "59.26460, 17.88380"),
    ],
)
def test_place_in_words(fields: dict[str, object], said: str) -> None:
    assert place_words(PresenceRequest(**fields)) == said
