"""`python -m bench.api`: what the REST API costs, beside plain REST framework on one table; docs/api-figures.md."""

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
from bench.__main__ import worker
from bench.api_page import Measured, page

ROOT = Path(__file__).resolve().parent.parent
BASE = "postgres:///lykta_bench_api"


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
        if worker(asked.database, "load", "M").returncode:
            return 1
        found = measure(asked.database, rate=asked.rate, seconds=asked.seconds)
    finally:
        databases.drop_database(asked.database)
    text = page(found, machine=machine_words(busy))
    print(text)
    asked.output.write_text(text, encoding="utf-8")
    return 0 if found.is_met else 1


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench.api", description=__doc__)
    outer.add_argument("--database", metavar="URL", default=BASE, help="of PostgreSQL, with bench in its name; dropped")
    outer.add_argument("--rate", type=float, default=200, help="requests a second, mixed")
    outer.add_argument("--seconds", type=float, default=30, help="of mixed requests")
    outer.add_argument("--output", type=Path, default=ROOT / "docs" / "api-figures.md")
    return outer


def measure(url: str, *, rate: float, seconds: float) -> Measured:
    run(url, "rows")
    return Measured(
        doors=run(url, "doors"), export=run(url, "export"), mixed=run(url, "mixed", str(rate), str(seconds))
    )


def run(url: str, *arguments: str) -> Any:
    environment = {**os.environ, "LYKTA_BENCH_DATABASE_URL": url}
    command = [sys.executable, "-m", "bench.api_work", *arguments]
    print(f"{arguments[0]} ...", file=sys.stderr)
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def machine_words(busy: float) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores with {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, with PostgreSQL and whoever asks on the same cores. The load average was "
        f"{busy:.1f} when it began."
    )


if __name__ == "__main__":
    sys.exit(main())
