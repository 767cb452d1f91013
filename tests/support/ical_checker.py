"""A strict reader of iCalendar feeds: what no validator at hand catches. Knows nothing of how Lykta words them.

Returns every fault as a sentence, so that a test can ask for none: `assert faults(body) == []`. Stricter than RFC 5545
where calendar programs are known to differ: moments only in UTC, one entry for each event, every text as one line.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from urllib.parse import urlsplit

LINE = re.compile(
    r"(?P<name>[A-Z0-9-]+)(?P<parameters>(?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(?P<value>.*)", re.DOTALL
)
UTC_MOMENT = re.compile(r"\d{8}T\d{6}Z")
DAY = re.compile(r"\d{8}")
NUMBER = re.compile(r"0|[1-9]\d*")
DURATION = re.compile(r"P(\d+W|(?=[\dT])(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?)")
TRIGGER = re.compile(rf"-{DURATION.pattern}")
PLACE = re.compile(r"-?\d{1,2}(\.\d+)?;-?\d{1,3}(\.\d+)?")
COLOR = re.compile(r"[a-z]{3,20}")
UID = re.compile(r"[!-~]{1,200}@[a-z0-9.:-]{1,200}")
SWEDISH_MOBILE = re.compile(r"(?<!\d)(\+46|0046|0) ?\(?0?\)? ?7[02369]([ -]?\d){7}(?!\d)")
LONGEST_LINE = 75  # octets, RFC 5545 section 3.1
LARGEST_NUMBER = 2**31 - 1  # RFC 5545 section 3.3.8
CALENDAR_NEEDS = ("VERSION", "PRODID", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL")
CALENDAR_MAY_HAVE = (*CALENDAR_NEEDS, "CALSCALE", "DESCRIPTION", "X-WR-CALDESC", "COLOR", "LAST-MODIFIED", "URL")
EVENT_NEEDS = ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP")
# A recurrence, a time zone or a person would be a fault: one entry for each night, in UTC, of no one.
EVENT_MAY_HAVE = (*EVENT_NEEDS, "DESCRIPTION", "LOCATION", "GEO", "URL", "CATEGORIES", "COLOR", "CLASS", "CREATED")
ALARM_NEEDS = ("ACTION", "TRIGGER", "DESCRIPTION")
TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC", "PRODID")
LISTS = ("CATEGORIES",)
FORBIDDEN_IN_CALENDAR = ("UID", "METHOD")
SAME = (("NAME", "X-WR-CALNAME"), ("DESCRIPTION", "X-WR-CALDESC"), ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"))
STATUSES = ("CONFIRMED", "TENTATIVE", "CANCELLED")
OTHER_KINDS = {"REFRESH-INTERVAL": ";VALUE=DURATION", "DTSTART": ";VALUE=DATE", "DTEND": ";VALUE=DATE"}
SHAPES = {
    "VERSION": re.compile(r"2\.0"),
    "CALSCALE": re.compile("GREGORIAN"),
    "REFRESH-INTERVAL": DURATION,
    "X-PUBLISHED-TTL": DURATION,
    "COLOR": COLOR,
    "UID": UID,
    "DTSTAMP": UTC_MOMENT,
    "LAST-MODIFIED": UTC_MOMENT,
    "CREATED": UTC_MOMENT,
    "SEQUENCE": NUMBER,
    "STATUS": re.compile("|".join(STATUSES)),
    "TRANSP": re.compile("OPAQUE|TRANSPARENT"),
    "CLASS": re.compile("PUBLIC|PRIVATE|CONFIDENTIAL"),
    "GEO": PLACE,
    "ACTION": re.compile("DISPLAY"),
    "TRIGGER": TRIGGER,
}


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
        text = body.decode()
    except UnicodeDecodeError:
        return [*found, "not UTF-8"]
    found += character_faults(text)
    tree, broken = parsed(unfolded(text))
    found += broken
    if tree is None:
        return [*found, "no calendar"]
    return [*found, *calendar_faults(tree), *(fault for event in tree.inner for fault in event_faults(event))]


def octet_faults(body: bytes) -> Iterator[str]:
    if not body.endswith(b"\r\n"):
        yield "the last line does not end in CRLF"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", body):
        yield "a line ends in something else than CRLF"
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    for number, (line, following) in enumerate(pairwise([*lines, b"END"]), 1):
        if not line.strip(b" \t"):
            yield f"line {number} is empty"
        if len(line) > LONGEST_LINE:
            yield f"line {number} has {len(line)} octets"
        if following[:1] in {b" ", b"\t"} and following[1:2] and 0x80 <= following[1] < 0xC0:
            yield f"line {number} ends inside a character"


def character_faults(text: str) -> Iterator[str]:
    """What some reader takes for the end of a line, or cannot show."""
    if text.startswith("\ufeff"):
        yield "a byte order mark"
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text):
        yield "a control character"
    if re.search("[\u2028\u2029]", text):
        yield "a line separator that is no newline"


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
            if stack[-1].inner:
                broken.append(f"{match['name']} stands after a component")
            stack[-1].properties.append(Property(match["name"], match["parameters"], match["value"]))
    return root, broken + [f"{open_one.name} is never ended" for open_one in stack]


def calendar_faults(calendar: Component) -> Iterator[str]:
    if calendar.name != "VCALENDAR":
        yield f"{calendar.name} instead of VCALENDAR"
    for name in FORBIDDEN_IN_CALENDAR:
        if calendar.values(name):
            yield f"the calendar has {name}"
    yield from property_faults(calendar, needs=CALENDAR_NEEDS, may_have=(*CALENDAR_MAY_HAVE, *FORBIDDEN_IN_CALENDAR))
    refresh = calendar.first("REFRESH-INTERVAL")
    if refresh and refresh.parameters != ";VALUE=DURATION":
        yield "REFRESH-INTERVAL lacks VALUE=DURATION"
    for name, other in SAME:
        if calendar.values(name) != calendar.values(other):
            yield f"{name} and {other} differ"
    if not calendar.inner:
        yield "the calendar is empty"
    yield from (f"unexpected {part.name}" for part in calendar.inner if part.name != "VEVENT")
    uids = Counter(uid for event in calendar.inner for uid in event.values("UID"))
    yield from (f"UID {uid} comes {times} times" for uid, times in uids.items() if times > 1)


def event_faults(event: Component) -> Iterator[str]:
    yield from property_faults(event, needs=EVENT_NEEDS, may_have=EVENT_MAY_HAVE)
    if event.values("DTSTAMP") != event.values("LAST-MODIFIED"):
        yield "DTSTAMP and LAST-MODIFIED differ"
    if event.values("CREATED") > event.values("LAST-MODIFIED"):
        yield "LAST-MODIFIED is before CREATED"
    if event.values("STATUS") == ["CANCELLED"] and event.values("TRANSP") != ["TRANSPARENT"]:
        yield "a cancelled event takes up time"
    yield from time_faults(event)
    for part in event.inner:
        if part.name != "VALARM" or part.inner:
            yield f"unexpected {part.name}"
        yield from property_faults(part, needs=ALARM_NEEDS, may_have=ALARM_NEEDS)
    if event.inner and event.values("STATUS") == ["CANCELLED"]:
        yield "a cancelled event has an alarm"


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
        yield from ([] if exists(found.value) else [f"{found.name} {found.value} does not exist"])
    if end.value <= start.value:
        yield "DTEND is not after DTSTART"


def property_faults(part: Component, *, needs: Sequence[str], may_have: Sequence[str]) -> Iterator[str]:
    """Each property known, there once, without parameters it should not have, and of its own shape."""
    counts = Counter(found.name for found in part.properties)
    yield from (f"{part.name} has {counts[name]} {name}" for name in needs if counts[name] != 1)
    for name, count in counts.items():
        if name not in may_have:
            yield f"unexpected {name} in {part.name}"
        elif count > 1 and name not in needs:
            yield f"{part.name} has {count} {name}"
    for found in part.properties:
        if found.parameters and found.parameters != OTHER_KINDS.get(found.name):
            yield f"unexpected {found.parameters} on {found.name}"
        yield from value_faults(found)


def value_faults(found: Property) -> Iterator[str]:
    shape = SHAPES.get(found.name)
    if shape and not shape.fullmatch(found.value):
        yield f"{found.name} {found.value} cannot be"
    elif shape is UTC_MOMENT and not exists(found.value):
        yield f"{found.name} {found.value} does not exist"
    elif shape is NUMBER and int(found.value) > LARGEST_NUMBER:
        yield f"{found.name} {found.value} is too large"
    elif shape is PLACE and not is_on_earth(found.value):
        yield f"{found.name} {found.value} is nowhere"
    if found.name == "URL" and not is_address(found.value):
        yield f"URL {found.value} is no address"
    if found.name in {*TEXTS, *LISTS}:
        yield from text_faults(found)


def text_faults(found: Property) -> Iterator[str]:
    """A comma, semicolon or backslash that is not escaped cuts the text short in some readers, and edges get lost."""
    bare = re.sub(r"\\[\\;,nN]", "", found.value)
    if re.search(r"[;\\]" if found.name in LISTS else r"[,;\\]", bare):
        yield f"{found.name} is not escaped: {found.value!r}"
    if not found.value.strip():
        yield f"{found.name} is empty"
    elif found.value != found.value.strip() or re.match(r"\\[nN]", found.value):
        yield f"{found.name} begins or ends in space"
    if SWEDISH_MOBILE.search(found.value):
        yield f"{found.name} holds a phone number"


def exists(value: str) -> bool:
    try:
        datetime.strptime(value, "%Y%m%dT%H%M%SZ" if "T" in value else "%Y%m%d")  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return True


def is_on_earth(value: str) -> bool:
    latitude, longitude = map(float, value.split(";"))
    return abs(latitude) <= 90 and abs(longitude) <= 180


def is_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and value.isascii() and " " not in value
