"""`make run` as a newcomer runs it: the three real processes, in a folder of their own."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.settings import BASE_DIR
from tests.demo.test_supervisor import wait_until_gone
from tests.services import REDIS_URL
from tests.support.processes import PATIENCE, wait_until
from tests.support.running_town import two_free_ports

pytestmark = pytest.mark.processes


@dataclass
class Evening:
    """One run of the demo, its output so far and its children."""

    process: subprocess.Popen[str]
    port: int
    told: str

    def get(self, path: str, **headers: str) -> str:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(answer.read().decode())

    def children(self) -> dict[str, int]:
        """Main process by what it runs."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=True
        )
        found = {}
        for line in listed.stdout.splitlines():
            pid, args = line.split(maxsplit=1)
            found[next(word for word in ("gunicorn", "qcluster", "emulator") if word in args)] = int(pid)
        return found


def begin(folder: Path, port: int, **environment: str) -> Evening:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run", "--port", str(port)],
        cwd=BASE_DIR,
        env={**plain_environment(), "LYKTA_DATA_DIR": str(folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    told = ""
    while "Ctrl-C" not in told:
        line = process.stdout.readline()
        assert line, told
        told += line
    return Evening(process, port, told)


def plain_environment() -> dict[str, str]:
    """The demo's switch and nothing that a developer or another test has set."""
    ours = ("LYKTA_", "DATABASE_URL", "DJANGO_", "PORT")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {"LYKTA_DEMO": "1"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evening")


@pytest.fixture
def evening(folder: Path) -> Iterator[Evening]:
    running = begin(folder, two_free_ports())
    yield running
    if running.process.poll() is None:
        running.process.terminate()
    running.process.communicate(timeout=PATIENCE)


def test_a_newcomer_finds_the_board_the_phones_and_the_api(evening: Evening) -> None:
    for address in re.findall(r"(http://127\.0\.0\.1:\d+/\S*)", evening.told):
        headers = dict(re.findall(r"-H '(\w+): (.*)'", evening.told)) if "/api/" in address else {}
        request = urllib.request.Request(address, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == 200, address
    assert re.findall(r"Sign in as (\S+)", evening.told) == ["karin@lykta.example", "maria@lykta.example"]
    assert json.loads(evening.get("/demo/state"))["people"][0]["name"] == "Karin Öberg"


def test_a_second_start_keeps_the_town_and_ctrl_c_ends_it(evening: Evening) -> None:
    assert "Building the demo town" not in evening.told
    children = evening.children()
    assert sorted(children) == ["emulator", "gunicorn", "qcluster"]
    evening.process.send_signal(signal.SIGINT)
    told, _nothing = evening.process.communicate(timeout=PATIENCE)
    assert (evening.process.returncode, told.strip()) == (0, "Stopped. The town is kept for the next time.")
    assert wait_until_gone(*children.values()) == []


@pytest.mark.parametrize(("which", "name"), [("qcluster", "queue worker"), ("emulator", "SMS emulator")])
def test_when_one_process_dies_the_rest_stop_and_it_is_named(evening: Evening, which: str, name: str) -> None:
    children = evening.children()
    os.kill(children[which], signal.SIGKILL)
    told, _nothing = evening.process.communicate(timeout=PATIENCE)
    assert evening.process.returncode == 1
    assert f"because the {name} ended by itself" in told
    assert wait_until_gone(*children.values()) == []


def test_nothing_is_left_when_the_supervisor_is_killed_outright(evening: Evening) -> None:
    children = evening.children()
    evening.process.kill()
    assert wait_until_gone(*children.values()) == []


def refused(folder: Path, port: int, **environment: str) -> str:
    """What a start says that comes to nothing: one line, no traceback, no folder made."""
    run = subprocess.run(
        [sys.executable, "manage.py", "run", "--port", str(port)],
        cwd=BASE_DIR,
        env={**plain_environment(), "LYKTA_DATA_DIR": str(folder / "var"), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (run.returncode, run.stderr, (folder / "var").exists()) == (1, "", False)
    return run.stdout


@pytest.mark.parametrize("step", [0, 1])
def test_a_port_in_use_is_one_clear_line_and_nothing_starts(tmp_path: Path, step: int) -> None:
    port = two_free_ports()
    with socket.create_server(("127.0.0.1", port + step)):
        assert refused(tmp_path, port) == (
            f"Port {port + step} is in use. Stop what uses it, or choose another: make run PORT={port + 10}\n"
        )


def test_the_demo_does_not_start_where_its_texts_would_leave_the_machine(tmp_path: Path) -> None:
    assert refused(tmp_path, two_free_ports(), LYKTA_TWILIO_API_URL="https://api.twilio.com") == (
        "LYKTA_TWILIO_API_URL leads away from this machine, and the demo sends texts by itself. Unset it.\n"
    )


def test_the_clock_cannot_be_moved_from_a_page_on_another_site(evening: Evening) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"http://127.0.0.1:{evening.port}/demo/clock", data=b"to=2h", timeout=60)


@pytest.mark.redis
def test_redis_can_carry_the_queue_and_the_cache(tmp_path: Path) -> None:
    evening = begin(tmp_path, two_free_ports(), LYKTA_REDIS_URL=REDIS_URL)
    try:
        assert wait_until(lambda: "Kan du? Svara JA eller NEJ." in phones_of(evening))
        assert "Hej Anna!" in phones_of(evening)
    finally:
        evening.process.terminate()
        evening.process.communicate(timeout=PATIENCE)
    assert not queued_in(tmp_path / "lykta.sqlite3")


def phones_of(evening: Evening) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{evening.port + 1}/", timeout=60) as answer:
        return str(answer.read().decode())


def queued_in(database: Path) -> list[tuple[str]]:
    """What the queue left in the database's own table, which Redis takes the place of."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT payload FROM django_q_ormq").fetchall()
