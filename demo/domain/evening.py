"""An evening in the demo town: everything prepared, three processes started, and a word of welcome."""

import logging
import os
import socket
import sys
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.utils import timezone

from config.schedules import register_schedules
from config.workers import is_worker_alive
from demo.domain.accounts import ACCOUNTS, API_KEY, PASSWORD
from demo.domain.moments import current_offset
from demo.domain.supervisor import Child, Ended, NotReady, Supervisor
from demo.domain.town import is_empty, load_town

HOST = "127.0.0.1"
ASK_TIMEOUT = 2.0
LINES_OF_LOG = 15
GUNICORN = ("--worker-class", "gthread", "--threads", "8", "--graceful-timeout", "3", "--no-control-socket")

Out = TextIO | OutputWrapper


def run_demo(port: int, *, out: Out) -> int:
    """Serve until stopped. Returns the exit code; everything started here has ended by then."""
    if urlsplit(settings.TWILIO_API_URL).hostname != HOST:
        out.write("LYKTA_TWILIO_API_URL leads away from this machine, and the demo sends texts by itself. Unset it.\n")
        return 1
    taken = next((p for p in (port, port + 1) if is_taken(p)), None)
    if taken is not None:
        out.write(f"Port {taken} is in use. Stop what uses it, or choose another: make run PORT={port + 10}\n")
        return 1
    try:
        prepare(out)
    except KeyboardInterrupt:
        return 130
    children = children_of(port)
    try:
        Supervisor(children).run(when_ready=lambda: welcome(port, out))
    except (Ended, NotReady) as trouble:
        out.write(f"\nStopped everything, because the {trouble}. The end of {trouble.child.log}:\n")
        out.write(tail_of(trouble.child.log))
        return 1
    out.write("\nStopped. The town is kept for the next time.\n")
    return 0


def is_taken(port: int) -> bool:
    """Whether something listens there already. A socket that only lingers from the last run does not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def prepare(out: Out) -> None:
    """The tables, the town when there is none, and the jobs."""
    logging.disable(logging.INFO)  # each process has its own log; this one talks to a person
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if is_empty():
        out.write("Building the demo town ...\n")
        out.flush()
        load_town(now=timezone.now())
    register_schedules()


def children_of(port: int) -> list[Child]:
    logs = Path(settings.DATA_DIR) / "log"
    web = f"http://{HOST}:{port}"
    environment = {**os.environ, "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    return [
        Child(
            name="web server",
            command=[sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{port}", *GUNICORN],
            environment=environment,
            log=logs / "web.log",
            is_ready=lambda _pid: answers(f"{web}/demo/clock"),
        ),
        Child(
            name="queue worker",
            command=[sys.executable, "manage.py", "qcluster"],
            environment=environment,
            log=logs / "worker.log",
            is_ready=is_worker_alive,
        ),
        Child(
            name="SMS emulator",
            command=[sys.executable, "-m", "emulator"],
            environment={**environment, **emulator_environment(port)},
            log=logs / "emulator.log",
            is_ready=lambda _pid: answers(f"http://{HOST}:{port + 1}/healthz"),
        ),
    ]


def emulator_environment(port: int) -> dict[str, str]:
    """The same account and number as the app has, so that each believes the other's signature."""
    return {
        "EMULATOR_PORT": str(port + 1),
        "EMULATOR_ACCOUNT_SID": settings.TWILIO_ACCOUNT_SID,
        "EMULATOR_AUTH_TOKEN": settings.TWILIO_AUTH_TOKEN,
        "EMULATOR_NUMBER": settings.TWILIO_FROM,
        "EMULATOR_INBOUND_URL": f"{settings.PUBLIC_URL}/twilio/inbound",
        "EMULATOR_DEMO_URL": f"{settings.PUBLIC_URL}/demo",
    }


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=ASK_TIMEOUT) as answer:  # noqa: S310 - our own children
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP
    except OSError:
        return False


def welcome(port: int, out: Out) -> None:
    web = settings.PUBLIC_URL
    hours_ahead = round(current_offset() / timedelta(hours=1))
    lines = [
        "",
        "Lykta is running. Everybody in this town is invented, and no text leaves this machine.",
        "",
        f"  Board      {web}{settings.HOME_URL}",
        f"  Phones     http://{HOST}:{port + 1}/",
        f"  API        {web}/api/v1/docs",
        f"             curl -H 'Authorization: Bearer {API_KEY}' {web}/api/v1/shifts",
        "",
        *(f"  Sign in as {account.email:<20} {account.name}, {account.role}" for account in ACCOUNTS),
        f"  Password   {PASSWORD}",
        "",
        *([f"  The demo's clock is {hours_ahead} hours ahead.", ""] if hours_ahead else []),
        f"  Logs are in {Path(settings.DATA_DIR) / 'log'}. Ctrl-C stops everything.",
        "",
    ]
    out.write("\n".join(lines))
    out.flush()


def tail_of(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES_OF_LOG:]) + "\n"
