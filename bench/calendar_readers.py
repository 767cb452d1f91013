"""`python -m bench.calendar_readers` has every calendar program read every kind of feed and writes docs/calendars.md.

It plays tests/readers, where nine programs read the nights of 2027's clock changes and texts that are hard. The page is
only written when every program was at hand and nothing was read otherwise than it was meant.
"""

import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from tests.readers.readers import KNOWN_FAULTS, REMARKS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "calendars.md"
Row = Mapping[str, str]
HEADING = "## What nine programs read\n"
INTRODUCTION = f"""{HEADING}
From here on written by `python -m bench.calendar_readers`, which fetches a feed of every kind from its own address and
has nine calendar programs read it. Change nothing of it by hand; what stands before is for people, and is kept.
"""
NIGHTS = """
### The nights when the clock changes

On 28 March 2027 there is no hour between 02 and 03, on 31 October there are two. Walks go across the change, up to it,
from it and within it. A cell says how many events the program read with the same beginning, end, title, place and
description as they were meant to have, and no others; **bold** where that is fewer than there are. The last two feeds
are the single whole days that a feed shows when there are no nights, and when it is closed.

"""
TEXTS = """
### Hard texts

The title, the place and the description of an event, read back: **equal**, or a fault of the program's own.

"""
VALIDATORS = """
### Validators

How many faults each finds.

"""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "readers.xml"
        if play(report) != 0:
            return 1
        text = page(read_report(report))
    PAGE.write_text(before_figures(PAGE.read_text(encoding="utf-8")) + text, encoding="utf-8")
    print(text)
    return 0


def before_figures(text: str) -> str:
    """What people wrote, which is kept. Raises ValueError for a page that does not say where it ends."""
    return text[: text.index(HEADING)]


def play(report: Path) -> int:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LYKTA_TEST_")}
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-o", "junit_family=xunit1", f"--junitxml={report}"]
    environment = {**clean, "LYKTA_TEST_REQUIRE": "libical,node"}
    return subprocess.run([*command, "tests/readers"], check=False, cwd=ROOT, env=environment).returncode


def read_report(report: Path) -> list[Row]:
    """What the tests of a report in JUnit's form have put down."""
    cases = ET.parse(report).getroot().iter("testcase")  # noqa: S314 - written by ourselves a moment ago
    return [{str(each.get("name")): str(each.get("value")) for each in case.iter("property")} for case in cases]


def page(rows: Sequence[Row]) -> str:
    return "".join(
        [
            INTRODUCTION,
            f"\nRead on {date.today():%Y-%m-%d}.\n",  # noqa: DTZ011 - a day is enough
            NIGHTS,
            night_table(rows),
            "\n",
            *(f"- {name} {remark}.\n" for name, remark in REMARKS.items()),
            TEXTS,
            text_table(rows),
            "\n",
            *(f"- [{number}] {fault}.\n" for number, fault in enumerate(known_faults(), 1)),
            VALIDATORS,
            validator_table(rows),
        ]
    )


def night_table(rows: Sequence[Row]) -> str:
    found = {name_of(row): json.loads(row["nights"]) for row in rows if {"reader", "nights"} <= row.keys()}
    feeds: Mapping[str, Mapping[str, object]] = next(iter(found.values()), {})
    lines = [
        [feed, f"{date.fromisoformat(night):%a %-d %b %Y}", *(count(cells[feed][night]) for cells in found.values())]
        for feed, nights in feeds.items()
        for night in nights
    ]
    return table(["Feed", "Night", *found], lines)


def count(cell: tuple[int, int]) -> str:
    equal, meant = cell
    return str(equal) if equal == meant else f"**{equal} of {meant}**"


def text_table(rows: Sequence[Row]) -> str:
    found = {
        row["reader"]: (name_of(row), json.loads(row["texts"])) for row in rows if {"reader", "texts"} <= row.keys()
    }
    faults = known_faults()

    def cell(reader: str, text: str, outcome: str) -> str:
        fault = KNOWN_FAULTS.get((reader, text))
        return f"its fault [{faults.index(fault) + 1}]" if fault and outcome != "equal" else outcome

    texts: Iterable[str] = next((became for _name, became in found.values()), {})
    lines = [[text, *(cell(reader, text, became[text]) for reader, (_name, became) in found.items())] for text in texts]
    return table(["Text", *(name for name, _became in found.values())], lines)


def validator_table(rows: Sequence[Row]) -> str:
    found = {row["validator"]: json.loads(row["faults"]) for row in rows if "validator" in row}
    feeds: Iterable[str] = next(iter(found.values()), {})
    return table(["Feed", *found], [[feed, *(str(counts[feed]) for counts in found.values())] for feed in feeds])


def name_of(row: Row) -> str:
    return f"{row['reader']} {row['version']}"


def known_faults() -> list[str]:
    return list(dict.fromkeys(KNOWN_FAULTS.values()))


def table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    ruler = ["---" for _ in heads]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (heads, ruler, *lines))


if __name__ == "__main__":
    sys.exit(main())
