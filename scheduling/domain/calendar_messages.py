"""One event as a message to one person's calendar (iTIP, RFC 5546), from plain values. Same values, same text."""

from dataclasses import dataclass
from enum import StrEnum

from icalendar import Calendar, vCalAddress

from scheduling.domain.calendars import CalendarEvent, build_event, clean


class Method(StrEnum):
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class PartStat(StrEnum):
    """What the person has said."""

    ACCEPTED = "ACCEPTED"
    NEEDS_ACTION = "NEEDS-ACTION"


@dataclass(frozen=True)
class Party:
    name: str
    email: str


def build_message(
    event: CalendarEvent, *, method: Method, organizer: Party, attendee: Party, part_stat: PartStat, language: str
) -> bytes:
    """Nobody but the one it is sent to stands in it. No answer is asked of the program: people answer as they do."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", f"-//Lykta//Lykta//{language.upper()}")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method.value)
    entry = build_event(event)
    entry.add("ORGANIZER", address_of(organizer))
    invited = address_of(attendee)
    invited.params["ROLE"] = "REQ-PARTICIPANT"
    invited.params["RSVP"] = "FALSE"
    if method == Method.REQUEST:
        invited.params["PARTSTAT"] = part_stat.value
    entry.add("ATTENDEE", invited)
    calendar.add_component(entry)
    body: bytes = calendar.to_ical()
    return body


def address_of(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    # A parameter can hold neither a quotation mark nor a line (RFC 5545, 3.2).
    address.params["CN"] = " ".join(clean(party.name).replace('"', "'").split())
    return address
