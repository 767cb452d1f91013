import logging
from datetime import timedelta

import pytest
from django.db import transaction

from messaging.domain.error_codes import retry_delay
from messaging.domain.opt_outs import end_opt_out, is_opted_out, record_opt_out
from messaging.domain.outbox import send_due, sending
from messaging.enums import OutboundState, Reason
from messaging.gateways.memory import MemoryGateway
from messaging.gateways.protocol import AnswerLost, NotReached, Refused
from messaging.models import OutboundMessage, SendAttempt
from tests.messaging.outgoing import ANNA, BIRGITTA, MINUTE, NOW, queued, reloaded

pytestmark = pytest.mark.django_db


def attempts_of(message: OutboundMessage) -> list[tuple[int, str, str]]:
    return list(SendAttempt.objects.filter(message=message).values_list("number", "outcome", "error_code"))


def test_due_text_is_sent_once_when_sending_is_run_twice(sms_provider: MemoryGateway) -> None:
    message = queued()
    assert (send_due(NOW), send_due(NOW)) == (1, 0)
    sent = reloaded(message)
    assert [(text.to, text.body) for text in sms_provider.texts] == [(ANNA, message.body)]
    assert (sent.state, sent.provider_sid, sent.sent_at) == (OutboundState.SENT, sms_provider.texts[0].sid, NOW)
    assert (sent.attempts, sent.leased_until) == (1, None)
    assert attempts_of(message) == [(1, "taken", "")]


def test_texts_leave_in_the_order_they_are_due(sms_provider: MemoryGateway) -> None:
    queued("ask:1", body="tredje", due_at=NOW)
    queued("ask:2", body="första", due_at=NOW - 2 * MINUTE)
    queued("ask:3", body="andra", due_at=NOW - MINUTE)
    queued("ask:4", body="senare", due_at=NOW + MINUTE)
    assert send_due(NOW) == 3
    assert [text.body for text in sms_provider.texts] == ["första", "andra", "tredje"]


def test_text_is_dropped_when_it_has_lost_its_use(sms_provider: MemoryGateway) -> None:
    message = queued(expires_at=NOW + MINUTE)
    assert send_due(NOW + MINUTE) == 0
    assert (reloaded(message).state, reloaded(message).reason) == (OutboundState.DROPPED, Reason.EXPIRED)
    assert sms_provider.texts == []


def test_text_is_dropped_when_the_person_opts_out_before_it_leaves(sms_provider: MemoryGateway) -> None:
    message, farewell = queued(), queued("bye", kind="stopped")
    record_opt_out(ANNA, source="sms", now=NOW)
    assert send_due(NOW) == 1
    assert (reloaded(message).state, reloaded(message).reason) == (OutboundState.DROPPED, Reason.OPTED_OUT)
    assert reloaded(farewell).state == OutboundState.SENT


def test_text_is_sent_when_the_opt_out_has_ended(sms_provider: MemoryGateway) -> None:
    record_opt_out(ANNA, source="sms", now=NOW)
    record_opt_out(ANNA, source="sms", now=NOW)
    end_opt_out(ANNA, now=NOW)
    queued()
    assert send_due(NOW) == 1


def test_provider_is_told_how_long_the_text_is_of_use(sms_provider: MemoryGateway) -> None:
    queued("ask:1", expires_at=NOW + timedelta(hours=2))
    queued("ask:2")
    send_due(NOW)
    assert [text.useful_for for text in sms_provider.texts] == [timedelta(hours=2), None]


def test_lost_answer_leaves_the_text_unknown_and_it_is_not_sent_again(sms_provider: MemoryGateway) -> None:
    sms_provider.troubles = [AnswerLost("ReadTimeout")]
    sms_provider.is_taken_anyway = True
    message = queued()
    assert (send_due(NOW), send_due(NOW + timedelta(hours=1))) == (1, 0)
    assert (reloaded(message).state, reloaded(message).leased_until) == (OutboundState.UNKNOWN, NOW + 5 * MINUTE)
    assert attempts_of(message) == [(1, "answer lost", "")]
    assert len(sms_provider.texts) == 1


def test_text_is_tried_again_later_when_the_provider_is_busy(sms_provider: MemoryGateway) -> None:
    sms_provider.troubles = [Refused("20429")]
    message = queued()
    assert send_due(NOW) == 0
    later = NOW + retry_delay(1, row=message.pk)
    assert (reloaded(message).state, reloaded(message).due_at) == (OutboundState.QUEUED, later)
    assert send_due(later - timedelta(seconds=1)) == 0
    assert send_due(later) == 1
    assert attempts_of(message) == [(1, "refused", "20429"), (2, "taken", "")]
    assert (reloaded(message).state, reloaded(message).error_code) == (OutboundState.SENT, "")


def test_run_ends_when_a_busy_provider_says_wait_three_times_in_a_row(sms_provider: MemoryGateway) -> None:
    sms_provider.troubles = [Refused("20429")] * 3
    for number in range(5):
        queued(f"ask:{number}")
    assert send_due(NOW) == 0
    assert SendAttempt.objects.count() == 3
    assert send_due(NOW) == 2


def test_run_ends_when_the_provider_is_not_reached(sms_provider: MemoryGateway) -> None:
    sms_provider.troubles = [NotReached("ConnectionError")]
    first, second = queued("ask:1"), queued("ask:2")
    assert send_due(NOW) == 0
    assert (reloaded(first).attempts, reloaded(second).attempts) == (1, 0)
    assert send_due(NOW + 2 * MINUTE) == 2


def test_text_fails_when_the_provider_is_busy_for_hours(sms_provider: MemoryGateway) -> None:
    sms_provider.troubles = [Refused("20429")] * 100
    message, now = queued(), NOW
    for _ in range(20):
        send_due(now)
        now += timedelta(hours=1)
    failed = reloaded(message)
    assert (failed.state, failed.reason, failed.attempts) == (OutboundState.FAILED, Reason.GAVE_UP, 12)


def test_every_text_waits_and_it_alarms_when_the_account_is_refused(
    sms_provider: MemoryGateway, caplog: pytest.LogCaptureFixture
) -> None:
    sms_provider.troubles = [Refused("20003")] * 30
    first, second = queued("ask:1"), queued("ask:2")
    send_due(NOW)
    assert [reloaded(message).state for message in (first, second)] == [OutboundState.QUEUED] * 2
    assert (reloaded(first).attempts, reloaded(second).attempts) == (1, 0)
    assert [record.levelno for record in caplog.records if record.name.startswith("messaging")] == [logging.ERROR]
    now = NOW
    for _ in range(29):  # far more than the attempts that a text itself may use up
        now += timedelta(hours=1)
        send_due(now)
    assert send_due(now + timedelta(hours=1)) == 2


def test_number_is_silenced_when_the_provider_knows_it_has_opted_out(sms_provider: MemoryGateway) -> None:
    sms_provider.troubles = [Refused("21610")]
    message, other = queued(), queued("ask:2", to_number=BIRGITTA)
    assert send_due(NOW) == 1
    refused = reloaded(message)
    assert (refused.state, refused.reason, refused.error_code) == (OutboundState.DROPPED, Reason.OPTED_OUT, "21610")
    assert (is_opted_out(ANNA), is_opted_out(BIRGITTA)) == (True, False)
    assert reloaded(other).state == OutboundState.SENT


@pytest.mark.parametrize(
    ("code", "reason", "alarms"),
    [
        ("21211", Reason.BAD_NUMBER, 0),
        ("21614", Reason.BAD_NUMBER, 0),
        ("21408", Reason.REFUSED, 1),
        ("21608", Reason.REFUSED, 1),
        ("21612", Reason.REFUSED, 1),
        ("29999", Reason.REFUSED, 1),
    ],
)
def test_text_fails_for_good_and_the_others_leave(
    sms_provider: MemoryGateway, caplog: pytest.LogCaptureFixture, code: str, reason: str, alarms: int
) -> None:
    sms_provider.troubles = [Refused(code)]
    message = queued()
    queued("ask:2", to_number=BIRGITTA)
    assert send_due(NOW) == 1
    failed = reloaded(message)
    assert (failed.state, failed.reason, failed.error_code) == (OutboundState.FAILED, reason, code)
    assert sum(record.levelno == logging.ERROR for record in caplog.records) == alarms


def test_other_texts_leave_when_one_breaks_the_run(sms_provider: MemoryGateway) -> None:
    """A row whose sending raises something nobody thought of stays leased, so the next run passes it by."""
    sms_provider.troubles = [RuntimeError("a bug")]  # type: ignore[list-item]  # no trouble it knows
    broken, other = queued("ask:1"), queued("ask:2")
    with pytest.raises(RuntimeError, match="a bug"):
        send_due(NOW)
    assert send_due(NOW) == 1
    assert [reloaded(message).state for message in (broken, other)] == [OutboundState.SENDING, OutboundState.SENT]


def test_worker_is_woken_again_when_the_time_is_up(
    sms_provider: MemoryGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(sending, "TIME_BUDGET", 0)
    monkeypatch.setattr(sending, "wake", woken.append)
    queued()
    assert send_due(NOW) == 0
    assert woken == ["api.tasks.send_due_texts"]


def test_no_text_is_sent_inside_a_transaction(sms_provider: MemoryGateway, transactional_db: None) -> None:
    queued()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        send_due(NOW)
    assert sms_provider.texts == []


def test_log_holds_neither_number_nor_text(sms_provider: MemoryGateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sms_provider.troubles = [AnswerLost("x"), Refused("21408"), Refused("21610"), Refused("20003"), NotReached("x")]
    for number in range(6):
        queued(f"ask:{number}", to_number=f"+4670174062{number}")
    for _ in range(3):
        send_due(NOW)
    assert caplog.records
    assert [line for line in caplog.messages if "70174" in line or "Kan du" in line] == []


def test_delays_double_up_to_half_an_hour() -> None:
    minutes = [retry_delay(attempt, row=0) / MINUTE for attempt in range(1, 9)]
    assert minutes == [1, 2, 4, 8, 16, 30, 30, 30]
    assert retry_delay(1, row=31) == timedelta(seconds=61)
    assert retry_delay(5000, row=0) == 30 * MINUTE
