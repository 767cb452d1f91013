from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.observations.spots import Spot, choose_same, is_same_spot, metres_apart
from fieldwork.models import Observation
from scheduling.domain.presence.places import Position
from scheduling.domain.routes import METRES_PER_DEGREE, distance

LAMP = [17.883, 59.264]


def north_of(point: Position, metres: float) -> Position:
    return [point[0], point[1] + metres / METRES_PER_DEGREE]


def known(pk: int, spot: Spot) -> Observation:
    longitude, latitude = spot.point or (None, None)
    return Observation(
        pk=pk,
        longitude=longitude,
        latitude=latitude,
        place=spot.words,
        lamp_post=spot.lamp_post,
        district_id=spot.district,
    )


points = st.tuples(st.floats(17.0, 19.0), st.floats(58.0, 60.0)).map(list)
spots = st.builds(
    Spot,
    st.none() | points,
    st.sampled_from(["", "Tunneln", "tunneln ", "Torget"]),
    st.sampled_from(["", "12", "12 B", "12b"]),
    st.sampled_from([None, 1, 2]),
)


@given(spots, spots, st.integers(0, 500))
def test_being_the_same_goes_both_ways(one: Spot, other: Spot, metres: int) -> None:
    assert is_same_spot(one, other, metres=metres) == is_same_spot(other, one, metres=metres)


@given(points, st.floats(0, 400), st.integers(1, 400))
def test_points_are_the_same_within_so_many_metres(point: Position, apart: float, metres: int) -> None:
    there = north_of(point, apart)
    measured = distance(point, there)
    assert abs(measured - apart) < 0.01
    assert is_same_spot(Spot(point), Spot(there), metres=metres) == (measured <= metres)


@given(spots, spots, st.integers(0, 500))
def test_two_numbers_are_two_lamps(one: Spot, other: Spot, metres: int) -> None:
    if one.lamp_post == "12" and other.lamp_post.startswith("12") and other.lamp_post != "12":
        assert not is_same_spot(one, other, metres=metres)


def test_the_same_post_is_the_same_lamp_though_phones_differ() -> None:
    assert is_same_spot(Spot(LAMP, lamp_post="12 b"), Spot(north_of(LAMP, 90), lamp_post="12B"), metres=25)
    assert is_same_spot(Spot(lamp_post="12-b"), Spot(LAMP, lamp_post="12B"), metres=25)
    assert not is_same_spot(Spot(LAMP, lamp_post="12"), Spot(north_of(LAMP, 3000), lamp_post="12"), metres=25)


def test_the_same_words_count_only_in_one_district_and_without_points() -> None:
    tunnel = Spot(words="Tunneln mot Masmo", district=1)
    assert is_same_spot(tunnel, Spot(words="tunneln mot masmo.", district=1), metres=25)
    assert not is_same_spot(tunnel, Spot(words="tunneln mot masmo", district=2), metres=25)
    assert not is_same_spot(tunnel, Spot(LAMP, words="Tunneln mot Masmo", district=1), metres=25)
    assert not is_same_spot(Spot(district=1), Spot(district=1), metres=25)


def test_the_same_post_is_chosen_before_a_nearer_lamp_and_then_the_nearest() -> None:
    near, nearer = known(1, Spot(north_of(LAMP, 20))), known(2, Spot(north_of(LAMP, 10)))
    same_post = known(3, Spot(north_of(LAMP, 60), lamp_post="7"))
    assert choose_same(Spot(LAMP, lamp_post="7"), [near, nearer, same_post], metres=25) == same_post
    assert choose_same(Spot(LAMP), [near, nearer, same_post], metres=25) == nearer
    assert choose_same(Spot(north_of(LAMP, 200)), [near, nearer], metres=25) is None


@given(st.lists(points, max_size=6), points, st.integers(1, 500))
def test_what_is_chosen_is_never_farther_than_allowed_nor_than_another(
    there: list[Position], here: Position, metres: int
) -> None:
    observations = [known(pk, Spot(point)) for pk, point in enumerate(there, 1)]
    chosen = choose_same(Spot(here), observations, metres=metres)
    distances = [metres_apart(Spot(here), Spot(point)) or 0.0 for point in there]
    if chosen is None:
        assert all(apart > metres for apart in distances)
    else:
        assert distances[chosen.pk - 1] == min(distances) <= metres
