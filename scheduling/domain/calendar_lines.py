"""Whole feeds as iCalendar, line by line: the very bytes of calendars.build_calendar, in a small part of its time.

icalendar makes an object of every value and folds every line letter by letter, while most lines of a feed are short and
have nothing to escape. It stays the reference: a test holds the two to the same bytes.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar.prop import vDuration

from scheduling.domain.calendars import (
    REFRESH,
    CalendarEvent,
    CalendarFeed,
    clean,
    escaped,
    require_events,
)

LONGEST = 74  # octets of a line, and of each piece of one that is folded
CONTINUES = range(0x80, 0xC0)  # octets inside a character of UTF-8
ESCAPES = b"\\^"  # icalendar never folds between one of these and what it stands for
UNCLEAN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def write_calendar(feed: CalendarFeed) -> bytes:
    """The body of a feed. Raises ValueError for a feed without events, as build_calendar does."""
    require_events(feed)
    name, description = text(feed.name), text(feed.description)
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Lykta//Lykta//{feed.language.upper()}",
        "CALSCALE:GREGORIAN",
        f"DESCRIPTION:{description}",
        f"X-WR-CALDESC:{description}",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        f"COLOR:{feed.color}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{length(REFRESH)}",
        "X-PUBLISHED-TTL:PT1H",
    ]
    lines = [*head, *(line for event in feed.events for line in event_lines(event)), "END:VCALENDAR"]
    return b"\r\n".join([*map(folded, lines), b""])


def event_lines(event: CalendarEvent) -> Iterator[str]:
    """In the order of icalendar: what every event begins with, then by the alphabet."""
    stamp, summary = moment(event.updated_at), text(event.summary)
    yield "BEGIN:VEVENT"
    yield f"SUMMARY:{summary}"
    if isinstance(event.starts, datetime) and isinstance(event.ends, datetime):
        yield f"DTSTART:{moment(event.starts)}"
        yield f"DTEND:{moment(event.ends)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.starts:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.ends:%Y%m%d}"
    yield f"DTSTAMP:{stamp}"
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.revision}"
    if categories := ",".join(filter(None, map(text, event.categories))):
        yield f"CATEGORIES:{categories}"
    if event.color:
        yield f"COLOR:{event.color}"
    if description := text(event.description):
        yield f"DESCRIPTION:{description}"
    if event.position:
        yield f"GEO:{event.position[0]};{event.position[1]}"
    yield f"LAST-MODIFIED:{stamp}"
    if location := text(event.location):
        yield f"LOCATION:{location}"
    yield f"STATUS:{event.status.value}"
    yield "TRANSP:OPAQUE" if event.is_busy else "TRANSP:TRANSPARENT"
    if event.url:
        yield f"URL:{event.url}"
    if event.alarm:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{summary}")
        yield from (f"TRIGGER:{length(timedelta(minutes=-event.alarm))}", "END:VALARM")
    yield "END:VEVENT"


def text(value: str) -> str:
    return escaped(clean(value) if UNCLEAN.search(value) else value.strip())


def moment(value: datetime) -> str:
    """20261016T183000Z"""
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


@lru_cache
def length(value: timedelta) -> str:
    written: bytes = vDuration(value).to_ical()  # type: ignore[no-untyped-call]  # icalendar leaves this one untyped
    return written.decode()


def folded(line: str) -> bytes:
    """In pieces of at most LONGEST octets, each but the first after a space; no character is split, and no escape."""
    rest = line.encode()
    if len(rest) <= LONGEST:
        return rest
    pieces = []
    while len(rest) > LONGEST:
        end = LONGEST
        while rest[end] in CONTINUES:
            end -= 1
        if rest[end - 1] in ESCAPES and end > 1:
            end -= 1
        pieces.append(rest[:end])
        rest = rest[end:]
    return b"\r\n ".join([*pieces, rest])
