import logging
from datetime import timedelta

import pytest

from messaging.domain.outbox import ask_about_unknown, asking, record_status, send_due
from messaging.domain.outbox.claiming import claim_batch
from messaging.domain.outbox.moments import Moments
from messaging.enums import OutboundState, Reason
from messaging.gateways.memory import MemoryGateway
from messaging.gateways.protocol import AnswerLost, NotReached
from messaging.models import OutboundMessage
from tests.messaging.outgoing import MINUTE, NOW, queued, reloaded

pytestmark = pytest.mark.django_db

LATER = NOW + 5 * MINUTE


@pytest.fixture
def lossy(sms_provider: MemoryGateway) -> MemoryGateway:
    """Takes the first text, and its answer is lost."""
    sms_provider.troubles = [AnswerLost("ReadTimeout")]
    sms_provider.is_taken_anyway = True
    return sms_provider


def test_text_is_found_at_the_provider_when_its_answer_was_lost(lossy: MemoryGateway) -> None:
    message = queued()
    send_due(NOW)
    assert ask_about_unknown(LATER - MINUTE) == 0
    assert ask_about_unknown(LATER) == 1
    found = reloaded(message)
    assert (found.state, found.provider_sid, found.leased_until) == (OutboundState.SENT, lossy.texts[0].sid, None)
    assert (ask_about_unknown(LATER + MINUTE), send_due(LATER + MINUTE), len(lossy.texts)) == (0, 0, 1)


def test_text_is_sent_again_when_the_provider_has_never_had_it(
    sms_provider: MemoryGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(asking, "wake", woken.append)
    sms_provider.troubles = [AnswerLost("ConnectionError")]
    message = queued()
    send_due(NOW)
    ask_about_unknown(LATER)
    assert (reloaded(message).state, len(woken)) == (OutboundState.QUEUED, 1)
    assert send_due(LATER) == 1
    assert (reloaded(message).state, reloaded(message).attempts) == (OutboundState.SENT, 2)


@pytest.mark.parametrize("was_taken", [True, False])
def test_text_is_repaired_when_the_worker_was_killed_after_its_attempt_was_written(
    sms_provider: MemoryGateway, *, was_taken: bool
) -> None:
    message = queued()
    claim = claim_batch(Moments(NOW))  # and here the process dies, before or after the provider has it
    assert len(claim.letters) == 1
    if was_taken:
        sms_provider.send(to=message.to_number, body=message.body, status_url="", useful_for=None)
    assert send_due(LATER) == 0
    assert ask_about_unknown(LATER) == 1
    send_due(LATER)
    assert reloaded(message).state == OutboundState.SENT
    assert len(sms_provider.texts) == 1


def test_text_is_dropped_when_it_never_left_and_is_too_late(sms_provider: MemoryGateway) -> None:
    sms_provider.troubles = [AnswerLost("ConnectionError")]
    message = queued(expires_at=LATER)
    send_due(NOW)
    ask_about_unknown(LATER)
    assert (reloaded(message).state, reloaded(message).reason) == (OutboundState.DROPPED, Reason.EXPIRED)


def test_text_fails_when_its_answer_is_lost_every_time(sms_provider: MemoryGateway) -> None:
    sms_provider.troubles = [AnswerLost("HTTP 500")] * 50
    message, now = queued(), NOW
    for _ in range(20):
        send_due(now)
        now += 5 * MINUTE
        ask_about_unknown(now)
    failed = reloaded(message)
    assert (failed.state, failed.reason, failed.attempts) == (OutboundState.FAILED, Reason.GAVE_UP, 12)


def test_provider_is_asked_again_when_it_does_not_answer(lossy: MemoryGateway) -> None:
    message = queued()
    send_due(NOW)
    lossy.find_trouble = NotReached("ConnectionError")
    assert ask_about_unknown(LATER) == 0
    assert (reloaded(message).state, reloaded(message).leased_until) == (OutboundState.UNKNOWN, LATER + 5 * MINUTE)
    lossy.find_trouble = None
    assert (ask_about_unknown(LATER), ask_about_unknown(LATER + 5 * MINUTE)) == (0, 1)
    assert reloaded(message).state == OutboundState.SENT


def test_text_is_left_for_a_person_when_nobody_can_say_for_a_day(
    lossy: MemoryGateway, caplog: pytest.LogCaptureFixture
) -> None:
    message = queued()
    send_due(NOW)
    lossy.find_trouble = NotReached("ConnectionError")
    ask_about_unknown(NOW + timedelta(hours=24))
    left = reloaded(message)
    assert (left.state, left.reason, left.leased_until) == (OutboundState.UNKNOWN, Reason.NO_ANSWER, None)
    assert [record.levelno for record in caplog.records][-1] == logging.ERROR
    record_status(message_uuid=message.uuid, provider_sid="SM9", status="delivered", error_code="", now=NOW)
    assert (reloaded(message).state, reloaded(message).reason) == (OutboundState.DELIVERED, "")


def test_callback_settles_it_when_it_comes_before_the_question(lossy: MemoryGateway) -> None:
    message = queued()
    send_due(NOW)
    sid = lossy.texts[0].sid
    record_status(message_uuid=message.uuid, provider_sid=sid, status="sent", error_code="", now=NOW)
    assert (reloaded(message).state, reloaded(message).provider_sid) == (OutboundState.SENT, sid)
    assert ask_about_unknown(LATER) == 0


def test_two_like_texts_in_doubt_get_an_id_each(sms_provider: MemoryGateway) -> None:
    sms_provider.troubles = [AnswerLost("ReadTimeout")] * 2
    sms_provider.is_taken_anyway = True
    first, second = queued("thanks:1", body="Tack!"), queued("thanks:2", body="Tack!")
    send_due(NOW)
    assert ask_about_unknown(LATER) == 2
    assert [reloaded(message).provider_sid for message in (first, second)] == [text.sid for text in sms_provider.texts]


def test_other_words_to_the_same_phone_are_not_mistaken_for_it(sms_provider: MemoryGateway) -> None:
    queued("ask:1", body="Något annat")
    send_due(NOW)
    sms_provider.troubles = [AnswerLost("ConnectionError")]
    message = queued("ask:2")
    send_due(NOW)
    ask_about_unknown(LATER)
    assert reloaded(message).state == OutboundState.QUEUED
    assert OutboundMessage.objects.exclude(provider_sid=None).count() == 1
