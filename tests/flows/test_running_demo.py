"""A partner connects to the demo as `make run` starts it: a client made from its description, and both receivers."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import requests

from demo.domain.accounts import API_KEY, PASSWORD
from tests.api.test_webhook_guide import running
from tests.support.made_client import made_client
from tests.support.processes import HOST, PATIENCE, free_port, wait_until
from tests.support.running_town import Town, running_town

pytestmark = [pytest.mark.processes, pytest.mark.node_webhooks]
PACKAGE = "client_of_the_demo"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("town")) as found:
        yield found


@pytest.fixture
def maria(town: Town) -> Iterator[requests.Session]:
    """The coordinator, signed in."""
    with requests.Session() as session:
        fill_in(session, f"{town.web}/konto/login/", login="maria@lykta.example", password=PASSWORD)
        assert session.get(f"{town.web}/partner", timeout=PATIENCE).status_code == 200
        yield session


def fill_in(session: requests.Session, address: str, **given: str) -> str:
    """Open a page and send its form; the page that answers."""
    page = session.get(address, timeout=PATIENCE)
    (token, *_others) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    answer = session.post(
        address, {**given, "csrfmiddlewaretoken": token}, headers={"Referer": address}, timeout=PATIENCE
    )
    answer.raise_for_status()
    return answer.text


@pytest.fixture
def made(town: Town, tmp_path: Path) -> Iterator[Any]:
    with made_client(town.web, API_KEY, folder=tmp_path, package=PACKAGE) as client:
        yield client


def call(operation: str, made: Any, *given: Any, **named: Any) -> Any:
    return import_module(f"{PACKAGE}.api.{operation}").sync(*given, client=made, **named)


def model(name: str) -> Any:
    return getattr(import_module(f"{PACKAGE}.models"), name)


def test_partner_reads_asks_hears_and_catches_up(
    town: Town, maria: requests.Session, made: Any, tmp_path: Path
) -> None:
    ahead = call("shifts.list_shifts", made, from_=datetime.now(UTC), state=[model("ShiftState")("published")])
    shift, latest = ahead.results[-1], call("events.list_events", made, limit=1).latest
    page = maria.get(f"{town.web}/partner", timeout=PATIENCE).text
    (partner,) = set(re.findall(r'href="(/partner/\d+)"[^>]*>Trygga stationer', page))  # whose the demo's key is
    with ExitStack() as stack:
        said = []
        for language in ("python", "javascript"):
            port, folder = free_port(), tmp_path / language
            folder.mkdir()
            form = {"name": language, "url": f"http://{HOST}:{port}/"}
            shown = fill_in(maria, f"{town.web}{partner}/webhook", **form)
            (secret,) = re.findall(r'value="(whsec_[^"]+)"', shown)
            said.append(stack.enter_context(running(language, secret, port, folder)))
        body = model("AskBody")(
            where=model("WhereBody")(route=shift.route.id),
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            category=model("PresenceCategory")("event"),
        )
        mine = call("presence_requests.ask_for_presence", made, body=body, idempotency_key="our-own-1")
        assert mine.state.value == "open"
        told = f"presence.asked {town.web}/api/v1/presence-requests/{mine.id}"
        assert wait_until(lambda: all(told in file.read_text() for file in said)), [file.read_text() for file in said]
    missed = call("events.list_events", made, after=latest)
    told_of = [(one.type_.value, one.data.id) for one in missed.results]
    # The town lives in real time: a night of its own may begin or end meanwhile.
    assert [one for one in told_of if not one[0].startswith("shift.")] == [("presence.asked", mine.id)]
