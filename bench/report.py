"""The table of docs/benchmarks.md, from what was measured on each database."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from bench.figures import Figure, Run
from bench.sets import SIZES

HEAD = """# Benchmarks

Written by `make bench`, which loads seeded data sets into databases of its own, asks each door again and again, and
drops the databases. Change nothing here by hand.

- **Set S**: 1 municipality, 6 associations, 150 volunteers, 300 shifts. **Set M**: 10 municipalities, 120 associations,
  5,000 volunteers, 20,000 shifts. Both with everyone asked, every answer, every text and every line of the history.
- **Queries**: the most that one request asked, a first request with empty caches included, beside the bar it must stay
  within. `+ n` are the statements that only begin and end transactions.
- **Times** are milliseconds, median and 95th percentile.
- The bench runs on production's settings, except that it cannot send: it keeps texts in memory and starts no queue
  worker. Its phone numbers are generated and belong to no one.

`make bench ARGS="report --set S"` measures one set, `ARGS="load M --database sqlite:////tmp/bench.sqlite3"` only loads
one, `ARGS="report --set M --database URL"` measures a database that is kept. A database that the bench may touch has
"bench" in its name.

The night itself is measured apart: [tonight's board](tonight-figures.md) and [the sweep of overdue
groups](alarm-figures.md).
"""


def page(runs: Sequence[Run], *, busy: float) -> str:
    """The whole page in Markdown. Says nothing of whose machine it was; `busy` is its load average when it began."""
    parts = [HEAD, machine_words(runs, busy)]
    for name in SIZES:
        of_size = [run for run in runs if run.size == name]
        if of_size:
            parts += [f"## Set {name}\n", load_words(of_size), door_table(of_size)]
            served = [run for run in of_size if run.served]
            parts += [served_words(served), served_table(served)] if served else []
    return "\n".join(parts)


def machine_words(runs: Sequence[Run], busy: float) -> str:
    databases = ", ".join(dict.fromkeys(run.database for run in runs))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = f"Python {platform.python_version()}, Django {version('django')}, {databases}"
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores with {memory:.0f} GB, {platform.system()}, "
        f"{versions}. The load average was {busy:.1f} when it began; where that is near the number of cores, the times "
        "say little.\n"
    )


def load_words(runs: Sequence[Run]) -> str:
    loads = [
        f"{run.load_seconds:.0f} s on {run.word} ({run.rows:,} rows)" for run in runs if run.load_seconds is not None
    ]
    loaded = f"Loading took {' and '.join(loads)}. " if loads else ""
    return f"{loaded}{runs[0].requests} requests each, in one process through Django's test client:\n"


def door_table(runs: Sequence[Run]) -> str:
    heads = [
        "Door",
        "Bar",
        *(f"{run.word}: {head}" for run in runs for head in ("queries", "median", "p95")),
    ]
    lines = []
    for figures in zip(*(run.figures for run in runs), strict=True):
        cells = [figures[0].door, "–" if figures[0].bar is None else f"≤ {figures[0].bar}"]
        for figure in figures:
            cells += [query_words(figure), f"{figure.median:.1f}", f"{figure.p95:.1f}"]
        lines.append(cells)
    return table(heads, lines)


def query_words(figure: Figure) -> str:
    words = f"{figure.queries} + {figure.marks}" if figure.marks else f"{figure.queries}"
    is_over = figure.bar is not None and figure.queries is not None and figure.queries > figure.bar
    return f"**{words}, over the bar**" if is_over else words


def served_words(runs: Sequence[Run]) -> str:
    return (
        f"Through {runs[0].server} over loopback, {runs[0].rate:g} requests a second in all, the doors in turn; a "
        "request's time begins when it was due:\n"
    )


def served_table(runs: Sequence[Run]) -> str:
    heads = ["Door", *(f"{run.word}: {head}" for run in runs for head in ("median", "p95"))]
    lines = []
    for figures in zip(*(run.served for run in runs), strict=True):
        times = [f"{time:.1f}" for figure in figures for time in (figure.median, figure.p95)]
        lines.append([figures[0].door, *times])
    return table(heads, lines)


def table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    ruler = ["---", *("---:" for _ in heads[1:])]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (heads, ruler, *lines))
