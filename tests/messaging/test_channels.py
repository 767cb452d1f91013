"""Every way out: a call through real sockets to the emulator, an e-mail to a mail server, good and bad."""

import smtplib
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings

from messaging.domain.callback_links import CALL_PATH, CALL_STATUS_PATH, KEY_PATH, call_url
from messaging.domain.outbox import ask_about_unknown, queue_sms, record_status, send_due
from messaging.domain.personal_links import token_of
from messaging.enums import Channel, OutboundState
from messaging.gateways.protocol import NotReached, Refused
from messaging.gateways.twilio import TwilioGateway
from messaging.models import OptOut, OutboundMessage, SendAttempt
from tests.messaging.outgoing import ANNA, reloaded
from tests.support.emulating import Emulator

pytestmark = pytest.mark.django_db(transaction=True)
LANDLINE = "+46846500405"
URL, STATUS_URL = "http://127.0.0.1:9/twilio/call", "http://127.0.0.1:9/twilio/call/status"


def present() -> datetime:
    return datetime.now(UTC)


def queued_call(**more: Any) -> OutboundMessage:
    now = present()
    values: dict[str, Any] = {
        "to_number": LANDLINE,
        "body": "Kan du gå?",
        "kind": "ask",
        "expires_at": now + timedelta(hours=5),
    } | more
    return queue_sms(channel=Channel.VOICE, dedupe_key=f"ask:{now.timestamp()}", now=now, **values)


def queued_mail(**more: Any) -> OutboundMessage:
    return queue_sms(
        channel=Channel.EMAIL,
        to_number=ANNA,
        to_email="anna@lykta.example",
        subject="Kan du gå?",
        body="Svara här: {link}",
        kind="ask",
        dedupe_key=f"mail:{present().timestamp()}",
        now=present(),
        **more,
    )


def ring(to: str = LANDLINE) -> str:
    return TwilioGateway().call(to=to, url=URL, status_url=STATUS_URL).sid


class Falling(EmailBackend):
    """A mail server that fails as it is told to, when it is opened or when it is handed something."""

    when_opened: Exception | None = None
    when_sent: Exception | None = None

    def open(self) -> bool:
        if self.when_opened is not None:
            raise self.when_opened
        return True

    def send_messages(self, messages: Any) -> int:
        if self.when_sent is not None:
            raise self.when_sent
        return int(super().send_messages(messages))


@pytest.fixture
def falling(settings: Settings) -> type[Falling]:
    settings.EMAIL_BACKEND = f"{Falling.__module__}.{Falling.__qualname__}"
    Falling.when_opened = Falling.when_sent = None
    return Falling


def test_paths_are_those_the_api_answers() -> None:
    assert [CALL_PATH, KEY_PATH, CALL_STATUS_PATH] == ["/twilio/call", "/twilio/call/key", "/twilio/call/status"]


def test_call_reaches_the_provider(emulated: Emulator) -> None:
    sid = ring()
    call = emulated.provider.calls.get(sid)
    assert call is not None
    assert (call.to, call.sender, call.url, call.callback_url) == (LANDLINE, "+46701740699", URL, STATUS_URL)
    assert call.events == {"ringing", "answered", "completed"}
    found = TwilioGateway().find_calls(to=LANDLINE, since=present() - timedelta(minutes=5))
    assert [one.sid for one in found] == [sid]
    assert TwilioGateway().find_calls(to=LANDLINE, since=present() + timedelta(minutes=5)) == []


def test_messaging_service_alone_cannot_call(settings: Settings, emulated: Emulator) -> None:
    settings.TWILIO_FROM = ""
    with pytest.raises(Refused) as refusal:
        ring()
    assert refusal.value.code == "21213"


@pytest.mark.parametrize(("number", "code"), [("+46701740690", "21211"), ("+46701740697", "20429")])
def test_refused_call_carries_the_code(emulated: Emulator, number: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        ring(number)
    assert refusal.value.code == code


def test_call_to_nobody_was_never_made(settings: Settings) -> None:
    settings.TWILIO_API_URL = "http://127.0.0.1:9"
    with pytest.raises(NotReached):
        ring()


def test_worker_rings_once_also_when_the_answer_was_lost(emulated: Emulator) -> None:
    message = queued_call()
    emulated.provider.faults.order({"kind": "cut"})
    assert send_due(present()) == 1
    assert reloaded(message).state == OutboundState.UNKNOWN
    later = present() + timedelta(minutes=6)
    assert ask_about_unknown(later) == 1
    send_due(later)
    [call] = emulated.provider.calls.all()
    assert (reloaded(message).state, reloaded(message).provider_sid) == (OutboundState.SENT, call.sid)
    assert call.url == call_url(message.uuid)


def test_call_that_nobody_took_is_made_once_more(emulated: Emulator) -> None:
    message = queued_call()
    send_due(present())
    sid = reloaded(message).provider_sid or ""
    record_status(message_uuid=message.uuid, provider_sid=sid, status="busy", error_code="busy", now=present())
    again = OutboundMessage.objects.get(dedupe_key=f"{message.dedupe_key}#2")
    assert (again.channel, again.state, again.to_number) == (Channel.VOICE, OutboundState.QUEUED, LANDLINE)
    assert reloaded(message).state == OutboundState.UNDELIVERED


def test_someone_who_has_stopped_texts_can_still_be_called(emulated: Emulator) -> None:
    OptOut.objects.create(number=LANDLINE, started_at=present(), source="sms")
    queued_call()
    assert send_due(present()) == 1
    assert len(emulated.provider.calls.all()) == 1


def test_mail_leaves_with_its_link_and_stands_without() -> None:
    message = queued_mail()
    assert send_due(present()) == 1
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["anna@lykta.example"], "Kan du gå?")
    assert letter.body == f"Svara här: http://127.0.0.1:8000/svar/{token_of(message.uuid)}"
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert str(message.uuid) in letter.extra_headers["Message-ID"]
    assert (reloaded(message).state, reloaded(message).body) == (OutboundState.SENT, "Svara här: {link}")


@pytest.mark.parametrize(
    ("opened", "sent", "state", "code"),
    [
        (ConnectionRefusedError(), None, OutboundState.QUEUED, "mail_later"),
        (None, smtplib.SMTPDataError(451, b"later"), OutboundState.QUEUED, "mail_later"),
        (None, smtplib.SMTPDataError(550, b"no"), OutboundState.FAILED, "mail_refused"),
        (
            None,
            smtplib.SMTPRecipientsRefused({"anna@lykta.example": (550, b"who?")}),
            OutboundState.FAILED,
            "mail_refused",
        ),
        (None, smtplib.SMTPServerDisconnected(), OutboundState.FAILED, "mail_lost"),
        (None, TimeoutError(), OutboundState.FAILED, "mail_lost"),
    ],
)
def test_mail_server_in_trouble(
    falling: type[Falling], opened: Exception | None, sent: Exception | None, state: OutboundState, code: str
) -> None:
    message = queued_mail()
    falling.when_opened, falling.when_sent = opened, sent
    send_due(present())
    assert (reloaded(message).state, reloaded(message).error_code) == (state, code)
    assert SendAttempt.objects.count() == 1


def test_mail_server_that_is_away_holds_up_no_text(falling: type[Falling], emulated: Emulator) -> None:
    for _time in range(5):
        queued_mail()
    now = present()
    text = queue_sms(to_number=ANNA, body="Hej", kind="ask", dedupe_key="hej", now=now)
    falling.when_opened = ConnectionRefusedError()
    send_due(present())
    assert reloaded(text).state == OutboundState.SENT


def test_addresses_and_tokens_stay_out_of_what_an_error_says(falling: type[Falling], caplog: Any) -> None:
    queued_mail()
    falling.when_sent = smtplib.SMTPRecipientsRefused({"anna@lykta.example": (550, b"who?")})
    with patch.object(smtplib.SMTPRecipientsRefused, "__str__", lambda _error: "anna@lykta.example"):
        send_due(present())
    assert "anna@" not in caplog.text
