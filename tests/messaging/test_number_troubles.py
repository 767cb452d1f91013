"""Numbers that texts do not reach."""

from datetime import timedelta

import pytest

from messaging.domain.outbox import record_status, send_due
from messaging.enums import Channel, OutboundState, Reason
from messaging.gateways.memory import MemoryGateway
from messaging.gateways.protocol import Refused
from messaging.models import NumberTrouble, OutboundMessage
from messaging.queries import number_troubles
from tests.factories import InboundFactory
from tests.messaging.outgoing import ANNA, BIRGITTA, MINUTE, NOW, queued, reloaded

pytestmark = pytest.mark.django_db


def tell(message: OutboundMessage, status: str, code: str = "", *, sid: str) -> None:
    record_status(message_uuid=message.uuid, provider_sid=sid, status=status, error_code=code, now=NOW)


def trouble() -> tuple[int, str, bool]:
    found = number_troubles([ANNA, BIRGITTA])[ANNA]
    return found.times, found.error_code, found.is_flagged


@pytest.mark.parametrize("code", ["30003", "30004", "30005", "30008"])
def test_number_is_flagged_when_texts_have_not_arrived_twice(code: str) -> None:
    tell(queued("ask:1"), "undelivered", code, sid="SM1")
    assert trouble() == (1, code, False)
    tell(queued("ask:2"), "undelivered", code, sid="SM2")
    assert trouble() == (2, code, True)


@pytest.mark.parametrize("code", ["21211", "21614"])
def test_number_is_flagged_at_once_when_the_provider_refuses_it(sms_provider: MemoryGateway, code: str) -> None:
    sms_provider.troubles = [Refused(code)]
    queued()
    send_due(NOW)
    assert trouble() == (1, code, True)


def test_landline_is_flagged_at_once_when_the_carrier_says_so() -> None:
    tell(queued(), "undelivered", "30006", sid="SM1")
    assert trouble() == (1, "30006", True)


@pytest.mark.parametrize("code", ["30007", "30036", "30001", ""])
def test_what_says_nothing_of_the_number_does_not_count(code: str) -> None:
    tell(queued(), "failed", code, sid="SM1")
    assert number_troubles([ANNA]) == {}


def test_all_is_well_when_a_text_arrives() -> None:
    tell(queued("ask:1"), "undelivered", "30003", sid="SM1")
    tell(queued("ask:2"), "delivered", sid="SM2")
    assert number_troubles([ANNA]) == {}


def flag(code: str) -> None:
    NumberTrouble.objects.create(number=ANNA, times=2, error_code=code, is_flagged=True, last_at=NOW)


@pytest.mark.parametrize("code", ["21211", "21614", "30005", "30006"])
def test_text_to_a_number_that_takes_none_is_dropped_with_the_reason(sms_provider: MemoryGateway, code: str) -> None:
    flag(code)
    message = queued()
    assert send_due(NOW) == 0
    assert (reloaded(message).state, reloaded(message).reason) == (OutboundState.DROPPED, Reason.BAD_NUMBER)


@pytest.mark.parametrize("code", ["30003", "30004", "30008"])
def test_phone_that_may_be_back_is_tried(sms_provider: MemoryGateway, code: str) -> None:
    flag(code)
    queued()
    assert send_due(NOW) == 1


def test_number_that_has_texted_since_can_take_texts(sms_provider: MemoryGateway) -> None:
    flag("21614")
    InboundFactory(from_number=ANNA, received_at=NOW + MINUTE)
    queued()
    assert send_due(NOW + 2 * MINUTE) == 1


def test_text_that_is_tried_again_keeps_whose_it_is() -> None:
    first = queued(
        expires_at=NOW + timedelta(hours=3), lane=7, payer=8, priority=0, sender="north", channel=Channel.SMS
    )
    tell(first, "undelivered", "30003", sid="SM1")
    again = OutboundMessage.objects.get(dedupe_key="ask:1#2")
    assert (again.lane, again.payer, again.priority, again.sender) == (7, 8, 0, "north")
