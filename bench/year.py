"""`python -m bench.year`: a year of the whole set M lived through the real verbs, and every figure of its follow-up
counted again; docs/year-figures.md.

The towns are shared out, a part to each core, each part in a database and a process of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from math import inf
from pathlib import Path
from typing import Any

from bench import databases
from bench.sets import SIZES
from bench.year_page import page

ROOT = Path(__file__).resolve().parent.parent
MOST_PARTS = 10
WEEKS = 52


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    parts = min(asked.parts, SIZES[asked.size].municipalities)
    busy, began = os.getloadavg()[0], time.perf_counter()
    with ThreadPoolExecutor(parts) as cores:
        runs = list(cores.map(lambda part: part_of(asked, part, parts), range(parts)))
    text = page(runs, asked=vars(asked), parts=parts, seconds=time.perf_counter() - began, busy=busy)
    print(text)
    asked.output.write_text(text, encoding="utf-8")
    return 1 if any(run["checked"]["wrong"] for run in runs) else 0


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench.year", description=__doc__)
    outer.add_argument("--set", dest="size", choices=SIZES, default="M")
    outer.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite")
    outer.add_argument("--parts", type=int, choices=range(1, MOST_PARTS + 1), default=os.cpu_count() or 1)
    outer.add_argument("--weeks", type=int, default=WEEKS, help="fewer than 52 play only the beginning of the year")
    outer.add_argument("--minutes", type=float, default=inf, help="play no longer, and check how far it came")
    outer.add_argument("--keep", action="store_true", help="the databases, under var/ or on the server")
    outer.add_argument("--kept", action="store_true", help="play nothing: check what --keep left")
    outer.add_argument("--output", type=Path, default=ROOT / "docs" / "year-figures.md")
    return outer


def part_of(asked: argparse.Namespace, part: int, parts: int) -> dict[str, Any]:
    """What was played in a part of the towns, and what came of checking it.

    Raises CalledProcessError when a worker has said what went wrong.
    """
    name = f"lykta_bench_year_{asked.size.lower()}_{part + 1}"
    notes = databases.FOLDER / f"{name}.json"
    url = f"sqlite:///{databases.FOLDER / name}.sqlite3" if asked.on == "sqlite" else f"postgres:///{name}"
    if not asked.kept:
        databases.FOLDER.mkdir(exist_ok=True)
        databases.create_database(url)
        numbers = (str(asked.minutes), str(part), str(parts), str(asked.weeks))
        notes.write_text(worker(url, "play", asked.size, *numbers), encoding="utf-8")
    try:
        began = time.perf_counter()
        checked = json.loads(worker(url, "check"))
        played = json.loads(notes.read_text(encoding="utf-8"))
        return {"played": played, "checked": checked, "seconds": time.perf_counter() - began}
    finally:
        if not (asked.keep or asked.kept):
            databases.drop_database(url)
            notes.unlink()


def worker(url: str, *arguments: str) -> str:
    environment = {**os.environ, "LYKTA_BENCH_DATABASE_URL": url}
    command = [sys.executable, "-m", "bench.year_work", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
