import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from twilio.request_validator import RequestValidator
from werkzeug.wrappers import Request, Response

from tests.emulator.test_calls import reach
from tests.support.emulating import ANNA, MEHMET, PATIENCE, TOWN, Door, Emulator

NOW = "2026-10-13T18:49:00+02:00"
STATE: dict[str, Any] = {
    "now": NOW,
    "town": "Huddinge kommun",
    "people": [
        {"first_name": "Anna", "number": ANNA, "state": "asked", "label": "Tillfrågad", "is_leader": False},
        {"first_name": "Mehmet", "number": MEHMET, "state": "declined", "label": "Kan inte", "is_leader": False},
    ],
    "shift": {
        "title": "Vårby, fredag 16 oktober",
        "url": "http://127.0.0.1:8000/shifts/1",
        "summary": "2 av 4 klara, minst 3.",
        "count": "2 av 4 klara",
        "pips": ["lead", "yes", "ask", "tick", "ask"],
    },
    "events": [{"state": "declined", "text": "Mehmet kan inte.", "at": "Sön 19.20"}],
    "jumps": [{"to": "2h", "label": "2 timmar fram"}, {"to": "restart", "label": "Börja om"}],
}


def demo_answers(request: Request) -> Response:
    body = STATE if request.path.endswith("/state") else {"now": NOW, "offset_seconds": 0}
    return Response(json.dumps(body), mimetype="application/json")


@pytest.fixture
def demo(start_door: Callable[[], Door]) -> Door:
    door = start_door()
    door.answers = [demo_answers] * 50
    return door


@pytest.fixture
def staged(start_emulator: Callable[..., Emulator], door: Door, demo: Door) -> Emulator:
    """An emulator with an app to answer to and a demo around it."""
    return start_emulator(inbound_url=f"{door.url}/twilio/inbound", demo_url=f"{demo.url}/demo")


def read_page(emulator: Emulator, path: str = "/") -> str:
    answer = requests.get(emulator.url + path, timeout=60)
    assert answer.status_code == 200
    return answer.text


def tap(emulator: Emulator, number: str, **form: str) -> requests.Response:
    url = f"{emulator.url}/phones/{number.removeprefix('+')}"
    return requests.post(url, data=form, timeout=60, allow_redirects=False)


def test_page_shows_people_shift_clock_events_and_jumps(staged: Emulator) -> None:
    page = read_page(staged)
    for words in (
        '<h1 id="rubrik" data-live>Två telefoner, en grupp</h1>',
        "Vårby, fredag 16 oktober",
        "2 av 4 klara, minst 3.",
        "Tis 18.49</time> <small>klockan i demon",
        "070-174 06 14",
        "Tillfrågad",
        "Mehmet kan inte.",
        "2 timmar fram",
        "Lykta i Huddinge kommun",
        "Så läser Lykta ett svar",
        'href="http://127.0.0.1:8000/shifts/1"',
    ):
        assert words in page


def test_text_is_stamped_with_the_demos_clock(staged: Emulator) -> None:
    staged.settle(staged.send(body="Hej Anna!").sid)
    page = read_page(staged)
    assert '<li class="stamp">tis 13 okt 18.49</li>' in page
    assert "<li>Hej Anna!</li>" in page


def test_text_from_a_stranger_is_escaped(staged: Emulator) -> None:
    staged.provider.receive(sender=ANNA, body="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in read_page(staged)


def test_page_works_without_a_demo(emulator: Emulator) -> None:
    emulator.settle(emulator.send(body="Hej Anna!").sid)
    page = read_page(emulator)
    assert "Bara telefonerna" in page
    assert ">En telefon</h1>" in page
    assert "Hej Anna!" in page
    assert "klockan i demon" not in page


def test_page_works_when_the_demo_is_down(start_emulator: Callable[..., Emulator]) -> None:
    emulator = start_emulator(demo_url="http://127.0.0.1:9/demo")
    assert emulator.send().status == "queued"
    assert "Bara telefonerna" in read_page(emulator)


def test_empty_page_says_what_will_come(emulator: Emulator) -> None:
    assert "Inga sms har kommit än" in read_page(emulator)


def test_phones_outside_the_demo_are_one_link_away(staged: Emulator) -> None:
    staged.settle(staged.send(to="+46701740630").sid)
    assert "Visa 1 telefon till" in read_page(staged)
    everyone = read_page(staged, "/?alla=1")
    assert "070-174 06 30" in everyone
    assert 'action="/phones/46701740614?alla=1"' in everyone


@pytest.mark.parametrize(
    ("form", "body"), [({"svar": "JA"}, "JA"), ({"text": " nej jobbar tyvärr "}, "nej jobbar tyvärr")]
)
def test_reply_by_tap_and_by_free_text_reaches_the_app(
    staged: Emulator, door: Door, form: dict[str, str], body: str
) -> None:
    answer = tap(staged, ANNA, **form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#tel-46701740614")
    assert [(sent["From"], sent["Body"]) for _, sent, _ in door.calls] == [(ANNA, body)]
    assert f"</span>{body}</li>" in read_page(staged)


def test_empty_reply_sends_nothing(staged: Emulator, door: Door) -> None:
    assert tap(staged, ANNA, text="  ").status_code == 303
    assert door.calls == []


def test_reply_from_no_phone_is_not_found(staged: Emulator) -> None:
    assert tap(staged, "anna", svar="JA").status_code == 404


def test_script_gets_a_bare_answer(staged: Emulator) -> None:
    url = f"{staged.url}/phones/46701740614"
    assert requests.post(url, data={"svar": "JA"}, headers={"X-Live": "1"}, timeout=60).status_code == 204


def test_clock_is_moved_by_a_signed_post_to_the_demo(staged: Emulator, demo: Door) -> None:
    answer = requests.post(f"{staged.url}/clock", data={"to": "2h"}, timeout=60, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#lage")
    url, form, signature = demo.calls[-1]
    assert (url, form) == (f"{staged.settings.demo_url}/clock", {"to": "2h"})
    assert RequestValidator(staged.settings.auth_token).validate(url, form, signature)


def test_new_start_empties_the_phones(staged: Emulator) -> None:
    staged.settle(staged.send().sid)
    requests.post(f"{staged.url}/clock", data={"to": "restart"}, timeout=60)
    assert staged.provider.store.messages() == []


def test_clock_that_does_not_move_is_told(emulator: Emulator) -> None:
    answer = requests.post(f"{emulator.url}/clock", data={"to": "2h"}, timeout=60)
    assert "Klockan kunde inte flyttas" in answer.text
    live = requests.post(f"{emulator.url}/clock", data={"to": "2h"}, headers={"X-Live": "1"}, timeout=60)
    assert live.status_code == 502


def test_live_part_is_not_sent_again_until_it_changes(staged: Emulator) -> None:
    first = requests.get(f"{staged.url}/live", timeout=60)
    etag = {"If-None-Match": first.headers["ETag"]}
    assert requests.get(f"{staged.url}/live", headers=etag, timeout=60).status_code == 304
    staged.provider.receive(sender=ANNA, body="JA")
    assert requests.get(f"{staged.url}/live", headers=etag, timeout=60).status_code == 200


def test_log_shows_an_answer_that_was_not_xml(emulator: Emulator, door: Door) -> None:
    door.answers.append(lambda _request: Response("{}", mimetype="application/json"))
    message = emulator.provider.receive(sender=ANNA, body="JA")
    emulator.provider.webhook_of(message.sid, seconds=PATIENCE)
    assert "12300 Invalid Content-Type" in read_page(emulator)


def test_page_allows_no_inline_script_or_style(staged: Emulator) -> None:
    answer = requests.get(staged.url, timeout=60)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/static/phones.css", "/static/phones.js", "/lykta/css/tokens.css", "/lykta/css/components.css", "/healthz"],
)
def test_what_the_page_needs_is_served(emulator: Emulator, path: str) -> None:
    assert requests.get(emulator.url + path, timeout=60).status_code == 200


def test_nothing_outside_the_static_folder_is_served(emulator: Emulator) -> None:
    assert requests.get(f"{emulator.url}/lykta/%2e%2e/manage.py", timeout=60).status_code == 404


def test_call_rings_on_the_phone_is_answered_and_takes_a_key(staged: Emulator, door: Door) -> None:
    question = (
        f'<Response><Gather action="{door.url}/key" timeout="6000"><Say>Kan du &lt;gå&gt;?</Say></Gather></Response>'
    )
    door.answers = [
        lambda _request: Response(question, mimetype="text/xml"),
        lambda _request: Response("<Response><Say>Tack!</Say></Response>", mimetype="text/xml"),
    ]
    sid = staged.client.calls.create(to=ANNA, from_=TOWN, url=f"{door.url}/q", timeout=600).sid
    reach(staged, sid, lambda call: call.status == "ringing")
    assert "Det ringer" in read_page(staged)
    address = f"{staged.url}/phones/{ANNA.removeprefix('+')}/call/{sid}"
    answered = requests.post(address, data={"gor": "svara"}, timeout=60, allow_redirects=False)
    assert (answered.status_code, answered.headers["Location"]) == (303, f"/#tel-{ANNA.removeprefix('+')}")
    reach(staged, sid, lambda call: call.waits)
    assert "Kan du &lt;gå&gt;?" in read_page(staged)
    requests.post(address, data={"gor": "1"}, timeout=60)
    reach(staged, sid, lambda call: call.status == "completed")
    assert "Samtal: Kan du &lt;gå&gt;? Tack! Tryckte 1." in read_page(staged)


def test_call_turned_away_is_kept_in_the_thread(staged: Emulator, door: Door) -> None:
    sid = staged.client.calls.create(to=ANNA, from_=TOWN, url=f"{door.url}/q", timeout=600).sid
    reach(staged, sid, lambda call: call.status == "ringing")
    requests.post(f"{staged.url}/phones/{ANNA.removeprefix('+')}/call/{sid}", data={"gor": "lagg_pa"}, timeout=60)
    assert "Samtal: avvisades eller var upptaget." in read_page(staged)
