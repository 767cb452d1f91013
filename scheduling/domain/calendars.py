"""iCalendar feeds (RFC 5545, RFC 7986) from plain values: no database, no clock, no HTTP. Same values, same bytes.

Moments are written in UTC, the one form that every calendar program reads alike on the nights the clock changes. There
is no METHOD (it would demand an ORGANIZER), no VALARM (the text message is the reminder) and no calendar-level UID
(some programs then take the whole feed for one event). Names are escaped here, because icalendar writes those of the
calendar itself as they are given.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from icalendar import Calendar, Event
from icalendar.prop import vText

# Part of every fingerprint: raise it whenever the same values give other bytes.
FORMAT = 1
REFRESH = timedelta(hours=1)
C0_C1_AND_DELETE = (*range(0x20), 0x7F, *range(0x80, 0xA0))
# A lone carriage return is a line end to some readers; surrogates cannot be written as UTF-8.
UNPRINTABLE = {
    **dict.fromkeys(point for point in C0_C1_AND_DELETE if chr(point) not in "\n\t"),
    **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"),
}


class EventStatus(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class CalendarEvent:
    """One entry. `starts` and `ends` are aware datetimes, or dates for whole days (the end is then the day after).

    `updated_at` becomes both DTSTAMP and LAST-MODIFIED, and `revision` SEQUENCE: programs compare them to see a change.
    """

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | date
    updated_at: datetime
    revision: int = 0
    status: EventStatus = EventStatus.CONFIRMED
    is_busy: bool = True
    description: str = ""
    location: str = ""
    position: tuple[float, float] | None = None  # latitude, longitude in WGS 84
    url: str = ""
    category: str = ""


@dataclass(frozen=True)
class CalendarFeed:
    """A calendar to subscribe to. `language` is a code such as "sv"; `color` a name of CSS, as RFC 7986 wants."""

    name: str
    description: str
    language: str
    events: tuple[CalendarEvent, ...]
    color: str = "midnightblue"


def fingerprint(feed: CalendarFeed) -> str:
    """Equal exactly when the bytes are, at a tenth of what they cost.

    It covers every value that is written, so it cannot miss a change that no time stamp tells of, such as a route's new
    meeting point or a word that was mended in the program.
    """
    return sha256(repr((FORMAT, feed)).encode(errors="replace")).hexdigest()


def build_calendar(feed: CalendarFeed) -> bytes:
    """The body of a feed. Raises ValueError for a feed without events: GNOME would then keep the old ones for ever."""
    if not feed.events:
        raise ValueError("A feed must never be empty.")
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", f"-//Lykta//Lykta//{feed.language.upper()}")
    calendar.add("CALSCALE", "GREGORIAN")
    for name, text in (
        ("NAME", feed.name),
        ("X-WR-CALNAME", feed.name),
        ("DESCRIPTION", feed.description),
        ("X-WR-CALDESC", feed.description),
    ):
        calendar.add(name, vText(clean(text)))
    calendar.add("COLOR", feed.color)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    for event in feed.events:
        calendar.add_component(build_event(event))
    body: bytes = calendar.to_ical()
    return body


def build_event(event: CalendarEvent) -> Event:
    entry = Event()
    stamp = whole_seconds(event.updated_at)
    entry.add("UID", event.uid)
    entry.add("DTSTAMP", stamp)
    entry.add("LAST-MODIFIED", stamp)
    entry.add("SEQUENCE", event.revision)
    entry.add("DTSTART", moment(event.starts))
    entry.add("DTEND", moment(event.ends))
    entry.add("SUMMARY", clean(event.summary))
    entry.add("STATUS", event.status.value)
    entry.add("TRANSP", "OPAQUE" if event.is_busy else "TRANSPARENT")
    for name, text in (("DESCRIPTION", event.description), ("LOCATION", event.location)):
        if text:
            entry.add(name, clean(text))
    if event.position:
        entry.add("GEO", event.position)
    if event.url:
        entry.add("URL", event.url)
    if event.category:
        entry.add("CATEGORIES", [clean(event.category)])
    return entry


def clean(text: str) -> str:
    """Without control characters, which icalendar would pass on and readers stumble over; lines end in one newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(UNPRINTABLE)


def moment(value: datetime | date) -> datetime | date:
    return whole_seconds(value) if isinstance(value, datetime) else value


def whole_seconds(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(microsecond=0)
