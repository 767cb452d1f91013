"""The whole of Lykta as a newcomer starts it: `manage.py run`, with web, worker and emulator as real processes."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import sample

import psycopg
import requests
from django.conf import settings
from django.db import connection

from tests.support.processes import postgres_url

STOPS_WITHIN = 300  # seconds; that it takes less is tested where the demo is


@dataclass(frozen=True)
class Town:
    """Where the running town answers."""

    web: str
    emulator: str
    process: "subprocess.Popen[str]"

    def texts_to(self, number: str) -> list[str]:
        """The words of every text that has reached this phone, oldest first."""
        found = requests.get(f"{self.emulator}/control/messages", params={"to": number}, timeout=60).json()
        return [message["body"] for message in found["messages"]]

    def answer(self, number: str, body: str) -> None:
        """Someone texts back; returns when Lykta has answered the provider."""
        response = requests.post(f"{self.emulator}/control/inbound", json={"from": number, "body": body}, timeout=60)
        response.raise_for_status()


def two_free_ports() -> int:
    """The first of two ports in a row that nobody listens on. Tests side by side have a hundred each to look at."""
    first_of_all = 18200 + 100 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    pairs = range(first_of_all, first_of_all + 100, 2)
    for first in sample(pairs, len(pairs)):
        try:
            for port in (first, first + 1):
                socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return first
    raise OSError("no two free ports in a row")


@contextmanager
def database_url(folder: Path, name: str) -> Iterator[str]:
    """A database of the kind the tests run on, empty, and gone afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'town.sqlite3'}"
        return
    given = settings.DATABASES["default"]
    reach = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    reach = {key: value for key, value in reach.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **reach) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
        yield postgres_url(given, name=name)
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def running_town(folder: Path) -> Iterator[Town]:
    """Start everything on free ports with a database of its own; everything is stopped on leaving."""
    port = two_free_ports()
    with database_url(folder, f"lykta_town_{port}") as url:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LYKTA_", "DJANGO_"))}
        environment = {
            **inherited,
            "LYKTA_DEMO": "1",
            "LYKTA_DATA_DIR": str(folder),
            "DATABASE_URL": url,
            "PORT": str(port),
            "EMULATOR_SPEED": "20",
        }
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            wait_for_greeting(process)
            yield Town(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=STOPS_WITHIN)


def wait_for_greeting(process: "subprocess.Popen[str]") -> None:
    """Read what the supervisor prints until it has said where to go. Raises with its words if it gives up."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C stops everything" in line:
            return
    raise RuntimeError("".join(said))
