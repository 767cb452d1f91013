"""What was noted wrongly is put right, and whoever is to mend it follows."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fieldwork.domain.observations.correcting import Correction, remark
from fieldwork.domain.observations.spots import Spot, spot_of
from fieldwork.domain.owners.keeping import add_rule
from fieldwork.domain.referrals.correcting import correct_observation
from fieldwork.exceptions import ObservationRefused, PersonSeen
from fieldwork.models import Observation
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from tests.factories import DistrictFactory, MunicipalityFactory, RouteFactory, coordinator_of
from tests.factories.fieldwork import ObservationCategoryFactory, ObservationFactory
from tests.fieldwork.domain.referrals.handed import MONDAY, Town, told

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def lamp() -> Observation:
    lamp: Observation = ObservationFactory(lamp_post="VG 12", target_on=date(2026, 11, 15))
    return lamp


def corrected(lamp: Observation, spot: Spot, **fields: Any) -> Observation:
    origin = Origin(Door.PAGE, actor=coordinator_of(lamp.municipality))
    lamp.refresh_from_db()
    correction = Correction(**{"category": lamp.category, "seen_at": lamp.updated_at, **fields}, spot=spot)
    correct_observation(lamp, correction, origin=origin, now=NOW)
    lamp.refresh_from_db()
    return lamp


def test_what_it_was_stands_in_the_history(lamp: Observation) -> None:
    corrected(lamp, Spot([17.883, 59.2645], "Tunneln mot Masmo", "VG 14"))
    line = lamp.events.get()
    assert (line.kind, line.detail) == ("changed", "Stolpnummer: VG 12 → VG 14. Punkten är flyttad 56 meter.")
    assert (lamp.lamp_post, lamp.latitude, lamp.updated_at) == ("VG 14", 59.2645, NOW)


def test_a_point_that_moves_finds_its_district(lamp: Observation) -> None:
    masmo = DistrictFactory(municipality=lamp.municipality, name="Masmo")
    RouteFactory(municipality=lamp.municipality, district=masmo)
    assert corrected(lamp, Spot([17.886, 59.266], "Tunneln mot Masmo", "VG 12")).district == masmo


def test_another_kind_has_its_own_days(lamp: Observation) -> None:
    dark = ObservationCategoryFactory(municipality=lamp.municipality, name="Mörk tunnel", target_days=1)
    corrected(lamp, spot_of(lamp), category=dark)
    assert (lamp.category, lamp.target_on) == (dark, date(2026, 10, 17))
    assert lamp.events.get().detail == "Vad: Trasig lampa → Mörk tunnel."


def test_nothing_new_leaves_no_line(lamp: Observation) -> None:
    assert corrected(lamp, spot_of(lamp)).events.count() == 0


@pytest.mark.parametrize(
    ("spot", "fields", "said"),
    [
        (Spot(), {}, "Säg var"),
        (Spot(words="Tunneln"), {"seen_at": NOW}, "Någon har ändrat den medan du skrev"),
        (Spot(words="Hemma hos 19900101-1239"), {}, "Det ser ut som"),
    ],
)
def test_what_cannot_stand_is_refused(lamp: Observation, spot: Spot, fields: dict[str, Any], said: str) -> None:
    with pytest.raises((ObservationRefused, PersonSeen), match=said):
        corrected(lamp, spot, **fields)
    assert lamp.events.count() == 0


def test_a_point_in_another_part_of_the_country_is_refused(lamp: Observation) -> None:
    RouteFactory(municipality=lamp.municipality)
    with pytest.raises(ObservationRefused, match="långt från kommunen"):
        corrected(lamp, Spot([20.26, 63.83]))


def test_a_kind_of_another_town_is_refused(lamp: Observation) -> None:
    other = ObservationCategoryFactory(municipality=MunicipalityFactory())
    with pytest.raises(ObservationRefused):
        corrected(lamp, spot_of(lamp), category=other)


def test_what_nobody_has_handed_over_goes_to_the_owner_that_the_rules_now_say() -> None:
    town = Town()
    referral = town.opened()
    graffiti = ObservationCategoryFactory(municipality=town.town, name="Klotter")
    add_rule(town.town, owner=town.housing, category=graffiti, district=None)
    found = corrected(referral.observation, spot_of(referral.observation), category=graffiti)
    referral.refresh_from_db()
    assert (referral.owner, referral.way, found.owner) == (town.housing, town.housing.way, town.housing)
    assert told(referral)[-1][0] == "opened"


def test_what_its_owner_has_stays_there() -> None:
    town = Town()
    referral = town.told_by_hand()
    before = referral.owner
    graffiti = ObservationCategoryFactory(municipality=town.town)
    add_rule(town.town, owner=town.street, category=graffiti, district=None)
    corrected(referral.observation, spot_of(referral.observation), category=graffiti)
    referral.refresh_from_db()
    assert (referral.owner, referral.state) == (before, "sent")


def test_a_remark_is_a_line_of_its_own(lamp: Observation) -> None:
    origin = Origin(Door.PAGE, actor=coordinator_of(lamp.municipality))
    remark(lamp, "Parken ringde, de tar den på tisdag.", origin=origin, now=MONDAY)
    line = lamp.events.get()
    assert (line.kind, line.detail, line.actor) == ("remark", "Parken ringde, de tar den på tisdag.", origin.actor)
    with pytest.raises(PersonSeen):
        remark(lamp, "Ring 070-174 06 12", origin=origin, now=MONDAY)
    with pytest.raises(ObservationRefused):
        remark(lamp, "", origin=origin, now=MONDAY)
