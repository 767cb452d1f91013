"""`python -m bench load S|M` fills a database; `python -m bench report` measures and writes docs/benchmarks.md.

Django reads one database for the whole life of a process, so this one only hands out the work: each set is loaded and
measured in a process of its own.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import databases
from bench.figures import Figure, Run
from bench.report import page
from bench.sets import SIZES

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    try:
        return load(asked) if asked.command == "load" else report(asked)
    except databases.NotForBench as problem:
        print(problem, file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = outer.add_subparsers(dest="command")
    loading = commands.add_parser("load", help="fill an empty database with a data set")
    loading.add_argument("size", choices=SIZES)
    loading.add_argument("--database", metavar="URL", default=None, help="with bench in its name")
    loading.add_argument("--replace", action="store_true", help="empty the database first")
    for reporting in (commands.add_parser("report", help="measure, print the table and write it"), outer):
        reporting.add_argument("--set", dest="sizes", choices=SIZES, action="append", help="only this one")
        reporting.add_argument("--database", metavar="URL", action="append", dest="databases", help="kept afterwards")
        reporting.add_argument("--requests", type=int, default=100, help="to each door")
        reporting.add_argument("--rate", type=float, default=10, help="requests a second to the web server; 0: none")
        reporting.add_argument("--seconds", type=float, default=30, help="of requests to the web server")
        reporting.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    return outer


def load(asked: argparse.Namespace) -> int:
    url = asked.database or databases.sqlite_url()
    databases.require_bench_name(url)
    return worker(url, "load", asked.size, *(["--replace"] if asked.replace else [])).returncode


def report(asked: argparse.Namespace) -> int:
    """Measure every set on every database, the bench's own or those that were named."""
    for url in asked.databases or []:
        databases.require_bench_name(url)
    runs, busy = [], os.getloadavg()[0]
    for size in asked.sizes or SIZES:
        for url in asked.databases or own_databases():
            done = measured(url, size, asked, is_own=asked.databases is None)
            if done is None:
                return 1
            runs.append(done)
    text = page(runs, busy=busy)
    print(text)
    asked.output.write_text(text, encoding="utf-8")
    return 0


def own_databases() -> list[str]:
    """SQLite's file, and a database on the PostgreSQL server of this machine when there is one."""
    if not databases.is_answering():
        print("No PostgreSQL server answers: measured on SQLite alone.", file=sys.stderr)
        return [databases.sqlite_url()]
    return [databases.sqlite_url(), databases.POSTGRES]


def measured(url: str, size: str, asked: argparse.Namespace, *, is_own: bool) -> Run | None:
    """None when the worker has said what went wrong. A database of the bench's own is gone afterwards."""
    print(f"Set {size} on {databases.name_of(url)} ...", file=sys.stderr)
    if is_own:
        databases.create_database(url)
    try:
        numbers = ["--requests", str(asked.requests), "--rate", str(asked.rate), "--seconds", str(asked.seconds)]
        done = worker(url, "measure", size, *numbers)
    finally:
        if is_own:
            databases.drop_database(url)
    return run_of(json.loads(done.stdout)) if done.returncode == 0 else None


def worker(url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A process of its own, with Django set up for that database. What it says on stderr is seen at once."""
    command = [sys.executable, "-m", "bench.work", *arguments]
    environment = {**os.environ, "LYKTA_BENCH_DATABASE_URL": url}
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)


def run_of(values: dict[str, Any]) -> Run:
    lists = {name: tuple(Figure(**figure) for figure in values[name]) for name in ("figures", "served")}
    return Run(**{**values, **lists})


if __name__ == "__main__":
    sys.exit(main())
