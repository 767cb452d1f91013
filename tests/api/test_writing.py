"""What every POST and change has in common, held on a small resource of the tests' own."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from api.domain.keys import make_key, rotate_key
from api.domain.repeats import GIVEN_UP, KEPT, dispose_of_old_calls
from api.enums import RouteClass, Scope
from api.models import ApiKey, KeptCall, Partner
from api.views.problems import LARGEST_BODY
from tests.api.conftest import MADE, Read
from tests.api.lanterns import PATH
from tests.api.test_problems import problem_of
from tests.factories import DistrictFactory, coordinator_of
from volunteers.models import District, Municipality

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.lanterns")]
Send = Callable[..., Any]


@pytest.fixture
def send(client: Client, token: str) -> Send:
    """POST with the partner's key: `send({"name": "Norra"}, key="1")`."""

    def post(body: object, *, key: str = "1", bearer: str = token, content: str = "application/json") -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body)
        headers = {"authorization": f"Bearer {bearer}", **({"idempotency-key": key} if key else {})}
        return client.generic("POST", PATH, data, content_type=content, headers=headers)

    return post


def test_post_is_carried_out_once_and_answered_each_time(send: Send) -> None:
    first, second = send({"name": "Norra"}), send({"name": "Norra"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first.headers["Location"] == second.headers["Location"] == f"{PATH}/{first.json()['id']}"
    assert (first.headers.get("Idempotency-Replayed"), second.headers["Idempotency-Replayed"]) == (None, "true")
    assert District.objects.count() == 1


def test_key_is_the_same_with_and_without_quotation_marks(send: Send) -> None:
    """A String of RFC 9651, as the draft has it, or bare, as most clients send it."""
    assert send({"name": "Norra"}, key='"8e03978e"').json() == send({"name": "Norra"}, key="8e03978e").json()
    assert District.objects.count() == 1


def test_same_body_written_in_another_order_is_the_same_call(send: Send) -> None:
    first = send(b'{"name": "Norra", "places": [{"latitude": 59}]}')
    second = send(b'{"places":[{"latitude":59}],"name":"Norra"}')
    assert first.json() == second.json()


def test_another_key_is_another_call(send: Send) -> None:
    assert send({"name": "Norra"}, key="1").json() != send({"name": "Södra"}, key="2").json()
    assert District.objects.count() == 2


def test_same_key_with_another_body_is_refused(send: Send) -> None:
    send({"name": "Norra"})
    problem_of(send({"name": "Södra"}), 422, "idempotency-key-reused")
    assert District.objects.count() == 1


@pytest.mark.parametrize("key", ["", '"', '""', '"ojämn', "med mellanrum", "x" * 256])
def test_post_without_a_key_is_refused(send: Send, key: str) -> None:
    problem_of(send({"name": "Norra"}, key=key), 400, "no-idempotency-key")
    assert not District.objects.exists()


def test_call_being_carried_out_is_told_to_ask_again(send: Send, partner: Partner) -> None:
    with time_machine.travel(MADE, tick=False):
        send({"name": "Norra"})
        KeptCall.objects.update(status=None)
        problem_of(send({"name": "Norra"}), 409, "still-running", **{"Retry-After": "1"})
    assert District.objects.count() == 1


def test_call_whose_process_died_is_carried_out_anew(send: Send) -> None:
    with time_machine.travel(MADE, tick=False):
        first = send({"name": "Norra"})
    KeptCall.objects.update(status=None)
    District.objects.all().delete()
    with time_machine.travel(MADE + GIVEN_UP, tick=False):
        again = send({"name": "Norra"})
    assert (again.status_code, again.json() == first.json()) == (201, False)
    assert District.objects.count() == 1


def test_whoever_was_given_up_and_comes_back_writes_nothing(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else took the call over while this process stood still."""
    real = KeptCall.objects.create

    def create_and_stand_still(**fields: Any) -> KeptCall:
        call = real(**fields)
        KeptCall.objects.filter(pk=call.pk).update(claim="00000000-0000-4000-8000-000000000000")
        return call

    monkeypatch.setattr(KeptCall.objects, "create", create_and_stand_still)
    problem_of(send({"name": "Norra"}), 409, "still-running")
    assert (District.objects.count(), KeptCall.objects.count()) == (0, 1)


def test_key_is_kept_for_a_day(send: Send) -> None:
    with time_machine.travel(MADE, tick=False):
        send({"name": "Norra"})
    with time_machine.travel(MADE + KEPT - timedelta(seconds=1), tick=False):
        assert send({"name": "Norra"}).headers["Idempotency-Replayed"] == "true"
        assert dispose_of_old_calls(MADE + KEPT - timedelta(seconds=1)) == 0
    with time_machine.travel(MADE + KEPT, tick=False):
        assert "Idempotency-Replayed" not in send({"name": "Södra"}).headers
    assert dispose_of_old_calls(MADE + 2 * KEPT) == 1
    assert not KeptCall.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("", 422), ("upptagen", 409), ("sprucken", 500)])
def test_refused_call_has_done_nothing_and_leaves_its_key_free(send: Send, name: str, status: int) -> None:
    assert send({"name": name}).status_code == status
    assert (District.objects.count(), KeptCall.objects.count()) == (0, 0)
    assert send({"name": "Norra"}).status_code == 201


def test_refusal_says_what_the_rule_says(send: Send) -> None:
    assert problem_of(send({"name": "upptagen"}), 409, "conflict")["detail"] == "Den lyser redan."


def test_keys_of_a_partner_share_what_they_did_when_they_may_the_same(send: Send, partner: Partner) -> None:
    """A key that is changed goes on; a narrower one gets no answer that was another's."""
    old = ApiKey.objects.get()
    _new, changed = rotate_key(old, by=coordinator_of(partner.municipality), now=MADE)
    _other, narrow = make_key(partner, scopes=[Scope.ROUTES], now=MADE)
    with time_machine.travel(MADE, tick=False):
        first = send({"name": "Norra"})
        assert send({"name": "Norra"}, bearer=changed).json() == first.json()
        problem_of(send({"name": "Norra"}, bearer=narrow), 422, "idempotency-key-reused")


def test_partners_know_nothing_of_each_others_keys(send: Send, municipality: Municipality) -> None:
    other = Partner.objects.create(municipality=municipality, name="Skolan")
    _key, token = make_key(other, scopes=Scope.values, now=MADE)
    send({"name": "Norra"})
    assert send({"name": "Södra"}, bearer=token).status_code == 201


def test_writing_needs_its_own_scope(send: Send, read: Read, partner: Partner) -> None:
    _key, reader = make_key(partner, scopes=[Scope.DISTRICTS], now=MADE)
    assert read(PATH).status_code == 200
    assert "routes:read" in problem_of(send({"name": "Norra"}, bearer=reader), 403, "missing-scope")["detail"]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["#/name"]),
        ({"name": 1.5, "place": {}, "färg~/": 1}, ["#/f%C3%A4rg~0~1", "#/place"]),
        ({"name": "x" * 21, "places": [{"latitude": 1}, {"latitude": "norr"}, {}]}, ["#/name", "#/places/1/latitude"]),
        ({"name": "Norra", "places": {}}, ["#/places"]),
        ({"name": "alla"}, ["#"]),
        ({"name": "\0"}, ["#/name"]),
        ({"name": "\ud800"}, ["#/name"]),
        ({"\ud800": 1, "places": [{"\udfff": 1}]}, ["#/%3F", "#/places/0/%3F"]),
        ([], ["#"]),
        ("Norra", ["#"]),
        (None, ["#"]),
    ],
)
def test_members_that_cannot_be_taken_are_each_pointed_at(send: Send, body: object, pointers: list[str]) -> None:
    errors = problem_of(send(body), 422, "invalid-fields")["errors"]
    assert {error["pointer"] for error in errors} >= set(pointers)
    assert all(error["detail"] for error in errors)
    assert not District.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe", b'{"name": NaN}', b"[" * 30_000, b'{"name": 1' + b"0" * 5000 + b"}", b"name=Norra"],
    ids=["cut", "bytes", "nan", "deep", "long", "form"],
)
def test_body_that_is_not_json_is_a_problem(send: Send, body: bytes) -> None:
    problem_of(send(body), 400, "malformed-body")


@pytest.mark.parametrize("content", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_only_json_is_taken(send: Send, content: str) -> None:
    problem_of(send({"name": "Norra"}, content=content), 415, "unsupported-media-type")


def test_too_large_a_body_is_not_even_read(send: Send) -> None:
    problem_of(send(b"[" + b" " * LARGEST_BODY), 413, "too-large")


def test_change_needs_what_was_read(client: Client, token: str, read: Read, municipality: Municipality) -> None:
    path = f"{PATH}/{DistrictFactory(municipality=municipality, name='Norra').uuid}"

    def change(name: str, **match: str) -> Any:
        headers = {"authorization": f"Bearer {token}", **match}
        return client.patch(path, {"name": name}, content_type="application/json", headers=headers)

    etag = read(path).headers["ETag"]
    problem_of(change("Södra"), 428, "no-if-match")
    problem_of(change("Södra", **{"if-match": '"annat"'}), 412, "changed-meanwhile", ETag=etag)
    problem_of(change("Södra", **{"if-match": f"W/{etag}"}), 412, "changed-meanwhile")
    changed = change("Södra", **{"if-match": f'"annat", {etag}'})
    assert (changed.status_code, changed.json()["name"]) == (200, "Södra")
    assert changed.headers["ETag"] == read(path).headers["ETag"]
    problem_of(change("Östra", **{"if-match": etag}), 412, "changed-meanwhile")
    assert change("Östra", **{"if-match": changed.headers["ETag"]}).status_code == 200
    assert change("Västra", **{"if-match": "*"}).status_code == 200
    assert read(path).json()["name"] == "Västra"


def test_what_is_made_has_the_etag_that_a_reading_shows(send: Send, read: Read) -> None:
    made = send({"name": "Norra"})
    assert made.headers["ETag"] == read(made.headers["Location"]).headers["ETag"]
    assert made.headers["Cache-Control"] == "no-store"


def test_reading_and_writing_are_counted_apart(send: Send, read: Read, settings: Settings) -> None:
    settings.API_RATES = {**settings.API_RATES, RouteClass.WRITE: (1, 60)}
    with time_machine.travel(MADE + timedelta(seconds=20), tick=False):
        told = send({"name": "Norra"}).headers
        assert (told["RateLimit-Policy"], told["RateLimit"]) == ('"write";q=1;w=60', '"write";r=0;t=40')
        over = send({"name": "Norra"})
        problem_of(over, 429, "too-many-requests", RateLimit='"write";r=0;t=40', **{"Retry-After": "40"})
        assert read(PATH).headers["RateLimit"] == '"read";r=599;t=40'


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/broken", "application/problem+json"), ("/broken", "text/html")])
def test_what_breaks_outside_a_resource_is_told_to_machines_as_a_problem(path: str, kind: str) -> None:
    answer = Client(raise_request_exception=False).get(path, headers={"accept-language": "sv"})
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (500, kind)
    assert b"hemligt" not in answer.content
