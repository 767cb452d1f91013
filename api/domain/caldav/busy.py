"""When the nights of a calendar take up somebody's time (RFC 4791, 7.10). Pure.

A team's nights take up nobody's in particular, so its calendars are free; every CalDAV server must answer all the same.
"""

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar, FreeBusy
from icalendar.prop import vPeriod

from api.domain.caldav.filters import Span, moment
from scheduling.domain.calendars import EventStatus, whole_seconds
from scheduling.domain.followed.objects import Entry

TYPES = {EventStatus.CONFIRMED: "BUSY", EventStatus.TENTATIVE: "BUSY-TENTATIVE"}


def busy_times(entries: Iterable[Entry], *, span: Span, now: datetime) -> bytes:
    """A calendar with one VFREEBUSY, its periods cut to the span."""
    busy = FreeBusy()
    busy.add("DTSTAMP", whole_seconds(now))
    busy.add("DTSTART", span.start)
    busy.add("DTEND", span.end)
    for event in (entry.event for entry in entries):
        if event.is_busy and event.status in TYPES and span.overlaps(event.starts, event.ends):
            period = (max(moment(event.starts), span.start), min(moment(event.ends), span.end))
            busy.add("FREEBUSY", vPeriod(period), parameters={"FBTYPE": TYPES[event.status]})
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Lykta//Lykta//EN")
    calendar.add_component(busy)
    body: bytes = calendar.to_ical()
    return body
