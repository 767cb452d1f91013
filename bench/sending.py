"""`python -m bench.sending`: reminds a hundred thousand at once and sends with one and two workers; docs/sending.md."""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from bench import databases
from bench.inbound_costs import Costs
from bench.sending_figures import Reminding, Sending, page

ROOT = Path(__file__).resolve().parent.parent
BASE = "postgres:///lykta_bench_sending"
REMINDERS = (10_000, 100_000)
DELAYS = (0, 50, 100)  # ms
WORKERS = (1, 2)
WARM_UP = 5.0  # seconds
MINUTES_LATER = 10  # of the workers' clock: past every text that was queued
SENT = "SELECT count(*) FROM messaging_outboundmessage WHERE state = 'sent'"


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    busy = os.getloadavg()[0]
    try:
        databases.require_bench_name(asked.database)
    except databases.NotForBench as problem:
        print(problem, file=sys.stderr)
        return 2
    load_once(asked.database)
    copy = f"{asked.database}_copy"
    try:
        reminding = [measure_reminding(asked.database, copy, count) for count in asked.reminders or REMINDERS]
        sending = [
            measure_sending(copy, workers=workers, delay=delay, seconds=asked.seconds)
            for delay in DELAYS
            for workers in WORKERS
        ]
    finally:
        databases.drop_database(copy)
    text = page(reminding, sending, busy=max(busy, os.getloadavg()[0]))
    print(text)
    asked.output.write_text(text, encoding="utf-8")
    return 0


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench.sending", description=__doc__)
    outer.add_argument("--database", metavar="URL", default=BASE, help="of PostgreSQL, with bench in its name; kept")
    outer.add_argument("--reminders", type=int, action="append", help="how many are due at once; several are compared")
    outer.add_argument("--seconds", type=float, default=15, help="of sending, each time")
    outer.add_argument("--output", type=Path, default=ROOT / "docs" / "sending.md")
    return outer


def load_once(url: str) -> None:
    """The set M, unless it is there from an earlier time."""
    try:
        psycopg.connect(as_libpq(url)).close()
    except psycopg.OperationalError:
        databases.create_database(url)
        run(url, "bench.work", "load", "M")


def measure_reminding(base: str, copy: str, count: int) -> Reminding:
    databases.copy_database(copy, of=base)
    run(copy, "bench.sending_work", "write", str(count))
    found = Reminding(**json.loads(run(copy, "bench.sending_work", "remind")))
    print(f"{found.reminders:,} reminders in {found.seconds:.1f} s, {found.megabytes:.1f} MB", file=sys.stderr)
    return found


def measure_sending(url: str, *, workers: int, delay: int, seconds: float) -> Sending:
    """Texts a second from so many workers, of those that are queued in the database."""
    with running(url, workers=workers, delay=delay) as parts, psycopg.connect(as_libpq(url)) as connection:
        connection.autocommit = True
        time.sleep(WARM_UP)
        costs = Costs()
        costs.watch(parts)
        first, began = count_sent(connection), time.perf_counter()
        time.sleep(seconds)
        last, took = count_sent(connection), time.perf_counter() - began
        shares = {name: spent / took for name, spent in costs.stop().items()}
    found = Sending(delay=delay, workers=workers, rate=(last - first) / took, shares=shares)
    print(f"{workers} workers, {delay} ms: {found.rate:.0f} a second", file=sys.stderr)
    return found


@contextmanager
def running(url: str, *, workers: int, delay: int) -> Iterator[dict[str, int]]:
    """The workers, each with an emulator of its own; their process ids by name."""
    started: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for number in range(1, workers + 1):
            port = free_port()
            more = environment_of(port)
            started[f"emulator {number}"] = start(url, more, "emulator")
            order_faults(port, delay)
            started[f"worker {number}"] = start(url, more, "bench.sending_work", "send")
        yield {name: process.pid for name, process in started.items()}
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            process.wait(30)


def environment_of(port: int) -> dict[str, str]:
    return {
        "BENCH_PROVIDER_PORT": str(port),
        "BENCH_MINUTES": str(MINUTES_LATER),
        "EMULATOR_PORT": str(port),
        "EMULATOR_MAGIC": "",
        "EMULATOR_AUTH_TOKEN": "the-bench-signs-its-own-webhooks",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def order_faults(port: int, delay: int) -> None:
    faults: list[dict[str, object]] = [{"kind": "callback_lost", "probability": 1}]
    if delay:
        faults.append({"kind": "slow", "probability": 1, "seconds": delay / 1000})
    asking = requests.Session()
    patience = Retry(total=30, backoff_factor=0.1, backoff_max=0.5, allowed_methods=None)  # while it starts
    asking.mount("http://", HTTPAdapter(max_retries=patience))
    asking.post(f"http://127.0.0.1:{port}/control/faults", json=faults, timeout=5).raise_for_status()


def start(url: str, more: dict[str, str], module: str, *arguments: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "LYKTA_BENCH_DATABASE_URL": url, **more}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)


def run(url: str, module: str, *arguments: str) -> str:
    environment = {**os.environ, "LYKTA_BENCH_DATABASE_URL": url}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def count_sent(connection: psycopg.Connection) -> int:
    row = connection.execute(SENT).fetchone()
    return int(row[0]) if row else 0


def as_libpq(url: str) -> str:
    return url.replace("postgres://", "postgresql://", 1)


if __name__ == "__main__":
    sys.exit(main())
