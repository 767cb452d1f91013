"""docs/inbound.md, from what was measured."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from bench.inbound_figures import InboundRun, percentile
from bench.report import table

LEAST = 0.05  # seconds; less is not shown
MOST_P99, MOST_AFTER = 300.0, 10.0  # milliseconds at the webhook, seconds until all are applied

HEAD = """# Texts that come in

Written by `python -m bench.inbound`, which loads people into databases of its own, starts everything that an
installation has, lets the people answer, and drops the databases. Change nothing here by hand.

- Each text is from another person, who has been asked about one night; six are asked to each night and five have
  room, so some come on the waiting list. Four of five answer JA, one NEJ, in random order. Ten municipalities, 120
  associations.
- The webhooks are truly signed and come at a fixed rate whether or not the server keeps up, each over a connection of
  its own. A request's time begins when it was due.
- **Sound** means: every text was taken with 200, is recorded once, moved the person once, stands in the history once
  and is answered once, and the counts of every night agree with its people. The database is asked afterwards.
- The queue worker and the provider's emulator run too. Texts leave at the pace of a new installation, one a second,
  so the answers mostly wait in the queue.
- On SQLite people read pages all the time meanwhile, each asking for the next as soon as the last has come: the board
  of a municipality or an association, and the page of a night.

A text that comes alone is applied in its own request. When texts come faster than that, they are only recorded, and
one thread of each web process applies those that have gathered, together, in the order they came; see
`api/domain/relay.py` and `scheduling/domain/many_replies.py`. What a crash leaves behind the worker's sweep finds
within one and a half minutes.
"""


def page(runs: Sequence[InboundRun], *, seconds: float, busy: float) -> str:
    """The whole page in Markdown. Says nothing of whose machine it was; `busy` is its load average when it began."""
    parts = [HEAD, machine_words(runs, busy), f"## {seconds:g} seconds\n", outcome_table(runs)]
    parts += ["## Where the time goes\n", cost_words(runs), cost_table(runs)]
    return "\n".join(parts)


def machine_words(runs: Sequence[InboundRun], busy: float) -> str:
    names = ", ".join(run.database for run in runs)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores with {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, Django {version('django')}, {names}; {runs[0].server}, and on the same "
        f"cores the database and the load generator. The load average was {busy:.1f} when it began.\n"
    )


def outcome_table(runs: Sequence[InboundRun]) -> str:
    rows = [
        ["Texts a second", *(f"{run.rate:g}" for run in runs)],
        ["Texts", *(f"{run.texts:,}" for run in runs)],
        ["Sound", *(sound_words(run) for run in runs)],
        ["Lock errors", *(str(run.lock_errors) for run in runs)],
        ["Webhook, median", *(f"{run.median:.0f} ms" for run in runs)],
        [f"Webhook, p99 (bar on PostgreSQL: {MOST_P99:.0f} ms)", *(f"{run.p99:.0f} ms" for run in runs)],
        ["Webhook, longest", *(f"{run.longest:.0f} ms" for run in runs)],
        [f"All applied after the last (bar: {MOST_AFTER:g} s)", *(after_words(run) for run in runs)],
        ["Pages read meanwhile", *(reading_words(run) for run in runs)],
    ]
    return table(["", *(run.word for run in runs)], rows)


def sound_words(run: InboundRun) -> str:
    if run.is_sound:
        return "yes"
    refused = [f"{run.refused} refused"] if run.refused else []
    return "**no**: " + ", ".join([*refused, *run.faults])


def after_words(run: InboundRun) -> str:
    return "**never**" if run.applied_after is None else f"{run.applied_after:.1f} s"


def reading_words(run: InboundRun) -> str:
    if not run.readings:
        return "–"
    refused = f", **{run.readings_refused} refused**" if run.readings_refused else ""
    return f"{len(run.readings):,} by {run.readers}, median {percentile(run.readings, 50):.0f} ms{refused}"


def cost_words(runs: Sequence[InboundRun]) -> str:
    each = " and ".join(f"{run.per_text:.1f} ms on {run.word}" for run in runs)
    return f"Processor time as the kernel counts it, for each text: {each}. Pages read are the web server's too.\n"


def cost_table(runs: Sequence[InboundRun]) -> str:
    names = dict.fromkeys(name for run in runs for name in sorted(run.costs, key=lambda name: -run.costs[name]))
    heads = ["Process", *(f"{run.word}: {head}" for run in runs for head in ("seconds", "ms a text"))]
    lines = []
    for name in names:
        cells = [name]
        for run in runs:
            spent = run.costs.get(name, 0.0)
            cells += ["–", "–"] if spent < LEAST else [f"{spent:.1f}", f"{spent * 1000 / run.texts:.2f}"]
        lines.append(cells)
    return table(heads, lines)
