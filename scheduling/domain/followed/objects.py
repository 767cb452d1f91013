"""One event as a resource of its own (RFC 4791, 4.1): its name, its fingerprint and its bytes. Pure."""

from dataclasses import dataclass
from hashlib import sha256

from icalendar import Calendar

from scheduling.domain.calendars import FORMAT, CalendarEvent, build_event

ETAG_LENGTH = 32  # hexadecimal digits: 128 bits


@dataclass(frozen=True)
class Entry:
    """An event as its reader is told it. Equal etags, equal bytes."""

    name: str
    etag: str
    event: CalendarEvent
    language: str


def entry_of(event: CalendarEvent, *, language: str) -> Entry:
    """`name` is the part of the UID before the host, so that an event keeps its address wherever Lykta moves."""
    name = event.uid.split("@", 1)[0]
    digest = sha256(repr((FORMAT, language, event)).encode(errors="replace")).hexdigest()
    return Entry(name, digest[:ETAG_LENGTH], event, language)


def build_object(entry: Entry) -> bytes:
    body: bytes = calendar_of(entry).to_ical()
    return body


def calendar_of(entry: Entry) -> Calendar:
    """A calendar that holds the event alone. Without METHOD, as a stored event must be."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", f"-//Lykta//Lykta//{entry.language.upper()}")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add_component(build_event(entry.event))
    return calendar
