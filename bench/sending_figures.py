"""What the bench of texts on their way out comes to, and its page."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

REMINDERS_WITHIN = 60.0  # seconds, for the most
RATE = 200.0  # texts a second from each worker
GAIN = 1.7  # two workers, of one

HEAD = """# Texts on their way out

Written by `python -m bench.sending`, on the data set M with PostgreSQL. Change nothing here by hand.

- **Reminders**: confirmed people are added to the set, five to a night, all to be reminded at this moment. The clock's
  job is run as often as it asks to be woken, until all are queued. Memory is how much the process's peak grew.
- **Sending**: worker processes run their real job, with the last look at every text, against the SMS emulator over
  HTTP, one process of it for each worker: one alone would answer less than two workers ask. Counted are texts that the
  provider took and the database has recorded, after a warm-up. Status callbacks are switched off:
  they are the web server's work. No sender has a pace to keep.
- **A provider that answers late** waits 50 or 100 ms with each text before it answers, as a real one does.
- All processes, PostgreSQL and the emulators too, share the cores of one machine. Shares are of one core.

The database lykta_bench_sending is loaded the first time and reused; every measurement is made on a copy that is gone
afterwards. `--seconds 60` measures for longer, `--output PATH` writes elsewhere.
"""


@dataclass(frozen=True)
class Reminding:
    reminders: int
    seconds: float
    runs: int
    megabytes: float


@dataclass(frozen=True)
class Sending:
    """`shares` is the processor time of each part as a share of one core. `delay` is the provider's, in ms."""

    delay: int
    workers: int
    rate: float
    shares: Mapping[str, float]


def page(reminding: Sequence[Reminding], sending: Sequence[Sending], *, busy: float) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores with {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}. The load average rose to {busy:.1f}; where that is\n"
        "above the number of cores beside what the table shows, others had the machine and the figures say little.\n"
    )
    return "\n".join([HEAD, machine, "## Reminders\n", reminder_table(reminding), "## Sending\n", send_table(sending)])


def reminder_table(reminding: Sequence[Reminding]) -> str:
    lines = [
        f"| {one.reminders:,} | {one.seconds:.1f} | {verdict(one.seconds < REMINDERS_WITHIN)} | {one.runs} "
        f"| {one.megabytes:.1f} MB |\n"
        for one in reminding
    ]
    heads = "| Reminders due at once | Seconds | Under 60 s | Runs of the job | Peak memory grew |\n"
    return heads + "| ---: | ---: | --- | ---: | ---: |\n" + "".join(lines)


def send_table(sending: Sequence[Sending]) -> str:
    heads = "| Provider's delay | Workers | Texts a second | 200 for each | Of one worker | Shares of a core |\n"
    return heads + "| ---: | ---: | ---: | --- | ---: | --- |\n" + "".join(send_line(one, sending) for one in sending)


def send_line(one: Sending, sending: Sequence[Sending]) -> str:
    alone = next(other for other in sending if other.delay == one.delay and other.workers == 1)
    gain = one.rate / alone.rate if alone.rate else 0.0
    gain_words = "–" if one.workers == 1 else f"{gain:.2f} × ({verdict(gain >= GAIN)}, bar {GAIN})"
    shares = ", ".join(f"{name} {share:.0%}" for name, share in sorted(one.shares.items()))
    is_enough = verdict(one.rate >= RATE * one.workers)
    return f"| {one.delay} ms | {one.workers} | {one.rate:.0f} | {is_enough} | {gain_words} | {shares} |\n"


def verdict(is_met: bool) -> str:  # noqa: FBT001 - the one thing it is asked
    return "yes" if is_met else "**no**"
