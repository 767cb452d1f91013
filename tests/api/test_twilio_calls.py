from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from api.views import twilio_calls
from messaging.domain.callback_links import call_status_url, call_url, key_url
from messaging.enums import Channel, OutboundState
from messaging.gateways import clock
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.attendance import remove_attendance
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.origins import BY_CLOCK
from scheduling.domain.replies import answer_unhandled
from scheduling.enums import AttendanceState, Door
from scheduling.models import Attendance
from tests.factories import ShiftFactory, member_of
from tests.support.provider import signed_post
from volunteers.enums import ContactWay

pytestmark = pytest.mark.django_db
LANDLINE = "+46846500405"


@pytest.fixture
def asked() -> Attendance:
    """Britta, whom only calls reach, is asked about a night in three days."""
    now = clock.now()
    shift = ShiftFactory(starts_at=now + timedelta(days=3))
    shift.route.meeting_point = 'Torget & "hörnet" <2>'
    shift.route.save()
    person = member_of(shift.association, name="Britta Ek", mobile=LANDLINE, contact_way=ContactWay.CALL)
    [attendance] = invite_volunteers(shift, [person], origin=BY_CLOCK, now=now)
    return attendance


def call_of(attendance: Attendance) -> OutboundMessage:
    assert attendance.last_text is not None
    return attendance.last_text


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def provider_asks(address: str, *, sid: str = "CA1", status: str = "in-progress", **more: str) -> HttpResponse:
    return signed_post(path_of(address), {"CallSid": sid, "CallStatus": status, "To": LANDLINE, **more})


def press(message: OutboundMessage, key: str, *, sid: str = "CA1") -> list[str]:
    response = provider_asks(key_url(message.uuid), sid=sid, Digits=key)
    assert response.status_code == 200
    return said(response)


def said(response: HttpResponse) -> list[str]:
    assert response.headers["Content-Type"] == "text/xml"
    return [say.text or "" for say in ET.fromstring(response.content).iter("Say")]  # noqa: S314 - our own


def test_question_is_read_twice_and_waits_for_one_key(asked: Attendance) -> None:
    message = call_of(asked)
    response = provider_asks(call_url(message.uuid))
    root = ET.fromstring(response.content)  # noqa: S314 - our own
    gathers = root.findall("Gather")
    assert [gather.attrib["action"] for gather in gathers] == [key_url(message.uuid)] * 2
    assert {(gather.attrib["numDigits"], gather.attrib["input"]) for gather in gathers} == {("1", "dtmf")}
    assert [verb.tag for verb in root] == ["Gather", "Gather", "Say"]
    first = root.find("Gather/Say")
    assert first is not None
    assert (first.text, first.attrib["language"]) == (message.body, "sv-SE")
    assert 'vid Torget & "hörnet" <2>.' in message.body
    message.refresh_from_db()
    assert (message.state, message.provider_sid) == (OutboundState.SENT, "CA1")


@pytest.mark.parametrize(("key", "state"), [("1", AttendanceState.CONFIRMED), ("2", AttendanceState.DECLINED)])
def test_key_is_recorded_done_and_answered_in_the_same_call(
    asked: Attendance, key: str, state: AttendanceState
) -> None:
    message = call_of(asked)
    heard = press(message, key)
    asked.refresh_from_db()
    assert asked.state == state
    assert asked.last_text is not None
    assert heard == [asked.last_text.body]
    assert (asked.last_text.channel, asked.last_text.state) == (Channel.VOICE, OutboundState.DELIVERED)
    kept = InboundMessage.objects.get()
    assert (kept.body, kept.from_number, kept.outcome) == (key, LANDLINE, state)
    assert asked.shift.events.latest("pk").door == Door.CALL


def test_doubled_key_acts_once(asked: Attendance) -> None:
    message = call_of(asked)
    first, second = press(message, "1"), press(message, "1")
    asked.refresh_from_db()
    assert "du är med" in first[0]
    assert second == ["Tack, vi har tagit emot ditt svar. Hej då!"]
    assert (InboundMessage.objects.count(), asked.shift.events.filter(kind="confirmed").count()) == (1, 1)


def test_another_key_asks_anew_and_is_no_answer(asked: Attendance) -> None:
    heard = press(call_of(asked), "9")
    asked.refresh_from_db()
    assert heard[:2] == [call_of(asked).body] * 2
    assert (asked.state, InboundMessage.objects.count()) == (AttendanceState.ASKED, 0)


def test_call_that_a_machine_took_is_no_answer(asked: Attendance) -> None:
    message = call_of(asked)
    provider_asks(call_url(message.uuid))
    provider_asks(call_status_url(message.uuid), status="completed")
    message.refresh_from_db()
    asked.refresh_from_db()
    assert (message.state, asked.state) == (OutboundState.DELIVERED, AttendanceState.ASKED)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("busy", OutboundState.UNDELIVERED),
        ("no-answer", OutboundState.UNDELIVERED),
        ("failed", OutboundState.FAILED),
        ("canceled", OutboundState.FAILED),
    ],
)
def test_call_that_nobody_took_did_not_arrive(asked: Attendance, status: str, state: OutboundState) -> None:
    message = call_of(asked)
    provider_asks(call_status_url(message.uuid), status=status)
    message.refresh_from_db()
    assert (message.state, message.error_code) == (state, status)


def test_question_that_is_over_is_not_asked_and_its_key_does_nothing(asked: Attendance) -> None:
    message = call_of(asked)
    OutboundMessage.objects.filter(pk=message.pk).update(state=OutboundState.SENT)
    remove_attendance(asked, origin=BY_CLOCK, now=clock.now())
    over = ["Frågan gäller inte längre. Tack för att du svarade. Hej då!"]
    assert said(provider_asks(call_url(message.uuid))) == over
    assert press(message, "1") == over
    asked.refresh_from_db()
    assert asked.state == AttendanceState.WITHDRAWN


def test_key_about_a_time_that_has_changed_does_nothing(asked: Attendance) -> None:
    message = call_of(asked)
    Attendance.objects.filter(pk=asked.pk).update(starts_at=asked.starts_at + timedelta(hours=1))
    press(message, "1")
    asked.refresh_from_db()
    assert asked.state == AttendanceState.ASKED


def test_key_after_the_start_is_told_so(asked: Attendance, settings: Settings) -> None:
    message = call_of(asked)
    settings.CLOCK = "tests.api.test_twilio_calls.in_a_week"
    assert "går inte att svara på längre" in press(message, "1")[0]
    asked.refresh_from_db()
    assert asked.state == AttendanceState.ASKED


def in_a_week() -> datetime:
    return datetime.now(UTC) + timedelta(days=7)


def test_key_that_could_not_be_done_at_once_is_swept_up(asked: Attendance, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object, **_more: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(twilio_calls, "apply_inbound", fail)
        assert press(call_of(asked), "1") == ["Tack, vi har tagit emot ditt svar. Hej då!"]
    later = clock.now() + timedelta(minutes=1)
    assert answer_unhandled(later) == 1
    asked.refresh_from_db()
    assert asked.state == AttendanceState.CONFIRMED
    # Nobody is on the line any more, so the answer is a call of its own.
    assert asked.last_text is not None
    assert asked.last_text.state == OutboundState.QUEUED


@pytest.mark.parametrize("address", [call_url, key_url, call_status_url])
def test_address_must_be_signed_by_provider_and_made_by_lykta(asked: Attendance, address: object) -> None:
    message = call_of(asked)
    path = path_of(address(message.uuid))  # type: ignore[operator]  # one of three functions
    form = {"CallSid": "CA1", "CallStatus": "in-progress", "Digits": "1"}
    assert Client().post(path, form).status_code == 403
    assert signed_post(path[:-1] + ("x" if path[-1] != "x" else "y"), form).status_code == 403
    assert Client().get(path).status_code == 405
    asked.refresh_from_db()
    assert (asked.state, InboundMessage.objects.count()) == (AttendanceState.ASKED, 0)


def test_news_that_is_no_question_is_said_and_the_call_ends(asked: Attendance) -> None:
    message = call_of(asked)
    OutboundMessage.objects.filter(pk=message.pk).update(kind="reminder", body="Du går i kväll.")
    root = ET.fromstring(provider_asks(call_url(message.uuid)).content)  # noqa: S314 - our own
    assert [(verb.tag, verb.text) for verb in root] == [("Say", "Du går i kväll.")]
