"""How much of an event a report asks for (RFC 4791, 9.6). Pure.

No event of ours recurs and all are in UTC, so `expand` and the limits of recurrences ask for what is sent anyway.
"""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from icalendar import Component

from api.domain.caldav.names import full
from api.exceptions import NotMet
from scheduling.domain.followed.objects import Entry, build_object, calendar_of

MEDIA_TYPE, VERSION = "text/calendar", "2.0"


def read_calendar_data(asked: Element) -> Callable[[Entry], str]:
    """What writes an event as asked for. Raises NotMet for another form than iCalendar."""
    if asked.get("content-type", MEDIA_TYPE) != MEDIA_TYPE or asked.get("version", VERSION) != VERSION:
        raise NotMet("C:supported-calendar-data")
    parts = asked.find(full("C:comp"))
    if parts is None:
        return lambda entry: build_object(entry).decode()

    def write(entry: Entry) -> str:
        calendar = calendar_of(entry)
        keep(calendar, parts)
        written: bytes = calendar.to_ical()
        return written.decode()

    return write


def keep(component: Component, asked: Element) -> None:
    """Leave in the component no more than is asked for."""
    if asked.find(full("C:allprop")) is None:
        wanted = {part.get("name", "").upper() for part in asked.findall(full("C:prop"))}
        for name in [name for name in component if name not in wanted]:
            del component[name]
    if asked.find(full("C:allcomp")) is None:
        within = {part.get("name", "").upper(): part for part in asked.findall(full("C:comp"))}
        component.subcomponents = [each for each in component.subcomponents if str(each.name) in within]
        for each in component.subcomponents:
            keep(each, within[str(each.name)])
