"""Two that are one, one that is two, and the way back."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from fieldwork.domain.observations.categories import open_categories
from fieldwork.domain.observations.joining import choose_nearby, join_observations, part_sighting, undo_joining
from fieldwork.domain.observations.noting import Seen, note_observation
from fieldwork.domain.observations.pictures import Picture
from fieldwork.domain.observations.spots import Spot
from fieldwork.domain.observations.states import move_observation
from fieldwork.enums import ObservationState
from fieldwork.exceptions import ObservationMoveRefused, ObservationRefused
from fieldwork.models import Observation, ObservationCategory
from fieldwork.queries.follow_up import Scope, observations_within
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.routes import METRES_PER_DEGREE
from scheduling.enums import Door
from scheduling.models import Shift
from tests.factories import ShiftFactory
from tests.factories.fieldwork import ObservationFactory
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 10, 16, 20, 30, tzinfo=UTC)
LATER = NIGHT + timedelta(days=7)
TUNNEL = [17.886, 59.266]
ON_PAGE = Origin(Door.PAGE)
State = ObservationState


@pytest.fixture
def shift() -> Shift:
    shift: Shift = ShiftFactory()
    open_categories(shift.association.municipality)
    return shift


@pytest.fixture
def town(shift: Shift) -> Municipality:
    return shift.association.municipality


def noted(shift: Shift, code: str, north: float = 0, *, at: datetime = NIGHT, note: str = "") -> Observation:
    kind = ObservationCategory.objects.get(municipality=shift.association.municipality, code=code)
    spot = Spot([TUNNEL[0], TUNNEL[1] + north / METRES_PER_DEGREE])
    seen = Seen(kind, spot, note, photo=Picture(b"\xff\xd8\xff a", 4, 3))
    return note_observation(seen, client_key=uuid4(), origin=Origin(Door.PERSONAL), shift=shift, now=at)


def again(*observations: Observation) -> None:
    for one in observations:
        one.refresh_from_db()


def kinds(observation: Observation) -> list[tuple[str, str]]:
    return [(line.kind, line.detail) for line in observation.events.order_by("pk")][-1:]


def test_what_was_seen_of_two_is_seen_of_one(shift: Shift) -> None:
    kept, gone = noted(shift, "lamp", at=LATER, note="Släckt"), noted(shift, "dark-passage", 60)
    assert join_observations(gone, kept, origin=ON_PAGE, now=LATER) == kept
    again(kept, gone)
    assert (kept.sightings.count(), kept.photos.count(), gone.sightings.count(), gone.photos.count()) == (2, 2, 0, 0)
    assert (kept.first_seen_at, kept.last_seen_at, kept.target_on) == (NIGHT, LATER, date(2026, 10, 17))
    assert (gone.state, gone.joined_to) == ("closed", kept)
    assert kinds(kept) == [("joined", gone.reference)]
    assert kinds(gone) == [("moved", f"Samma fel som {kept.reference}.")]


def test_a_joined_one_is_no_finding_of_the_year(shift: Shift, town: Municipality) -> None:
    kept, gone = noted(shift, "lamp"), noted(shift, "litter", 60)
    join_observations(gone, kept, origin=ON_PAGE, now=LATER)
    found = observations_within(Scope(town), date(2026, 10, 1), date(2026, 10, 31))
    assert list(found) == [kept]


def test_it_can_be_undone_whatever_came_between(shift: Shift) -> None:
    first, second, third = (
        noted(shift, "lamp", note="Släckt"),
        noted(shift, "litter", 60, at=LATER),
        noted(shift, "graffiti", 90, at=LATER),
    )
    join_observations(first, second, origin=ON_PAGE, now=LATER)
    join_observations(second, third, origin=ON_PAGE, now=LATER)
    undo_joining(first, origin=ON_PAGE, now=LATER)
    again(first, second, third)
    assert (first.state, first.joined_to, first.sightings.count(), first.photos.count()) == ("new", None, 1, 1)
    assert (third.sightings.count(), third.first_seen_at, third.note) == (2, LATER, "")
    assert kinds(third) == [("parted", first.reference)]
    undo_joining(second, origin=ON_PAGE, now=LATER)
    again(second, third)
    assert (second.sightings.count(), third.sightings.count()) == (1, 1)
    with pytest.raises(ObservationRefused):
        undo_joining(second, origin=ON_PAGE, now=LATER)


def test_a_joined_one_gets_no_other_state(shift: Shift) -> None:
    kept, gone = noted(shift, "lamp"), noted(shift, "litter", 60)
    join_observations(gone, kept, origin=ON_PAGE, now=LATER)
    with pytest.raises(ObservationMoveRefused):
        move_observation(gone, State.NEW, origin=BY_CLOCK, now=LATER)


def test_what_its_owner_knows_by_name_is_the_one_that_is_kept(shift: Shift) -> None:
    new, sent = noted(shift, "lamp"), noted(shift, "litter", 60)
    move_observation(sent, State.SENT, origin=BY_CLOCK, now=NIGHT)
    with pytest.raises(ObservationRefused, match=f"Öppna {new.reference} och slå ihop den med {sent.reference}"):
        join_observations(sent, new, origin=ON_PAGE, now=LATER)
    assert join_observations(new, sent, origin=ON_PAGE, now=LATER).state == "sent"


def test_only_open_ones_of_one_town_are_joined(shift: Shift) -> None:
    lamp = noted(shift, "lamp")
    mended = noted(shift, "litter", 60)
    move_observation(mended, State.FIXED, origin=BY_CLOCK, now=NIGHT)
    for other in (lamp, mended, ObservationFactory()):
        with pytest.raises(ObservationRefused):
            join_observations(lamp, other, origin=ON_PAGE, now=LATER)
    again(lamp)
    assert (lamp.state, lamp.sightings.count()) == ("new", 1)


def test_a_wrong_join_is_parted(shift: Shift) -> None:
    both = noted(shift, "lamp", note="Släckt")
    noted(shift, "lamp", 20, at=LATER, note="Blinkar")
    wrong = both.sightings.get(note="Släckt")
    parted = part_sighting(wrong, place="Bakom skolan", origin=ON_PAGE, now=LATER)
    again(both, parted)
    assert (parted.place, parted.note, parted.first_seen_at) == ("Bakom skolan", "Släckt", NIGHT)
    assert (parted.latitude, parted.district) == (TUNNEL[1], shift.route.district)
    assert (parted.sightings.count(), parted.photos.count(), both.sightings.count()) == (1, 1, 1)
    assert (both.first_seen_at, both.note, both.target_on) == (LATER, "Blinkar", date(2026, 11, 22))
    assert kinds(both) == [("parted", parted.reference)]
    assert kinds(parted) == [("noted", f"Var först noterat som {both.reference}.")]


def test_the_only_time_it_was_seen_stays(shift: Shift) -> None:
    lamp = noted(shift, "lamp")
    with pytest.raises(ObservationRefused, match="Rätta iakttagelsen i stället"):
        part_sighting(lamp.sightings.get(), place="Bakom skolan", origin=ON_PAGE, now=LATER)


def test_what_is_parted_is_somewhere(shift: Shift) -> None:
    lamp = noted(shift, "lamp")
    noted(shift, "lamp")
    sighting = lamp.sightings.first()
    assert sighting is not None
    sighting.latitude = sighting.longitude = None
    sighting.save()
    with pytest.raises(ObservationRefused, match="Skriv var det är"):
        part_sighting(sighting, place="", origin=ON_PAGE, now=LATER)


def test_the_nearest_are_offered_first() -> None:
    here = ObservationFactory.build(pk=1, latitude=TUNNEL[1], longitude=TUNNEL[0], lamp_post="VG 12")

    def at(pk: int, north: float) -> Observation:
        one: Observation = ObservationFactory.build(
            pk=pk, latitude=TUNNEL[1] + north / METRES_PER_DEGREE, longitude=TUNNEL[0]
        )
        return one

    nowhere = {"latitude": None, "longitude": None}
    same_post = ObservationFactory.build(pk=5, place="", lamp_post="vg12", **nowhere)
    elsewhere = ObservationFactory.build(pk=6, place="Torget", **nowhere)
    found = choose_nearby(here, [at(2, 200), at(3, 20), at(4, 400), same_post, elsewhere])
    assert [(near.one.pk, near.metres) for near in found] == [(3, 20), (2, 200), (5, None)]
