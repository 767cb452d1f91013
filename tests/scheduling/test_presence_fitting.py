"""Which shifts are shown as an answer, in which order, and why."""

from datetime import timedelta

from scheduling.domain.presence.fitting import fits_of
from scheduling.models import PresenceRequest, Route, Shift
from tests.scheduling.presence import FRIDAY, LIBRARY, north_of
from volunteers.models import District

HOUR = timedelta(hours=1)
VARBY, MASMO = District(pk=1, name="Vårby"), District(pk=2, name="Masmo")


def request(**fields: object) -> PresenceRequest:
    given = {"where": "point", "longitude": LIBRARY[0], "latitude": LIBRARY[1], "district": VARBY}
    return PresenceRequest(starts_at=FRIDAY, ends_at=FRIDAY + 2 * HOUR, **{**given, **fields})


def shift(pk: int, *, metres: float = 0, later: timedelta = -HOUR, length: timedelta = 4 * HOUR) -> Shift:
    """On a route that begins so far from the library."""
    route = Route(pk=pk, district=VARBY if pk == 1 else MASMO, line=[north_of(metres), north_of(metres + 100)])
    return Shift(pk=pk, route=route, starts_at=FRIDAY + later, ends_at=FRIDAY + later + length)


def order(wanted: PresenceRequest, *shifts: Shift) -> list[int]:
    return [fit.shift.pk for fit in fits_of(wanted, shifts)]


def test_time_counts_before_place_and_place_before_the_whole_of_the_time() -> None:
    another_day = shift(1, later=timedelta(days=1))
    far, near, there_for_a_part = shift(2, metres=2000), shift(3, metres=500), shift(4, later=HOUR)
    assert order(request(), another_day, far, near, there_for_a_part) == [4, 3, 2, 1]


def test_reasons_are_said_in_words() -> None:
    found = fits_of(
        request(), [shift(1), shift(2, metres=420, later=HOUR), shift(3, metres=1600, later=timedelta(days=1))]
    )
    assert [fit.reasons for fit in found] == [
        ["Går hela tiden som önskas", "Går just där"],
        ["Går en del av tiden som önskas", "Rutten går 420 meter därifrån"],
        ["Går en annan tid: blir ett förslag", "Rutten går 2 km därifrån"],
    ]


def test_what_is_far_is_left_out_when_enough_is_near() -> None:
    near = [shift(pk, metres=100 * pk) for pk in (1, 2, 3)]
    assert order(request(), *near, shift(9, metres=5000)) == [1, 2, 3]
    assert order(request(), near[0], shift(8, metres=4000), shift(9, metres=5000)) == [1, 8, 9]


def test_route_and_district_are_there_when_they_are_the_same() -> None:
    route = Route(pk=1)
    assert [fit.is_same_place for fit in fits_of(request(where="route", route=route), [shift(1), shift(2)])] == [
        True,
        False,
    ]
    assert [fit.is_same_place for fit in fits_of(request(where="district"), [shift(2), shift(1)])] == [True, False]
