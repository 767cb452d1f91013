"""A real process, killed while its text is on the way to the provider."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings as django_settings
from django.db import connection

from messaging.domain.outbox import ask_about_unknown, send_due
from messaging.enums import OutboundState
from messaging.models import SendAttempt
from tests.messaging.outgoing import MINUTE, queued, reloaded
from tests.support.emulating import Emulator

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

SENDER = """
import django
django.setup()
from django.utils import timezone
from messaging.domain.outbox import send_due
send_due(timezone.now())
"""


def database_url() -> str:
    """The address of this very test's database."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "postgresql":
        return f"{os.environ['LYKTA_TEST_DATABASE_URL'].rsplit('/', 1)[0]}/{name}"
    if connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's connection alone has it
        pytest.skip("a second process needs PostgreSQL, or SQLite in a file (set LYKTA_TEST_SQLITE)")
    return f"sqlite:///{name}"


@pytest.fixture
def start_sender(emulated: Emulator) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "LYKTA_DEMO": "1",
            "DATABASE_URL": database_url(),
            "LYKTA_TWILIO_API_URL": emulated.url,
        }
        started.append(subprocess.Popen([sys.executable, "-c", SENDER], cwd=django_settings.BASE_DIR, env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(60)


def test_text_of_a_killed_worker_arrives_once(
    emulated: Emulator, start_sender: Callable[[], subprocess.Popen[bytes]]
) -> None:
    emulated.provider.faults.order({"kind": "slow", "seconds": 3})
    now = datetime.now(UTC)
    message = queued(now=now)
    worker = start_sender()
    assert emulated.provider.store.wait_for(lambda: len(emulated.provider.store.messages()) == 1, seconds=120)
    worker.send_signal(signal.SIGKILL)
    worker.wait(60)
    assert reloaded(message).state == OutboundState.SENDING
    assert SendAttempt.objects.get().ended_at is None

    send_due(now + MINUTE)
    ask_about_unknown(now + 6 * MINUTE)
    send_due(now + 7 * MINUTE)
    [taken] = emulated.provider.store.messages()
    assert reloaded(message).provider_sid == taken.sid
    assert reloaded(message).state in {OutboundState.SENT, OutboundState.DELIVERED}
