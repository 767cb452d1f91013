"""Who leaves first when many wait."""

from collections import Counter

import pytest

from messaging.domain.outbox import sending
from messaging.domain.outbox.claiming import claim_batch
from messaging.domain.outbox.limits import BATCH
from messaging.domain.outbox.moments import Moments
from messaging.enums import OutboundState, Priority
from messaging.gateways.memory import MemoryGateway
from messaging.models import OutboundMessage
from tests.messaging.outgoing import MINUTE, NOW

pytestmark = pytest.mark.django_db


def fill(count: int, *, lane: int, **fields: object) -> None:
    OutboundMessage.objects.bulk_create(
        OutboundMessage(
            to_number=f"+4670174{n % 10_000:04d}",
            body=f"Text {n} till {lane}",
            kind="ask",
            dedupe_key=f"{lane}:{fields}:{n}",
            lane=lane,
            **({"due_at": NOW} | fields),
        )
        for n in range(count)
    )


def claimed(turn: int = 0) -> list[OutboundMessage]:
    return [letter.message for letter in claim_batch(Moments(NOW), turn=turn).letters]


def test_towns_few_texts_leave_in_the_first_batch_though_another_queued_thousands_before() -> None:
    fill(5000, lane=1, due_at=NOW - MINUTE)
    fill(5, lane=2)
    lanes = Counter(text.lane for text in claimed())
    assert lanes == {1: BATCH - 5, 2: 5}


def test_safety_leaves_first_then_answers_then_the_usual_then_mass() -> None:
    fill(200, lane=1, priority=Priority.MASS, due_at=NOW - MINUTE)
    fill(30, lane=1, priority=Priority.USUAL, due_at=NOW - MINUTE)
    fill(10, lane=1, priority=Priority.ANSWER)
    fill(5, lane=2, priority=Priority.SAFETY)
    assert Counter(text.priority for text in claimed()) == {0: 5, 1: 10, 2: 30, 3: BATCH - 45}


def test_mass_text_to_one_town_delays_no_other_towns_reminders() -> None:
    fill(500, lane=1, priority=Priority.MASS, due_at=NOW - MINUTE)
    fill(BATCH + 36, lane=2, priority=Priority.USUAL)
    assert Counter(text.lane for text in claimed()) == {2: BATCH}


def test_every_lane_gets_its_turn_when_there_are_more_than_fit_a_batch() -> None:
    for lane in range(BATCH + 40):
        fill(1, lane=lane)
        fill(1, lane=lane, due_at=NOW - MINUTE)
    first, second = claimed(0), claimed(BATCH)
    assert len({text.lane for text in first}) == BATCH
    assert {text.lane for text in first + second} == set(range(BATCH + 40))


def test_lane_with_nothing_due_takes_no_room() -> None:
    fill(10, lane=1, due_at=NOW + MINUTE)
    fill(BATCH + 36, lane=2)
    assert {text.lane for text in claimed()} == {2}
    assert len(claimed()) == 36


def test_many_texts_to_many_phones_leave_once_each(sms_provider: MemoryGateway) -> None:
    fill(300, lane=1)
    assert sending.send_due(NOW) == 300
    assert len({text.to for text in sms_provider.texts}) == len(sms_provider.texts) == 300
    sids = dict(OutboundMessage.objects.values_list("to_number", "provider_sid"))
    assert sids == {text.to: text.sid for text in sms_provider.texts}
    assert OutboundMessage.objects.filter(state=OutboundState.SENT, attempts=1, leased_until=None).count() == 300


def test_number_of_questions_to_the_database_is_the_same_for_many_texts(
    sms_provider: MemoryGateway, django_assert_max_num_queries: object
) -> None:
    fill(BATCH, lane=1)
    with django_assert_max_num_queries(45):  # type: ignore[operator]  # pytest-django's own callable
        assert sending.send_due(NOW) == BATCH
