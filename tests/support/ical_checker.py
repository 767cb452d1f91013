"""A strict reader of iCalendar feeds: what no validator at hand catches. Knows nothing of how Lykta writes them.

Returns every fault as a sentence, so that a test can ask for none: `assert faults(body) == []`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

LINE = re.compile(
    r"(?P<name>[A-Z0-9-]+)(?P<parameters>(?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(?P<value>.*)", re.DOTALL
)
UTC_MOMENT = re.compile(r"\d{8}T\d{6}Z")
DAY = re.compile(r"\d{8}")
LONGEST_LINE = 75  # octets, RFC 5545 section 3.1
CALENDAR_NEEDS = ("VERSION", "PRODID", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL")
EVENT_NEEDS = ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP")
TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC")
FORBIDDEN_IN_CALENDAR = ("UID", "METHOD")
STATUSES = ("CONFIRMED", "TENTATIVE", "CANCELLED")


@dataclass
class Property:
    name: str
    parameters: str
    value: str


@dataclass
class Component:
    name: str
    properties: list[Property] = field(default_factory=list)
    inner: list["Component"] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return [found.value for found in self.properties if found.name == name]

    def first(self, name: str) -> Property | None:
        return next((found for found in self.properties if found.name == name), None)


def faults(body: bytes) -> list[str]:
    """Everything wrong with a feed, in order. Empty when nothing is."""
    found = list(octet_faults(body))
    try:
        lines = unfolded(body.decode())
    except UnicodeDecodeError:
        return [*found, "not UTF-8"]
    tree, broken = parsed(lines)
    found += broken
    if tree is None:
        return [*found, "no calendar"]
    return [*found, *calendar_faults(tree), *(fault for event in tree.inner for fault in event_faults(event))]


def octet_faults(body: bytes) -> Iterator[str]:
    if not body.endswith(b"\r\n"):
        yield "the last line does not end in CRLF"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", body):
        yield "a line ends in something else than CRLF"
    if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", body):
        yield "a control character"
    for number, line in enumerate(body.split(b"\r\n"), 1):
        if len(line) > LONGEST_LINE:
            yield f"line {number} has {len(line)} octets"
        if line[:1] == b" " and line[1:2] and 0x80 <= line[1] < 0xC0:
            yield f"line {number} begins inside a character"


def unfolded(text: str) -> list[str]:
    return [line for line in re.sub(r"\r\n[ \t]", "", text).split("\r\n") if line]


def parsed(lines: Sequence[str]) -> tuple[Component | None, list[str]]:
    """The tree of components, and what could not be read."""
    broken: list[str] = []
    stack: list[Component] = []
    root: Component | None = None
    for line in lines:
        match = LINE.fullmatch(line)
        if match is None:
            broken.append(f"unreadable line {line!r}")
        elif match["name"] == "BEGIN":
            stack.append(Component(match["value"]))
        elif not stack:
            broken.append(f"{line!r} stands outside every component")
        elif match["name"] == "END":
            done = stack.pop()
            if done.name != match["value"]:
                broken.append(f"{done.name} is ended as {match['value']}")
            if stack:
                stack[-1].inner.append(done)
            elif root is not None:
                broken.append("more than one calendar")
            else:
                root = done
        else:
            stack[-1].properties.append(Property(match["name"], match["parameters"], match["value"]))
    return root, broken + [f"{open_one.name} is never ended" for open_one in stack]


def calendar_faults(calendar: Component) -> Iterator[str]:
    if calendar.name != "VCALENDAR":
        yield f"{calendar.name} instead of VCALENDAR"
    yield from needed(calendar, CALENDAR_NEEDS)
    yield from text_faults(calendar)
    for name in FORBIDDEN_IN_CALENDAR:
        if calendar.values(name):
            yield f"the calendar has {name}"
    if calendar.values("VERSION") != ["2.0"]:
        yield "VERSION is not 2.0"
    refresh = calendar.first("REFRESH-INTERVAL")
    if refresh and refresh.parameters != ";VALUE=DURATION":
        yield "REFRESH-INTERVAL lacks VALUE=DURATION"
    if not calendar.inner:
        yield "the calendar is empty"
    yield from (f"unexpected {part.name}" for part in calendar.inner if part.name != "VEVENT")
    uids = Counter(uid for event in calendar.inner for uid in event.values("UID"))
    yield from (f"UID {uid} comes {times} times" for uid, times in uids.items() if times > 1)


def event_faults(event: Component) -> Iterator[str]:
    yield from needed(event, EVENT_NEEDS)
    yield from text_faults(event)
    yield from (f"unexpected {part.name}" for part in event.inner)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        yield from (f"{name} {value} is not UTC" for value in event.values(name) if not UTC_MOMENT.fullmatch(value))
    if event.values("DTSTAMP") != event.values("LAST-MODIFIED"):
        yield "DTSTAMP and LAST-MODIFIED differ"
    if not all(value.isdigit() for value in event.values("SEQUENCE")):
        yield "SEQUENCE is not a number"
    yield from (f"STATUS {value}" for value in event.values("STATUS") if value not in STATUSES)
    if event.values("STATUS") == ["CANCELLED"] and event.values("TRANSP") != ["TRANSPARENT"]:
        yield "a cancelled event takes up time"
    yield from time_faults(event)


def time_faults(event: Component) -> Iterator[str]:
    start, end = event.first("DTSTART"), event.first("DTEND")
    if start is None or end is None:
        return
    if start.parameters != end.parameters:
        yield "DTSTART and DTEND are of different kinds"
    shape = DAY if start.parameters == ";VALUE=DATE" else UTC_MOMENT
    for found in (start, end):
        if found.parameters not in {"", ";VALUE=DATE"} or not shape.fullmatch(found.value):
            yield f"{found.name}{found.parameters}:{found.value} is neither UTC nor a day"
            return
        pattern = "%Y%m%d" if shape is DAY else "%Y%m%dT%H%M%SZ"
        try:
            datetime.strptime(found.value, pattern)  # noqa: DTZ007 - only whether it can be read
        except ValueError:
            yield f"{found.name} {found.value} does not exist"
    if end.value <= start.value:
        yield "DTEND is not after DTSTART"


def needed(component: Component, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if len(component.values(name)) != 1:
            yield f"{component.name} has {len(component.values(name))} {name}"


def text_faults(component: Component) -> Iterator[str]:
    """A comma, semicolon or backslash that is not escaped cuts the text short in some readers."""
    for name in TEXTS:
        for value in component.values(name):
            if re.search(r"[,;]", re.sub(r"\\[\\;,nN]", "", value)) or "\\" in re.sub(r"\\[\\;,nN]", "", value):
                yield f"{name} is not escaped: {value!r}"
