"""Prices and ends that the provider's list tells of."""

import logging
from datetime import timedelta
from decimal import Decimal

import pytest

from messaging.domain.outbox import send_due, settle_accounts
from messaging.enums import OutboundState
from messaging.gateways.memory import MemoryGateway
from messaging.gateways.protocol import NotReached
from messaging.models import OutboundMessage
from tests.messaging.outgoing import ANNA, BIRGITTA, NOW, queued, reloaded

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = NOW + 2 * HOUR


def sent(provider: MemoryGateway, price: str | None = "0.52", *, key: str = "ask:1", to: str = ANNA) -> OutboundMessage:
    message = queued(key, to_number=to)
    send_due(NOW)
    if price is not None:
        provider.prices[provider.texts[-1].sid] = Decimal(price)
    return message


def test_price_segments_and_the_end_that_no_callback_told_of_are_written_down(sms_provider: MemoryGateway) -> None:
    message = sent(sms_provider)
    assert settle_accounts(LATER) == 1
    settled = reloaded(message)
    assert (settled.price, settled.price_unit, settled.state) == (Decimal("0.52"), "SEK", OutboundState.DELIVERED)
    assert settle_accounts(LATER + HOUR) == 0


def test_text_is_not_asked_about_before_its_callbacks_have_had_time(sms_provider: MemoryGateway) -> None:
    sent(sms_provider)
    assert settle_accounts(NOW + HOUR / 2) == 0


def test_text_is_asked_about_again_while_the_provider_names_no_price(sms_provider: MemoryGateway) -> None:
    message = sent(sms_provider, price=None)
    assert settle_accounts(LATER) == 1
    assert (reloaded(message).state, reloaded(message).price) == (OutboundState.DELIVERED, None)
    sms_provider.prices[sms_provider.texts[0].sid] = Decimal("0.60")
    assert settle_accounts(LATER + HOUR) == 1
    assert reloaded(message).price == Decimal("0.60")


def test_text_that_has_ended_is_not_moved_back(sms_provider: MemoryGateway) -> None:
    message = sent(sms_provider)
    OutboundMessage.objects.update(state=OutboundState.UNDELIVERED)
    settle_accounts(LATER)
    assert (reloaded(message).state, reloaded(message).price) == (OutboundState.UNDELIVERED, Decimal("0.52"))


def test_it_goes_on_another_time_when_the_provider_does_not_answer(
    sms_provider: MemoryGateway, caplog: pytest.LogCaptureFixture
) -> None:
    message = sent(sms_provider)
    sms_provider.find_trouble = NotReached("ConnectionError")
    assert settle_accounts(LATER) == 0
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    sms_provider.find_trouble = None
    assert settle_accounts(LATER + HOUR) == 1
    assert reloaded(message).price is not None


def test_text_that_stands_in_no_list_by_time_is_asked_about_by_its_number(
    sms_provider: MemoryGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, _other = sent(sms_provider), sent(sms_provider, key="ask:2", to=BIRGITTA)
    monkeypatch.setattr(sms_provider, "list_sent", lambda **_given: iter([]))
    found = sms_provider.find_sent(to=ANNA, since=NOW)
    failed = [type(found[0])(sid=found[0].sid, status="failed", body="", created_at=NOW, error_code="30007")]
    monkeypatch.setattr(sms_provider, "find_sent", lambda *, to, since: failed if to == ANNA else [])  # noqa: ARG005 - the same shape as the real one
    assert settle_accounts(NOW + 12 * HOUR) == 1
    assert (reloaded(message).state, reloaded(message).error_code) == (OutboundState.FAILED, "30007")


def test_texts_of_days_are_asked_for_window_by_window(sms_provider: MemoryGateway) -> None:
    for day in range(3):
        queued(f"ask:{day}")
        send_due(NOW)
        OutboundMessage.objects.filter(dedupe_key=f"ask:{day}").update(sent_at=NOW - timedelta(days=day))
    sms_provider.prices = {text.sid: Decimal("0.5") for text in sms_provider.texts}
    settle_accounts(LATER)
    assert set(OutboundMessage.objects.values_list("price", flat=True)) == {Decimal("0.5")}
