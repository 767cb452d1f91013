import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from openapi_schema_validator import OAS30Validator
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from werkzeug.wrappers import Request, Response

from emulator.calls import Call
from tests.emulator.test_contract import formats
from tests.support.emulating import ANNA, PATIENCE, TOWN, Door, Emulator

DESCRIPTION = json.loads((Path(__file__).parent.parent / "data" / "twilio_calls_openapi.json").read_text())
LANDLINE = "+46846500405"
QUESTION = (
    '<Response><Gather numDigits="1" action="{url}/key" timeout="{seconds}">'
    '<Say language="sv-SE">Kan du gå?</Say></Gather><Say>Hej då.</Say></Response>'
)


@pytest.fixture
def asking(door: Door) -> Door:
    """An app that asks one question and thanks for the key. A second of its patience is a hundredth of ours."""

    def answer(request: Request) -> Response:
        thanks = f"<Response><Say>Du tryckte {request.form.get('Digits')}.</Say></Response>"
        patient, hasty = (QUESTION.format(url=door.url, seconds=seconds) for seconds in (6000, 5))
        body = {"/key": thanks, "/question": patient, "/hasty": hasty}.get(request.path, "<Response/>")
        return Response(body, mimetype="text/xml")

    door.answers = [answer] * 20
    return door


def ring(emulator: Emulator, door: Door, to: str = ANNA, page: str = "question", **more: Any) -> str:
    call = emulator.client.calls.create(to=to, from_=TOWN, url=f"{door.url}/{page}", **more)
    return str(call.sid)


def reach(emulator: Emulator, sid: str, is_so: Callable[[Call], bool]) -> Call:
    """The call once it is so."""
    store = emulator.provider.store

    def found() -> bool:
        call = emulator.provider.calls.get(sid)
        return call is not None and is_so(call)

    for _ in range(200):
        if store.wait_for(found, seconds=PATIENCE / 200):
            break
    call = emulator.provider.calls.get(sid)
    assert call is not None
    assert is_so(call), call
    return call


def ringing(emulator: Emulator, door: Door, **more: Any) -> str:
    sid = ring(emulator, door, timeout=600, **more)
    reach(emulator, sid, lambda call: call.status == "ringing")
    return sid


def test_person_hears_the_question_presses_a_key_and_hears_the_answer(emulator: Emulator, asking: Door) -> None:
    sid = ringing(emulator, asking, to=LANDLINE)
    assert emulator.provider.calls.answer(sid)
    reach(emulator, sid, lambda call: call.waits)
    assert emulator.provider.calls.press(sid, "1")
    call = reach(emulator, sid, lambda call: call.status == "completed")
    assert (call.said, call.pressed) == (("Kan du gå?", "Du tryckte 1."), "1")
    told = [(url.removeprefix(asking.url), form.get("Digits")) for url, form, _ in asking.calls]
    assert told == [("/question", None), ("/key", "1")]


def test_requests_are_signed_over_their_address_and_form(emulator: Emulator, asking: Door) -> None:
    emulator.provider.calls.answer(ringing(emulator, asking))
    asking.wait_for_calls(1)
    url, form, signature = asking.calls[0]
    assert RequestValidator(emulator.settings.auth_token).validate(url, form, signature)
    assert (form["CallStatus"], form["To"], form["From"]) == ("in-progress", ANNA, TOWN)


def test_silence_goes_on_to_what_comes_after_the_question(emulator: Emulator, asking: Door) -> None:
    sid = ringing(emulator, asking, page="hasty")
    emulator.provider.calls.answer(sid)
    call = reach(emulator, sid, lambda call: call.status == "completed")
    assert (call.said, call.pressed) == (("Kan du gå?", "Hej då."), "")


@pytest.mark.parametrize(
    ("to", "timeout", "status"),
    [(ANNA, 1, "no-answer"), ("+46701740693", 1, "no-answer"), ("+46701740696", 60, "busy")],
)
def test_unanswered_call_ends_and_says_so(emulator: Emulator, asking: Door, to: str, timeout: int, status: str) -> None:
    sid = ring(emulator, asking, to=to, timeout=timeout, status_callback=f"{asking.url}/status")
    reach(emulator, sid, lambda call: call.status == status)
    asking.wait_for_calls(1)
    assert [form["CallStatus"] for _, form, _ in asking.calls] == [status]


def test_events_are_told_as_ordered(emulator: Emulator, asking: Door) -> None:
    events = ["initiated", "ringing", "answered", "completed"]
    sid = ringing(emulator, asking, status_callback=f"{asking.url}/status", status_callback_event=events)
    emulator.provider.calls.answer(sid)
    reach(emulator, sid, lambda call: call.waits)
    emulator.provider.calls.hang_up(sid)
    asking.wait_for_calls(5)
    told = [form["CallStatus"] for url, form, _ in asking.calls if url.endswith("/status")]
    assert told == ["initiated", "ringing", "in-progress", "completed"]


def test_turned_away_call_is_busy_and_cannot_be_answered(emulator: Emulator, asking: Door) -> None:
    sid = ringing(emulator, asking)
    assert emulator.provider.calls.hang_up(sid)
    assert not emulator.provider.calls.answer(sid)
    assert not emulator.provider.calls.press(sid, "1")
    reach(emulator, sid, lambda call: call.status == "busy")


def test_app_in_trouble_is_heard(emulator: Emulator, door: Door) -> None:
    door.answers = [lambda _request: Response("oj", status=500)]
    sid = ringing(emulator, door)
    emulator.provider.calls.answer(sid)
    call = reach(emulator, sid, lambda call: call.status == "completed")
    assert call.said == ("An application error has occurred. Goodbye.",)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"to": "1"}, 21211),
        ({"to": "+12125551234"}, 21215),
        ({"url": "hej"}, 21205),
        ({"from_": ANNA}, 21210),
        ({"to": "+46701740690"}, 21211),
        ({"send_digits": "1"}, 20001),
    ],
)
def test_call_that_cannot_be_made_is_refused(emulator: Emulator, form: dict[str, str], code: int) -> None:
    with pytest.raises(TwilioRestException) as refusal:
        emulator.client.calls.create(**({"to": ANNA, "from_": TOWN, "url": "http://127.0.0.1/x"} | form))
    assert refusal.value.code == code


def test_fault_strikes_calls_too(emulator: Emulator, asking: Door) -> None:
    emulator.provider.faults.order({"kind": "cut"})
    with pytest.raises(requests.ConnectionError):
        ring(emulator, asking)
    assert [call.to for call in emulator.client.calls.list(to=ANNA)] == [ANNA]


def test_person_acts_through_the_door_for_tests(emulator: Emulator, asking: Door) -> None:
    sid = ringing(emulator, asking)
    door = f"{emulator.url}/control/calls"
    assert requests.post(f"{door}/{sid}", json={"do": "answer"}, timeout=60).json() == {"done": True}
    reach(emulator, sid, lambda call: call.waits)
    assert requests.post(f"{door}/{sid}", json={"do": "press", "key": "2"}, timeout=60).json() == {"done": True}
    reach(emulator, sid, lambda call: call.status == "completed")
    shown = requests.get(f"{door}?to={ANNA.replace('+', '%2B')}", timeout=60).json()["calls"]
    assert [(call["status"], call["pressed"]) for call in shown] == [("completed", "2")]
    assert requests.post(f"{door}/{sid}", json={"do": "sing"}, timeout=60).status_code == 400


def test_every_answer_about_calls_is_as_described(emulator: Emulator, asking: Door) -> None:
    sid = ringing(emulator, asking)
    emulator.provider.calls.answer(sid)
    reach(emulator, sid, lambda call: call.waits)
    emulator.provider.calls.hang_up(sid)
    reach(emulator, sid, lambda call: call.status == "completed")
    base = f"{emulator.url}/2010-04-01/Accounts/{emulator.settings.account_sid}/Calls"
    one = requests.get(f"{base}/{sid}.json", auth=emulator.credentials, timeout=60).json()
    page = requests.get(f"{base}.json", auth=emulator.credentials, timeout=60).json()
    made = requests.post(
        f"{base}.json", data={"To": ANNA, "From": TOWN, "Url": asking.url}, auth=emulator.credentials, timeout=60
    )
    schema = {
        "allOf": [{"$ref": "#/components/schemas/api.v2010.account.call"}],
        "components": DESCRIPTION["components"],
    }
    validator = OAS30Validator(schema, format_checker=formats)
    fields = set(DESCRIPTION["components"]["schemas"]["api.v2010.account.call"]["properties"])
    assert made.status_code == 201
    for call in (one, made.json(), *page["calls"]):
        validator.validate(call)
        assert set(call) == fields
    described = DESCRIPTION["paths"]["/2010-04-01/Accounts/{AccountSid}/Calls.json"]["get"]["responses"]["200"]
    assert set(page) == set(described["content"]["application/json"]["schema"]["properties"])
