"""Webhooks to real receivers: what they get, and what becomes of those that do not take it."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, cycle
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from pytest_django import Settings
from standardwebhooks import Webhook, WebhookVerificationError

from api.domain.keys import make_key
from api.domain.partners import close_out, let_in
from api.domain.webhooks.claiming import claim_turns
from api.domain.webhooks.clearing import clear_deliveries
from api.domain.webhooks.delivering import UNDER_WAY, deliver_due, deliver_webhooks
from api.domain.webhooks.endpoints import change_endpoint, pause, remove_endpoint, resume, rotate_secret
from api.domain.webhooks.owners import tell_owners
from api.domain.webhooks.recording import record
from api.domain.webhooks.spreading import resend, send_test
from api.exceptions import EndpointRefused
from api.models import ApiKey, Partner, PartnerEvent, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from api.views.schema import schema
from scheduling.enums import EventKind
from tests.api.conftest import MADE
from tests.api.hooks import (
    DAY,
    MINUTE,
    NOW,
    PATIENCE,
    be_patient,
    endpoint_of,
    happens,
    night_of,
    numbers,
    states,
)
from tests.api.test_examples import validator_of
from tests.factories import DistrictFactory, RouteFactory, coordinator_of
from tests.support.receivers import INSIDE, OUTSIDE, Behaviour, Call, Receiver, answer, raw, receiving

pytestmark = pytest.mark.django_db
STORY = (EventKind.PUBLISHED, EventKind.CHANGED, EventKind.STARTED)


@pytest.fixture(autouse=True)
def _outside(settings: Settings, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of this machine's addresses stands for the open internet. The partner has a key of everything."""
    be_patient(monkeypatch)
    settings.OUTWARD_NETWORKS = [f"{OUTSIDE}/32"]
    settings.OUTWARD_PLAIN_HTTP = True


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def endpoint(partner: Partner, receiver: Receiver) -> WebhookEndpoint:
    return endpoint_of(partner, receiver.url)


def bodies(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(call.body) for call in receiver.calls]


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """A behaviour for each call, the last one ever after."""
    left = chain(behaviours[:-1], cycle(behaviours[-1:]))

    def behave(line: socket.socket, call: Call) -> None:
        next(left)(line, call)

    return behave


def fresh(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    return WebhookEndpoint.objects.get(pk=endpoint.pk)


def verified(call: Call, secret: str) -> Any:
    return Webhook(secret).verify(call.body, call.headers)


def test_event_arrives_as_standard_webhooks_says(
    read: Any, partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    happens(night_of(partner))
    assert deliver_due(NOW) == 1
    (call,) = receiver.calls
    assert (call.method, call.path, call.headers["content-type"]) == ("POST", "/hook", "application/json")
    (event,) = read("/api/v1/events").json()["results"]
    assert verified(call, endpoint.secret) == event
    assert call.headers["webhook-id"] == event["id"]
    assert abs(int(call.headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 60
    assert endpoint.secret.startswith("whsec_")
    assert states(endpoint) == ["delivered"]
    attempt = WebhookAttempt.objects.get()
    assert (attempt.number, attempt.status, attempt.trouble, attempt.said) == (1, 204, "", "")


@pytest.mark.parametrize("part", ["webhook-id", "webhook-timestamp", "body", "secret"])
def test_whatever_is_changed_on_the_way_is_noticed(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver, part: str
) -> None:
    happens(night_of(partner))
    deliver_due(NOW)
    (call,) = receiver.calls
    stamp = int(call.headers["webhook-timestamp"])
    headers = {
        **call.headers,
        **{"webhook-id": {part: "evt_1"}, "webhook-timestamp": {part: str(stamp + 1)}}.get(part, {}),
    }
    body = call.body.replace(b"published", b"cancelled") if part == "body" else call.body
    secret = rotate_secret(endpoint, now=NOW).secret if part == "secret" else endpoint.secret
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)


def test_changed_secret_and_the_one_before_both_sign_for_a_week(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    first = endpoint.secret
    second = rotate_secret(endpoint, now=NOW).secret
    shift = night_of(partner)
    happens(shift, now=NOW + 7 * DAY - MINUTE)
    deliver_due(NOW + 7 * DAY - MINUTE)
    happens(shift, now=NOW + 7 * DAY)
    deliver_due(NOW + 7 * DAY)
    overlapping, alone = receiver.calls
    assert len(overlapping.headers["webhook-signature"].split(" ")) == 2
    assert verified(overlapping, first) == verified(overlapping, second)
    assert verified(alone, second)
    with pytest.raises(WebhookVerificationError):
        verified(alone, first)


def test_endpoint_gets_only_the_events_and_districts_it_asked_for(partner: Partner) -> None:
    town = partner.municipality
    top, elsewhere = DistrictFactory(municipality=town), DistrictFactory(municipality=town)
    below = DistrictFactory(municipality=town, parent=top)
    inside, outside = (
        night_of(partner, route=RouteFactory(municipality=town, district=one)) for one in (below, elsewhere)
    )
    everything = endpoint_of(partner, f"http://{OUTSIDE}/1")
    by_type = endpoint_of(partner, f"http://{OUTSIDE}/2", types=["shift.started"])
    by_place = endpoint_of(partner, f"http://{OUTSIDE}/3", districts=[str(top.uuid)])
    happens(inside, *STORY)
    happens(outside, *STORY)
    chosen = {
        endpoint.pk: list(
            WebhookDelivery.objects.filter(endpoint=endpoint).order_by("sequence").values_list("sequence", flat=True)
        )
        for endpoint in (everything, by_type, by_place)
    }
    assert chosen == {everything.pk: [1, 2, 3, 4, 5, 6], by_type.pk: [3, 6], by_place.pk: [1, 2, 3]}


@pytest.mark.parametrize("ending", ["expired", "revoked", "without the scope"])
def test_partner_whose_key_no_longer_opens_is_sent_nothing(
    partner: Partner, endpoint: WebhookEndpoint, ending: str
) -> None:
    changes: dict[str, Any] = {
        "expired": {"expires_at": NOW},
        "revoked": {"revoked_at": NOW},
        "without the scope": {"scopes": []},
    }
    ApiKey.objects.update(**changes[ending])
    happens(night_of(partner))
    assert states(endpoint) == []


@pytest.mark.parametrize("ending", ["expired", "revoked", "without the scope", "elsewhere"])
def test_what_waited_when_the_key_ended_is_not_sent_either(
    partner: Partner, receiver: Receiver, endpoint: WebhookEndpoint, ending: str
) -> None:
    """Nor is what somebody sends again; a test still is."""
    receiver.behave = answer(500)
    happens(night_of(partner))
    deliver_due(NOW)
    changes: dict[str, Any] = {
        "expired": {"expires_at": NOW},
        "revoked": {"revoked_at": NOW},
        "without the scope": {"scopes": []},
        "elsewhere": {"districts": [str(DistrictFactory(municipality=partner.municipality).uuid)]},
    }
    ApiKey.objects.update(**changes[ending])
    receiver.behave = answer(204)
    assert (deliver_due(NOW + DAY), states(endpoint)) == (0, ["dropped"])
    resend(WebhookDelivery.objects.get(), now=NOW + DAY)
    assert (deliver_due(NOW + DAY), states(endpoint)) == (0, ["dropped"])
    send_test(endpoint, now=NOW + DAY)
    assert (deliver_due(NOW + DAY), states(endpoint)) == (1, ["dropped", "delivered"])


def test_other_partners_hear_nothing(partner: Partner, receiver: Receiver) -> None:
    other = Partner.objects.create(municipality=partner.municipality, name="Huge")
    make_key(other, scopes=["routes:read"], now=MADE)
    endpoint_of(other, receiver.url)
    happens(night_of(partner))
    assert deliver_due(NOW) == 0
    assert receiver.lines == 0


@pytest.mark.parametrize(
    ("behave", "came"),
    [
        (answer(500, b"trasig"), (500, "")),
        (answer(400), (400, "")),
        (answer(301, Location="http://127.0.0.1/"), (301, "")),
        (raw(b"hej\r\n"), (None, "garbled")),
        (raw(b""), (None, "lost")),
    ],
)
def test_what_is_not_taken_is_tried_again_later(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver, behave: Behaviour, came: tuple[int | None, str]
) -> None:
    receiver.behave = behave
    happens(night_of(partner))
    assert deliver_due(NOW) == 0
    assert states(endpoint) == ["waiting"]
    attempt = WebhookAttempt.objects.get()
    assert (attempt.status, attempt.trouble) == came
    receiver.behave = answer(200, b"tack")
    assert deliver_due(NOW + MINUTE / 2) == 0
    assert deliver_due(NOW + 2 * MINUTE) == 1
    ids = {call.headers["webhook-id"] for call in receiver.calls}
    assert len(ids) == 1
    assert [each.number for each in WebhookAttempt.objects.order_by("pk")] == [1, 2]
    assert fresh(endpoint).failures == 0


def test_event_is_given_up_after_about_three_days_and_the_endpoint_stopped_and_its_owner_mailed(
    partner: Partner, receiver: Receiver
) -> None:
    Partner.objects.update(contact_email="drift@polisen.example")
    maker = coordinator_of(partner.municipality)
    endpoint = endpoint_of(partner, receiver.url, name="Lägesbilden", made_by=maker)
    receiver.behave = answer(503)
    happens(night_of(partner))
    moments = [NOW + timedelta(minutes=step) for step in range(0, 5 * 24 * 60, 7)]
    for moment in moments:
        deliver_due(moment)
        tell_owners(moment)
    assert len(receiver.calls) == 10
    assert states(endpoint) == ["given_up"]
    tries = list(WebhookAttempt.objects.order_by("at").values_list("at", flat=True))
    assert 2.5 * DAY < tries[-1] - tries[0] < 3.6 * DAY
    happens(night_of(partner), now=NOW + 5 * DAY)
    deliver_due(NOW + 5 * DAY)
    assert fresh(endpoint).state == "stopped"
    assert [tell_owners(NOW + 5 * DAY), tell_owners(NOW + 5 * DAY)] in ([0, 0], [1, 0])
    (told,) = mail.outbox
    assert told.to == sorted(["drift@polisen.example", maker.email])
    assert "Lägesbilden har inte gått att nå på 3 dagar" in told.body
    assert f"/partner/webhook/{endpoint.pk}" in told.body
    assert endpoint.secret not in told.body


def test_410_ends_it(partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    Partner.objects.update(contact_email="drift@polisen.example")
    receiver.behave = in_turn(answer(), answer(410))
    shift = night_of(partner)
    happens(shift, *STORY)
    deliver_due(NOW)
    assert fresh(endpoint).state == "ended"
    assert states(endpoint) == ["delivered", "dropped", "dropped"]
    happens(shift, now=NOW + DAY)
    assert deliver_due(NOW + DAY) == 0
    assert (len(receiver.calls), len(states(endpoint))) == (2, 3)
    tell_owners(NOW + DAY)
    assert "svarade 410" in mail.outbox[0].body


def test_owner_is_the_town_where_nobody_else_is_known(partner: Partner, endpoint: WebhookEndpoint) -> None:
    coordinator = coordinator_of(partner.municipality)
    WebhookEndpoint.objects.update(state="ended")
    assert tell_owners(NOW) == 1
    assert mail.outbox[0].to == [coordinator.email]


def test_order_is_kept_where_it_is_asked_for(partner: Partner, receiver: Receiver) -> None:
    endpoint = endpoint_of(partner, receiver.url, keeps_order=True)
    receiver.behave = in_turn(answer(), answer(500), answer())
    happens(night_of(partner), *STORY)
    assert deliver_due(NOW) == 1
    assert states(endpoint) == ["delivered", "waiting", "waiting"]
    assert deliver_due(NOW + MINUTE / 2) == 0
    assert deliver_due(NOW + 2 * MINUTE) == 2
    assert numbers(bodies(receiver)) == [1, 2, 2, 3]


def test_without_order_what_is_refused_holds_up_nothing(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.behave = in_turn(answer(), answer(500), answer())
    happens(night_of(partner), *STORY)
    assert deliver_due(NOW) == 2
    assert states(endpoint) == ["delivered", "waiting", "delivered"]
    assert deliver_due(NOW + 2 * MINUTE) == 1
    assert numbers(bodies(receiver)) == [1, 2, 3, 2]


def test_event_given_up_lets_those_behind_it_go_on_in_order(partner: Partner, receiver: Receiver) -> None:
    endpoint = endpoint_of(partner, receiver.url, keeps_order=True)
    happens(night_of(partner), *STORY)
    WebhookDelivery.objects.filter(sequence=1).update(attempts=9)
    receiver.behave = in_turn(answer(500), answer())
    deliver_due(NOW)
    deliver_due(NOW + 10 * MINUTE)
    assert states(endpoint) == ["given_up", "delivered", "delivered"]


def test_dead_endpoint_is_called_once_and_then_let_rest_however_much_waits_for_it(partner: Partner) -> None:
    with receiving() as gone:
        endpoint = endpoint_of(partner, gone.url)
    happens(night_of(partner), *STORY * 20)
    deliver_due(NOW)
    assert WebhookAttempt.objects.count() == 1
    assert WebhookAttempt.objects.get().trouble == "unreachable"
    deliver_due(NOW + timedelta(seconds=5))
    assert WebhookAttempt.objects.count() == 1
    deliver_due(NOW + MINUTE / 2)
    assert WebhookAttempt.objects.count() == 2
    assert fresh(endpoint).failures == 2


def test_endpoint_that_asks_to_be_left_alone_is(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.behave = answer(429, Retry_After="600")
    happens(night_of(partner))
    deliver_due(NOW)
    deliver_due(NOW + 9 * MINUTE)
    assert len(receiver.calls) == 1
    deliver_due(NOW + 11 * MINUTE)
    assert len(receiver.calls) == 2


def test_what_a_receiver_says_is_kept_to_a_kilobyte_and_forgotten_after_a_month(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.behave = answer(200, "å".encode() * 5000 + b"\0")
    happens(night_of(partner))
    deliver_due(NOW)
    assert WebhookAttempt.objects.get().said == "å" * 512
    assert clear_deliveries(NOW + 30 * DAY) == 0
    assert clear_deliveries(NOW + 30 * DAY + MINUTE) == 1
    assert not WebhookAttempt.objects.exists()
    assert PartnerEvent.objects.count() == 1


def test_redirect_inside_and_a_name_bound_anew_leak_nothing(partner: Partner, receiver: Receiver) -> None:
    with receiving(host=INSIDE) as secret:
        receiver.behave = answer(307, Location=secret.url)
        endpoint_of(partner, receiver.url)
        endpoint_of(partner, secret.url)
        endpoint_of(partner, f"http://localhost:{secret.port}/")
        happens(night_of(partner))
        deliver_due(NOW)
    assert (secret.lines, secret.calls) == (0, [])
    tries = WebhookAttempt.objects.order_by("delivery__endpoint").values_list("status", "trouble")
    assert list(tries) == [(307, ""), (None, "forbidden"), (None, "forbidden")]


@pytest.mark.parametrize("url", ["http://anna:1@mottagare.example/", "ftp://mottagare.example", "mottagare", "http://"])
def test_address_that_cannot_be_called_is_refused_when_it_is_written(partner: Partner, url: str) -> None:
    with pytest.raises(EndpointRefused):
        endpoint_of(partner, url)


def test_plain_http_is_refused_in_production(partner: Partner, settings: Settings) -> None:
    settings.OUTWARD_PLAIN_HTTP = False
    with pytest.raises(EndpointRefused) as refusal:
        endpoint_of(partner, "http://mottagare.example/hook")
    assert "https://" in str(refusal.value)
    assert endpoint_of(partner, "https://mottagare.example/hook").state == "active"


def test_partner_has_only_so_many_endpoints(partner: Partner) -> None:
    for number in range(20):
        endpoint_of(partner, f"http://{OUTSIDE}/{number}")
    with pytest.raises(EndpointRefused):
        endpoint_of(partner, f"http://{OUTSIDE}/20")


def test_slow_endpoints_delay_nobody_else(partner: Partner, settings: Settings) -> None:
    """The slow ones answer only once everyone else has got everything, however long that takes."""
    settings.WEBHOOK_CONNECTIONS = 8
    others_have_all, waited_in_vain = threading.Event(), []

    def slowly(line: socket.socket, call: Call) -> None:
        if not others_have_all.wait(PATIENCE):
            waited_in_vain.append(call)
        answer()(line, call)

    def quickly(line: socket.socket, call: Call) -> None:
        answer()(line, call)
        if len(quick.calls) == 36:
            others_have_all.set()

    with receiving(slowly) as slow, receiving(quickly) as quick:
        for number in range(4):
            endpoint_of(partner, f"{slow.url}/{number}")
        for number in range(12):
            endpoint_of(partner, f"{quick.url}/{number}")
        happens(night_of(partner), *STORY)
        while WebhookDelivery.objects.filter(state="waiting", endpoint__url__contains=f":{quick.port}/").exists():
            deliver_due(NOW)
    assert waited_in_vain == []
    assert len(slow.calls) >= 4


def test_those_that_fail_get_a_share_of_the_places_and_never_all(
    partner: Partner, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_CONNECTIONS = 8
    for number in range(20):
        endpoint_of(partner, f"http://{OUTSIDE}/{number}")
    WebhookEndpoint.objects.filter(url__endswith="/19").update(failures=0)
    WebhookEndpoint.objects.exclude(url__endswith="/19").update(failures=3, failing_since=NOW)
    happens(night_of(partner))
    claimed: list[list[bool]] = []

    def claim(now: datetime, **room: int) -> Any:
        turns = claim_turns(now, **room)
        claimed.append([turn.is_failing for turn in turns])
        return turns

    monkeypatch.setattr("api.domain.webhooks.delivering.claim_turns", claim)
    deliver_due(NOW)
    assert claimed[0] == [False, True, True]
    assert max(len(some) for some in claimed) == 3


def test_test_event_goes_to_one_endpoint_and_has_a_number(
    read: Any, partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    endpoint_of(partner, f"{receiver.url}/other")
    happens(night_of(partner))
    deliver_due(NOW)
    send_test(endpoint, now=NOW)
    assert deliver_due(NOW) == 1
    sent = verified(receiver.calls[-1], endpoint.secret)
    assert (sent["type"], sent["sequence"], sent["data"]["id"]) == ("webhook.test", 2, str(endpoint.uuid))
    assert read("/api/v1/events", {"after": 1}).json()["results"] == [sent]


def test_resent_event_has_the_id_it_had_and_a_new_time(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    happens(night_of(partner))
    deliver_due(NOW)
    resend(WebhookDelivery.objects.get(), now=NOW + DAY)
    assert deliver_due(NOW + DAY) == 1
    first, second = receiver.calls
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert states(endpoint) == ["delivered"]


def test_pause_holds_what_happens_and_resuming_sends_it_in_order(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    pause(endpoint, now=NOW)
    happens(night_of(partner), *STORY)
    assert deliver_due(NOW) == 0
    resume(endpoint, now=NOW + DAY)
    assert deliver_due(NOW + DAY) == 3
    assert numbers(bodies(receiver)) == [1, 2, 3]


def test_pause_that_is_longer_than_a_webhook_waits_leaves_the_list_to_catch_up_from(
    read: Any, partner: Partner, endpoint: WebhookEndpoint
) -> None:
    pause(endpoint, now=NOW)
    happens(night_of(partner))
    clear_deliveries(NOW + 5 * DAY)
    assert states(endpoint) == ["given_up"]
    assert read("/api/v1/events", {"after": 0}).json()["latest"] == 1


def test_stopped_endpoint_goes_on_afresh_when_it_is_taken_up_again(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    WebhookEndpoint.objects.update(
        state="stopped", failures=9, failing_since=NOW, owner_told_at=NOW, rests_until=NOW + DAY
    )
    happens(night_of(partner))
    resume(endpoint, now=NOW)
    assert deliver_due(NOW) == 1
    now = fresh(endpoint)
    assert (now.state, now.failures, now.failing_since, now.owner_told_at) == ("active", 0, None, None)


def test_changed_endpoint_gets_what_waits_at_its_new_address(partner: Partner, endpoint: WebhookEndpoint) -> None:
    happens(night_of(partner))
    with receiving() as other:
        change_endpoint(endpoint, url=other.url, name="Ny", types=["shift.started"], districts=[], keeps_order=True)
        assert deliver_due(NOW) == 1
    assert fresh(endpoint).types == ["shift.started"]


def test_endpoint_removed_while_its_turn_is_under_way_leaves_nothing(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(night_of(partner))

    def remove_and_record(reports: Any, *, now: datetime) -> int:
        remove_endpoint(endpoint)
        return record(reports, now=now)

    monkeypatch.setattr("api.domain.webhooks.delivering.record", remove_and_record)
    assert deliver_due(NOW) == 0
    assert not WebhookDelivery.objects.exists()


def test_partner_that_is_shut_out_is_not_called(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    happens(night_of(partner))
    close_out(partner, now=MADE)
    assert deliver_due(NOW) == 0
    let_in(partner)
    assert deliver_due(NOW) == 1


def test_what_a_killed_worker_held_is_free_again_after_its_lease(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    happens(night_of(partner))
    assert len(claim_turns(NOW, room=5, room_for_failing=1)) == 1
    assert deliver_due(NOW + timedelta(seconds=30)) == 0
    assert deliver_due(NOW + timedelta(seconds=36)) == 1


def test_one_worker_delivers_at_a_time(partner: Partner, endpoint: WebhookEndpoint) -> None:
    happens(night_of(partner))
    cache.add(UNDER_WAY, value=True)
    assert deliver_webhooks() == 0
    cache.delete(UNDER_WAY)
    assert deliver_webhooks() == 1
    assert deliver_webhooks() == 0


def test_secret_is_in_no_log(
    partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    receiver.behave = answer(500)
    happens(night_of(partner))
    deliver_due(NOW)
    assert endpoint.secret not in caplog.text
    assert endpoint.secret.removeprefix("whsec_") not in caplog.text


def test_description_tells_what_is_sent(partner: Partner, endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    happens(night_of(partner))
    deliver_due(NOW)
    (call,) = receiver.calls
    described = schema()["webhooks"]["event"]["post"]
    headers = {one["name"] for one in described["parameters"]}
    assert headers == {name for name in call.headers if name.startswith("webhook-")}
    (body,) = described["requestBody"]["content"].values()
    for event in (json.loads(call.body), body["example"]):
        validator_of(body["schema"]).validate(event)
