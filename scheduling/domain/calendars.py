"""iCalendar feeds (RFC 5545, RFC 7986) from plain values: no database, no clock, no HTTP. Same values, same bytes.

Moments are written in UTC, the one form that every calendar program reads alike on the nights the clock changes. There
is no METHOD (it would demand an ORGANIZER), no VALARM unless the link asks for one (the text message is the reminder)
and no calendar-level UID (some programs then take the whole feed for one event). Texts are escaped here, because
icalendar writes names of the calendar itself as they are given, and takes a backslash before an N for a new line.

What is built here is right and slow. calendar_lines writes the same bytes many times faster, for whole feeds.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from icalendar import Alarm, Calendar, Event
from icalendar.prop import vCategory, vText

# Part of every ETag: raise it whenever the same values give other bytes.
FORMAT = 3
REFRESH = timedelta(hours=1)
C0_C1_AND_DELETE = (*range(0x20), 0x7F, *range(0x80, 0xA0))
# Some readers end a line at these too, and drop the rest of it or the whole text.
LINE_ENDS = ("\r\n", "\r", "\u2028", "\u2029")
# Surrogates cannot be written as UTF-8.
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
    `alarm` is how many minutes before the start the program should sound, 0 for never; `color` a name of CSS.
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
    categories: tuple[str, ...] = ()
    color: str = ""
    alarm: int = 0


@dataclass(frozen=True)
class CalendarFeed:
    """A calendar to subscribe to. `language` is a code such as "sv"; `color` a name of CSS, as RFC 7986 wants."""

    name: str
    description: str
    language: str
    events: tuple[CalendarEvent, ...]
    color: str = "midnightblue"


def build_calendar(feed: CalendarFeed) -> bytes:
    """The body of a feed. Raises ValueError for a feed without events: GNOME would then keep the old ones for ever."""
    require_events(feed)
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
        calendar.add(name, Text(clean(text)))
    calendar.add("COLOR", feed.color)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    for event in feed.events:
        calendar.add_component(build_event(event))
    body: bytes = calendar.to_ical()
    return body


def require_events(feed: CalendarFeed) -> None:
    if not feed.events:
        raise ValueError("A feed must never be empty.")


class Text(vText):
    """Escaped as RFC 5545 section 3.3.11 says, also where a backslash stands before an N."""

    def to_ical(self) -> bytes:
        return escaped(self).encode()


class Categories(vCategory):
    def to_ical(self) -> bytes:
        return ",".join(map(escaped, self.cats)).encode()


def build_event(event: CalendarEvent) -> Event:
    entry = Event()
    stamp = whole_seconds(event.updated_at)
    entry.add("UID", event.uid)
    entry.add("DTSTAMP", stamp)
    entry.add("LAST-MODIFIED", stamp)
    entry.add("SEQUENCE", event.revision)
    entry.add("DTSTART", moment(event.starts))
    entry.add("DTEND", moment(event.ends))
    entry.add("SUMMARY", Text(clean(event.summary)))
    entry.add("STATUS", event.status.value)
    entry.add("TRANSP", "OPAQUE" if event.is_busy else "TRANSPARENT")
    for name, text in (("DESCRIPTION", clean(event.description)), ("LOCATION", clean(event.location))):
        if text:
            entry.add(name, Text(text))
    if event.position:
        entry.add("GEO", event.position)
    if event.url:
        entry.add("URL", event.url)
    if categories := list(filter(None, map(clean, event.categories))):
        entry.add("CATEGORIES", Categories(categories))
    if event.color:
        entry.add("COLOR", event.color)
    if event.alarm:
        entry.add_component(build_alarm(event))
    return entry


def build_alarm(event: CalendarEvent) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", Text(clean(event.summary)))
    alarm.add("TRIGGER", timedelta(minutes=-event.alarm))
    return alarm


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def clean(text: str) -> str:
    """Without control characters, which icalendar would pass on and readers stumble over; lines end in one newline.

    Space around it goes too, since libical and khal would drop it.
    """
    for line_end in LINE_ENDS:
        text = text.replace(line_end, "\n")
    return text.translate(UNPRINTABLE).strip()


def moment(value: datetime | date) -> datetime | date:
    return whole_seconds(value) if isinstance(value, datetime) else value


def whole_seconds(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(microsecond=0)
