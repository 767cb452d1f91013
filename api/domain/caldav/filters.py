"""Which events a calendar-query asks for (RFC 4791, 9.7). Pure: a filter is read once, and tried on each event."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from icalendar import Calendar

from api.domain.caldav.names import full
from api.exceptions import NotMet
from scheduling.domain.followed.objects import Entry, calendar_of

ALWAYS, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
# RFC 4790 and RFC 5051: how letters are compared. The first is what a filter means that names none.
COLLATIONS: dict[str, Callable[[str], str]] = {
    "i;ascii-casemap": lambda text: "".join(sign.lower() if sign.isascii() else sign for sign in text),
    "i;unicode-casemap": str.casefold,
    "i;octet": str,
}


@dataclass(frozen=True)
class Span:
    """From `start` on, to before `end`; aware, in UTC."""

    start: datetime
    end: datetime

    def overlaps(self, starts: datetime | date, ends: datetime | date) -> bool:
        return moment(starts) < self.end and moment(ends) > self.start

    def holds(self, value: datetime | date) -> bool:
        return self.start <= moment(value) < self.end


class Candidate:
    """An event as the filters see it: its times at hand, its components only made when a filter looks into them."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_of(self.entry)


Test = Callable[[Candidate], bool]


def read_filter(root: Element) -> Test:
    """The test that a calendar-query's filter is. Raises NotMet for one that is none, or that nobody can carry out."""
    found = root.find(full("C:filter"))
    if found is None or len(found) != 1 or found[0].tag != full("C:comp-filter"):
        raise NotMet("C:valid-filter")
    outer = found[0]
    if name_of(outer) != "VCALENDAR":
        return lambda _candidate: is_for_what_is_not(outer)
    return component_test(outer, of_calendar=True)


def component_test(asked: Element, *, of_calendar: bool) -> Test:
    """All that is asked of the calendar, or of the event in it."""
    if is_for_what_is_not(asked):
        return lambda _candidate: False
    tests = [part_test(part, of_calendar=of_calendar) for part in asked]
    return lambda candidate: all(test(candidate) for test in tests)


def part_test(part: Element, *, of_calendar: bool) -> Test:
    if part.tag == full("C:prop-filter"):
        return property_test(part, of_calendar=of_calendar)
    if part.tag == full("C:time-range") and not of_calendar:
        span = read_span(part)
        return lambda candidate: span.overlaps(candidate.entry.event.starts, candidate.entry.event.ends)
    if part.tag != full("C:comp-filter"):
        raise NotMet("C:supported-filter")
    if of_calendar and name_of(part) == "VEVENT":
        return component_test(part, of_calendar=False)
    # There is nothing but events, and nothing in them.
    return lambda _candidate: is_for_what_is_not(part)


def property_test(asked: Element, *, of_calendar: bool) -> Test:
    name = name_of(asked)
    is_wanted = not is_for_what_is_not(asked)
    tests = [value_test(part) for part in asked if part.tag != full("C:is-not-defined")]

    def test(candidate: Candidate) -> bool:
        component = candidate.calendar if of_calendar else candidate.calendar.events[0]
        value = component.get(name)
        if not is_wanted or value is None:
            return is_wanted == (value is not None)
        return all(test(value) for test in tests)

    return test


def value_test(part: Element) -> Callable[[Any], bool]:
    if part.tag == full("C:text-match"):
        matches = read_text_match(part)
        return lambda value: matches(text_of(value))
    if part.tag == full("C:time-range"):
        span = read_span(part)
        return lambda value: hasattr(value, "dt") and span.holds(value.dt)
    if part.tag == full("C:param-filter"):
        return parameter_test(part)
    raise NotMet("C:supported-filter")


def parameter_test(asked: Element) -> Callable[[Any], bool]:
    name = name_of(asked)
    match = asked.find(full("C:text-match"))
    matches = read_text_match(match) if match is not None else lambda _text: True
    is_wanted = not is_for_what_is_not(asked)

    def test(value: Any) -> bool:
        given = getattr(value, "params", {}).get(name)
        if not is_wanted or given is None:
            return is_wanted == (given is not None)
        return matches(str(given))

    return test


def read_text_match(asked: Element) -> Callable[[str], bool]:
    folded = COLLATIONS.get(asked.get("collation") or "i;ascii-casemap")
    if folded is None:
        raise NotMet("C:supported-collation")
    wanted = folded(asked.text or "")
    is_negated = asked.get("negate-condition") == "yes"
    return lambda text: (wanted in folded(text)) != is_negated


def read_span(asked: Element) -> Span:
    """Raises NotMet unless there is a start or an end, both in UTC and in order."""
    start, end = asked.get("start"), asked.get("end")
    try:
        span = Span(read_moment(start) if start else ALWAYS, read_moment(end) if end else NEVER)
    except ValueError as error:
        raise NotMet("C:valid-filter") from error
    if (start is None and end is None) or span.start >= span.end:
        raise NotMet("C:valid-filter")
    return span


def read_moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def moment(value: datetime | date) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time(), tzinfo=UTC)


def text_of(value: Any) -> str:
    if isinstance(value, str):
        return value
    if hasattr(value, "cats"):
        return ",".join(str(category) for category in value.cats)
    written: bytes | str = value.to_ical()
    return written if isinstance(written, str) else written.decode()


def name_of(asked: Element) -> str:
    name = asked.get("name")
    if not name:
        raise NotMet("C:valid-filter")
    return name.upper()


def is_for_what_is_not(asked: Element) -> bool:
    return asked.find(full("C:is-not-defined")) is not None
