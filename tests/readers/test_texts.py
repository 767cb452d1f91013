"""Hard texts are read back equal by every reader, as titles, places and descriptions."""

import json
from collections.abc import Callable
from pathlib import Path

import requests
from defusedxml.ElementTree import fromstring

from scheduling.domain.calendars import build_calendar, clean
from tests.readers.entries import Entry
from tests.readers.hard_texts import HARD_TEXTS, NAME, feed_of_texts
from tests.readers.programs import radicale_at
from tests.readers.readers import KNOWN_FAULTS, Program
from tests.support.processes import PATIENCE

EQUAL = "equal"


def test_reader_reads_hard_texts_back_equal(
    program: Program, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """But for the faults that are its own and known, which must still be there."""
    feed = feed_of_texts()
    (found,) = program.read([build_calendar(feed)], tmp_path)
    read = {entry.starts: entry for entry in found}
    assert len(found) == len(read) == len(HARD_TEXTS)
    became = {
        name: EQUAL if texts_of(read[event.starts]) == [clean(event.summary)] * 3 else "wrong"
        for name, event in zip(HARD_TEXTS, feed.events, strict=True)
    }
    record_property("reader", program.name)
    record_property("version", program.version)
    record_property("texts", json.dumps(became))
    wrong = {name for name, outcome in became.items() if outcome != EQUAL}
    assert wrong == {name for reader, name in KNOWN_FAULTS if reader == program.name}


def texts_of(entry: Entry) -> list[str]:
    return [entry.title, entry.place, entry.words]


def test_cleaning_leaves_what_a_person_wrote() -> None:
    cleaned = {name: clean(text) for name, text in HARD_TEXTS.items()}
    changed = {name: text for name, text in cleaned.items() if text != HARD_TEXTS[name]}
    assert changed == {
        "new lines": "två\nrader\noch en\ntill",
        "control characters": "Vårby i kväll",
        "line separators": "före\nefter\nsist",
        "space at the edges": "kanter",
    }


def test_radicale_shows_the_whole_name_of_a_calendar(tmp_path: Path) -> None:
    """It cuts a name at the first comma that is not escaped."""
    with radicale_at(tmp_path) as url:
        calendar, body = f"{url}/lykta/1/", build_calendar(feed_of_texts())
        asked = requests.Session()
        asked.auth = ("lykta", "any")
        asked.put(
            calendar, body, headers={"Content-Type": "text/calendar; charset=utf-8"}, timeout=PATIENCE
        ).raise_for_status()
        told = asked.request("PROPFIND", calendar, headers={"Depth": "0"}, timeout=PATIENCE)
    assert fromstring(told.content).findtext(".//{DAV:}displayname") == NAME
