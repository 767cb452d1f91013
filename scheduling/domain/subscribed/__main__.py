"""`python -m scheduling.domain.subscribed ZONE FIRST LAST CHARSET` reads a calendar on stdin: see apart.py.

What it may use of the machine is set before anything of the calendar is looked at. It knows no settings, no database.
"""

import json
import resource
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.domain.subscribed.lines import NotACalendar, TooMuch, Unreadable
from scheduling.domain.subscribed.occurrences import as_json
from scheduling.domain.subscribed.reading import read_calendar

SECONDS = 8
OCTETS_OF_MEMORY = 768 * 2**20
WHY = {NotACalendar: "not_a_calendar", Unreadable: "unreadable", TooMuch: "too_much", MemoryError: "too_much"}


def main(arguments: Sequence[str]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (OCTETS_OF_MEMORY, OCTETS_OF_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    json.dump(told(sys.stdin.buffer.read(), *arguments), sys.stdout)


def told(body: bytes, zone: str, first: str, last: str, charset: str) -> dict[str, Any]:
    try:
        contents = read_calendar(
            body,
            zone=ZoneInfo(zone),
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
            charset=charset,
        )
    except tuple(WHY) as why:
        return {"refused": WHY[type(why)]}
    return as_json(contents)


if __name__ == "__main__":
    main(sys.argv[1:])
