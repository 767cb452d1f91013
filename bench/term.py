"""`python -m bench.term`: a simulated term, asked for in rounds, all at once and one by one; docs/term-figures.md.

Each association and seed is played in a process of its own, as many at a time as the machine has cores.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

from bench.term_figures import Term
from bench.term_page import page
from bench.term_people import KEENNESS

ROOT = Path(__file__).resolve().parent.parent
SEEDS = 3
NOWHERE = "sqlite:////tmp/lykta_bench_term.sqlite3"  # a name that the bench may use; the tables are in memory


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    plays = list(product(KEENNESS, range(1, asked.seeds + 1)))
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        played = list(cores.map(lambda play: terms_of(*play, weeks=asked.weeks), plays))
    text = page([term for terms in played for term in terms], weeks=asked.weeks)
    print(text)
    asked.output.write_text(text, encoding="utf-8")
    return 0


def parser() -> argparse.ArgumentParser:
    outer = argparse.ArgumentParser(prog="python -m bench.term", description=__doc__)
    outer.add_argument("--seeds", type=int, default=SEEDS, help="1, 2, 3 ..., each with people and answers of its own")
    outer.add_argument("--weeks", type=int, default=26)
    outer.add_argument("--output", type=Path, default=ROOT / "docs" / "term-figures.md")
    return outer


def terms_of(willing: str, seed: int, *, weeks: int) -> list[Term]:
    """Every way of asking the same people. Raises CalledProcessError when a worker has said what went wrong."""
    environment = {**os.environ, "LYKTA_BENCH_DATABASE_URL": NOWHERE}
    command = [sys.executable, "-m", "bench.term_work", willing, str(seed), str(weeks)]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return [Term(**values) for values in json.loads(done.stdout)]


if __name__ == "__main__":
    sys.exit(main())
