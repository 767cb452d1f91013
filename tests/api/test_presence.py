"""A partner asks for presence, reads what became of it, answers a proposal and takes it back."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from api.domain.keys import make_key
from api.domain.presence import ask_for_presence
from api.domain.telling import tell_partners
from api.enums import Scope
from api.models import Partner, PartnerEvent, PresenceAsk
from scheduling.domain.presence.answers import accept_request, decline_request, propose_shift, reopen_request
from scheduling.domain.presence.closing import expire_requests
from scheduling.domain.presence.requests import separate_request
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import PresenceCategory, Urgency
from scheduling.models import PresenceRequest, Shift
from tests.api.conftest import MADE, Read
from tests.api.test_problems import problem_of
from tests.api.test_schema import require_described, schema
from tests.factories import DistrictFactory, RouteFactory, ShiftFactory
from tests.scheduling.presence import FRIDAY, LIBRARY, MONDAY, WISH, Town, make_town
from volunteers.models import Municipality

__all__ = ["schema"]
pytestmark = pytest.mark.django_db
PATH = "/api/v1/presence-requests"
BODY: dict[str, Any] = {
    "where": {"point": LIBRARY, "description": "vid biblioteket"},
    "starts_at": "2026-10-16T21:00:00+02:00",
    "ends_at": "2026-10-16T21:00:00Z",
    "category": "unrest",
    "text": "Högljutt sällskap",
}
Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def municipality(town: Town) -> Municipality:
    return town.municipality


@pytest.fixture
def send(client: Client, token: str) -> Send:
    """POST with the partner's key and an Idempotency-Key that no other call has."""
    count = iter(range(1000))

    def post(path: str, body: object, *, bearer: str = token, key: str = "", **headers: str) -> Any:
        given = {
            "authorization": f"Bearer {bearer}",
            "idempotency-key": key or f"nr-{next(count)}",
            "if-match": "*",
            **headers,
        }
        return client.generic("POST", path, json.dumps(body), content_type="application/json", headers=given)

    return post


def other_partner(town: Town, name: str = "Torghus bostäder") -> tuple[Partner, str]:
    partner = Partner.objects.create(municipality=town.municipality, name=name)
    return partner, make_key(partner, scopes=Scope.values, now=MADE)[1]


def request_of(answer: Any) -> PresenceRequest:
    return PresenceRequest.objects.get(uuid=answer.json()["id"])


def saturday_of(town: Town) -> Shift:
    starts_at = town.shift.starts_at + timedelta(days=1)
    shift: Shift = ShiftFactory(association=town.shift.association, route=town.shift.route, starts_at=starts_at)
    return shift


def told(partner: Partner) -> list[str]:
    tell_partners(MONDAY)
    return list(PartnerEvent.objects.filter(partner=partner).order_by("sequence").values_list("type", flat=True))


@pytest.mark.parametrize("wrong", ["bråk", "\ud800", 1, ["unrest"], {}])
def test_categories_are_named_to_whoever_writes_another(send: Send, wrong: object) -> None:
    answer = send(PATH, BODY | {"category": wrong, "urgency": wrong}, **{"accept-language": "sv"})
    errors = {each["pointer"]: each["detail"] for each in problem_of(answer, 422, "invalid-fields")["errors"]}
    known = [", ".join(choices.values) for choices in (PresenceCategory, Urgency)]
    assert errors == {"#/category": f"Det finns: {known[0]}.", "#/urgency": f"Det finns: {known[1]}."}


def test_body_that_is_no_object_is_told_so_in_ones_own_language(send: Send) -> None:
    for body, pointer in (([], "#"), (None, "#"), ("hej", "#"), (BODY | {"where": "hej"}, "#/where")):
        for language, said in (("en", "This has to be an object."), ("sv", "Det här ska vara ett objekt.")):
            errors = problem_of(send(PATH, body, **{"accept-language": language}), 422, "invalid-fields")["errors"]
            assert errors == [{"pointer": pointer, "detail": said}]


def test_partner_asks_and_reads_it_back(send: Send, read: Read, town: Town, partner: Partner, schema: Any) -> None:
    answer = send(PATH, BODY)
    require_described(schema, PATH, answer, method="post")
    asked = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{PATH}/{asked['id']}")
    assert (asked["state"], asked["starts_at"], asked["ends_at_local"], asked["answer"]) == (
        "open",
        "2026-10-16T19:00:00Z",
        "2026-10-16T23:00:00+02:00",
        None,
    )
    assert asked["where"]["point"] == LIBRARY
    assert asked["where"]["district"]["id"] == str(town.shift.route.district.uuid)
    assert [one["type"] for one in asked["history"]] == ["asked"]
    assert PresenceAsk.objects.get().partner == partner
    one = read(f"{PATH}/{asked['id']}")
    require_described(schema, f"{PATH}/{{uuid}}", one)
    require_described(schema, PATH, read(PATH))
    assert one.json() == asked == read(PATH).json()["results"][0]


@pytest.mark.parametrize("kind", ["route", "district"])
def test_place_is_a_route_or_a_district(send: Send, town: Town, kind: str) -> None:
    uuids = {"route": town.shift.route.uuid, "district": town.shift.route.district.uuid}
    asked = send(PATH, BODY | {"where": {kind: str(uuids[kind])}}).json()
    assert (asked["where"]["kind"], asked["where"][kind]["id"]) == (kind, str(uuids[kind]))


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"where": {}}, "#/where"),
        ({"where": {"point": [59.264]}}, "#/where/point"),
        ({"where": {"point": [17.8, 95.0]}}, "#/where/point"),
        ({"where": {"point": [59.264, 17.883]}}, "#/where/point"),
        ({"where": {"route": "00000000-0000-4000-8000-000000000000"}}, "#/where/route"),
        ({"where": {"district": "nowhere"}}, "#/where/district"),
        ({"where": {"point": LIBRARY, "description": "hos ABC 12D"}}, "#/where/description"),
        ({"where": {"point": LIBRARY, "route": "00000000-0000-4000-8000-000000000000"}}, "#/where"),
        ({"starts_at": "2026-10-16T21:00:00"}, "#/starts_at"),
        ({"starts_at": 5}, "#/starts_at"),
        ({"ends_at": "2026-10-16T19:00:00Z"}, "#/ends_at"),
        ({"ends_at": "2026-10-20T19:00:00Z"}, "#/ends_at"),
        ({"category": "party"}, "#/category"),
        ({"urgency": "now"}, "#/urgency"),
        ({"text": "x" * 201}, "#/text"),
        ({"text": "Anna 19701124-1234 är där"}, "#/text"),
        ({"text": "Ring +46 70 174 06 05"}, "#/text"),
        ({"texts": ""}, "#/texts"),
    ],
)
def test_what_cannot_be_asked_is_pointed_at(send: Send, change: dict[str, Any], pointer: str) -> None:
    errors = problem_of(send(PATH, BODY | change), 422, "invalid-fields")["errors"]
    assert [error["pointer"].startswith(pointer) for error in errors] == [True]
    assert "1124" not in errors[0]["detail"]
    assert not PresenceRequest.objects.exists()


def test_all_that_cannot_be_taken_is_pointed_at_in_one_answer(send: Send) -> None:
    wrong = {"where": {"point": LIBRARY, "words": "här"}, "starts_at": "fredag", "urgency": "now", "texts": ""}
    errors = problem_of(send(PATH, BODY | wrong), 422, "invalid-fields")["errors"]
    assert sorted(error["pointer"] for error in errors) == ["#/starts_at", "#/texts", "#/urgency", "#/where/words"]


def test_refusal_is_in_english_or_swedish(send: Send) -> None:
    body = BODY | {"text": "Ring 070-174 06 05"}
    assert "a phone number" in send(PATH, body).json()["errors"][0]["detail"]
    assert "ett telefonnummer" in send(PATH, body, **{"accept-language": "sv"}).json()["errors"][0]["detail"]


def test_call_sent_again_asks_once(send: Send) -> None:
    first, again = send(PATH, BODY, key="en gång".encode().hex()), send(PATH, BODY, key="en gång".encode().hex())
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    assert PresenceRequest.objects.count() == 1


def test_two_partners_see_one_answer_and_not_each_other(
    send: Send, read: Read, client: Client, town: Town, partner: Partner
) -> None:
    other, others_token = other_partner(town)
    first = send(PATH, BODY)
    second = send(PATH, BODY | {"text": "Gården är otrygg"}, bearer=others_token)
    asked = request_of(first)
    accept_request(asked, shift=town.shift, seen=asked.revision, words="Två varv.", origin=town.by_maria, now=MONDAY)
    mine = read(f"{PATH}/{first.json()['id']}")
    theirs = client.get(f"{PATH}/{second.json()['id']}", headers={"authorization": f"Bearer {others_token}"})
    for answer, hidden in ((mine, ["Torghus", "Gården", "joined"]), (theirs, ["Polisen", "Högljutt", "joined"])):
        assert answer.json()["state"] == "accepted"
        assert answer.json()["answer"]["text"] == "Två varv."
        assert answer.json()["answer"]["shift"]["id"] == str(town.shift.uuid)
        assert [word for word in (*hidden, str(town.maria)) if word in answer.content.decode()] == []
    assert [one["id"] for one in read(PATH).json()["results"]] == [first.json()["id"]]
    problem_of(read(f"{PATH}/{second.json()['id']}"), 404, "not-found")
    assert told(partner) == ["presence.asked", "presence.accepted"]
    assert told(other) == ["presence.asked", "presence.accepted"]


def test_latecomer_has_the_answer_at_once(send: Send, town: Town) -> None:
    asked = request_of(send(PATH, BODY))
    accept_request(asked, shift=town.shift, seen=asked.revision, origin=town.by_maria, now=MONDAY)
    _other, others_token = other_partner(town)
    assert send(PATH, BODY, bearer=others_token).json()["state"] == "accepted"


def test_no_is_read_with_its_reason(send: Send, read: Read, town: Town) -> None:
    asked = request_of(send(PATH, BODY))
    decline_request(asked, reason="Ingen grupp.", seen=asked.revision, origin=town.by_maria, now=MONDAY)
    found = read(f"{PATH}/{asked.uuid}").json()
    assert (found["state"], found["answer"]["text"], found["answer"]["shift"]) == ("declined", "Ingen grupp.", None)
    assert found["history"][-1] == {
        "type": "declined",
        "at": "2026-10-12T10:00:00Z",
        "state": "declined",
        "text": "Ingen grupp.",
    }


def test_proposal_is_refused_and_taken(send: Send, read: Read, town: Town, partner: Partner, schema: Any) -> None:
    asked = request_of(send(PATH, BODY))
    address = f"{PATH}/{asked.uuid}/alternative"
    problem_of(send(address, {"accept": True}), 409, "conflict")
    for reply, state in (
        ({"accept": False, "text": "Det är på fredag det händer."}, "open"),
        ({"accept": True}, "accepted"),
    ):
        asked.refresh_from_db()
        propose_shift(asked, shift=saturday_of(town), seen=asked.revision, origin=town.by_maria, now=MONDAY)
        assert read(f"{PATH}/{asked.uuid}").json()["state"] == "alternative"
        answer = send(address, reply)
        require_described(schema, f"{PATH}/{{uuid}}/alternative", answer, method="post")
        assert (answer.status_code, answer.json()["state"]) == (200, state)
    types = [one["type"] for one in read(f"{PATH}/{asked.uuid}").json()["history"]]
    assert types == ["asked", "offered", "refused", "offered", "taken"]
    problem_of(send(address, {"accept": False, "text": "Ring 0701740605"}), 422, "invalid-fields")
    assert told(partner) == [
        "presence.asked",
        "presence.alternative_proposed",
        "presence.reopened",
        "presence.alternative_proposed",
        "presence.accepted",
    ]


def test_proposal_whose_shift_is_cancelled_cannot_be_taken(send: Send, town: Town) -> None:
    asked = request_of(send(PATH, BODY))
    saturday = saturday_of(town)
    propose_shift(asked, shift=saturday, seen=asked.revision, origin=town.by_maria, now=MONDAY)
    cancel_shift(saturday, origin=town.by_maria, now=MONDAY)
    problem_of(send(f"{PATH}/{asked.uuid}/alternative", {"accept": True}), 409, "conflict")


def test_request_is_taken_back_once(send: Send, town: Town, schema: Any) -> None:
    asked = request_of(send(PATH, BODY))
    address = f"{PATH}/{asked.uuid}/withdraw"
    answer = send(address, {})
    require_described(schema, f"{PATH}/{{uuid}}/withdraw", answer, method="post")
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert "closed" in problem_of(send(address, {}), 409, "conflict")["detail"]
    problem_of(send(address, {"why": "x"}), 422, "invalid-fields")


def test_partner_hears_of_everything_that_happens_to_its_request_and_of_nothing_else(
    send: Send, read: Read, town: Town, partner: Partner
) -> None:
    silent, _token = other_partner(town)
    first, second = request_of(send(PATH, BODY)), request_of(send(PATH, BODY | {"text": "Igen"}))
    separate_request(second, seen=second.revision, origin=town.by_maria, now=MONDAY)
    accept_request(first, shift=town.shift, seen=first.revision, origin=town.by_maria, now=MONDAY)
    first.refresh_from_db()
    reopen_request(first, seen=first.revision, origin=town.by_maria, now=MONDAY)
    expire_requests(FRIDAY + timedelta(hours=5))
    assert told(partner) == [
        "presence.asked",
        "presence.asked",
        "presence.accepted",
        "presence.reopened",
        "presence.expired",
        "presence.expired",
    ]
    assert told(silent) == []
    events = read("/api/v1/events").json()["results"]
    assert events[0]["data"]["url"].endswith(f"{PATH}/{first.uuid}")
    assert set(events[0]["data"]) == {"id", "district", "url"}


def test_list_goes_on_from_a_number(send: Send, read: Read, town: Town, partner: Partner) -> None:
    first, second = request_of(send(PATH, BODY)), request_of(send(PATH, BODY | {"category": "event"}))
    told(partner)
    number = read(PATH).headers["Lykta-Sequence"]
    decline_request(second, reason="Nej", seen=second.revision, origin=town.by_maria, now=MONDAY)
    told(partner)
    found = read(PATH, {"updated_since": number}).json()["results"]
    assert [one["id"] for one in found] == [str(second.uuid)]
    assert [one["id"] for one in read(PATH, {"state": "open"}).json()["results"]] == [str(first.uuid)]
    assert [one["id"] for one in read(PATH, {"ordering": "-created_at"}).json()["results"]][1] == str(first.uuid)


def test_key_of_a_district_asks_and_reads_there_alone(send: Send, client: Client, town: Town, partner: Partner) -> None:
    north = town.shift.route.district
    south = DistrictFactory(municipality=town.municipality)
    far = RouteFactory(municipality=town.municipality, district=south, line=[[17.95, 59.2], [17.951, 59.2]])
    _key, narrow = make_key(partner, scopes=Scope.values, now=MADE, districts=[str(south.uuid)])
    problem_of(send(PATH, BODY, bearer=narrow), 422, "invalid-fields")
    problem_of(send(PATH, BODY | {"where": {"district": str(north.uuid)}}, bearer=narrow), 422, "invalid-fields")
    assert send(PATH, BODY | {"where": {"route": str(far.uuid)}}, bearer=narrow).status_code == 201
    elsewhere = request_of(send(PATH, BODY))
    headers = {"authorization": f"Bearer {narrow}"}
    assert len(client.get(PATH, headers=headers).json()["results"]) == 1
    problem_of(client.get(f"{PATH}/{elsewhere.uuid}", headers=headers), 404, "not-found")


def test_list_takes_as_many_queries_with_thirty_requests_as_with_one(
    read: Read, town: Town, partner: Partner, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        ask_for_presence(partner, WISH, now=MONDAY + timedelta(minutes=n))
    with django_assert_max_num_queries(6):
        assert len(read(PATH).json()["results"]) == 30


def test_answer_is_to_what_was_read_and_to_nothing_else(send: Send, read: Read, town: Town) -> None:
    """The coordinator proposes another night while the partner reads of the first."""
    asked = request_of(send(PATH, BODY))
    address = f"{PATH}/{asked.uuid}/alternative"
    propose_shift(asked, shift=saturday_of(town), seen=asked.revision, origin=town.by_maria, now=MONDAY)
    seen = read(f"{PATH}/{asked.uuid}").headers["ETag"]
    asked.refresh_from_db()
    propose_shift(asked, shift=town.shift, seen=asked.revision, origin=town.by_maria, now=MONDAY)
    told = problem_of(send(address, {"accept": True}, **{"if-match": seen}), 412, "changed-meanwhile")
    assert told["status"] == 412
    fresh = read(f"{PATH}/{asked.uuid}")
    assert fresh.json()["state"] == "alternative"
    answer = send(address, {"accept": True}, **{"if-match": fresh.headers["ETag"]})
    assert (answer.status_code, answer.json()["answer"]["shift"]["id"]) == (200, str(town.shift.uuid))


def test_change_needs_what_was_read(send: Send) -> None:
    asked = request_of(send(PATH, BODY))
    problem_of(send(f"{PATH}/{asked.uuid}/withdraw", {}, **{"if-match": ""}), 428, "no-if-match")


def test_answer_to_asking_is_a_reading(send: Send) -> None:
    asked = send(PATH, BODY)
    address = f"{PATH}/{asked.json()['id']}/withdraw"
    assert send(address, {}, **{"if-match": asked.headers["ETag"]}).json()["state"] == "withdrawn"


def test_same_call_sent_again_is_answered_though_what_was_read_has_changed_by_it(send: Send) -> None:
    asked = send(PATH, BODY)
    address, seen = f"{PATH}/{asked.json()['id']}/withdraw", asked.headers["ETag"]
    first, again = (send(address, {}, key="once", **{"if-match": seen}) for _ in range(2))
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
