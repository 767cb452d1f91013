"""The real client, through real sockets, to the emulator: the same calls that reach the real service."""

import logging
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from messaging.domain.outbox import ask_about_unknown, send_due
from messaging.enums import OutboundState, Reason
from messaging.gateways import twilio
from messaging.gateways.protocol import AnswerLost, NotReached, Refused
from messaging.gateways.twilio import TwilioGateway
from messaging.models import OutboundMessage, SendAttempt
from messaging.queries import number_troubles
from tests.messaging.outgoing import ANNA, BIRGITTA, MINUTE, queued, reloaded
from tests.support.emulating import PATIENCE, Emulator

STATUS_URL = "http://127.0.0.1:9/twilio/status?o=1&s=2"


def present() -> datetime:
    return datetime.now(UTC)


def send(to: str = ANNA, body: str = "Kan du gå?", useful_for: timedelta | None = None) -> str:
    return TwilioGateway().send(to=to, body=body, status_url=STATUS_URL, useful_for=useful_for).sid


def test_text_reaches_the_provider_as_it_was_written(emulated: Emulator) -> None:
    body = "Åsa, kan du gå fre 16/10 20.30-00.30? Svara JA eller NEJ."
    receipt = TwilioGateway().send(to=ANNA, body=body, status_url=STATUS_URL, useful_for=None)
    message = emulated.provider.store.get(receipt.sid)
    assert message is not None
    assert (message.to, message.sender, message.body) == (ANNA, "+46701740699", body)
    assert message.callback_url == STATUS_URL
    assert (receipt.status, receipt.segments) == ("queued", 1)


def test_messaging_service_is_the_sender_when_one_is_set(settings: Settings, emulated: Emulator) -> None:
    settings.TWILIO_MESSAGING_SERVICE_SID = "MG" + "1" * 32
    receipt = TwilioGateway().send(to=ANNA, body="Hej", status_url=STATUS_URL, useful_for=None)
    message = emulated.provider.store.get(receipt.sid)
    assert message is not None
    assert (message.service_sid, receipt.status) == ("MG" + "1" * 32, "accepted")


def test_client_goes_where_settings_say_when_a_region_is_set(
    emulated: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    twilio._client_for.cache_clear()
    assert send() in {message.sid for message in emulated.provider.store.messages()}
    twilio._client_for.cache_clear()


@pytest.mark.parametrize(
    ("useful_for", "seconds"),
    [(timedelta(seconds=1), 6), (timedelta(hours=2), 7200), (timedelta(hours=48), 36_000)],
)
def test_validity_keeps_within_what_the_provider_takes(useful_for: timedelta, seconds: int) -> None:
    assert twilio._validity(useful_for) == seconds


@pytest.mark.parametrize(("number", "code"), [("90", "21211"), ("91", "21610"), ("92", "21614"), ("97", "20429")])
def test_refusal_carries_the_code(emulated: Emulator, number: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        send(to=f"+467017406{number}")
    assert refusal.value.code == code


def test_wrong_token_is_refused_as_such(settings: Settings, emulated: Emulator) -> None:
    settings.TWILIO_AUTH_TOKEN = "another"
    with pytest.raises(Refused) as refusal:
        send()
    assert refusal.value.code == "20003"


@pytest.mark.parametrize("fault", [{"kind": "server_error"}, {"kind": "server_error", "status": 503}, {"kind": "cut"}])
def test_answer_counts_as_lost(emulated: Emulator, fault: dict[str, object]) -> None:
    emulated.provider.faults.order(fault)
    with pytest.raises(AnswerLost):
        send()


def test_answer_counts_as_lost_when_it_takes_too_long(emulated: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio, "TIMEOUT", 0.2)
    twilio._client_for.cache_clear()
    emulated.provider.faults.order({"kind": "slow", "seconds": 1})
    with pytest.raises(AnswerLost, match="ReadTimeout"):
        send()
    twilio._client_for.cache_clear()
    store = emulated.provider.store
    assert store.wait_for(lambda: len(store.messages()) == 1, seconds=PATIENCE)


def test_provider_is_not_reached_when_nobody_listens(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as wire:
        settings.TWILIO_API_URL = f"http://127.0.0.1:{wire.getsockname()[1]}"
    with pytest.raises(NotReached):
        send()


def test_provider_lists_what_it_took_newest_first(emulated: Emulator) -> None:
    start = present()
    sids = [send(body="ett"), send(body="två")]
    send(to=BIRGITTA)
    found = TwilioGateway().find_sent(to=ANNA, since=start)
    assert [(text.sid, text.body) for text in found] == [(sids[1], "två"), (sids[0], "ett")]
    assert TwilioGateway().find_sent(to=ANNA, since=present() + MINUTE) == []


@pytest.mark.django_db
def test_text_that_was_taken_but_not_answered_for_is_found_and_not_sent_twice(emulated: Emulator) -> None:
    emulated.provider.faults.order({"kind": "cut"})
    message, now = queued(), present()
    send_due(now)
    assert reloaded(message).state == OutboundState.UNKNOWN
    ask_about_unknown(now + 5 * MINUTE)
    send_due(now + 6 * MINUTE)
    [taken] = emulated.provider.store.messages()
    assert reloaded(message).provider_sid == taken.sid
    assert reloaded(message).state in {OutboundState.SENT, OutboundState.DELIVERED}


@pytest.mark.django_db
def test_bad_end_that_only_the_list_tells_of_is_held_against_the_number(emulated: Emulator) -> None:
    emulated.provider.faults.order({"kind": "cut"})
    unknown = "+46701740694"
    message, now = queued(to_number=unknown), present()
    send_due(now)
    [taken] = emulated.provider.store.messages()
    emulated.settle(taken.sid)
    ask_about_unknown(now + 5 * MINUTE)
    assert (reloaded(message).state, reloaded(message).error_code) == (OutboundState.UNDELIVERED, "30005")
    assert number_troubles([unknown])[unknown].times == 1


@pytest.mark.django_db
def test_text_is_sent_once_when_the_connection_was_cut_before_it_was_taken(emulated: Emulator) -> None:
    emulated.provider.faults.order({"kind": "refuse"})
    message, now = queued(), present()
    send_due(now)
    assert reloaded(message).state == OutboundState.UNKNOWN
    ask_about_unknown(now + 5 * MINUTE)
    send_due(now + 6 * MINUTE)
    assert reloaded(message).state == OutboundState.SENT
    assert len(emulated.provider.store.messages()) == 1


@pytest.mark.django_db
def test_every_text_arrives_once_when_the_provider_has_a_bad_day(emulated: Emulator) -> None:
    for kind in ("rate_limit", "server_error", "refuse", "cut"):
        emulated.provider.faults.order({"kind": kind, "probability": 0.2, "seconds": 0.05})
    now = present()
    messages = [queued(f"ask:{n}", body=f"Text {n}", to_number=f"+46701740{n}", now=now) for n in range(620, 650)]
    for _ in range(40):
        send_due(now)
        now += 6 * MINUTE
        ask_about_unknown(now)
    assert {reloaded(message).state for message in messages} <= {OutboundState.SENT, OutboundState.DELIVERED}
    taken = sorted(message.body for message in emulated.provider.store.messages())
    assert taken == [f"Text {n}" for n in range(620, 650)]
    assert SendAttempt.objects.filter(ended_at=None).count() == 0


@pytest.mark.django_db
def test_sender_is_left_alone_as_long_as_the_provider_says(emulated: Emulator) -> None:
    emulated.provider.faults.order({"kind": "rate_limit", "count": 9, "seconds": 90})
    now = present()
    messages = [queued(f"ask:{n}", to_number=f"+46701740{n}", now=now) for n in range(620, 640)]
    for later in (0, 10, 20):
        assert send_due(now + timedelta(seconds=later)) == 0
        [fault] = emulated.provider.faults.listing()
        assert fault["left"] == 8, "the provider was asked again before it wanted to be"
    emulated.provider.faults.clear()
    assert send_due(now + timedelta(seconds=95)) == 20
    assert sorted(reloaded(message).attempts for message in messages) == [1] * 19 + [2]


@pytest.mark.django_db
def test_run_goes_on_when_the_wait_that_the_provider_asked_for_is_over(emulated: Emulator) -> None:
    emulated.provider.faults.order({"kind": "rate_limit", "seconds": 0.4})
    for n in range(620, 630):
        queued(f"ask:{n}", to_number=f"+46701740{n}", now=present())
    began = monotonic()
    assert send_due() >= 9
    assert monotonic() - began >= 0.4
    while OutboundMessage.objects.filter(state=OutboundState.QUEUED).exists():
        send_due()
    assert len(emulated.provider.store.messages()) == 10


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7.0), ("0", 0.0), ("99999", 3600.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", None), ("", None)],
)
def test_wait_is_read_as_seconds_or_as_a_date(said: str, seconds: float | None) -> None:
    assert twilio._wait({"Retry-After": said}) == seconds


@pytest.mark.django_db
def test_opted_out_number_is_silenced_by_the_providers_refusal(emulated: Emulator) -> None:
    message = queued(to_number="+46701740691")
    send_due(present())
    assert (reloaded(message).state, reloaded(message).reason) == (OutboundState.DROPPED, Reason.OPTED_OUT)


@pytest.mark.django_db
def test_status_address_is_signed_and_public(settings: Settings, emulated: Emulator) -> None:
    settings.PUBLIC_URL = "https://lykta.example"
    message = queued()
    send_due(present())
    [taken] = emulated.provider.store.messages()
    address = urlsplit(taken.callback_url)
    assert (address.scheme, address.netloc, address.path) == ("https", "lykta.example", "/twilio/status")
    assert parse_qs(address.query)["o"] == [str(message.uuid)]


def test_client_logs_no_number(emulated: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    send()
    TwilioGateway().find_sent(to=ANNA, since=present())
    assert [line for line in caplog.messages if "70174" in line] == []


def test_errors_carry_no_number(emulated: Emulator) -> None:
    with pytest.raises(Refused) as refusal:
        send(to="+46701740690")
    assert "70174" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "faults", [[], ["callback_shuffled"], ["callback_doubled"], ["callback_shuffled", "callback_doubled"]]
)
def test_text_is_followed_to_the_phone_by_signed_callbacks(
    settings: Settings, live_server: LiveServer, start_provider: Callable[..., Emulator], faults: list[str]
) -> None:
    settings.PUBLIC_URL = live_server.url
    emulator = start_provider(speed=20.0)
    for kind in faults:
        emulator.provider.faults.order({"kind": kind, "count": 9})
    message = queued()
    send_due(present())
    emulator.settle(str(reloaded(message).provider_sid))
    store, expected = emulator.provider.store, 6 if "callback_doubled" in faults else 3
    assert store.wait_for(lambda: len(store.webhooks()) >= expected, seconds=PATIENCE)
    assert {webhook.http_status for webhook in store.webhooks()} == {200}
    assert reloaded(message).state == OutboundState.DELIVERED
    assert OutboundMessage.objects.get().callbacks.count() == expected
