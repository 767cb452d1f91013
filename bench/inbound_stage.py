"""Everything that Lykta is in production, as processes: web server, queue worker, and an emulator to send to."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from bench.inbound_costs import Costs
from bench.serving import HOST, wait_for

WEB, WORKER, PROVIDER = "web server", "queue worker", "emulator"
PROCESSES, THREADS = 2, 8  # as docs/operations.md has it
SERVER = f"gunicorn ({PROCESSES} processes of {THREADS} threads), one queue worker"


@dataclass
class Stage:
    web_port: int
    folder: Path
    started: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)
    spent: Costs = field(default_factory=Costs)

    def start(self, name: str, command: list[str], more: Mapping[str, str] | None = None) -> None:
        log = (self.folder / f"{name}.log").open("wb")
        self.started[name] = subprocess.Popen(
            [sys.executable, "-m", *command],
            env={**os.environ, **(more or {})},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def is_up(self) -> None:
        """Raises RuntimeError when a process has ended."""
        for name, process in self.started.items():
            if process.poll() is not None:
                raise RuntimeError(f"The {name} has ended: {self.words()}")

    def begin(self) -> None:
        """What the processes have spent until now is not counted."""
        self.spent.watch({name: process.pid for name, process in self.started.items()})

    def costs(self) -> dict[str, float]:
        """Seconds of processor time since `begin`, by process."""
        return self.spent.stop()

    def words(self) -> str:
        """All that the processes have said."""
        return "\n".join(log.read_text(errors="replace") for log in self.folder.glob("*.log"))

    def stop(self) -> None:
        for process in self.started.values():
            process.terminate()
        for process in self.started.values():
            process.wait(60)


@contextmanager
def staged() -> Iterator[Stage]:
    port, provider_port = int(os.environ["BENCH_WEB_PORT"]), os.environ["BENCH_PROVIDER_PORT"]
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(port, Path(folder))
        try:
            stage.start(PROVIDER, ["emulator"], emulator_words(provider_port))
            options = f"--bind {HOST}:{port} --worker-class gthread --workers {PROCESSES} --threads {THREADS}"
            stage.start(WEB, ["gunicorn", "config.wsgi", "--no-control-socket", *options.split()])
            stage.start(WORKER, ["django", "qcluster"])
            wait_for(stage.started[WEB], port)
            wait_for(stage.started[PROVIDER], int(provider_port))
            yield stage
        finally:
            stage.stop()


def emulator_words(port: str) -> dict[str, str]:
    return {
        "EMULATOR_PORT": port,
        "EMULATOR_ACCOUNT_SID": settings.TWILIO_ACCOUNT_SID,
        "EMULATOR_AUTH_TOKEN": settings.TWILIO_AUTH_TOKEN,
        "EMULATOR_NUMBER": settings.TWILIO_FROM,
        "EMULATOR_INBOUND_URL": f"{settings.PUBLIC_URL}/twilio/inbound",
    }
