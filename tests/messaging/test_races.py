"""Workers side by side, on databases that threads can meet in."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from messaging.domain.outbox import ask_about_unknown, queue_sms, record_status, send_due
from messaging.enums import OutboundState
from messaging.gateways.memory import MemoryGateway
from messaging.gateways.protocol import AnswerLost, GatewayError
from messaging.models import OutboundMessage, SendAttempt, StatusCallback
from tests.messaging.outgoing import ANNA, MINUTE, NOW, queued, reloaded
from tests.support.at_once import at_once, threads_share_the_database

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = 300


@pytest.fixture(autouse=True)
def _shared() -> None:
    threads_share_the_database()


def fill_the_queue() -> None:
    OutboundMessage.objects.bulk_create(
        OutboundMessage(to_number=ANNA, body=f"Text {n}", kind="ask", dedupe_key=f"ask:{n}", due_at=NOW)
        for n in range(TEXTS)
    )


def test_every_text_leaves_once_when_several_workers_drain(sms_provider: MemoryGateway) -> None:
    fill_the_queue()
    counts = at_once(*[partial(send_due, NOW)] * 4)
    assert sum(counts) == TEXTS, counts  # type: ignore[arg-type]  # an error is no number
    assert sorted(text.body for text in sms_provider.texts) == sorted(f"Text {n}" for n in range(TEXTS))
    assert OutboundMessage.objects.filter(state=OutboundState.SENT, attempts=1).count() == TEXTS
    assert SendAttempt.objects.filter(outcome="taken").count() == TEXTS


def test_no_text_leaves_twice_when_workers_drain_and_ask_while_answers_are_lost(sms_provider: MemoryGateway) -> None:
    fill_the_queue()
    sms_provider.is_taken_anyway = True
    lost: list[GatewayError | None] = [AnswerLost("ReadTimeout"), None, None]
    sms_provider.troubles = lost * (TEXTS // 3)
    later = NOW + timedelta(minutes=6)
    at_once(*[partial(send_due, NOW)] * 2)
    while OutboundMessage.objects.filter(state=OutboundState.UNKNOWN).exists():
        at_once(*[partial(ask_about_unknown, later)] * 2, partial(send_due, later))
        later += 6 * MINUTE
    assert Counter(text.body for text in sms_provider.texts) == {f"Text {n}": 1 for n in range(TEXTS)}
    assert OutboundMessage.objects.filter(state=OutboundState.SENT).count() == TEXTS
    sids = OutboundMessage.objects.values_list("provider_sid", flat=True)
    assert len(set(sids)) == TEXTS


def test_one_text_is_queued_when_many_ask_for_the_same() -> None:
    def ask() -> object:
        return queue_sms(to_number=ANNA, body="Hej", kind="ask", dedupe_key="ask:1", now=NOW).pk

    rows = at_once(*[ask] * 8)
    assert rows == [OutboundMessage.objects.get().pk] * 8


def test_callbacks_that_come_together_end_in_the_last_state() -> None:
    message = queued()

    told = ["sent", "delivered", "sending", "sent", "queued", "delivered"]
    tell = partial(record_status, message_uuid=message.uuid, provider_sid="SM1", error_code="", now=NOW)
    assert at_once(*[partial(tell, status=status) for status in told]) == [None] * 6
    assert reloaded(message).state == OutboundState.DELIVERED
    assert StatusCallback.objects.count() == 6
