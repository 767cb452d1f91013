from collections.abc import Callable

from twilio.request_validator import RequestValidator
from werkzeug.wrappers import Response

from emulator.faults import Kind
from tests.support.emulating import ANNA, TOWN, Door, Emulator

ORDER = ["sending", "sent", "delivered"]


def test_callbacks_come_signed_and_in_order_without_the_initial_state(emulator: Emulator, door: Door) -> None:
    url = f"{door.url}/twilio/status?o=5f0c&s=a%2Fb"
    message = emulator.send(status_callback=url)
    door.wait_for_calls(3)
    assert door.states(message.sid) == ORDER
    validator = RequestValidator(emulator.settings.auth_token)
    assert [validator.validate(url, form, signature) for _, form, signature in door.calls] == [True, True, True]
    assert [called for called, _, _ in door.calls] == [url] * 3


def test_callback_carries_what_twilio_sends(emulator: Emulator, door: Door) -> None:
    message = emulator.send(status_callback=f"{door.url}/status")
    door.wait_for_calls(3)
    sent, delivered = door.calls[1][1], door.calls[2][1]
    assert sent == {
        "AccountSid": emulator.settings.account_sid,
        "ApiVersion": "2010-04-01",
        "From": TOWN,
        "MessageSid": message.sid,
        "MessageStatus": "sent",
        "SmsSid": message.sid,
        "SmsStatus": "sent",
        "To": ANNA,
    }
    assert len(delivered.pop("RawDlrDoneDate")) == 10
    assert delivered == sent | {"MessageStatus": "delivered", "SmsStatus": "delivered"}


def test_failed_text_tells_its_error_code(emulator: Emulator, door: Door) -> None:
    emulator.send(to="+46701740693", status_callback=f"{door.url}/status")
    door.wait_for_calls(3)
    assert [form.get("ErrorCode") for _, form, _ in door.calls] == [None, None, "30003"]


def test_messaging_service_announces_queued_after_accepted(emulator: Emulator, door: Door) -> None:
    service = "MG" + "b" * 32
    message = emulator.send(from_=None, messaging_service_sid=service, status_callback=f"{door.url}/status")
    door.wait_for_calls(4)
    assert door.states(message.sid) == ["queued", *ORDER]
    assert {form["MessagingServiceSid"] for _, form, _ in door.calls} == {service}


def test_lost_callback_is_not_posted(emulator: Emulator, door: Door) -> None:
    emulator.provider.faults.order({"kind": "callback_lost", "count": 2})
    message = emulator.send(status_callback=f"{door.url}/status")
    door.wait_for_calls(1)
    assert door.states(message.sid) == ["delivered"]


def test_doubled_callbacks_are_posted_twice_each(emulator: Emulator, door: Door) -> None:
    emulator.provider.faults.order({"kind": "callback_doubled", "count": 3})
    message = emulator.send(status_callback=f"{door.url}/status")
    door.wait_for_calls(6)
    assert door.states(message.sid) == [state for state in ORDER for _ in range(2)]


def test_shuffled_callbacks_all_come_but_not_in_order(emulator: Emulator, door: Door) -> None:
    emulator.provider.faults.order({"kind": "callback_shuffled"})
    message = emulator.send(status_callback=f"{door.url}/status")
    door.wait_for_calls(3)
    assert sorted(door.states(message.sid)) == sorted(ORDER)
    assert door.states(message.sid) != ORDER


def test_delayed_callback_is_overtaken(emulator: Emulator, door: Door) -> None:
    emulator.provider.faults.order({"kind": "callback_delayed", "count": 1, "seconds": 10})
    message = emulator.send(status_callback=f"{door.url}/status")
    door.wait_for_calls(3)
    assert door.states(message.sid) == ["sent", "delivered", "sending"]


def test_fault_for_one_number_spares_the_others(emulator: Emulator, door: Door) -> None:
    emulator.provider.faults.order({"kind": "callback_lost", "count": 3, "to": "+46701740620"})
    message = emulator.send(status_callback=f"{door.url}/status")
    door.wait_for_calls(3)
    assert door.states(message.sid) == ORDER


def test_app_that_answers_badly_is_noted_but_not_asked_again(emulator: Emulator, door: Door) -> None:
    door.answers.append(lambda _request: Response("fel", status=500))
    message = emulator.send(status_callback=f"{door.url}/status")
    door.wait_for_calls(3)
    emulator.settle(message.sid)
    store = emulator.provider.store
    assert store.wait_for(lambda: len(store.webhooks()) == 3, seconds=60)
    assert [(webhook.http_status, webhook.error_code) for webhook in store.webhooks()] == [
        (500, 11200),
        (200, None),
        (200, None),
    ]


def test_callback_nobody_answers_is_noted_as_a_connection_failure(start_emulator: Callable[..., Emulator]) -> None:
    emulator = start_emulator()
    emulator.send(status_callback="http://127.0.0.1:9/status")
    store = emulator.provider.store
    assert store.wait_for(lambda: len(store.webhooks()) == 3, seconds=60)
    assert {(webhook.http_status, webhook.error_code) for webhook in store.webhooks()} == {(None, 11205)}


def test_same_seed_gives_the_same_losses(start_emulator: Callable[..., Emulator]) -> None:
    def losses() -> list[bool]:
        faults = start_emulator(seed=7).provider.faults
        faults.order({"kind": "callback_lost", "probability": 0.5})
        return [faults.draw(Kind.CALLBACK_LOST, to=ANNA) is not None for _ in range(30)]

    first = losses()
    assert losses() == first
    assert set(first) == {True, False}
