"""`python -m bench.faults` plays every fault of tests/faults on SQLite and on PostgreSQL and writes docs/faults.md.

Real processes: the SMS emulator as the provider, web servers and workers, killed, starved and lied to. The page is only
written when every play was given and every promise held.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "faults.md"
COLUMNS = ("texts", "twice", "lost", "inbound", "refused", "unread")
HEADS = ("Fault", "Texts out", "Sent twice", "Lost", "Texts in", "Refused, sent anew", "Not recorded", "Seconds")
INTRODUCTION = """# Faults and outcomes

Written by `python -m bench.faults`, which plays every fault of tests/faults with real processes: the SMS emulator as
the provider, web servers, workers, and a database of its own where that is what breaks. Change nothing here by hand.

- **Sent twice**: texts that the provider took more than once. **Lost**: texts that it never took.
- **Refused, sent anew**: webhooks answered so that the provider tries again. **Not recorded**: texts in that were taken
  with 200 and have no row.
- A dash: the play has none of these. The seconds are those of the whole play, processes started and all.
"""


@dataclass(frozen=True)
class Database:
    name: str
    marks: str
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Play:
    seconds: float
    outcome: Mapping[str, str]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        databases = (
            Database("SQLite", "not postgres", {"LYKTA_TEST_SQLITE": f"{folder}/faults.sqlite3"}),
            Database("PostgreSQL", "not sqlite", {"LYKTA_TEST_DATABASE_URL": "postgres:///lykta_bench_faults"}),
        )
        found = {database.name: plays_on(database, Path(folder) / f"{database.name}.xml") for database in databases}
    if not all(found.values()):
        return 1
    text = page({name: plays or [] for name, plays in found.items()})
    PAGE.write_text(text, encoding="utf-8")
    print(text)
    return 0


def plays_on(database: Database, report: Path) -> list[Play] | None:
    """None when a play failed or could not be given."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LYKTA_TEST_")}
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-m", database.marks]
    required = {"LYKTA_TEST_REQUIRE": "processes" + (",postgres" if database.name == "PostgreSQL" else "")}
    done = subprocess.run(
        [*command, "-o", "junit_family=xunit1", f"--junitxml={report}", "tests/faults"],
        check=False,
        cwd=ROOT,
        env={**clean, **required, **database.environment},
    )
    return read_report(report) if done.returncode == 0 else None


def read_report(report: Path) -> list[Play]:
    """The plays of a report in JUnit's form, by the names of their faults."""
    cases = ET.parse(report).getroot().iter("testcase")  # noqa: S314 - written by ourselves a moment ago
    plays = [Play(float(case.get("time", 0)), properties_of(case)) for case in cases]
    return sorted((play for play in plays if "fault" in play.outcome), key=lambda play: play.outcome["fault"])


def properties_of(case: ET.Element) -> dict[str, str]:
    return {str(each.get("name")): str(each.get("value")) for each in case.iter("property")}


def page(found: Mapping[str, Sequence[Play]]) -> str:
    parts = [INTRODUCTION, f"Played on {date.today():%Y-%m-%d} on {os.cpu_count()} cores.\n"]  # noqa: DTZ011 - a day is enough
    for name, plays in found.items():
        parts.append(f"## {name}\n\n{summary(plays)}\n\n{table(plays)}")
    return "\n".join(parts)


def summary(plays: Sequence[Play]) -> str:
    def total(column: str) -> int:
        return sum(int(play.outcome.get(column, 0)) for play in plays)

    return (
        f"{len(plays)} plays, {total('texts')} texts out and {total('inbound')} in: **{total('twice')} sent twice, "
        f"{total('lost')} lost, {total('unread')} not recorded**; {total('refused')} refused and sent anew."
    )


def table(plays: Sequence[Play]) -> str:
    rows = [
        (play.outcome["fault"], *(play.outcome.get(name, "–") for name in COLUMNS), f"{play.seconds:.1f}")
        for play in plays
    ]
    return "".join(line_of(cells) for cells in (HEADS, ["---", *("---:" for _ in HEADS[1:])], *rows))


def line_of(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    sys.exit(main())
