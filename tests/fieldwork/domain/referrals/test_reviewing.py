"""What the coordinator does with what is to be handed over."""

from collections.abc import Callable

import pytest

from fieldwork.domain.referrals.reviewing import (
    close_link,
    hand_over_by_hand,
    keep_back,
    regret_sending,
    say_it_arrived,
)
from fieldwork.exceptions import PersonSeen, ReferralRefused
from fieldwork.models import Referral
from tests.factories.fieldwork import PlaceOwnerFactory
from tests.fieldwork.domain.referrals.handed import MONDAY, Town, states, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


def test_approved_words_are_queued_for_the_owner_chosen(town: Town) -> None:
    other = PlaceOwnerFactory(municipality=town.town, way="email", name="Elbolaget")
    referral = town.opened()
    town.approve(referral, owner=other, message="Två lampor")
    assert states(referral) == ("queued", "new")
    assert (referral.owner, referral.message, referral.reviewed_by) == (other, "Två lampor", town.maria)
    assert referral.observation.owner == other
    assert told(referral)[-1] == ("approved", "Elbolaget")


def test_words_about_a_person_do_not_leave(town: Town) -> None:
    referral = town.opened()
    with pytest.raises(PersonSeen, match="telefonnummer") as refused:
        town.approve(referral, message="Ring 070-174 06 12")
    assert (refused.value.field, states(referral)) == ("message", ("review", "new"))


def test_owner_told_by_hand_gets_nothing_by_itself(town: Town) -> None:
    referral = town.opened(district=town.yards)
    with pytest.raises(ReferralRefused, match="Huge tar bara emot för hand"):
        town.approve(referral, owner=town.housing)
    assert states(town.told_by_hand(reference="VA-9999")) == ("sent", "sent")


def test_number_that_was_given_on_the_phone_is_kept(town: Town) -> None:
    referral = town.told_by_hand()
    assert (referral.reference, referral.way, referral.sent_at) == ("H-17", "by_hand", MONDAY)
    assert told(referral)[-1] == ("sent", "H-17")


@pytest.mark.parametrize("facts", [{}, {"municipality": "own", "is_active": False}])
def test_owner_of_another_town_or_who_takes_nothing_is_refused(town: Town, facts: dict[str, object]) -> None:
    given = {"municipality": town.town} if facts else {}
    owner = PlaceOwnerFactory(way="email", **facts | given)
    with pytest.raises(ReferralRefused, match="Välj en ägare som tar emot"):
        town.approve(town.opened(), owner=owner)


def test_what_is_kept_back_closes_the_observation_with_the_reason(town: Town) -> None:
    referral = town.opened()
    with pytest.raises(ReferralRefused, match="Skriv varför"):
        keep_back(referral, reason="", origin=town.by_maria, now=MONDAY)
    keep_back(referral, reason="Lampan är släckt med flit", origin=town.by_maria, now=MONDAY)
    assert states(referral) == ("withdrawn", "closed")
    assert referral.observation.events.first().detail == "Lampan är släckt med flit"  # type: ignore[union-attr]  # it is there


def test_sending_is_regretted_before_it_has_left_and_not_after(town: Town) -> None:
    referral = town.opened()
    town.approve(referral)
    regret_sending(referral, origin=town.by_maria, now=MONDAY)
    assert states(referral) == ("review", "new")
    gone = town.sent(reference="VA-3333")
    with pytest.raises(ReferralRefused, match="Läget är redan ”Överlämnad”"):
        regret_sending(gone, origin=town.by_maria, now=MONDAY)


@pytest.mark.parametrize(
    "act",
    [
        lambda town, one: town.approve(one),
        lambda town, one: keep_back(one, reason="Nej", origin=town.by_maria, now=MONDAY),
        lambda town, one: say_it_arrived(one, origin=town.by_maria, now=MONDAY),
        lambda town, one: hand_over_by_hand(one, owner=town.street, message="", origin=town.by_maria, now=MONDAY),
    ],
)
def test_nothing_is_done_to_what_has_ended(town: Town, act: Callable[[Town, Referral], object]) -> None:
    referral = town.opened()
    keep_back(referral, reason="Avsiktligt", origin=town.by_maria, now=MONDAY)
    with pytest.raises(ReferralRefused, match="Läget är redan ”Lämnas inte över”"):
        act(town, referral)


def test_closed_link_is_written_in_the_history(town: Town) -> None:
    referral = town.sent()
    close_link(referral, origin=town.by_maria, now=MONDAY)
    referral.refresh_from_db()
    assert (referral.link_ends_at, told(referral)[-1]) == (MONDAY, ("link_closed", ""))
