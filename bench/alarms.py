"""`python -m bench.alarms`: thousands of groups that should be home, swept at once; writes docs/alarm-figures.md.

On SQLite, and on PostgreSQL where one answers, each in a process of its own; the databases are gone afterwards.
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

from bench import databases
from bench.figures import Figure
from bench.report import table

ROOT = Path(__file__).resolve().parent.parent
GROUPS = 2000
BAR = 2000.0  # ms, for the slowest of the sweeps of so many groups
HEADS = ("Sweep", "Median", "Slowest", "At work", "Queries", "Bar")
HEAD = f"""# Sweeping overdue groups

Written by `python -m bench.alarms`. Change nothing here by hand.

- **Opened**: so many groups of three, all out and all overdue at the same minute, in forty associations of four
  municipalities. One sweep opens every alarm, takes its first step and queues the leader's text. The bar is
  {BAR / 1000:.0f} s for {GROUPS:,} of them.
- **Second, third and fourth step**: the sweeps five minutes later each, when nobody has answered: the whole group, then
  the association's duty, then the coordinator's, and calls to all who were told before. The fourth queues nine texts
  and calls for each group, {GROUPS * 9:,} in all: that nobody at all answers is the worst there is. The bar is
  the same.
- **Nothing due**: the sweep of every other minute, with as many groups out.
- **At work** is what the process itself was busy, SQLite's own work counted in; on a machine with nothing else to do it
  is the time, on PostgreSQL the time less the server's part.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    urls = asked.databases or [databases.sqlite_url(), *([databases.POSTGRES] if databases.is_answering() else [])]
    try:
        for url in urls:
            databases.require_bench_name(url)
    except databases.NotForBench as problem:
        print(problem, file=sys.stderr)
        return 2
    busy = os.getloadavg()[0]
    figures = {url: measured(url, asked, is_own=not asked.databases) for url in urls}
    text = page(figures, times=asked.times, busy=busy)
    print(text)
    asked.output.write_text(text, encoding="utf-8")
    return 0 if all(is_met(one) for several in figures.values() for one in several) else 1


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench.alarms", description=__doc__)
    outer.add_argument(
        "--database", metavar="URL", dest="databases", action="append", help="with bench in its name; kept"
    )
    outer.add_argument("--groups", type=int, default=GROUPS, help="at the most; also a half and a tenth of it")
    outer.add_argument("--times", type=int, default=3)
    outer.add_argument("--output", type=Path, default=ROOT / "docs" / "alarm-figures.md")
    return outer


def measured(url: str, asked: argparse.Namespace, *, is_own: bool) -> list[Figure]:
    """Raises CalledProcessError when the worker has said what went wrong."""
    if is_own:
        databases.create_database(url)
    try:
        environment = {**os.environ, "LYKTA_BENCH_DATABASE_URL": url}
        command = [sys.executable, "-m", "bench.alarms_work", str(asked.groups), str(asked.times)]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    finally:
        if is_own:
            databases.drop_database(url)
    return [Figure(**figure) for figure in json.loads(done.stdout)]


def is_met(figure: Figure) -> bool:
    return figure.bar is None or figure.p95 <= figure.bar


def page(figures: dict[str, list[Figure]], *, times: int, busy: float) -> str:
    machine = (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {times} times each. The load average was {busy:.1f} when it began; where "
        "that is near the number of cores, the times say little.\n"
    )
    parts = [HEAD, machine]
    for url, several in figures.items():
        lines = [
            [
                one.door,
                f"{one.median:,.0f} ms",
                f"{one.p95:,.0f} ms",
                f"{one.work or 0:,.0f} ms",
                f"{one.queries:,}",
                verdict(one),
            ]
            for one in several
        ]
        name = "PostgreSQL" if databases.is_postgres(url) else "SQLite"
        parts.append(f"## {name}\n\n{table(HEADS, lines)}")
    return "\n".join(parts)


def verdict(figure: Figure) -> str:
    if figure.bar is None:
        return "–"
    return f"{figure.bar:,.0f} ms: {'yes' if is_met(figure) else '**no**'}"


if __name__ == "__main__":
    sys.exit(main())
