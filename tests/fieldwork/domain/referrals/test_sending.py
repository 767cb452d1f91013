"""What leaves by e-mail: its words, and what becomes of it when the mail server fails in each of its ways."""

from datetime import timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.observations.states import move_observation
from fieldwork.domain.referrals import sending
from fieldwork.domain.referrals.links import answer_address
from fieldwork.domain.referrals.opening import open_referral
from fieldwork.domain.referrals.outcomes import Outcome
from fieldwork.domain.referrals.retries import JITTER, LONGEST_ASKED, WAITS, wait_after
from fieldwork.domain.referrals.sending import LEASE, claim, free_lost, send_referrals, write_down
from fieldwork.enums import ObservationState, ReferralState
from fieldwork.models import Referral
from messaging.gateways.mail import MAIL_LATER, MAIL_LOST, MAIL_REFUSED
from messaging.gateways.protocol import Refused
from scheduling.domain.origins import BY_CLOCK
from tests.factories.fieldwork import ObservationFactory
from tests.fieldwork.domain.referrals.handed import DAY, MONDAY, Town, states, told
from tests.support.at_once import at_once, threads_share_the_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


def failing(code: str) -> sending.Deliver:
    """A mail server that fails so."""
    return lambda _referral: sending._mail_outcome(Refused(code).code)


def test_letter_says_what_where_and_how_to_answer(town: Town) -> None:
    referral = town.sent()
    (letter,) = mail.outbox
    assert letter.subject == "[VA-7K3F] En lampa är trasig: Tunneln mot Masmo"
    assert (letter.to, letter.reply_to) == (["fel@gatan.example"], [town.maria.email])
    assert letter.body == (
        "Hej!\n\n"
        "De som nattvandrar i Huddinge kommun har sett något som vi tror att ni tar hand om.\n\n"
        "Vad: Belysning: En lampa är trasig\n"
        "Var: Tunneln mot Masmo, Vårby\n"
        "Stolpe: 1234\n"
        "På kartan: https://www.openstreetmap.org/?mlat=59.26400&mlon=17.88300#map=19/59.26400/17.88300\n"
        "För kartprogram: geo:59.26400,17.88300\n"
        "Sett: fredag 16 oktober 21.30\n"
        "Vår referens: VA-7K3F\n"
        "Vi hoppas på åtgärd senast: måndag 2 november\n\n"
        "Helt mörkt vid trappan\n\n"
        "Svara här, utan att logga in, så får de som går där veta hur det blir:\n"
        f"{answer_address(referral)}\n\n"
        "Där kan ni säga att ni tagit emot det, när ni tänker åtgärda det, att det är klart, eller att det inte är "
        "ert. Skriver ni till oss: låt VA-7K3F stå i ämnesraden."
    )
    assert (states(referral), referral.sent_at, referral.attempts) == (("sent", "sent"), MONDAY, 1)
    assert told(referral)[-1] == ("sent", "")


def test_nothing_is_sent_twice(town: Town) -> None:
    town.sent()
    assert (send_referrals(MONDAY), send_referrals(MONDAY + DAY), len(mail.outbox)) == (0, 0, 1)


def test_letter_that_could_not_be_handed_over_is_tried_again_and_given_up_after_two_days(town: Town) -> None:
    referral, now, tries = town.opened(), MONDAY, 0
    town.approve(referral)
    while states(referral)[0] == "queued":
        assert referral.next_try_at is not None
        now, tries = referral.next_try_at, tries + 1
        assert send_referrals(now, ways={"email": failing(MAIL_LATER)}) == 0
        assert send_referrals(now, ways={"email": failing(MAIL_LATER)}) == 0  # not due again yet
    assert (states(referral), tries) == (("failed", "new"), len(WAITS) + 1)
    assert timedelta(days=1.5) < now - MONDAY < timedelta(days=2.5)
    assert told(referral)[-1] == ("tried", "Mejlservern svarar inte.")
    town.approve(referral)
    assert (send_referrals(now), states(referral)) == (1, ("sent", "sent"))


def test_letter_that_is_refused_for_good_waits_for_a_person(town: Town) -> None:
    referral = town.opened()
    town.approve(referral)
    send_referrals(MONDAY, ways={"email": failing(MAIL_REFUSED)})
    assert (states(referral), referral.next_try_at) == (("failed", "new"), None)
    assert referral.trouble == "Mejlservern tar inte emot adressen."


def test_letter_that_may_have_arrived_is_never_sent_again_by_itself(town: Town) -> None:
    referral = town.opened()
    town.approve(referral)
    send_referrals(MONDAY, ways={"email": failing(MAIL_LOST)})
    assert (states(referral), referral.next_try_at) == (("unknown", "new"), None)
    assert (send_referrals(MONDAY + DAY), mail.outbox) == (0, [])


def test_letter_that_a_killed_worker_held_may_have_arrived(town: Town) -> None:
    referral = town.opened()
    town.approve(referral)
    assert claim(referral, now=MONDAY) is not None
    assert (claim(referral, now=MONDAY), free_lost(MONDAY)) == (None, 0)
    assert (free_lost(MONDAY + LEASE), states(referral)) == (1, ("unknown", "new"))
    assert told(referral)[-1] == ("lost", "Lykta stannade mitt i.")


def test_what_a_slow_worker_tells_at_last_is_believed(town: Town) -> None:
    referral = town.opened()
    town.approve(referral)
    claimed = claim(referral, now=MONDAY)
    assert claimed is not None
    free_lost(MONDAY + LEASE)
    assert write_down(claimed, Outcome(to=ReferralState.SENT), now=MONDAY + LEASE)
    assert states(referral) == ("sent", "sent")


def test_what_is_mended_meanwhile_does_not_leave(town: Town) -> None:
    referral = town.opened()
    town.approve(referral)
    move_observation(referral.observation, ObservationState.FIXED, origin=BY_CLOCK, now=MONDAY)
    assert (send_referrals(MONDAY), mail.outbox) == (0, [])


def test_place_without_a_point_or_words_is_told_by_its_post(town: Town) -> None:
    referral = town.opened(latitude=None, longitude=None, place="")
    town.approve(referral, message="")
    send_referrals(MONDAY)
    (letter,) = mail.outbox
    assert letter.subject == "[VA-7K3F] En lampa är trasig"
    assert "kartan" not in letter.body
    assert "Stolpe: 1234\nSett:" in letter.body


@given(attempts=st.integers(1, len(WAITS) + 2), chance=st.floats(0, 1), asked_for=st.none() | st.floats(0, 10**9))
def test_waits_grow_within_their_jitter_and_end(attempts: int, chance: float, asked_for: float | None) -> None:
    wait = wait_after(attempts, chance=chance, asked_for=asked_for)
    if attempts > len(WAITS):
        assert wait is None
        return
    assert wait is not None
    base = WAITS[attempts - 1]
    assert base * (1 - JITTER) <= wait <= max(base * (1 + JITTER), LONGEST_ASKED)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_letter() -> None:
    threads_share_the_database()
    town = Town()
    for number in range(4):
        town.approve(town.opened(reference=f"VA-000{number}"))
    counts = at_once(*[lambda: send_referrals(MONDAY)] * 3)
    assert sum(count for count in counts if isinstance(count, int)) == 4
    assert len(mail.outbox) == 4
    assert set(Referral.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_clock_that_ticks_twice_at_once_opens_one_referral() -> None:
    threads_share_the_database()
    observation = ObservationFactory()
    opened = at_once(*[lambda: open_referral(observation.pk, origin=BY_CLOCK, now=MONDAY) is not None] * 4)
    assert sorted(map(str, opened)) == ["False", "False", "False", "True"]
    assert observation.referrals.count() == 1
