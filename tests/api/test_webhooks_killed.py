"""Workers side by side, and one that is killed: nothing is lost, and what comes twice has the same id."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from api.domain.webhooks.delivering import deliver_due
from api.models import Partner, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from scheduling.enums import EventKind
from tests.api.hooks import PATIENCE, be_patient, endpoint_of, happens, night_of, states
from tests.support.at_once import at_once, threads_share_the_database
from tests.support.processes import database_url, wait_until
from tests.support.receivers import OUTSIDE, Call, Receiver, answer, receiving

pytestmark = [pytest.mark.django_db(transaction=True)]

EVENTS = 120
UNTIL = 70  # events; of which the first turn, of 50, has been written down
DELIVERER = """
import django
django.setup()
from api.domain.webhooks import delivering, posting
posting.ANSWER_WITHIN = posting.TURN = 600.0
delivering.deliver_due()
"""


@pytest.fixture(autouse=True)
def _outside(settings: Settings, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    threads_share_the_database()
    be_patient(monkeypatch)
    settings.OUTWARD_NETWORKS = [f"{OUTSIDE}/32"]
    settings.OUTWARD_PLAIN_HTTP = True


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def story(partner: Partner) -> None:
    happens(night_of(partner), *[EventKind.CHANGED] * EVENTS, now=datetime.now(UTC))


def ids(receiver: Receiver) -> Counter[str]:
    return Counter(call.headers["webhook-id"] for call in receiver.calls)


def test_workers_side_by_side_say_everything_once_and_in_order(partner: Partner, receiver: Receiver) -> None:
    endpoints = [endpoint_of(partner, f"{receiver.url}/{number}", keeps_order=number < 2) for number in range(4)]
    story(partner)
    counts = at_once(*[deliver_often] * 4)
    assert sum(count for count in counts if isinstance(count, int)) == 4 * EVENTS, counts
    assert [states(endpoint) for endpoint in endpoints] == [["delivered"] * EVENTS] * 4
    assert len(receiver.calls) == 4 * EVENTS
    for number in range(4):
        came = [json.loads(call.body)["sequence"] for call in receiver.calls if call.path == f"/hook/{number}"]
        assert came == list(range(1, EVENTS + 1))
    assert WebhookAttempt.objects.count() == 4 * EVENTS


def deliver_often(now: datetime | None = None) -> int:
    """Now and again: another may hold the endpoint whose turn it is, or one run's time be up on a busy machine."""
    return sum(deliver_due(now) for _ in range(6))


@pytest.mark.processes
@pytest.mark.parametrize("keeps_order", [True, False])
def test_killed_worker_loses_nothing_and_doubles_only_what_its_turn_had_said(
    partner: Partner, receiver: Receiver, *, keeps_order: bool
) -> None:
    is_dead = threading.Event()

    def hold_the_last(line: socket.socket, call: Call) -> None:
        """The worker waits for this answer when it is killed, however long it takes to get so far."""
        if len(receiver.calls) >= UNTIL:
            assert is_dead.wait(PATIENCE)
        answer()(line, call)

    receiver.behave = hold_the_last
    endpoint = endpoint_of(partner, receiver.url, keeps_order=keeps_order)
    story(partner)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LYKTA_DEMO": "1",
        "DATABASE_URL": database_url(),
    }
    command = [sys.executable, "-c", DELIVERER]
    with subprocess.Popen(command, cwd=django_settings.BASE_DIR, env=environment) as worker:
        assert wait_until(lambda: len(receiver.calls) >= UNTIL)
        worker.send_signal(signal.SIGKILL)
    is_dead.set()
    receiver.hear_out()
    receiver.behave = answer()
    said = len(receiver.calls)
    written = WebhookDelivery.objects.filter(state="delivered").count()
    assert (said, written) == (UNTIL, 50)
    held = WebhookEndpoint.objects.get(pk=endpoint.pk)
    assert deliver_due() == 0
    assert held.leased_until is not None
    assert held.leased_until - datetime.now(UTC) < timedelta(seconds=36)
    assert deliver_often(held.leased_until) == EVENTS - written
    assert states(endpoint) == ["delivered"] * EVENTS
    found = ids(receiver)
    assert len(found) == EVENTS
    assert sum(found.values()) - EVENTS == said - written
    numbers = list(dict.fromkeys(json.loads(call.body)["sequence"] for call in receiver.calls))
    assert numbers == list(range(1, EVENTS + 1))


def test_nothing_is_lost_between_what_happens_and_what_is_told_meanwhile(partner: Partner, receiver: Receiver) -> None:
    endpoint = endpoint_of(partner, receiver.url)
    shift = night_of(partner)

    def write() -> None:
        for _ in range(20):
            happens(shift, EventKind.CHANGED, now=datetime.now(UTC))

    results = at_once(write, write, deliver_due, deliver_due)
    assert [result for result in results if isinstance(result, Exception)] == []
    deliver_often()
    assert states(endpoint) == ["delivered"] * 40
    assert len(ids(receiver)) == len(receiver.calls) == 40
