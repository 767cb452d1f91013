"""The problems that the API's description shows: each comes about, and is told as shown."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings
from django.utils.translation import override

from api.domain.examples.nights import SHIFT
from api.domain.examples.presence import ASK, OPEN
from api.domain.keys import make_key, revoke_key
from api.enums import Problem, Scope
from api.models import KeptCall, Partner
from api.views.examples import shown_body
from api.views.schema import schema
from api.views.shifts import ShiftsView
from tests.api.conftest import MADE
from tests.api.example_town import (
    ASKED_AT,
    FRIDAY_EVENING,
    ask_and_get_a_proposal,
    make_event,
    make_municipality,
    make_nights,
)
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db
SHIFTS, PRESENCE = "/api/v1/shifts", "/api/v1/presence-requests"


@dataclass(frozen=True)
class Caller:
    client: Client
    partner: Partner

    def key(self, **given: Any) -> str:
        return make_key(self.partner, **{"scopes": Scope.values, "now": MADE, **given})[1]

    def read(self, path: str = SHIFTS, *, token: str | None = None, **headers: str) -> Any:
        return self.client.get(path, headers={"authorization": f"Bearer {token or self.key()}", **headers})

    def send(self, body: str, path: str = PRESENCE, media_type: str = "application/json", **headers: str) -> Any:
        given = {"authorization": f"Bearer {self.key()}", "idempotency-key": "1", "if-match": "*", **headers}
        return self.client.generic("POST", path, body, content_type=media_type, headers=given)


def revoked(caller: Caller) -> Any:
    key, token = make_key(caller.partner, scopes=Scope.values, now=MADE)
    revoke_key(key, now=MADE)
    return caller.read(token=token)


def still_running(caller: Caller) -> Any:
    caller.send(json.dumps(ASK))
    KeptCall.objects.update(status=None)
    return caller.send(json.dumps(ASK))


def reused(caller: Caller) -> Any:
    caller.send(json.dumps(ASK))
    return caller.send(json.dumps(ASK | {"category": "event"}))


def withdraw(caller: Caller, **headers: str) -> Any:
    return caller.send("", f"{PRESENCE}/{OPEN['id']}/withdraw", **headers)


def withdrawn_before(caller: Caller) -> Any:
    withdraw(caller)
    return withdraw(caller, **{"idempotency-key": "2"})


def too_early(caller: Caller) -> Any:
    with time_machine.travel(ASKED_AT, tick=False):
        return caller.read(f"{SHIFTS}/{SHIFT['id']}/contacts")


def too_often(caller: Caller) -> Any:
    token = caller.key()
    minute = FRIDAY_EVENING.replace(second=0)
    with (
        override_settings(API_RATES={"read": (1, 60)}),
        time_machine.travel(minute + timedelta(seconds=20), tick=False),
    ):
        caller.read(token=token)
        return caller.read(token=token)


def broken(caller: Caller) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ShiftsView, "filters", None)
        return caller.read()


NOWHERE = f"{SHIFTS}/00000000-0000-4000-8000-000000000000"
LARGE = json.dumps(ASK | {"text": "x" * 70_000})
PROVOKED: dict[Problem, Callable[[Caller], Any]] = {
    Problem.NO_KEY: lambda caller: caller.client.get(SHIFTS),
    Problem.BAD_KEY: lambda caller: caller.read(token="lykta_a_b"),
    Problem.REVOKED_KEY: revoked,
    Problem.EXPIRED_KEY: lambda caller: caller.read(token=caller.key(expires_at=MADE + timedelta(days=1))),
    Problem.WRONG_NETWORK: lambda caller: caller.read(token=caller.key(networks=["192.0.2.0/24"])),
    Problem.MISSING_SCOPE: lambda caller: caller.read(token=caller.key(scopes=[Scope.ROUTES])),
    Problem.NOT_TONIGHT: too_early,
    Problem.NOT_FOUND: lambda caller: caller.read(NOWHERE),
    Problem.TOO_FAR_BACK: lambda caller: caller.read(f"{SHIFTS}?updated_since=0"),
    Problem.NOT_ACCEPTABLE: lambda caller: caller.read(accept="text/html"),
    Problem.BAD_PARAMETERS: lambda caller: caller.read(f"{SHIFTS}?coverages=missing"),
    Problem.BAD_REQUEST: lambda caller: caller.read(host="not a host"),
    Problem.MALFORMED_BODY: lambda caller: caller.send("{"),
    Problem.INVALID_FIELDS: lambda caller: caller.send(json.dumps(ASK | {"starts_at": "2027-01-22T21:00:00"})),
    Problem.UNSUPPORTED_MEDIA_TYPE: lambda caller: caller.send("where=here", media_type="text/plain"),
    Problem.TOO_LARGE: lambda caller: caller.send(LARGE),
    Problem.NO_IDEMPOTENCY_KEY: lambda caller: caller.send(json.dumps(ASK), **{"idempotency-key": ""}),
    Problem.IDEMPOTENCY_KEY_REUSED: reused,
    Problem.STILL_RUNNING: still_running,
    Problem.CONFLICT: withdrawn_before,
    Problem.NO_IF_MATCH: lambda caller: withdraw(caller, **{"if-match": ""}),
    Problem.CHANGED_MEANWHILE: lambda caller: withdraw(caller, **{"if-match": '"of another reading"'}),
    Problem.TOO_MANY_REQUESTS: too_often,
    Problem.SERVER_ERROR: broken,
}


@pytest.fixture
def municipality() -> Municipality:
    return make_municipality()


@pytest.fixture
def caller(client: Client, municipality: Municipality, partner: Partner) -> Caller:
    make_nights(municipality)
    make_event(partner)
    ask_and_get_a_proposal(partner)
    return Caller(client, partner)


def test_every_problem_shown_is_brought_about() -> None:
    assert sorted(PROVOKED) == sorted(schema()["components"]["examples"])


@pytest.mark.parametrize("problem", PROVOKED)
@time_machine.travel(FRIDAY_EVENING, tick=False)
def test_problem_is_told_as_shown(caller: Caller, problem: Problem) -> None:
    assert PROVOKED[problem](caller).json() == schema()["components"]["examples"][problem]["value"]


def test_examples_are_english_whoever_reads_the_description_first() -> None:
    with override("sv"):
        assert shown_body(Problem.NO_KEY)["title"] == "No key given"
