"""Readers that are Python libraries: vobject, icalendar with recurring-ical-events, ics."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import ics
import recurring_ical_events
import vobject
from icalendar import Calendar

from tests.readers.entries import Entry

FROM, TO = date(2026, 1, 1), date(2029, 1, 1)


def by_vobject(feeds: Sequence[bytes], folder: Path) -> list[list[Entry]]:
    """Each feed must also pass its own `validate`, which alone of all misses a DTSTAMP."""
    return [vobject_entries(feed) for feed in feeds]


def vobject_entries(feed: bytes) -> list[Entry]:
    calendar = vobject.readOne(feed.decode())
    calendar.validate(raiseException=True)
    return [
        Entry(
            event.uid.value,
            in_utc(event.dtstart.value),
            in_utc(event.dtend.value),
            *(event.getChildValue(name, "") for name in ("summary", "location", "description")),
        )
        for event in calendar.vevent_list
    ]


def by_icalendar(feeds: Sequence[bytes], folder: Path) -> list[list[Entry]]:
    return [
        [icalendar_entry(event) for event in recurring_ical_events.of(Calendar.from_ical(feed)).between(FROM, TO)]
        for feed in feeds
    ]


def icalendar_entry(event: Any) -> Entry:
    texts = (str(event.get(name, "")) for name in ("SUMMARY", "LOCATION", "DESCRIPTION"))
    return Entry(str(event["UID"]), in_utc(event.start), in_utc(event.end), *texts)


def by_ics(feeds: Sequence[bytes], folder: Path) -> list[list[Entry]]:
    return [[ics_entry(event) for event in ics.Calendar(feed.decode()).events] for feed in feeds]


def ics_entry(event: Any) -> Entry:
    starts, ends = event.begin.datetime, event.end.datetime
    if event.all_day:
        starts, ends = starts.date(), ends.date()
    texts = (event.name or "", event.location or "", event.description or "")
    return Entry(event.uid, in_utc(starts), in_utc(ends), *texts)


def in_utc(value: datetime | date) -> datetime | date:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
