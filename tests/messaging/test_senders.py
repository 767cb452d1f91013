"""Several senders, each at its pace."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import Settings

from messaging.domain.outbox import send_due
from messaging.domain.outbox.claiming import claim_batch
from messaging.domain.outbox.moments import Moments
from messaging.domain.senders import add_sender
from messaging.enums import OutboundState
from messaging.gateways.memory import MemoryGateway
from messaging.gateways.protocol import Refused, SendFrom
from messaging.models import OutboundMessage
from tests.messaging.outgoing import NOW, queued, reloaded

pytestmark = pytest.mark.django_db
NUMBER = "+46701740698"


def texts(count: int, *, sender: str = "", **fields: object) -> list[OutboundMessage]:
    return [queued(f"{sender}:{n}", sender=sender, to_number=f"+467017406{n + 10}", **fields) for n in range(count)]


class StandingStill(Moments):
    """However long a claim takes on a busy machine, it is made at one moment."""

    def of_paces(self) -> datetime:
        return self.now()


def claimed(after: float = 0) -> int:
    """How many leave so many seconds later."""
    return len(claim_batch(StandingStill(NOW + timedelta(seconds=after))).letters)


def test_text_leaves_from_the_sender_it_names(sms_provider: MemoryGateway) -> None:
    add_sender("north", number=NUMBER, per_second=Decimal(0))
    add_sender("south", messaging_service_sid="MG1", per_second=Decimal(0))
    for sender in ("north", "south", "", "gone"):
        queued(sender, sender=sender)
    assert send_due(NOW) == 4
    assert [text.sender for text in sms_provider.texts] == [
        SendFrom(number=NUMBER),
        SendFrom(messaging_service_sid="MG1"),
        None,
        None,
    ]


def test_text_leaves_from_the_sender_that_serves_its_lane(sms_provider: MemoryGateway) -> None:
    add_sender("north", number=NUMBER, per_second=Decimal(0), lane=1)
    add_sender("south", messaging_service_sid="MG1", per_second=Decimal(0))
    for lane, sender in [(1, ""), (1, "south"), (2, ""), (0, "")]:
        queued(f"{lane}:{sender}", lane=lane, sender=sender)
    assert send_due(NOW) == 4
    assert Counter(text.sender for text in sms_provider.texts) == {
        SendFrom(number=NUMBER): 1,
        SendFrom(messaging_service_sid="MG1"): 1,
        None: 2,
    }


def test_senders_of_one_lane_share_its_phones_and_each_phone_keeps_its_own(sms_provider: MemoryGateway) -> None:
    for name in ("MG1", "MG2"):
        add_sender(name.lower(), messaging_service_sid=name, per_second=Decimal(0), lane=1)
    for round_ in ("first", "second"):
        for n in range(20):
            queued(f"{round_}:{n}", lane=1, to_number=f"+467017406{n + 10}")
    assert send_due(NOW) == 40
    used = {text.to: {one.sender for one in sms_provider.texts if one.to == text.to} for text in sms_provider.texts}
    assert {len(senders) for senders in used.values()} == {1}
    assert len(set.union(*used.values())) == 2


def test_one_towns_slow_sender_holds_up_no_other_town() -> None:
    add_sender("north", number=NUMBER, per_second=Decimal(1), lane=1)
    add_sender("south", messaging_service_sid="MG2", per_second=Decimal(0), lane=2)
    for lane in (1, 2, 3):
        for n in range(200):
            queued(f"{lane}:{n}", lane=lane, to_number=f"+4670174{n:04d}")
    left = [claim_batch(StandingStill(NOW), turn=turn).letters for turn in range(5)]
    lanes = Counter(letter.message.lane for letters in left for letter in letters)
    assert lanes == {1: 1, 2: 200, 3: 200}
    assert OutboundMessage.objects.filter(lane=1, state=OutboundState.QUEUED).count() == 199


@pytest.mark.parametrize(("pace", "at_once"), [("0.5", 1), ("1", 1), ("10", 10), ("20", 20)])
def test_a_seconds_worth_leaves_at_once_and_no_more(pace: str, at_once: int) -> None:
    add_sender("north", number=NUMBER, per_second=Decimal(pace))
    texts(40, sender="north")
    assert claimed() == at_once
    assert claimed() == 0
    assert claimed(at_once / float(pace)) == at_once


def test_long_text_takes_the_time_of_its_segments() -> None:
    add_sender("north", number=NUMBER, per_second=Decimal(1))
    texts(3, sender="north", body="a" * 400)
    assert (claimed(), claimed(2.9), claimed(3)) == (1, 0, 1)


def test_others_go_on_while_one_sender_rests() -> None:
    add_sender("north", number=NUMBER, per_second=Decimal(1))
    texts(5, sender="north")
    assert claimed() == 1
    others = texts(5)
    batch = claim_batch(StandingStill(NOW))
    assert {letter.message.pk for letter in batch.letters} == {text.pk for text in others}
    assert OutboundMessage.objects.filter(sender="north", state=OutboundState.QUEUED).count() == 4


def test_sender_of_the_settings_has_a_pace_too(settings: Settings) -> None:
    settings.TWILIO_PER_SECOND = 2
    add_sender("north", number=NUMBER, per_second=Decimal(0))
    texts(5)
    texts(3, sender="gone")
    texts(4, sender="north")
    assert (claimed(), claimed(), claimed(1)) == (6, 0, 2)


def test_run_goes_on_at_the_senders_pace_until_all_have_left(sms_provider: MemoryGateway) -> None:
    add_sender("north", number=NUMBER, per_second=Decimal(20))
    waiting = texts(30, sender="north")
    assert send_due(NOW) == 30
    assert {reloaded(text).state for text in waiting} == {OutboundState.SENT}


def test_others_go_on_while_the_provider_wants_rest_from_one_sender(sms_provider: MemoryGateway) -> None:
    add_sender("north", number=NUMBER, per_second=Decimal(0))
    sms_provider.troubles = [Refused("20429", retry_after=90)]
    resting, free = texts(5, sender="north"), texts(5)
    assert send_due(NOW) == 5
    assert {reloaded(text).state for text in free} == {OutboundState.SENT}
    assert {reloaded(text).state for text in resting} == {OutboundState.QUEUED}
    assert sum(reloaded(text).attempts for text in resting) == 1
    assert send_due(NOW + timedelta(seconds=20)) == 0  # another run, as of another worker
    assert send_due(NOW + timedelta(seconds=95)) == 5


def test_texts_that_are_dropped_take_no_time_from_the_sender(sms_provider: MemoryGateway) -> None:
    add_sender("north", number=NUMBER, per_second=Decimal(1))
    texts(30, sender="north", expires_at=NOW)
    queued("ask", sender="north")
    assert send_due(NOW) == 1
