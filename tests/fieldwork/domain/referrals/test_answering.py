"""What owners answer, in every order, and where what is not theirs goes."""

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldwork.domain.referrals.answering import Answer, answer_referral, note_reference
from fieldwork.domain.referrals.states import ENDS
from fieldwork.enums import ANSWERS, REFERRAL_MOVES, STANDING, ReferralState
from fieldwork.exceptions import PersonSeen, ReferralRefused
from fieldwork.models import Observation, Referral
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from tests.fieldwork.domain.referrals.handed import DAY, MONDAY, Town, states, told

pytestmark = pytest.mark.django_db
State = ReferralState
BY_LINK = Origin(Door.EMAIL)
FRIDAY = date(2026, 10, 23)
numbers = count()


@pytest.fixture
def town() -> Town:
    return Town()


def says(referral: Referral, to: ReferralState, **given: object) -> Referral:
    planned = {"planned_on": FRIDAY} if to == State.PLANNED else {}
    answer = Answer(to=to, **{**planned, **given})  # type: ignore[arg-type]  # each value is of its own type
    return answer_referral(referral, answer, origin=BY_LINK, now=MONDAY + DAY)


def test_owner_answers_step_by_step_and_the_observation_follows(town: Town) -> None:
    referral = town.sent()
    found = []
    for to in (State.RECEIVED, State.PLANNED, State.FIXED):
        says(referral, to, reference="F-1")
        found.append(states(referral))
    assert found == [("received", "received"), ("planned", "planned"), ("fixed", "fixed")]
    assert (referral.reference, referral.planned_on, referral.ended_at) == ("F-1", FRIDAY, MONDAY + DAY)
    assert told(referral)[-3:] == [
        ("answered", "Mottagen · F-1"),
        ("answered", "Planerad · 2026-10-23 · F-1"),
        ("answered", "Åtgärdad · F-1"),
    ]


def test_same_answer_twice_is_written_once(town: Town) -> None:
    referral = town.sent()
    says(referral, State.FIXED)
    says(referral, State.FIXED)
    assert [kind for kind, _detail in told(referral)].count("answered") == 1


def test_new_day_is_written_beside_the_old(town: Town) -> None:
    referral = town.sent()
    says(referral, State.PLANNED)
    says(referral, State.PLANNED, planned_on=date(2026, 11, 6))
    assert (states(referral), referral.planned_on) == (("planned", "planned"), date(2026, 11, 6))


def test_what_is_planned_does_not_go_back_to_received(town: Town) -> None:
    referral = town.sent()
    says(referral, State.PLANNED)
    with pytest.raises(ReferralRefused, match="Läget är redan ”Planerad”"):
        says(referral, State.RECEIVED)


def test_what_is_not_theirs_goes_before_the_next_owner(town: Town) -> None:
    first = town.told_by_hand()
    says(first, State.NOT_OURS, words="Gatukontorets stolpe")
    second = first.observation.referrals.standing().get()
    assert (states(first)[0], second.owner, states(second)) == ("not_ours", town.street, ("review", "not_ours"))
    assert told(second) == [("opened", "Gatukontoret: Allt, i hela kommunen")]


def test_what_is_nobodys_comes_back_to_the_coordinator(town: Town) -> None:
    first = town.told_by_hand()
    says(first, State.NOT_OURS)
    second = town.approve(first.observation.referrals.standing().get())
    Referral.objects.filter(pk=second.pk).update(state=State.UNKNOWN)
    says(second, State.NOT_OURS)
    third = first.observation.referrals.standing().get()
    assert (third.owner, third.state) == (None, "review")
    assert told(third) == [("opened", "Alla som reglerna pekar på har sagt nej.")]
    assert Observation.objects.get(pk=first.observation_id).owner is None


def test_whoever_answers_a_letter_of_unknown_fate_has_it(town: Town) -> None:
    referral = town.opened()
    town.approve(referral)
    Referral.objects.filter(pk=referral.pk).update(state=State.UNKNOWN)
    says(referral, State.RECEIVED)
    assert (states(referral)[0], referral.sent_at) == ("received", MONDAY + DAY)


@pytest.mark.parametrize(
    ("answer", "field", "said"),
    [
        (Answer(to=State.PLANNED), "planned_on", "Skriv vilken dag."),
        (Answer(to=State.PLANNED, planned_on=date(2026, 10, 19)), "planned_on", "Dagen har redan varit"),
        (Answer(to=State.PLANNED, planned_on=date(2046, 10, 19)), "planned_on", "för långt fram"),
        (Answer(to=State.FIXED, words="Ring 070-174 06 12"), "words", "telefonnummer"),
        (Answer(to=State.WITHDRAWN), "to", "Välj ett svar."),
        (Answer(to=State.FIXED, words="x" * 301), "words", "för långt"),
    ],
)
def test_answer_that_cannot_be_kept_is_refused(town: Town, answer: Answer, field: str, said: str) -> None:
    referral = town.sent()
    with pytest.raises((ReferralRefused, PersonSeen), match=said) as refused:
        answer_referral(referral, answer, origin=BY_LINK, now=MONDAY + DAY)
    assert (getattr(refused.value, "field", ""), states(referral)) == (field, ("sent", "sent"))


def test_number_that_comes_on_its_own_is_noted_once(town: Town) -> None:
    referral = town.sent()
    for _time in range(2):
        note_reference(referral, reference="F-7", origin=BY_LINK, now=MONDAY)
    referral.refresh_from_db()
    assert (referral.reference, told(referral)[-1]) == ("F-7", ("reference", "F-7"))
    assert [kind for kind, _detail in told(referral)].count("reference") == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.sampled_from(ANSWERS), max_size=8))
def test_any_row_of_answers_leaves_what_is_handed_over_and_what_was_seen_in_step(
    town: Town, answers: list[ReferralState]
) -> None:
    referral = town.sent(reference=f"VA-{next(numbers)}")
    for to in answers:
        before = referral.state
        try:
            says(referral, to)
        except ReferralRefused:
            assert to not in REFERRAL_MOVES[before]
        referral.refresh_from_db()
    state, seen = states(referral)
    assert seen == state
    standing = Referral.objects.filter(observation=referral.observation, state__in=STANDING).count()
    assert standing == (0 if state == State.FIXED else 1)
    assert (referral.ended_at is not None) == (state in ENDS)
