"""A call about an alarm: it is read aloud, and only key 1 takes the alarm. A voicemail is no person."""

from xml.etree import ElementTree as ET

import pytest
import time_machine

from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.enums import AlarmState
from messaging.domain.callback_links import call_url, key_url
from messaging.models import OutboundMessage
from scheduling.enums import Door
from tests.api.test_twilio_calls import path_of, said
from tests.fieldwork.domain.alarms.test_replies import write
from tests.fieldwork.domain.alarms.test_sweeping import OVERDUE, sweep_until
from tests.fieldwork.overdue import ASSOCIATION, MINUTE, Group, group_out
from tests.support.provider import signed_post

pytestmark = pytest.mark.django_db
ANSWERED = OVERDUE + 16 * MINUTE


@pytest.fixture
def group() -> Group:
    found = group_out()
    sweep_until(OVERDUE + 15 * MINUTE, start=OVERDUE)
    return found


def call_to(number: str) -> OutboundMessage:
    return OutboundMessage.objects.filter(to_number=number, channel="voice").earliest("pk")


def ask(address: str, *, sid: str = "CA1", **more: str) -> list[str]:
    with time_machine.travel(ANSWERED, tick=False):
        response = signed_post(path_of(address), {"CallSid": sid, "CallStatus": "in-progress", **more})
    assert response.status_code == 200
    return said(response)


def test_call_is_read_twice_and_waits_for_the_key(group: Group) -> None:
    message = call_to(ASSOCIATION)
    with time_machine.travel(ANSWERED, tick=False):
        response = signed_post(path_of(call_url(message.uuid)), {"CallSid": "CA1", "CallStatus": "in-progress"})
    root = ET.fromstring(response.content)  # noqa: S314 - our own
    assert [verb.tag for verb in root] == ["Gather", "Gather", "Say"]
    assert said(response) == [message.body, message.body, "Vi hörde ingen knapp. Larmet går vidare till fler."]


def test_answering_machine_takes_nothing(group: Group) -> None:
    message = call_to(ASSOCIATION)
    ask(call_url(message.uuid))
    ask(call_url(message.uuid), CallStatus="completed")
    assert group.alarm.state == AlarmState.OPEN
    assert sweep_alarms(OVERDUE + 20 * MINUTE) == 1


def test_key_one_takes_the_alarm_and_says_whom_to_ring(group: Group) -> None:
    message = call_to(ASSOCIATION)
    ask(call_url(message.uuid))
    assert ask(key_url(message.uuid), Digits="1") == [
        (
            "Tack. Du har larmet om Vårby. Ring Karin, telefon 070-174 06 12. En röstbrevlåda räknas inte. "
            "Annars går larmet vidare 01.16."
        )
    ]
    alarm = group.alarm
    assert (alarm.state, alarm.acknowledged_by) == (AlarmState.ACKNOWLEDGED, "Johan Ek")
    event = group.shift.field_events.get(kind="acknowledged")
    assert event.door == Door.CALL


def test_key_pressed_twice_takes_it_once(group: Group) -> None:
    message = call_to(ASSOCIATION)
    ask(key_url(message.uuid), Digits="1")
    ask(key_url(message.uuid), Digits="1")
    assert group.shift.field_events.filter(kind="acknowledged").count() == 1


@pytest.mark.parametrize("key", ["2", "9", "*", ""])
def test_any_other_key_asks_anew(group: Group, key: str) -> None:
    message = call_to(ASSOCIATION)
    assert ask(key_url(message.uuid), Digits=key)[0] == message.body
    assert group.alarm.state == AlarmState.OPEN


def test_call_that_is_answered_late_says_who_has_it(group: Group) -> None:
    write(ASSOCIATION, "TAR", at=OVERDUE + 16 * MINUTE)
    message = OutboundMessage.objects.filter(channel="voice").exclude(to_number=ASSOCIATION).latest("pk")
    assert ask(call_url(message.uuid)) == [
        "Johan Ek har redan tagit larmet om Vårby. Du behöver inte göra något. Tack för att du svarade."
    ]


def test_call_that_is_answered_when_all_is_well_says_so(group: Group) -> None:
    write(ASSOCIATION, "TAR", at=OVERDUE + 16 * MINUTE)
    write(ASSOCIATION, "KLART", at=OVERDUE + 16 * MINUTE)
    message = call_to(ASSOCIATION)
    assert ask(call_url(message.uuid)) == ["Larmet om Vårby är redan löst. Tack för att du svarade."]
    assert ask(key_url(message.uuid), Digits="1") == ["Larmet om Vårby är redan löst. Tack för att du svarade."]


def test_call_whose_alarm_is_gone_says_that_it_is_over(group: Group) -> None:
    message = call_to(ASSOCIATION)
    group.alarm.delete()
    assert ask(call_url(message.uuid)) == ["Larmet är redan löst. Tack för att du svarade."]
