"""`python -m bench.caldav`: what it costs to follow a calendar of so many nights, change by change; prints the table.

Each size is loaded and measured in a process of its own, on an empty database that is dropped afterwards.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import databases
from bench.figures import Figure

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = "postgres:///lykta_bench_caldav"
SIZES = (100, 2_000, 10_000)
HEAD = "| {nights:,} nights, {database} | Median | p95 | Queries |\n| --- | ---: | ---: | ---: |"


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    try:
        for url in asked.databases or default_databases():
            databases.require_bench_name(url)
            for nights in asked.nights or SIZES:
                print(f"{table(url, nights, asked.times)}\n", flush=True)
    except databases.NotForBench as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench.caldav", description=__doc__)
    outer.add_argument("--database", metavar="URL", action="append", dest="databases", help="with bench in its name")
    outer.add_argument("--nights", type=int, action="append", help="in the calendar; several are compared")
    outer.add_argument("--times", type=int, default=20, help="that each thing is asked")
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


def line(figure: Figure) -> str:
    return f"| {figure.door} | {figure.median:.0f} ms | {figure.p95:.0f} ms | {figure.queries} |"


if __name__ == "__main__":
    sys.exit(main())
