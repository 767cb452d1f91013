"""`python -m bench.follow_up`: the follow-up of a year, of one municipality and of more; docs/follow-up-figures.md.

Beside the data set M, in a process of its own, on SQLite and on PostgreSQL where there is a server.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import databases
from bench.__main__ import own_databases, worker
from bench.report import table
from bench.sets import SIZES

ROOT = Path(__file__).resolve().parent.parent
BARS = {1: 1_000.0, 10: 5_000.0}  # milliseconds, by how many municipalities

HEAD = """# The follow-up of a year

Written by `python -m bench.follow_up`, beside the data set M: 10 municipalities with every night asked, answered,
walked and told of. Change nothing here by hand.

- **Figures**: all tables of 52 weeks, as the page, the report and the API have them; of several municipalities one
  after the other. Each asks 14 queries, however many nights there are. "At work" is what the process itself was busy,
  SQLite's own work counted in; on a machine with nothing else to do it is the time.
- **Page**: one request through Django's test client, with the period before and the year before beside it.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    urls = [asked.database] if asked.database else own_databases()
    try:
        for url in urls:
            databases.require_bench_name(url)
    except databases.NotForBench as problem:
        print(problem, file=sys.stderr)
        return 2
    busy = os.getloadavg()[0]
    runs = [measured(url, asked, is_own=asked.database is None) for url in urls]
    text = page(runs, times=asked.times, busy=busy)
    print(text)
    asked.output.write_text(text, encoding="utf-8")
    return 0 if all(is_within(run) for run in runs) else 1


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench.follow_up", description=__doc__)
    outer.add_argument("--database", metavar="URL", help="with bench in its name; kept")
    outer.add_argument("--set", dest="size", choices=SIZES, default="M")
    outer.add_argument("--times", type=int, default=10)
    outer.add_argument("--output", type=Path, default=ROOT / "docs" / "follow-up-figures.md")
    return outer


def measured(url: str, asked: argparse.Namespace, *, is_own: bool) -> dict[str, Any]:
    """Raises CalledProcessError when a worker has said what went wrong."""
    if is_own:
        databases.create_database(url)
    try:
        worker(url, "load", asked.size, "--replace").check_returncode()
        environment = {**os.environ, "LYKTA_BENCH_DATABASE_URL": url}
        command = [sys.executable, "-m", "bench.follow_up_work", str(asked.times)]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    finally:
        if is_own:
            databases.drop_database(url)
    run: dict[str, Any] = json.loads(done.stdout)
    return run


def is_within(run: dict[str, Any]) -> bool:
    return all(step["p95"] <= BARS.get(step["towns"], float("inf")) for step in run["growth"])


def page(runs: Sequence[dict[str, Any]], *, times: int, busy: float) -> str:
    machine = (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {times} times each. The load average was {busy:.1f} when it began; where "
        "that is near the number of cores, the times say little.\n"
    )
    return "\n".join([HEAD, machine, *(words_of(run) for run in runs)])


def words_of(run: dict[str, Any]) -> str:
    lines = [
        [
            f"{step['towns']}",
            f"{step['nights']:,}",
            f"{step['median']:.0f} ms",
            f"{step['p95']:.0f} ms",
            f"{step['work']:.0f} ms",
            f"{step['work'] / step['towns']:.0f} ms",
            verdict(step["p95"], BARS.get(step["towns"])),
        ]
        for step in run["growth"]
    ]
    heads = ["Municipalities", "Nights", "Median", "p95", "At work", "For each", "Bar"]
    median, p95 = run["page"]
    told = f"The page of one municipality: median {median:.0f} ms, p95 {p95:.0f} ms.\n"
    return "\n".join([f"## {run['database']}\n", table(heads, lines), told])


def verdict(time: float, bar: float | None) -> str:
    return "" if bar is None else f"{bar:.0f} ms: {'yes' if time <= bar else '**no**'}"


if __name__ == "__main__":
    sys.exit(main())
