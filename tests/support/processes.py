"""Real processes for a test: the SMS emulator, web servers and workers, all on the test's own database."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import requests
from django.conf import settings
from django.db import connection
from twilio.request_validator import RequestValidator

HOST = "127.0.0.1"
STARTS_WITHIN = 120.0
PATIENCE = 120.0  # far more than is needed: it only counts when something is wrong


def database_url() -> str:
    """The address of this very test's database."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        if connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's connection alone has it
            pytest.skip("a second process needs PostgreSQL, or SQLite in a file (set LYKTA_TEST_SQLITE)")
        return f"sqlite:///{Path(given['NAME']).resolve()}"
    return postgres_url(given, name=given["NAME"])


def postgres_url(given: Mapping[str, Any], *, name: str) -> str:
    """The address of a database beside the one that Django's settings name. A socket's folder goes into the query."""
    who = f"{quote(given['USER'])}:{quote(given['PASSWORD'] or '')}@" if given["USER"] else ""
    where = f"{given['HOST']}{':' + str(given['PORT']) if given['PORT'] else ''}"
    if given["HOST"].startswith("/"):
        return f"postgres://{who}/{name}?{urlencode({'host': given['HOST']})}"
    return f"postgres://{who}{where}/{name}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait_until(is_true: Callable[[], bool], *, seconds: float = PATIENCE) -> bool:
    """Whether it came true in time."""
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        if is_true():
            return True
        time.sleep(0.05)
    return False


def fate(at: str, deed: str, clock_minutes: float, clock_begins: datetime | None = None) -> dict[str, str]:
    return {
        "FAULTS_AT": at,
        "FAULTS_DEED": deed,
        "FAULTS_CLOCK_MINUTES": str(clock_minutes),
        "FAULTS_CLOCK_BEGINS": clock_begins.isoformat() if clock_begins else "",
    }


def start_writing_down(process: "subprocess.Popen[bytes]", log: Path) -> threading.Thread:
    """What a process says, by another hand than its own: it may be on a full disk."""

    def write() -> None:
        assert process.stdout is not None
        with log.open("wb") as file, process.stdout:
            shutil.copyfileobj(process.stdout, file)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    return writer


@dataclass
class Started:
    """One process, with its log; killed with all its children when the test is over."""

    process: "subprocess.Popen[bytes]"
    log: Path
    writer: threading.Thread

    def kill(self) -> None:
        """kill -9, the whole session of it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)
        self.writer.join(10)

    def words(self) -> str:
        return self.log.read_text(errors="replace")


@dataclass
class Provider:
    """The SMS emulator as a process of its own."""

    url: str

    def texts(self) -> list[dict[str, Any]]:
        """Every text that the provider took from the app, oldest first."""
        found = requests.get(f"{self.url}/control/messages", timeout=60).json()["messages"]
        return [message for message in found if message["direction"] == "outbound-api"]

    def calls_to(self) -> Counter[str]:
        """How many times each number was rung up."""
        found = requests.get(f"{self.url}/control/calls", timeout=60).json()["calls"]
        return Counter(call["to"] for call in found)

    def order(self, *faults: Mapping[str, Any]) -> None:
        requests.post(f"{self.url}/control/faults", json=list(faults), timeout=60).raise_for_status()

    def orders(self) -> list[dict[str, Any]]:
        """What is still to come."""
        return list(requests.get(f"{self.url}/control/faults", timeout=60).json()["faults"])

    def clear(self) -> None:
        requests.delete(f"{self.url}/control/faults", timeout=60).raise_for_status()

    def receive(self, number: str, body: str, sid: str = "") -> int | None:
        """Someone texts the town; the status that Lykta answered the provider with."""
        spec = {"from": number, "body": body, "sid": sid}
        found = requests.post(f"{self.url}/control/inbound", json=spec, timeout=60).json()
        return found["webhooks"][-1]["http_status"] if found["webhooks"] else None


@dataclass
class Stage:
    """Where a play of faults is given. `web_port` is where the provider calls, whether anyone is there or not."""

    folder: Path
    stack: ExitStack
    url: str
    web_port: int = field(default_factory=free_port)
    provider_port: int = field(default_factory=free_port)

    @property
    def public_url(self) -> str:
        return f"http://{HOST}:{self.web_port}"

    def start_provider(self, *, speed: float = 100) -> Provider:
        environment = {
            "EMULATOR_PORT": str(self.provider_port),
            "EMULATOR_ACCOUNT_SID": settings.TWILIO_ACCOUNT_SID,
            "EMULATOR_AUTH_TOKEN": settings.TWILIO_AUTH_TOKEN,
            "EMULATOR_NUMBER": settings.TWILIO_FROM,
            "EMULATOR_INBOUND_URL": f"{self.public_url}/twilio/inbound",
            "EMULATOR_SPEED": str(speed),
        }
        self._start("emulator", ["-m", "emulator"], environment)
        self._wait_for(self.provider_port)
        return Provider(f"http://{HOST}:{self.provider_port}")

    def start_web(
        self,
        *,
        port: int | None = None,
        processes: int = 1,
        clock_minutes: float = 0,
        at: str = "",
        deed: str = "kill",
    ) -> Started:
        """A web server, by default where the provider calls. For `at` see tests.support.ill_fated."""
        port = port or self.web_port
        options = f"--bind {HOST}:{port} --worker-class gthread --workers {processes} --threads 4 --graceful-timeout 1"
        command = ["-m", "gunicorn", "tests.support.web", "--no-control-socket", *options.split()]
        started = self._start("web", command, fate(at, deed, clock_minutes))
        self._wait_for(port)
        return started

    def start_worker(
        self, *, at: str = "", deed: str = "kill", clock_minutes: float = 0, clock_begins: datetime | None = None
    ) -> Started:
        """`clock_begins` is what its clock says when its first job looks at it."""
        return self._start("worker", ["-m", "tests.support.worker"], fate(at, deed, clock_minutes, clock_begins))

    @property
    def has_struck(self) -> bool:
        """Whether the process with a fate has met it."""
        return (self.folder / "struck").exists()

    def post_inbound(self, *, sid: str, number: str, body: str, port: int | None = None) -> int | None:
        """The provider's own call to one web process; None when nobody answered in time."""
        form = {"MessageSid": sid, "From": number, "To": settings.TWILIO_FROM, "Body": body}
        path = "/twilio/inbound"
        signature = RequestValidator(settings.TWILIO_AUTH_TOKEN).compute_signature(f"{self.public_url}{path}", form)
        url = f"http://{HOST}:{port or self.web_port}{path}"
        try:
            return requests.post(url, form, headers={"X-Twilio-Signature": signature}, timeout=30).status_code
        except requests.RequestException:
            return None

    def _start(self, name: str, arguments: list[str], more: Mapping[str, str]) -> Started:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("LYKTA_", "DJANGO_"))}
        environment = {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "tests.support.process_settings",
            "LYKTA_DEMO": "1",
            "DATABASE_URL": self.url,
            "PORT": str(self.web_port),
            "LYKTA_PUBLIC_URL": self.public_url,
            "LYKTA_TWILIO_API_URL": f"http://{HOST}:{self.provider_port}",
            "PYTHONUNBUFFERED": "1",
            "FAULTS_ONCE": str(self.folder / "struck"),
            **more,
        }
        log = self.folder / f"{name}-{free_port()}.log"
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        started = Started(process, log, start_writing_down(process, log))
        self.stack.callback(started.kill)
        return started

    def _wait_for(self, port: int) -> None:
        def answers() -> bool:
            wire = http.client.HTTPConnection(HOST, port, timeout=5)
            try:
                wire.request("GET", "/healthz")
                wire.getresponse().read()
            except (OSError, http.client.HTTPException):
                return False
            finally:
                wire.close()
            return True

        assert wait_until(answers, seconds=STARTS_WITHIN), f"nobody answers on port {port}"
