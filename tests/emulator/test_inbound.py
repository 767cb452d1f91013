from collections.abc import Callable
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from werkzeug.wrappers import Request, Response

from emulator.store import Webhook
from tests.support.emulating import ANNA, MEHMET, PATIENCE, TOWN, Door, Emulator


def write(emulator: Emulator, body: str, *, sender: str = ANNA) -> Webhook:
    """Anna texts the town; how the app took it."""
    message = emulator.provider.receive(sender=sender, body=body)
    webhook = emulator.provider.webhook_of(message.sid, seconds=PATIENCE)
    assert webhook is not None
    return webhook


def answering(body: str, content_type: str, status: int = 200) -> Callable[[Request], Response]:
    return lambda _request: Response(body, status=status, content_type=content_type)


def texts_to(emulator: Emulator, number: str) -> list[str]:
    return [message.body for message in emulator.provider.store.messages() if message.to == number]


def test_inbound_text_is_posted_signed_with_twilios_fields(emulator: Emulator, door: Door) -> None:
    webhook = write(emulator, "ja det funkar")
    url, form, signature = door.calls[0]
    assert url == emulator.settings.inbound_url
    assert RequestValidator(emulator.settings.auth_token).validate(url, form, signature)
    assert form == {
        "AccountSid": emulator.settings.account_sid,
        "ApiVersion": "2010-04-01",
        "Body": "ja det funkar",
        "From": ANNA,
        "FromCity": "",
        "FromCountry": "SE",
        "FromState": "",
        "FromZip": "",
        "MessageSid": webhook.sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": webhook.sid,
        "SmsSid": webhook.sid,
        "SmsStatus": "received",
        "To": TOWN,
        "ToCity": "",
        "ToCountry": "SE",
        "ToState": "",
        "ToZip": "",
    }
    assert (webhook.attempts, webhook.http_status, webhook.error_code) == (1, 200, None)


def test_inbound_text_is_in_the_api_too(emulator: Emulator) -> None:
    webhook = write(emulator, "JA")
    fetched = emulator.client.messages(webhook.sid).fetch()
    assert (fetched.direction, fetched.status, fetched.from_, fetched.to) == ("inbound", "received", ANNA, TOWN)


def test_number_in_a_service_names_it_and_its_opt_out_type(start_emulator: Callable[..., Emulator], door: Door) -> None:
    service = "MG" + "c" * 32
    emulator = start_emulator(inbound_url=door.url, service_sid=service, advanced_opt_out=True)
    write(emulator, "stop")
    write(emulator, "Start")
    write(emulator, "HELP")
    write(emulator, "STOPP")
    assert [form.get("OptOutType") for _, form, _ in door.calls] == ["STOP", "START", "HELP", None]
    assert {form["MessagingServiceSid"] for _, form, _ in door.calls} == {service}


def test_server_error_is_tried_once_more_with_the_same_sid(emulator: Emulator, door: Door) -> None:
    door.answers.append(answering("fel", "text/html", 500))
    webhook = write(emulator, "JA")
    assert (webhook.attempts, webhook.http_status, webhook.error_code) == (2, 200, None)
    assert [form["MessageSid"] for _, form, _ in door.calls] == [webhook.sid] * 2


def test_app_that_is_down_is_tried_twice(start_emulator: Callable[..., Emulator]) -> None:
    webhook = write(start_emulator(inbound_url="http://127.0.0.1:9/twilio/inbound"), "JA")
    assert (webhook.attempts, webhook.http_status, webhook.error_code) == (2, None, 11205)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (('{"ok": true}', "application/json"), 12300),
        (("<h1>Fel</h1>", "text/html; charset=utf-8"), 12300),
        (("<Response>", "text/xml"), 12100),
        (("nej", "text/xml", 403), 11200),
        (("", "text/html"), None),
        (("<Response/>", "application/xml"), None),
    ],
)
def test_answer_is_judged_as_twilios_debugger_does(
    emulator: Emulator, door: Door, answer: tuple[Any, ...], code: int | None
) -> None:
    door.answers.append(answering(*answer))
    webhook = write(emulator, "JA")
    assert (webhook.error_code, webhook.attempts) == (code, 1)


def test_plain_text_answer_is_texted_back(emulator: Emulator, door: Door) -> None:
    door.answers.append(answering("Internal error", "text/plain"))
    write(emulator, "JA")
    store = emulator.provider.store
    assert store.wait_for(lambda: texts_to(emulator, ANNA) == ["Internal error"], seconds=PATIENCE)


def test_message_verbs_of_twiml_are_texted_back(emulator: Emulator, door: Door) -> None:
    twiml = "<Response><Message>Tack!</Message><Message><Body>Vi ses.</Body></Message></Response>"
    door.answers.append(answering(twiml, "text/xml"))
    write(emulator, "JA")
    store = emulator.provider.store
    assert store.wait_for(lambda: texts_to(emulator, ANNA) == ["Tack!", "Vi ses."], seconds=PATIENCE)


@pytest.mark.parametrize(
    "word", ["STOP", " stop ", "Unsubscribe", "END", "quit", "CANCEL", "StopAll", "REVOKE", "OPTOUT"]
)
def test_stop_word_opts_out_and_still_reaches_the_app(emulator: Emulator, door: Door, word: str) -> None:
    write(emulator, word)
    with pytest.raises(TwilioRestException) as error:
        emulator.send()
    assert (error.value.status, error.value.code) == (400, 21610)
    assert door.calls[0][1]["Body"] == word
    assert emulator.send(to=MEHMET).status == "queued"


@pytest.mark.parametrize("word", ["START", "yes", "Unstop"])
def test_start_word_opts_in_again(emulator: Emulator, word: str) -> None:
    write(emulator, "STOP")
    write(emulator, word)
    assert emulator.send().status == "queued"


@pytest.mark.parametrize("body", ["STOPP", "stop nu", "STOP.", "AVSLUTA", "JA"])
def test_words_the_provider_does_not_know_opt_nobody_out(emulator: Emulator, body: str) -> None:
    write(emulator, body)
    assert emulator.send().status == "queued"


def test_provider_confirms_each_change_once(emulator: Emulator) -> None:
    for word in ("YES", "STOP", "STOP", "START"):
        write(emulator, word)
    confirmations = [body.split(".")[0] for body in texts_to(emulator, ANNA)]
    assert confirmations == [
        "You have successfully been unsubscribed",
        "You have successfully been re-subscribed to messages from this number",
    ]


def test_text_sent_through_the_control_door_can_be_repeated_by_sid(emulator: Emulator, door: Door) -> None:
    first = requests.post(f"{emulator.url}/control/inbound", json={"from": ANNA, "body": "JA"}, timeout=60).json()
    again = {"from": ANNA, "body": "JA", "sid": first["sid"]}
    answer = requests.post(f"{emulator.url}/control/inbound", json=again, timeout=60)
    assert (answer.status_code, answer.json()["sid"]) == (201, first["sid"])
    door.wait_for_calls(2)
    assert [form["MessageSid"] for _, form, _ in door.calls] == [first["sid"]] * 2
    assert first["webhooks"][0]["content_type"] == "text/xml; charset=utf-8"


def test_control_door_refuses_a_sender_that_is_no_number(emulator: Emulator) -> None:
    answer = requests.post(f"{emulator.url}/control/inbound", json={"from": "Anna", "body": "JA"}, timeout=60)
    assert answer.status_code == 400
