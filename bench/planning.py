"""`python -m bench.planning`: a season of 312 nights looked at and published, and a board; docs/planning-figures.md.

On SQLite, beside the data set M, in a process of its own; the database is gone afterwards.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import databases
from bench.__main__ import worker
from bench.figures import Figure
from bench.report import table
from bench.sets import SIZES

ROOT = Path(__file__).resolve().parent.parent
BARS: Mapping[str, float] = {"board": 150.0, "preview": 1000.0, "publish": 5000.0}  # ms, for the 95th percentile

HEAD = """# Planning a season, and the board

Written by `python -m bench.planning`, on SQLite, beside the data set M. Change nothing here by hand.

- **Season**: one association, 26 weeks of Thursdays, Fridays and Saturdays, four groups: 312 shifts. Its page shows
  every night before it exists, with holidays and clashes; carrying it out makes the drafts; publishing shows them to
  everyone. Each is one request through Django's test client, and what it did is undone before the next.
- **Board**: 13 weeks of one municipality with some 300 shifts, as in [benchmarks.md](benchmarks.md).
"""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser("bench.planning", __doc__, beside="season", page="planning-figures.md").parse_args(arguments)
    return carry_out(asked, work="bench.planning_work", head=HEAD, bars=BARS)


def carry_out(asked: argparse.Namespace, *, work: str, head: str, bars: Mapping[str, float]) -> int:
    """Measure by the module `work`, write the page, and say by the exit code whether every bar is met."""
    url = asked.database or databases.sqlite_url()
    try:
        databases.require_bench_name(url)
    except databases.NotForBench as problem:
        print(problem, file=sys.stderr)
        return 2
    busy = os.getloadavg()[0]
    figures = measured(url, asked, work=work, is_own=asked.database is None)
    text = page(figures, times=asked.times, busy=busy, head=head, bars=bars)
    print(text)
    asked.output.write_text(text, encoding="utf-8")
    return 0 if all(figure.p95 <= bars[what] for what, figure in figures.items()) else 1


def parser(module: str, description: str | None, *, beside: str, page: str, times: int = 20) -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    outer.add_argument("--database", metavar="URL", help="of SQLite, with bench in its name; kept")
    outer.add_argument("--set", dest="size", choices=SIZES, default="M", help=f"what lies beside the {beside}")
    outer.add_argument("--times", type=int, default=times)
    outer.add_argument("--output", type=Path, default=ROOT / "docs" / page)
    return outer


def measured(url: str, asked: argparse.Namespace, *, work: str, is_own: bool) -> dict[str, Figure]:
    """In a process of its own. Raises CalledProcessError when a worker has said what went wrong."""
    if is_own:
        databases.create_database(url)
    try:
        worker(url, "load", asked.size, "--replace").check_returncode()
        environment = {**os.environ, "LYKTA_BENCH_DATABASE_URL": url}
        command = [sys.executable, "-m", work, str(asked.times)]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    finally:
        if is_own:
            databases.drop_database(url)
    return {what: Figure(**figure) for what, figure in json.loads(done.stdout).items()}


def page(
    figures: dict[str, Figure], *, times: int, busy: float, head: str = HEAD, bars: Mapping[str, float] = BARS
) -> str:
    machine = (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {times} times each. The load average was {busy:.1f} when it began; where "
        "that is near the number of cores, the times say little.\n"
    )
    has_work = any(figure.work is not None for figure in figures.values())
    lines = [
        [
            figure.door,
            f"{figure.median:.0f} ms",
            f"{figure.p95:.0f} ms",
            *([f"{figure.work or 0:.0f} ms"] if has_work else []),
            verdict(figure.p95, bars[what]),
        ]
        for what, figure in figures.items()
    ]
    heads = ["What", "Median", "p95", *(["At work"] if has_work else []), "Bar"]
    return "\n".join([head, machine, table(heads, lines)])


def verdict(time: float, bar: float) -> str:
    return f"{bar:.0f} ms: {'yes' if time <= bar else '**no**'}"


if __name__ == "__main__":
    sys.exit(main())
