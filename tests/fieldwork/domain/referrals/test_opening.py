"""What the clock puts before the coordinator, and what it takes away again."""

import pytest

from fieldwork.domain.observations.states import move_observation
from fieldwork.domain.owners.keeping import save_owner
from fieldwork.domain.referrals.opening import open_referrals, settle_referrals
from fieldwork.enums import ObservationState
from fieldwork.models import Referral
from scheduling.domain.origins import BY_CLOCK
from tests.factories.fieldwork import ObservationFactory
from tests.fieldwork.domain.referrals.handed import DAY, MONDAY, Town, states, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


def test_new_observation_is_put_before_the_coordinator_once(town: Town) -> None:
    observation = town.sees()
    assert (open_referrals(MONDAY), open_referrals(MONDAY)) == (1, 0)
    referral = observation.referrals.get()
    observation.refresh_from_db()
    assert (referral.owner, observation.owner, referral.way) == (town.street, town.street, "email")
    assert (referral.message, states(referral)) == ("Helt mörkt vid trappan", ("review", "new"))
    assert told(referral) == [("opened", "Gatukontoret: Allt, i hela kommunen")]


def test_observation_that_no_rule_fits_is_nobodys_until_somebody_chooses(town: Town) -> None:
    elsewhere = ObservationFactory()
    open_referrals(MONDAY)
    referral = elsewhere.referrals.get()
    assert (referral.owner, referral.state, told(referral)) == (None, "review", [("opened", "Ingen regel passar.")])


def test_owner_whose_setting_says_so_gets_it_without_review(town: Town) -> None:
    save_owner(town.street, sends_by_itself=True)
    referral = town.opened()
    assert (referral.state, referral.next_try_at, referral.reviewed_by) == ("queued", MONDAY, None)


@pytest.mark.parametrize("note", ["Ring 070-174 06 12", "19900101-1239 stod där", "Bilen ABC 123 stod i vägen"])
def test_words_that_seem_to_tell_of_a_person_are_reviewed_whatever_the_setting_says(town: Town, note: str) -> None:
    save_owner(town.street, sends_by_itself=True)
    assert town.opened(note=note).state == "review"


def test_owner_who_is_told_by_hand_is_told_by_a_person_whatever_the_setting_says(town: Town) -> None:
    save_owner(town.housing, sends_by_itself=True)
    referral = town.opened(district=town.yards)
    assert (referral.owner, referral.state) == (town.housing, "review")


def test_what_a_group_finds_mended_before_it_left_is_not_handed_over(town: Town) -> None:
    referral = town.opened()
    move_observation(referral.observation, ObservationState.FIXED, origin=BY_CLOCK, now=MONDAY)
    assert (settle_referrals(MONDAY), settle_referrals(MONDAY)) == (1, 0)
    assert (states(referral), referral.ended_at) == (("withdrawn", "fixed"), MONDAY)


def test_what_a_group_finds_mended_ends_what_its_owner_had(town: Town) -> None:
    referral = town.told_by_hand()
    move_observation(referral.observation, ObservationState.FIXED, origin=BY_CLOCK, now=MONDAY + DAY)
    settle_referrals(MONDAY + DAY)
    assert states(referral) == ("fixed", "fixed")
    assert told(referral)[-1] == ("answered", "Åtgärdad")


def test_what_was_not_mended_after_all_is_put_before_the_coordinator_anew(town: Town) -> None:
    referral = town.told_by_hand()
    for state in (ObservationState.FIXED, ObservationState.NEW):
        move_observation(referral.observation, state, origin=BY_CLOCK, now=MONDAY + DAY)
        settle_referrals(MONDAY + DAY)
    assert open_referrals(MONDAY + DAY) == 1
    found = Referral.objects.filter(observation=referral.observation).order_by("pk")
    assert [(one.state, one.owner) for one in found] == [("fixed", town.housing), ("review", town.housing)]
