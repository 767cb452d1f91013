"""`python -m bench.webhooks`: 10,000 events to 50 endpoints of which 10 are dead; docs/webhooks-figures.md."""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import databases

ROOT = Path(__file__).resolve().parent.parent
BASE = "postgres:///lykta_bench_webhooks"
EVENTS, ENDPOINTS, DEAD = 10_000, 50, 10
WITHIN = 60.0  # seconds
NOBODY = 9  # a port at which nobody listens
PERCENTILES = (50, 95, 100)

HEAD = f"""# Webhooks that partners get

Written by `python -m bench.webhooks`, on PostgreSQL. Change nothing here by hand.

- **{EVENTS:,} events to {ENDPOINTS} endpoints of which {DEAD} are dead**: {ENDPOINTS} partners, each with an endpoint
  and a key of one district. {EVENTS:,} changes are written to the history of nights in one transaction, the districts
  in turn, so each endpoint is to get {EVENTS // ENDPOINTS}. Of the dead ones half take the connection and never answer,
  half refuse it.
- The time of an event runs from that transaction to its first arrival at the receiver. One process runs the worker's
  real jobs, which number the events, write down what is on its way, and deliver; another one is all receivers. They
  share the machine's cores with PostgreSQL.
- **Came again** counts messages whose id the receiver had already.
"""


@dataclass(frozen=True)
class Result:
    """`seconds` are those of every first arrival, ascending."""

    wanted: int
    seconds: tuple[float, ...]
    again: int
    written_down: int

    def at(self, percent: int) -> float:
        return self.seconds[max(0, round(len(self.seconds) * percent / 100) - 1)]

    @property
    def is_met(self) -> bool:
        return len(self.seconds) == self.wanted and self.at(100) <= WITHIN


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    busy = os.getloadavg()[0]
    try:
        databases.require_bench_name(asked.database)
    except databases.NotForBench as problem:
        print(problem, file=sys.stderr)
        return 2
    databases.create_database(asked.database)
    try:
        result = measure(asked.database, seconds=asked.seconds)
    finally:
        databases.drop_database(asked.database)
    text = page(result, busy=max(busy, os.getloadavg()[0]))
    print(text)
    asked.output.write_text(text, encoding="utf-8")
    return 0 if result.is_met else 1


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench.webhooks", description=__doc__)
    outer.add_argument("--database", metavar="URL", default=BASE, help="of PostgreSQL, with bench in its name; dropped")
    outer.add_argument("--seconds", type=float, default=45, help="how long the worker runs")
    outer.add_argument("--output", type=Path, default=ROOT / "docs" / "webhooks-figures.md")
    return outer


def measure(url: str, *, seconds: float) -> Result:
    command = [sys.executable, "-m", "bench.webhooks_receiver"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as receiver:
        assert receiver.stdout is not None  # noqa: S101 - tells the type
        answering, silent = receiver.stdout.readline().split()
        run(url, "prepare", json.dumps(addresses(int(answering), int(silent))))
        began = json.loads(run(url, "happen", str(EVENTS)))
        written_down = json.loads(run(url, "work", str(seconds)))
        told, _nothing = receiver.communicate("")
    arrived = json.loads(told)
    return Result(
        wanted=EVENTS // ENDPOINTS * (ENDPOINTS - DEAD),
        seconds=tuple(moment - began for moment in arrived["arrivals"]),
        again=arrived["again"],
        written_down=written_down,
    )


def addresses(answering: int, silent: int) -> list[str]:
    """The dead ones first: whoever is served in turn meets them before the others."""
    dead = [silent if number % 2 else NOBODY for number in range(DEAD)]
    ports = [*dead, *[answering] * (ENDPOINTS - DEAD)]
    return [f"http://127.0.0.1:{port}/{number}" for number, port in enumerate(ports)]


def run(url: str, *arguments: str) -> str:
    environment = {**os.environ, "LYKTA_BENCH_DATABASE_URL": url}
    command = [sys.executable, "-m", "bench.webhooks_work", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()[-1] if done.stdout else ""


def page(result: Result, *, busy: float) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    times = " | ".join(f"{result.at(percent):.1f} s" if result.seconds else "–" for percent in PERCENTILES)
    met = "yes" if result.is_met else "**no**"
    return f"""{HEAD}
Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores with {memory:.0f} GB, {platform.system()}, Python
{platform.python_version()}. The load average rose to {busy:.1f}; where that is above the number of cores, others had
the machine.

| To the living | Arrived | Half of them after | 95 % after | The last after | All within {WITHIN:.0f} s | Came again |
| ---: | ---: | ---: | ---: | ---: | --- | ---: |
| {result.wanted:,} | {len(result.seconds):,} | {times} | {met} | {result.again} |
"""


if __name__ == "__main__":
    sys.exit(main())
