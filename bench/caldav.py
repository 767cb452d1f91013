"""`python -m bench.caldav`: what it costs to follow a calendar of so many nights; docs/caldav-figures.md.

Each size is loaded and measured in a process of its own, on an empty database that is dropped afterwards.
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

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = "postgres:///lykta_bench_caldav"
SIZES = (100, 2_000)
PAGE = """# What following a calendar costs

Written by `python -m bench.caldav`. Change nothing here by hand. How it works: [caldav.md](caldav.md).

A coordinator's telephone follows a municipality's calendar of so many nights. The times are of whole requests through
Django's own client, password and all, without a socket, {times} times each; queries are those of the first, without
what begins and ends transactions. *First of all to follow it* happens once in the life of a calendar, and is measured
once.

Measured {day:%Y-%m-%d} on {cores} cores, {system}, Python {python}. The load average was {before:.1f} when it began and
{after:.1f} when it ended; where that is near the number of cores, others had the machine.

{tables}
"""
HEAD = "| {nights:,} nights, {database} | Median | p95 | Queries |\n| --- | ---: | ---: | ---: |"


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    chosen, before = asked.databases or default_databases(), os.getloadavg()[0]
    try:
        for url in chosen:
            databases.require_bench_name(url)
    except databases.NotForBench as problem:
        print(problem, file=sys.stderr)
        return 2
    tables = [table(url, nights, asked.times) for url in chosen for nights in asked.nights or SIZES]
    text = page(tables, times=asked.times, before=before)
    print(text)
    asked.output.write_text(text, encoding="utf-8")
    return 0


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench.caldav", description=__doc__)
    outer.add_argument("--database", metavar="URL", action="append", dest="databases", help="with bench in its name")
    outer.add_argument("--nights", type=int, action="append", help="in the calendar; several are compared")
    outer.add_argument("--times", type=int, default=20, help="that each thing is asked")
    outer.add_argument("--output", type=Path, default=ROOT / "docs" / "caldav-figures.md")
    return outer


def default_databases() -> list[str]:
    return [databases.sqlite_url(), *([POSTGRES] if databases.is_answering(POSTGRES) else [])]


def table(url: str, nights: int, times: int) -> str:
    databases.create_database(url)
    try:
        environment = {**os.environ, "LYKTA_BENCH_DATABASE_URL": url}
        command = [sys.executable, "-m", "bench.caldav_work", str(nights), str(times)]
        told = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    finally:
        databases.drop_database(url)
    database, *figures = json.loads(told)
    lines = [line(Figure(**figure)) for figure in figures]
    return "\n".join([HEAD.format(nights=nights, database=database), *lines])


def page(tables: Sequence[str], *, times: int, before: float) -> str:
    return PAGE.format(
        times=times,
        day=datetime.now(UTC),
        cores=os.cpu_count(),
        system=platform.system(),
        python=platform.python_version(),
        before=before,
        after=os.getloadavg()[0],
        tables="\n\n".join(tables),
    )


def line(figure: Figure) -> str:
    queries = "–" if figure.queries is None else figure.queries
    return f"| {figure.door} | {figure.median:.0f} ms | {figure.p95:.0f} ms | {queries} |"


if __name__ == "__main__":
    sys.exit(main())
