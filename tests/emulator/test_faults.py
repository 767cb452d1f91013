import time

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from emulator.faults import Faults, Kind
from tests.support.emulating import ANNA, MEHMET, PATIENCE, TOWN, Emulator


def order(emulator: Emulator, **fault: object) -> requests.Response:
    return requests.post(f"{emulator.url}/control/faults", json=fault, timeout=60)


def post_text(emulator: Emulator, *, timeout: float = 60) -> requests.Response:
    form = {"To": ANNA, "From": TOWN, "Body": "Hej"}
    return requests.post(f"{emulator.api}.json", data=form, auth=emulator.credentials, timeout=timeout)


def count_texts(emulator: Emulator) -> int:
    return len(emulator.provider.store.messages())


def test_rate_limit_says_when_to_come_back_and_passes(emulator: Emulator) -> None:
    order(emulator, kind="rate_limit", count=2, seconds=3)
    answers = [post_text(emulator) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 201]
    assert (answers[0].headers["Retry-After"], answers[0].json()["code"]) == ("3", 20429)
    assert count_texts(emulator) == 1


@pytest.mark.parametrize(("status", "code"), [(500, 20500), (503, 20503)])
def test_server_error_leaves_no_text(emulator: Emulator, status: int, code: int) -> None:
    order(emulator, kind="server_error", status=status)
    with pytest.raises(TwilioRestException) as error:
        emulator.send()
    assert (error.value.status, error.value.code, count_texts(emulator)) == (status, code, 0)
    assert emulator.send().status == "queued"


def test_refused_connection_leaves_no_text(emulator: Emulator) -> None:
    order(emulator, kind="refuse")
    with pytest.raises(requests.ConnectionError):
        emulator.send()
    assert count_texts(emulator) == 0


def test_stalled_call_is_held_and_leaves_no_text(emulator: Emulator) -> None:
    order(emulator, kind="stall", seconds=0.4)
    with pytest.raises(requests.ReadTimeout):
        post_text(emulator, timeout=0.1)
    order(emulator, kind="stall", seconds=0.1)
    with pytest.raises(requests.ConnectionError):
        emulator.send()
    assert count_texts(emulator) == 0


def test_cut_connection_leaves_a_text_that_goes_on_its_way(emulator: Emulator) -> None:
    order(emulator, kind="cut")
    with pytest.raises(requests.ConnectionError):
        emulator.send(body="Klippt")
    texts = emulator.client.messages.list(to=ANNA)
    assert [text.body for text in texts] == ["Klippt"]
    assert emulator.settle(texts[0].sid).status == "delivered"


def test_slow_answer_comes_after_the_text_was_accepted(emulator: Emulator) -> None:
    order(emulator, kind="slow", seconds=0.4)
    with pytest.raises(requests.ReadTimeout):
        post_text(emulator, timeout=0.1)
    assert emulator.provider.store.wait_for(lambda: count_texts(emulator) == 1, seconds=PATIENCE)


def test_slow_answer_comes_in_the_end(emulator: Emulator) -> None:
    order(emulator, kind="slow", seconds=0.2)
    started = time.monotonic()
    assert post_text(emulator).status_code == 201
    assert time.monotonic() - started >= 0.2


def test_fault_by_chance_goes_on_until_cleared(emulator: Emulator) -> None:
    order(emulator, kind="server_error", probability=1)
    assert [post_text(emulator).status_code for _ in range(4)] == [500] * 4
    requests.delete(f"{emulator.url}/control/faults", timeout=60)
    assert post_text(emulator).status_code == 201


def test_fault_for_one_number_spares_the_others(emulator: Emulator) -> None:
    order(emulator, kind="server_error", to=MEHMET)
    assert emulator.send().status == "queued"
    with pytest.raises(TwilioRestException):
        emulator.send(to=MEHMET)


def test_several_faults_are_ordered_at_once_and_listed(emulator: Emulator) -> None:
    specs = [{"kind": "slow", "seconds": 2, "count": 3}, {"kind": "callback_lost", "probability": 0.2}]
    answer = requests.post(f"{emulator.url}/control/faults", json=specs, timeout=60)
    listed = requests.get(f"{emulator.url}/control/faults", timeout=60).json()
    assert (answer.status_code, answer.json()) == (201, listed)
    assert [(fault["kind"], fault["left"], fault["probability"]) for fault in listed["faults"]] == [
        ("slow", 3, 1.0),
        ("callback_lost", None, 0.2),
    ]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"kind": "meteor"}, "kind is one of"),
        ({"kind": "slow", "count": -1}, "count is 1 or more"),
        ({"kind": "slow", "probability": 2}, "probability is above 0"),
        ({"kind": "server_error", "status": 404}, "status is 500 or 503"),
        ({"kind": "slow", "seconds": -1}, "seconds is 0 or more"),
    ],
)
def test_unreadable_fault_is_refused_with_the_reason(emulator: Emulator, fault: dict[str, object], reason: str) -> None:
    answer = order(emulator, **fault)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(reason)


def test_fault_form_goes_back_to_the_page(emulator: Emulator) -> None:
    form = {"kind": "slow", "count": "2", "seconds": "5"}
    answer = requests.post(f"{emulator.url}/control/faults", data=form, timeout=60, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#fel")
    assert emulator.provider.faults.listing()[0]["left"] == 2


def test_reset_forgets_texts_opt_outs_and_faults(emulator: Emulator) -> None:
    emulator.send()
    emulator.provider.receive(sender=ANNA, body="STOP")
    order(emulator, kind="slow", count=9)
    assert requests.post(f"{emulator.url}/control/reset", timeout=60).status_code == 204
    listed = requests.get(f"{emulator.url}/control/messages", timeout=60).json()
    assert (listed, emulator.provider.faults.listing()) == ({"messages": [], "opted_out": []}, [])
    assert emulator.send().status == "queued"


def test_control_lists_whole_texts_by_number(emulator: Emulator) -> None:
    sid = emulator.send(body="Hej").sid
    emulator.send(to=MEHMET)
    emulator.settle(sid)
    listed = requests.get(f"{emulator.url}/control/messages", params={"to": ANNA}, timeout=60).json()["messages"]
    assert [(text["sid"], text["body"], text["status"], text["webhooks"]) for text in listed] == [
        (sid, "Hej", "delivered", [])
    ]


def test_same_seed_draws_the_same_faults() -> None:
    def draws(seed: int) -> list[bool]:
        faults = Faults(seed=seed)
        faults.order({"kind": "cut", "probability": 0.5})
        return [faults.draw(Kind.CUT, to=ANNA) is not None for _ in range(40)]

    assert draws(7) == draws(7)
    assert draws(7) != draws(8)


def test_seed_can_be_set_with_the_order() -> None:
    def draws(seed: int) -> list[bool]:
        faults = Faults(seed=1)
        faults.order({"kind": "cut", "probability": 0.5, "seed": seed})
        return [faults.draw(Kind.CUT, to=ANNA) is not None for _ in range(40)]

    assert draws(7) == draws(7)
    assert draws(7) != draws(8)


def test_another_sites_page_can_neither_post_nor_read(emulator: Emulator) -> None:
    foreign = {"Origin": "https://evil.example"}
    assert requests.post(f"{emulator.url}/control/reset", headers=foreign, timeout=60).status_code == 403
    rebound = {"Host": "evil.example"}
    assert requests.get(f"{emulator.url}/control/messages", headers=rebound, timeout=60).status_code == 403
