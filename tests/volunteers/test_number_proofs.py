"""Codes that prove a number: what is texted, how often, what is taken for right, and what nobody can learn."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from messaging.domain.one_time_codes import MARK, code_of
from messaging.domain.opt_outs import record_opt_out
from messaging.domain.outbox import ask_about_unknown, send_due
from messaging.domain.texts import segments
from messaging.enums import OutboundState
from messaging.gateways.memory import MemoryGateway
from messaging.gateways.protocol import AnswerLost
from messaging.models import OutboundMessage
from scheduling.domain.threads import thread_of
from tests.factories import AssociationFactory, MunicipalityFactory, coordinator_of, member_of
from volunteers.domain.number_proofs import (
    PER_NUMBER_AND_DAY,
    PER_NUMBER_AND_HOUR,
    VALID_FOR,
    code_text,
    dispose_of_old_proofs,
    hash_of,
    prove,
    proven_number,
    send_code,
)
from volunteers.enums import Language
from volunteers.exceptions import CodeRefused, TooManyCodes
from volunteers.models import Municipality, NumberProof
from volunteers.models.number_proof import MOST_TRIES
from volunteers.queries import standing_of

NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
ANNA, BO = "+46701740614", "+46701740615"
HOME = "192.0.2.7"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def sent(number: str = ANNA, *, town: Municipality, now: datetime = NOW, address: str = HOME) -> NumberProof:
    return send_code(number, municipality=town, address=address, now=now)


def wrong_code(proof: NumberProof) -> str:
    return f"{(int(code_of(proof.uuid)) + 1) % 10**6:06}"


@pytest.fixture
def town(db: None) -> Municipality:
    town: Municipality = MunicipalityFactory()
    return town


def test_code_is_on_the_phone_and_nowhere_else(town: Municipality, sms_provider: MemoryGateway) -> None:
    proof = sent(town=town)
    assert send_due(NOW) == 1
    code, text = code_of(proof.uuid), sms_provider.texts[0]
    assert text.body.startswith(f"Din kod för nattvandring är {code}.")
    assert text.body.endswith(f"\n\n@127.0.0.1 #{code}")
    row = OutboundMessage.objects.get()
    assert code not in row.body
    assert MARK in row.body
    assert (row.lane, row.payer, row.expires_at) == (town.pk, None, NOW + VALID_FOR)


def test_code_in_doubt_is_found_at_the_provider_by_the_words_that_left(
    town: Municipality, sms_provider: MemoryGateway
) -> None:
    sms_provider.troubles, sms_provider.is_taken_anyway = [AnswerLost("ReadTimeout")], True
    sent(town=town)
    send_due(NOW)
    assert ask_about_unknown(NOW + 5 * MINUTE) == 1
    assert OutboundMessage.objects.get().state == OutboundState.SENT


@pytest.mark.parametrize("language", Language.values)
def test_code_is_one_text_in_every_language(language: str, settings: Settings) -> None:
    settings.HOST = "nattvandring.en-kommun-med-ganska-langt-namn.example"
    most = 2 if language == "ar" else 1
    assert segments(code_text(language)) <= most
    settings.HOST = "ett-orimligt-langt-namn." * 6 + "example"
    assert segments(code_text(language)) <= most
    assert MARK in code_text(language)


def test_right_code_proves_the_number_once(town: Municipality) -> None:
    proof = sent(town=town)
    code = code_of(proof.uuid)
    assert proven_number(proof.uuid) == ""
    assert prove(proof.uuid, f"{code[:3]} {code[3:]}", now=NOW) == ANNA
    assert proven_number(proof.uuid) == ANNA
    with pytest.raises(CodeRefused, match="gäller inte längre"):
        prove(proof.uuid, code, now=NOW)


def test_code_written_in_arabic_digits_is_right(town: Municipality) -> None:
    proof = sent(town=town)
    assert prove(proof.uuid, code_of(proof.uuid).translate({48 + n: 0x660 + n for n in range(10)}), now=NOW) == ANNA


def test_code_of_another_proof_proves_nothing(town: Municipality) -> None:
    mine, other = sent(town=town), sent(BO, town=town)
    with pytest.raises(CodeRefused, match="4 försök är kvar"):
        prove(mine.uuid, code_of(other.uuid), now=NOW)


def test_code_is_over_after_ten_minutes(town: Municipality) -> None:
    proof = sent(town=town)
    with pytest.raises(CodeRefused, match="slutat gälla"):
        prove(proof.uuid, code_of(proof.uuid), now=NOW + VALID_FOR)
    with pytest.raises(CodeRefused, match="slutat gälla"):
        prove(uuid4(), "123456", now=NOW)


def test_code_is_dead_after_five_wrong_tries(town: Municipality) -> None:
    proof = sent(town=town)
    said = []
    for _ in range(MOST_TRIES):
        with pytest.raises(CodeRefused) as refused:
            prove(proof.uuid, wrong_code(proof), now=NOW)
        said.append(str(refused.value))
    assert ["4 försök" in said[0], "1 försök" in said[3], "Be om en ny" in said[4]] == [True] * 3
    with pytest.raises(CodeRefused, match="Be om en ny"):
        prove(proof.uuid, code_of(proof.uuid), now=NOW)


def test_number_gets_three_codes_an_hour_and_six_a_day(town: Municipality) -> None:
    for hour in range(2):
        for _ in range(PER_NUMBER_AND_HOUR):
            sent(town=town, now=NOW + hour * HOUR)
        with pytest.raises(TooManyCodes, match="Vänta en timme"):
            sent(town=town, now=NOW + hour * HOUR)
    with pytest.raises(TooManyCodes, match="i morgon"):
        sent(town=town, now=NOW + 2 * HOUR)
    assert NumberProof.objects.count() == OutboundMessage.objects.count() == PER_NUMBER_AND_DAY
    assert sent(town=town, now=NOW + DAY + HOUR)


def test_address_and_town_have_a_ceiling_for_the_day(town: Municipality, settings: Settings) -> None:
    settings.CODES_PER_ADDRESS, settings.CODES_PER_TOWN = 2, 3
    numbers = [f"+4670174060{n}" for n in range(5, 10)]
    sent(numbers[0], town=town)
    sent(numbers[1], town=town)
    with pytest.raises(TooManyCodes, match="härifrån"):
        sent(numbers[2], town=town)
    sent(numbers[2], town=town, address="198.51.100.4")
    with pytest.raises(TooManyCodes, match="Just nu"):
        sent(numbers[3], town=town, address="198.51.100.5")
    assert sent(numbers[3], town=MunicipalityFactory(), address="198.51.100.5")
    assert sent(numbers[3], town=town, now=NOW + DAY)


def test_household_is_one_address_in_both_kinds_of_net() -> None:
    assert hash_of("2001:db8:1:2::1") == hash_of("2001:db8:1:2:ffff::9") != hash_of("2001:db8:1:3::1")
    assert hash_of("192.0.2.7") != hash_of("192.0.2.8")


def test_known_unknown_and_silenced_numbers_take_the_same_questions(town: Municipality) -> None:
    association = AssociationFactory(municipality=town)
    member_of(association, mobile=ANNA)
    record_opt_out(BO, source="text", now=NOW)
    shapes = []
    for number in (ANNA, "+46701740620", BO):
        with CaptureQueriesContext(connection) as asked:
            sent(number, town=town)
        shapes.append([query["sql"].split()[:3] for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]])
    assert shapes[0] == shapes[1] == shapes[2]
    states = dict(OutboundMessage.objects.values_list("to_number", "state"))
    assert states == {ANNA: "queued", "+46701740620": "queued", BO: "dropped"}


def test_code_stands_in_no_thread(town: Municipality) -> None:
    association = AssociationFactory(municipality=town)
    member_of(association, mobile=ANNA)
    sent(town=town)
    assert thread_of(standing_of(coordinator_of(town)), ANNA) == []


def test_old_proofs_go_and_their_texts_lose_the_number(town: Municipality) -> None:
    sent(town=town)
    later = NOW + 4 * DAY
    sent(BO, town=town, now=later)
    assert dispose_of_old_proofs(later + MINUTE) == 1
    assert list(NumberProof.objects.values_list("number", flat=True)) == [BO]
    assert list(OutboundMessage.objects.order_by("pk").values_list("to_number", flat=True)) == ["+0", BO]
    assert dispose_of_old_proofs(later + MINUTE) == 0


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 40)),
        st.tuples(st.just("send"), st.just(0)),
        st.tuples(st.sampled_from(["right", "wrong"]), st.integers(0, 9)),
    ),
    max_size=30,
)


@dataclass
class Known:
    """What must be so of a code, whatever has happened."""

    proof: NumberProof
    tries: int = 0
    is_proven: bool = False

    def is_open(self, now: datetime) -> bool:
        return now < self.proof.expires_at and self.tries < MOST_TRIES and not self.is_proven


def ask_once_more(known: list[Known], *, town: Municipality, now: datetime) -> None:
    lately = [one for one in known if one.proof.created_at > now - HOUR]
    has_room = len(lately) < PER_NUMBER_AND_HOUR and len(known) < PER_NUMBER_AND_DAY
    try:
        known.append(Known(sent(town=town, now=now)))
    except TooManyCodes:
        assert not has_room
    else:
        assert has_room


def write(one: Known, *, is_right: bool, now: datetime) -> None:
    was_open = one.is_open(now)
    code = code_of(one.proof.uuid) if is_right else wrong_code(one.proof)
    try:
        number = prove(one.proof.uuid, code, now=now)
    except CodeRefused:
        assert not (was_open and is_right)
    else:
        assert (was_open, is_right, number) == (True, True, ANNA)
        one.is_proven = True
    one.tries += was_open


@pytest.mark.django_db
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_order_of_codes_and_tries_proves_each_at_most_once(steps: list[tuple[str, int]]) -> None:
    NumberProof.objects.all().delete()
    town, now, known = MunicipalityFactory(), NOW, list[Known]()
    for step, value in steps:
        if step == "wait":
            now += value * MINUTE
        elif step == "send":
            ask_once_more(known, town=town, now=now)
        elif known:
            write(known[value % len(known)], is_right=step == "right", now=now)
    rows = NumberProof.objects.in_bulk()
    assert {pk: (row.tries, row.proven_at is not None) for pk, row in rows.items()} == {
        one.proof.pk: (one.tries, one.is_proven) for one in known
    }
