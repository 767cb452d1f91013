"""`python -m bench.calendars`: what calendar feeds cost, whole, unchanged and as they grow; docs/calendars-figures.md.

Each database is loaded and measured in processes of its own, and dropped afterwards.
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
from bench.__main__ import worker
from bench.calendars_page import Measured, page
from bench.sets import SIZES

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = "postgres:///lykta_bench_calendars"


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    chosen = asked.databases or default_databases()
    try:
        for url in chosen:
            databases.require_bench_name(url)
    except databases.NotForBench as problem:
        print(problem, file=sys.stderr)
        return 2
    found = [measured(url, asked) for url in chosen]
    text = page(found, machine=machine_words())
    print(text)
    asked.output.write_text(text, encoding="utf-8")
    return 0 if all(one.is_met for one in found) else 1


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench.calendars", description=__doc__)
    outer.add_argument("--database", metavar="URL", action="append", dest="databases", help="with bench in its name")
    outer.add_argument("--set", dest="size", choices=SIZES, default="M", help="what lies beside the calendars")
    outer.add_argument("--seconds", type=float, default=10, help="of 304s over sockets")
    outer.add_argument("--wait", type=float, default=120, help="seconds at most, for others to leave the machine")
    outer.add_argument("--output", type=Path, default=ROOT / "docs" / "calendars-figures.md")
    return outer


def default_databases() -> list[str]:
    return [*([POSTGRES] if databases.is_answering(POSTGRES) else []), databases.sqlite_url()]


def measured(url: str, asked: argparse.Namespace) -> Measured:
    """Raises CalledProcessError when a worker has said what went wrong."""
    databases.create_database(url)
    try:
        worker(url, "load", asked.size).check_returncode()
        environment = {**os.environ, "LYKTA_BENCH_DATABASE_URL": url}
        command = [sys.executable, "-m", "bench.calendars_work", str(asked.seconds), str(asked.wait)]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    finally:
        databases.drop_database(url)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def machine_words() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    before_others = " The bench's processes went before all others." if os.nice(0) < 0 else ""
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores with {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}.{before_others}"
    )


if __name__ == "__main__":
    sys.exit(main())
