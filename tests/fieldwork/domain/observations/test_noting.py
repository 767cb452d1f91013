"""Noting a fault: where it lies, what it is called, and when it is one that is known already."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from fieldwork.domain.observations.categories import open_categories
from fieldwork.domain.observations.noting import Seen, note_observation
from fieldwork.domain.observations.pictures import Picture
from fieldwork.domain.observations.spots import Spot
from fieldwork.domain.observations.states import move_observation
from fieldwork.enums import ObservationEventKind, ObservationState
from fieldwork.exceptions import ObservationRefused, PersonSeen
from fieldwork.models import (
    Observation,
    ObservationCategory,
    ObservationEvent,
    ObservationPhoto,
    ObservationRules,
    Sighting,
)
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.routes import METRES_PER_DEGREE
from scheduling.enums import Door
from scheduling.models import Shift
from tests.factories import (
    AttendanceFactory,
    DistrictFactory,
    MunicipalityFactory,
    RouteFactory,
    ShiftFactory,
    member_of,
)
from tests.support.at_once import at_once
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 10, 16, 20, 30, tzinfo=UTC)
TUNNEL = [17.886, 59.266]
ON_PAGE = Origin(Door.PERSONAL)


@pytest.fixture
def shift() -> Shift:
    town = MunicipalityFactory(name="Huddinge")
    route = RouteFactory(municipality=town, district=DistrictFactory(municipality=town, name="Vårby"))
    open_categories(town)
    shift: Shift = ShiftFactory(association__municipality=town, route=route)
    return shift


def kind(town: Municipality, code: str) -> ObservationCategory:
    return ObservationCategory.objects.get(municipality=town, code=code)


def lamp(shift: Shift, code: str = "lamp", spot: Spot | None = None) -> Seen:
    return Seen(kind(shift.association.municipality, code), spot or Spot(TUNNEL, "Tunneln mot Masmo"))


def note(seen: Seen, shift: Shift | None, *, now: datetime = NIGHT, key: UUID | None = None) -> Observation:
    return note_observation(seen, shift=shift, client_key=key or uuid4(), origin=ON_PAGE, now=now)


def metres_north(metres: float) -> list[float]:
    return [TUNNEL[0], TUNNEL[1] + metres / METRES_PER_DEGREE]


def test_a_new_fault_gets_a_name_a_district_and_a_day_to_be_mended(shift: Shift) -> None:
    observation = note(replace(lamp(shift), note="Andra lampan"), shift)
    observation.refresh_from_db()
    assert observation.reference.startswith("VA-")
    assert (observation.district, observation.state) == (shift.route.district, "new")
    assert (observation.note, observation.place) == ("Andra lampan", "Tunneln mot Masmo")
    assert observation.target_on == date(2026, 11, 15)
    assert [(event.kind, event.to_state) for event in observation.events.all()] == [("noted", "new")]


def test_without_a_shift_the_district_is_that_of_the_nearest_route(shift: Shift) -> None:
    town = shift.association.municipality
    RouteFactory(municipality=town, latitude=59.4, longitude=18.1, line=[[18.1, 59.4], [18.11, 59.4]])
    assert note(lamp(shift), None).district == shift.route.district
    assert note(lamp(shift, spot=Spot(words="Någonstans")), None).district is None


def test_what_comes_twice_is_kept_once(shift: Shift) -> None:
    key = uuid4()
    first, second = (note(lamp(shift), shift, key=key) for _time in range(2))
    assert first == second
    assert Sighting.objects.count() == ObservationEvent.objects.count() == 1


def test_somebody_elses_key_opens_nothing(shift: Shift) -> None:
    key = uuid4()
    note(lamp(shift), shift, key=key)
    with pytest.raises(ObservationRefused):
        note_observation(
            lamp(shift), client_key=key, origin=ON_PAGE, by=member_of(shift.association), shift=shift, now=NIGHT
        )


def test_a_lamp_seen_again_is_the_same_and_says_more_of_where_it_is(shift: Shift) -> None:
    first = note(lamp(shift), shift)
    again = note(lamp(shift, spot=Spot(metres_north(20), lamp_post="VG 12")), shift, now=NIGHT + timedelta(days=7))
    assert again == first
    again.refresh_from_db()
    assert (again.place, again.lamp_post) == ("Tunneln mot Masmo", "VG 12")
    assert (again.first_seen_at, again.last_seen_at) == (NIGHT, NIGHT + timedelta(days=7))
    assert [event.kind for event in again.events.order_by("pk")] == ["noted", "seen"]


def test_a_dark_lamp_and_several_are_one_fault_but_graffiti_and_a_broken_bench_are_two(shift: Shift) -> None:
    assert note(lamp(shift), shift) == note(lamp(shift, "lamps"), shift) == note(lamp(shift, "lighting"), shift)
    assert note(lamp(shift, "graffiti"), shift) != note(lamp(shift, "breakage"), shift)
    assert note(lamp(shift, "litter"), shift) != note(lamp(shift, "shrubbery"), shift)
    assert Observation.objects.count() == 5


def test_farther_away_it_is_another_lamp_unless_the_town_or_the_kind_says_otherwise(shift: Shift) -> None:
    first = note(lamp(shift), shift)
    assert note(lamp(shift, spot=Spot(metres_north(26))), shift) != first
    ObservationRules.objects.create(municipality=shift.association.municipality, join_metres=100)
    assert note(lamp(shift, spot=Spot(metres_north(-80))), shift) == first
    ObservationCategory.objects.filter(code="lamp").update(join_metres=10)
    assert note(lamp(shift, spot=Spot(metres_north(-60))), shift) != first


def test_what_was_mended_and_is_dark_again_is_a_new_fault(shift: Shift) -> None:
    first = note(lamp(shift), shift)
    move_observation(first, ObservationState.FIXED, origin=BY_CLOCK, now=NIGHT)
    assert note(lamp(shift), shift) != first


def test_a_photo_comes_along(shift: Shift) -> None:
    observation = note(replace(lamp(shift), photo=Picture(b"jpeg", 4, 3)), shift)
    photo = ObservationPhoto.objects.get()
    assert (photo.observation, bytes(photo.jpeg), photo.width) == (observation, b"jpeg", 4)
    assert [event.kind for event in observation.events.order_by("pk")] == ["noted", ObservationEventKind.PHOTO_ADDED]


@pytest.mark.parametrize(
    ("spot", "note_text", "field"),
    [
        (Spot(), "", "place"),
        (Spot([12.0, 55.6]), "", "place"),
        (Spot(words="Ring 070-174 06 12"), "", "place"),
        (Spot(TUNNEL), "Bilen ABC 123 har kört på stolpen", "note"),
        (Spot(TUNNEL), "x" * 301, "note"),
        (Spot(TUNNEL, lamp_post="9" * 21), "", "lamp_post"),
    ],
)
def test_what_says_nothing_or_tells_of_somebody_is_refused(
    shift: Shift, spot: Spot, note_text: str, field: str
) -> None:
    with pytest.raises((ObservationRefused, PersonSeen)) as refused:
        note(replace(lamp(shift, spot=spot), note=note_text), shift)
    assert (getattr(refused.value, "field", None), Observation.objects.count()) == (field, 0)


def test_a_name_of_the_crew_is_warned_of_and_no_more(shift: Shift) -> None:
    karin = member_of(shift.association, name="Karin Andersson")
    AttendanceFactory(shift=shift, volunteer=karin, state="confirmed")
    seen = replace(lamp(shift), note="Karins lampa")
    with pytest.raises(PersonSeen) as refused:
        note(seen, shift)
    assert (refused.value.field, refused.value.is_only_a_name) == ("note", True)
    assert note(replace(seen, may_name=True), shift).note == "Karins lampa"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (NIGHT - timedelta(hours=3), NIGHT - timedelta(hours=3)),
        (NIGHT + timedelta(hours=1), NIGHT),
        (NIGHT - timedelta(days=8), NIGHT),
    ],
)
def test_a_phone_tells_later_when_it_was_unless_its_clock_is_wrong(
    shift: Shift, told: datetime, kept: datetime
) -> None:
    key = uuid4()
    note_observation(lamp(shift), shift=shift, client_key=key, origin=ON_PAGE, now=NIGHT, seen_at=told)
    assert Sighting.objects.get().seen_at == kept


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_report_the_same_lamp_at_once_get_one_observation(shift: Shift) -> None:
    keys = [uuid4() for _person in range(6)]
    found = at_once(*[lambda key=key: note(lamp(shift), shift, key=key) for key in [*keys, *keys]])
    assert [error for error in found if isinstance(error, Exception)] == []
    assert (Observation.objects.count(), Sighting.objects.count()) == (1, 6)
    assert ObservationEvent.objects.filter(kind="noted").count() == 1
