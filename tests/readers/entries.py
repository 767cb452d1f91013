"""What a calendar program made of a feed, as plain values that any other reading can be compared with."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tests.support.ical_checker import parsed, unfolded


@dataclass(frozen=True)
class Entry:
    """One event. Moments are in UTC; a whole day is a date, and ends on the day after."""

    uid: str
    starts: datetime | date
    ends: datetime | date
    title: str
    place: str = ""
    words: str = ""


# Every feed that is given, each as a list of what was found in it. The folder is the reader's own, and empty.
Reader = Callable[[Sequence[bytes], Path], list[list[Entry]]]


def moment(text: str) -> datetime | date:
    """Of 2027-03-28 or 2027-03-28T01:00:00Z, with or without its dashes and colons."""
    if "T" not in text and " " not in text:
        return date.fromisoformat(text)
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def plainly_read(body: bytes) -> list[Entry]:
    """By the strict checker's own parser: what stands in a file after another program has taken it apart and written it
    again. Raises AssertionError where the program wrote what nobody can read.
    """
    tree, broken = parsed(unfolded(body.decode()))
    assert tree is not None
    assert broken == []
    return [
        Entry(
            uid=event.values("UID")[0],
            starts=moment(event.values("DTSTART")[0]),
            ends=moment(event.values("DTEND")[0]),
            **{name: unescaped("".join(event.values(source))) for name, source in TEXTS.items()},
        )
        for event in tree.inner
        if event.name == "VEVENT"
    ]


TEXTS = {"title": "SUMMARY", "place": "LOCATION", "words": "DESCRIPTION"}


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)
