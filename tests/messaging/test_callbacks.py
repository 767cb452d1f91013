import logging
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.domain.opt_outs import is_opted_out
from messaging.domain.outbox import record_status, send_due
from messaging.enums import OutboundState, Reason
from messaging.gateways.memory import MemoryGateway
from messaging.models import OutboundMessage, StatusCallback
from tests.messaging.outgoing import ANNA, MINUTE, NOW, queued, reloaded

pytestmark = pytest.mark.django_db

SID = "SM1"
# Every way a text can go at the provider, with the code it ends with and the state it has then.
LIVES = [
    (["queued", "sending", "sent", "delivered"], "", OutboundState.DELIVERED),
    (["accepted", "queued", "sending", "sent", "delivered"], "", OutboundState.DELIVERED),
    (["queued", "sending", "sent", "undelivered"], "30005", OutboundState.UNDELIVERED),
    (["queued", "sending", "failed"], "30007", OutboundState.FAILED),
    (["accepted", "canceled"], "", OutboundState.FAILED),
]


def tell(message: OutboundMessage, status: str, error_code: str = "", *, sid: str = SID) -> None:
    record_status(message_uuid=message.uuid, provider_sid=sid, status=status, error_code=error_code, now=NOW)


@st.composite
def disordered_lives(draw: st.DrawFn) -> tuple[list[tuple[str, str]], OutboundState]:
    """The callbacks of one life in any order, some lost and some told again; only its end is sure to be told."""
    statuses, code, end = draw(st.sampled_from(LIVES))
    last = (statuses[-1], code)
    told = [last, *draw(st.lists(st.sampled_from([*[(status, "") for status in statuses[:-1]], last]), max_size=8))]
    return draw(st.permutations(told)), end


@given(life=disordered_lives())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_text_ends_in_the_same_state_whatever_order_callbacks_come_in(
    life: tuple[list[tuple[str, str]], OutboundState],
) -> None:
    told, end = life
    OutboundMessage.objects.all().delete()
    message = queued()
    for status, code in told:
        tell(message, status, code)
    settled = reloaded(message)
    code = next(code for status, code in told if status in {"delivered", "undelivered", "failed", "canceled"})
    assert (settled.state, settled.provider_sid, settled.error_code) == (end, SID, code)
    kept = StatusCallback.objects.filter(message=message).order_by("id").values_list("status", "error_code")
    assert list(kept) == told


def test_text_never_moves_back() -> None:
    message = queued()
    seen = []
    for status in ("sent", "queued", "delivered", "sent", "undelivered", "failed"):
        tell(message, status)
        seen.append(reloaded(message).state)
    assert seen == ["sent", "sent", "delivered", "delivered", "delivered", "delivered"]


def test_receipt_does_not_move_a_text_back_when_the_callback_was_faster(
    sms_provider: MemoryGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, send = queued(), sms_provider.send

    def send_slowly(**given: object) -> object:
        receipt = send(**given)  # type: ignore[arg-type]  # each value is of its own type
        tell(message, "delivered", sid=receipt.sid)
        return receipt

    monkeypatch.setattr(sms_provider, "send", send_slowly)
    send_due(NOW)
    assert reloaded(message).state == OutboundState.DELIVERED


def test_unknown_status_is_kept_and_moves_nothing() -> None:
    message = queued()
    tell(message, "read")
    tell(message, "")
    assert reloaded(message).state == OutboundState.QUEUED
    assert StatusCallback.objects.count() == 2


def test_nothing_happens_when_the_text_is_not_there() -> None:
    message = queued()
    message.delete()
    tell(message, "delivered")
    assert StatusCallback.objects.count() == 0


def test_long_values_are_clipped_rather_than_refused() -> None:
    message = queued()
    tell(message, "x" * 300, "9" * 300, sid="S" * 300)
    kept = StatusCallback.objects.get()
    assert (len(kept.provider_sid), len(kept.status), len(kept.error_code)) == (64, 32, 16)


def test_only_arrival_counts_when_a_text_has_got_two_ids() -> None:
    message = queued()
    tell(message, "sent", sid="SM1")
    tell(message, "failed", "30007", sid="SM2")
    assert (reloaded(message).state, reloaded(message).provider_sid) == (OutboundState.SENT, "SM1")
    tell(message, "delivered", sid="SM2")
    assert (reloaded(message).state, reloaded(message).provider_sid) == (OutboundState.DELIVERED, "SM1")


def test_id_is_left_where_it_is_when_another_row_has_it() -> None:
    first, second = queued("ask:1"), queued("ask:2")
    tell(first, "sent", sid="SM1")
    tell(second, "delivered", sid="SM1")
    assert (reloaded(second).state, reloaded(second).provider_sid) == (OutboundState.DELIVERED, None)


def test_bad_number_is_named_as_the_reason() -> None:
    message = queued()
    tell(message, "undelivered", "30006")
    assert (reloaded(message).state, reloaded(message).reason) == (OutboundState.UNDELIVERED, Reason.BAD_NUMBER)


def test_number_is_silenced_when_the_carrier_says_it_has_opted_out() -> None:
    tell(queued(), "failed", "21610")
    assert is_opted_out(ANNA)


def test_filtered_text_alarms_once(caplog: pytest.LogCaptureFixture) -> None:
    message = queued()
    tell(message, "failed", "30007")
    tell(message, "failed", "30007")
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


@pytest.mark.parametrize(("code", "minutes"), [("30003", 45), ("30008", 5)])
def test_text_is_tried_once_more_while_it_is_of_use(code: str, minutes: int) -> None:
    message = queued(expires_at=NOW + timedelta(hours=2))
    tell(message, "undelivered", code)
    tell(message, "undelivered", code)
    again = OutboundMessage.objects.get(dedupe_key="ask:1#2")
    assert (again.body, again.due_at, again.expires_at) == (message.body, NOW + minutes * MINUTE, message.expires_at)
    tell(again, "undelivered", code, sid="SM2")
    assert OutboundMessage.objects.count() == 2


@pytest.mark.parametrize("hours", [None, 0.5])
def test_text_is_not_tried_again_when_it_would_be_too_late(hours: float | None) -> None:
    message = queued(expires_at=None if hours is None else NOW + timedelta(hours=hours))
    tell(message, "undelivered", "30003")
    assert OutboundMessage.objects.count() == 1
