"""A partner has a program make its client from our description: it reads, asks, hears by webhook and catches up."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from api.domain.keys import make_key
from api.domain.telling import tell_partners
from api.domain.webhooks.delivering import deliver_due
from api.enums import Scope
from api.models import Partner
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import EventKind
from scheduling.models import PresenceRequest
from tests.api.hooks import be_patient, endpoint_of, happens, states
from tests.api.test_webhook_guide import running
from tests.scheduling.presence import LIBRARY, Town, make_town
from tests.support.made_client import made_client
from tests.support.processes import HOST, free_port, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]
PACKAGE = "client_of_a_partner"


@pytest.fixture(autouse=True)
def _receivers_may_be_here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    be_patient(monkeypatch)
    settings.OUTWARD_NETWORKS, settings.OUTWARD_PLAIN_HTTP = [f"{HOST}/32"], True


@pytest.fixture
def town() -> Town:
    """Its shift is the day after tomorrow by the real clock, which receivers in other processes go by."""
    evening = (datetime.now(UTC) + timedelta(days=2)).replace(hour=18, minute=30, second=0, microsecond=0)
    return make_town(starts_at=evening)


@pytest.fixture
def partner(town: Town) -> Partner:
    return Partner.objects.create(municipality=town.municipality, name="Polisen")


@pytest.fixture
def made(partner: Partner, live_server: LiveServer, tmp_path: Path) -> Iterator[Any]:
    token = make_key(partner, scopes=Scope.values, now=datetime.now(UTC))[1]
    with made_client(live_server.url, token, folder=tmp_path, package=PACKAGE) as client:
        yield client


def call(operation: str, made: Any, *given: Any, **named: Any) -> Any:
    """The answer as an object of the made client's: `call("shifts.list_shifts", made)`."""
    return import_module(f"{PACKAGE}.api.{operation}").sync(*given, client=made, **named)


def model(name: str) -> Any:
    return getattr(import_module(f"{PACKAGE}.models"), name)


def asked(made: Any, town: Town) -> Any:
    """What a partner asks for through the client, and the answer to it."""
    body = model("AskBody")(
        where=model("WhereBody")(point=LIBRARY, description="vid biblioteket"),
        starts_at=town.shift.starts_at + timedelta(minutes=30),
        ends_at=town.shift.starts_at + timedelta(hours=2),
        category=model("PresenceCategory")("unrest"),
        text="Högljutt sällskap",
    )
    return call("presence_requests.ask_for_presence", made, body=body, idempotency_key="our-own-1")


def caught_up(made: Any, after: int) -> list[Any]:
    """Every event after a number, two at a time, as a program does that remembers the last number it has seen."""
    events: list[Any] = []
    while True:
        page = call("events.list_events", made, after=after, limit=2)
        events += page.results
        if page.next_ is None:
            assert page.latest == events[-1].sequence
            return events
        after = page.results[-1].sequence


def heard_by(receiver: Path) -> list[str]:
    """The number and the type of each event that a receiver has verified and printed."""
    return [line.rsplit(" ", 1)[0] for line in receiver.read_text().splitlines()]


def test_made_client_gets_a_problem_as_an_object(made: Any, live_server: LiveServer) -> None:
    with type(made)(base_url=live_server.url, token="lykta_nobody_nothing") as stranger:
        answer = call("shifts.list_shifts", stranger)
    assert isinstance(answer, model("Problem"))
    assert answer.status == 401


@pytest.mark.node_webhooks
def test_partner_reads_asks_hears_and_catches_up(
    made: Any, town: Town, partner: Partner, client: Client, tmp_path: Path
) -> None:
    (shift,) = call("shifts.list_shifts", made).results
    assert (shift.id, shift.starts_at) == (town.shift.uuid, town.shift.starts_at)

    ports = {language: free_port() for language in ("python", "javascript")}
    endpoints = [endpoint_of(partner, f"http://{HOST}:{port}/", now=datetime.now(UTC)) for port in ports.values()]
    with ExitStack() as stack:
        said = []
        for (language, port), endpoint in zip(ports.items(), endpoints, strict=True):
            folder = tmp_path / language
            folder.mkdir()
            said.append(stack.enter_context(running(language, endpoint.secret, port, folder)))

        mine = asked(made, town)
        assert (mine.state.value, mine.text) == ("open", "Högljutt sällskap")

        client.force_login(town.maria)
        request = PresenceRequest.objects.get()
        page = client.get(reverse("scheduling:presence_request", args=[request.pk]))
        assert "Högljutt sällskap" in page.content.decode()
        answer = {"seen": request.revision, "shift": town.shift.pk, "words": ""}
        client.post(reverse("scheduling:answer_presence", args=[request.pk]), answer)
        mine = call("presence_requests.read_presence_request", made, mine.id)
        assert (mine.state.value, mine.answer.shift.id) == ("accepted", town.shift.uuid)

        tell_partners(datetime.now(UTC))
        assert deliver_due() == 4
        heard = [["1 presence.asked", "2 presence.accepted"]] * 2
        assert wait_until(lambda: [heard_by(file) for file in said] == heard), [heard_by(file) for file in said]

    happens(town.shift, EventKind.CHANGED, now=datetime.now(UTC))
    cancel_shift(town.shift, origin=town.by_maria, now=datetime.now(UTC))
    tell_partners(datetime.now(UTC))
    assert deliver_due() == 0
    assert "waiting" in states(endpoints[0])

    missed = caught_up(made, after=2)
    assert [event.sequence for event in missed] == list(range(3, 3 + len(missed)))
    assert {"shift.changed", "shift.cancelled", "presence.reopened"} <= {event.type_.value for event in missed}
    assert call("presence_requests.read_presence_request", made, mine.id).state.value == "open"
    (shift,) = call("shifts.list_shifts", made).results
    assert shift.state.value == "cancelled"
