"""The page of `python -m bench.year`, from what was played and compared. Knows nothing of Django."""

import os
import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bench.report import table
from bench.year_numbers import API, PAGE, PAPER, POLARS, TABLES, TOTALS, WORKBOOK

HEAD = """# A year, and every figure of it counted again

Written by `python -m bench.year`. Change nothing here by hand. `--set S` plays one town, `--weeks 8` the beginning of
the year, `--minutes 10` as much of it as there is time for; `--on postgresql` plays there, `--keep` keeps the databases
and `--kept` checks them anew.

The towns, associations and people of the set live the year 2026: each association walks every Friday and Saturday, over
both changes of the clock. **Nothing is written past the real verbs** but the places and people themselves: nights are
planned, published, cancelled and merged; people are asked, answer by text or to a leader; groups go out and come home,
late, in two turns, with a call for help, or with one who is never checked in; logs are filed and corrected, faults
noted, mended and broken again; the clock's jobs run in between; and somebody in each town is forgotten at last.

Then every figure of the follow-up is counted by SQL written by hand from the bare tables, and compared with what the
others say: **polars**, from bare rows; the **page**, its tables and every number that opens the nights behind it; the
**workbook** (.xlsx), read back by openpyxl; the **PDF**, its text read back by pypdf, row by row; and the **API**, as a
partner reads it. The year as a whole, and both its halves; the PDF of the year, the API of the halves.
"""
WORDS = {
    "total": "The whole period",
    "districts": "By district, with all that lies in it",
    "associations": "By association",
    "months": "By month",
    "kinds": "By kind",
    "moods": "Moods in logs",
    "occurrences": "Occurrences in logs",
    "contacts": "Contacts in logs",
    "observations": "Observations by category",
}
MEANS = {POLARS: "polars", PAGE: "Page", WORKBOOK: "Workbook", PAPER: "PDF", API: "API", TOTALS: "Towns added up"}
COUNTED = ("towns", "associations", "volunteers", "shifts", "walks", "logs", "people")
MOST_TOLD = 40


def page(
    runs: Sequence[Mapping[str, Any]], *, asked: Mapping[str, Any], parts: int, seconds: float, busy: float
) -> str:
    return "\n".join(
        [
            HEAD,
            machine_words(asked, parts, busy),
            played_words(runs),
            compared_words(runs, seconds, asked),
            limits(runs),
        ]
    )


def machine_words(asked: Mapping[str, Any], parts: int, busy: float) -> str:
    return (
        f"Played {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores, {platform.system()}, Python "
        f"{platform.python_version()}, set {asked['size']}, {asked['weeks']} weeks, {parts} "
        f"{'process' if parts == 1 else 'processes'}, {'SQLite' if asked['on'] == 'sqlite' else 'PostgreSQL'}. "
        f"The load average was {busy:.1f} when it began; where that is near the number of cores, the times say "
        "little.\n"
    )


def played_words(runs: Sequence[Mapping[str, Any]]) -> str:
    played = [run["played"] for run in runs]
    sums = {name: sum(part[name] for part in played) for name in COUNTED}
    longest, nights = max(part["seconds"] for part in played), sums["shifts"]
    verbs, stories = (added(part[name] for part in played) for name in ("verbs", "stories"))
    told = ", ".join(f"{count:,} {story}" for story, count in stories.most_common())
    reached = min((part["reached"] for part in played if part["reached"]), default="")
    short = (
        f" **The time was up on {reached} of that year**; nights after it are planned or asked for." if reached else ""
    )
    return (
        f"## What was played\n\n{sums['towns']} municipalities, {sums['associations']} associations and "
        f"{sums['volunteers']:,} volunteers: **{nights:,} nights**, {sums['walks']:,} walks by {sums['people']:,} "
        f"different people, {sums['logs']:,} logs. It took {longest / 60:.1f} minutes, "
        f"{1000 * sum(part['seconds'] for part in played) / nights:.0f} ms a night.{short}\n\n"
        f"How the nights were dealt: {told}.\n\n"
        + table(["Verb", "Called"], [[f"`{verb}`", f"{count:,}"] for verb, count in verbs.most_common()])
    )


def added(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    every: Counter[str] = Counter()
    for some in counts:
        every.update(some)
    return every


def sums_of(runs: Sequence[Mapping[str, Any]], name: str) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for run in runs:
        for of_table, means, count in run["checked"][name]:
            found[of_table, means] += count
    return found


def compared_words(runs: Sequence[Mapping[str, Any]], seconds: float, asked: Mapping[str, Any]) -> str:
    compared, different, withheld = (sums_of(runs, name) for name in ("compared", "different", "withheld"))
    wrong = [sentence for run in runs for sentence in run["checked"]["wrong"]]
    lines = [[WORDS[one], *(cell(compared, different, (one, means)) for means in MEANS)] for one in TABLES]
    sums = [sum(count for (_table, means), count in compared.items() if means == one) for one in MEANS]
    lines.append(["**All**", *(f"**{count:,}**" for count in sums)])
    took = "" if asked["kept"] else f" All in all it took {seconds / 60:.1f} minutes."
    verdict = (
        f"**{sum(sums):,} figures compared, {len(wrong)} differences.** To compare them took "
        f"{max(run['seconds'] for run in runs) / 60:.1f} minutes.{took}"
    )
    told = [f"- {sentence}" for sentence in wrong[:MOST_TOLD]]
    return (
        f"## What was compared\n\n{verdict}\n\nHow many figures of each table were compared with what SQL counts; "
        f"where some differ, how many. Of the API's, {withheld.total():,} more were withheld since they are small, or "
        f"guard one that is.\n\n{table(['Table', *MEANS.values()], lines)}" + "".join(f"\n{line}" for line in told)
    )


def cell(compared: Counter[tuple[str, str]], different: Counter[tuple[str, str]], at: tuple[str, str]) -> str:
    if not compared[at]:
        return "–"
    return f"{compared[at]:,}" + (f", **{different[at]:,} differ**" if different[at] else "")


def limits(runs: Sequence[Mapping[str, Any]]) -> str:
    """What all towns came to, and what never came."""
    totals = added(run["checked"]["totals"] for run in runs)
    there = [[f"`{column}`", f"{round(count, 1):,}"] for column, count in totals.items() if count]
    never = [f"`{column}`" for column, count in totals.items() if not count]
    said = f"Never above nought this year, and so not put to the test: {', '.join(never)}.\n" if never else ""
    return f"## What the towns came to together\n\n{table(['Figure', 'The year'], there)}\n{said}"
