"""libical, by which GNOME and KDE read, called in C; and its own opinion of a feed."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from tests.readers.entries import Entry

LIBRARY = "libical.so.3"
EVENT, PROBLEM = 4, 93  # ICAL_VEVENT_COMPONENT and ICAL_XLICERROR_PROPERTY of libical 3


class Time(ctypes.Structure):
    """struct icaltimetype of libical 3."""

    _fields_ = [
        *(
            (name, ctypes.c_int)
            for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")
        ),
        ("zone", ctypes.c_void_p),
    ]


@cache
def library() -> ctypes.CDLL:
    """Raises OSError where libical 3 is not installed."""
    found = ctypes.CDLL(LIBRARY)
    pointer, text, kind = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, takes, gives in (
        ("icalcomponent_new_from_string", (text,), pointer),
        ("icalcomponent_free", (pointer,), None),
        ("icalcomponent_get_first_component", (pointer, kind), pointer),
        ("icalcomponent_get_next_component", (pointer, kind), pointer),
        ("icalcomponent_get_first_property", (pointer, kind), pointer),
        ("icalcomponent_get_next_property", (pointer, kind), pointer),
        ("icalcomponent_get_uid", (pointer,), text),
        ("icalcomponent_get_summary", (pointer,), text),
        ("icalcomponent_get_location", (pointer,), text),
        ("icalcomponent_get_description", (pointer,), text),
        ("icalcomponent_get_dtstart", (pointer,), Time),
        ("icalcomponent_get_dtend", (pointer,), Time),
        ("icalproperty_get_xlicerror", (pointer,), text),
        ("icaltimezone_get_utc_timezone", (), pointer),
        ("icaltime_as_timet_with_zone", (Time, pointer), ctypes.c_long),
        ("icalrestriction_check", (pointer,), ctypes.c_int),
    ):
        function = getattr(found, name)
        function.argtypes, function.restype = takes, gives
    return found


def by_libical(feeds: Sequence[bytes], folder: Path) -> list[list[Entry]]:
    return [list(events_in(feed)) for feed in feeds]


def events_in(feed: bytes) -> Iterator[Entry]:
    with opened(feed) as calendar:
        for event in each("component", calendar, EVENT):
            yield Entry(
                text_of(event, "uid"),
                moment_of(library().icalcomponent_get_dtstart(event)),
                moment_of(library().icalcomponent_get_dtend(event)),
                *(text_of(event, name) for name in ("summary", "location", "description")),
            )


def opinion(feed: bytes) -> list[str]:
    """Every fault that libical finds: in the syntax, and against the restrictions of RFC 5545 and 5546."""
    with opened(feed) as calendar:
        is_right = library().icalrestriction_check(calendar)
        parts = [calendar, *each("component", calendar, EVENT)]
        found = [
            (library().icalproperty_get_xlicerror(problem) or b"").decode()
            for part in parts
            for problem in each("property", part, PROBLEM)
        ]
    return found if is_right else [*found, "against the restrictions"]


@contextmanager
def opened(feed: bytes) -> Iterator[int]:
    calendar = library().icalcomponent_new_from_string(feed)
    assert calendar, "libical reads no calendar"
    try:
        yield calendar
    finally:
        library().icalcomponent_free(calendar)


def each(what: str, calendar: int, kind: int) -> Iterator[int]:
    found = getattr(library(), f"icalcomponent_get_first_{what}")(calendar, kind)
    while found:
        yield found
        found = getattr(library(), f"icalcomponent_get_next_{what}")(calendar, kind)


def text_of(event: int, name: str) -> str:
    return (getattr(library(), f"icalcomponent_get_{name}")(event) or b"").decode()


def moment_of(time: Time) -> datetime | date:
    if time.is_date:
        return date(time.year, time.month, time.day)
    utc = library().icaltimezone_get_utc_timezone()
    return datetime.fromtimestamp(library().icaltime_as_timet_with_zone(time, utc), UTC)


def version(_program: str) -> str:
    """3.0.16, of libical.so.3.0.16: the library tells it only to whoever compiles with it."""
    library()
    mapped = Path("/proc/self/maps").read_text(encoding="utf-8")
    return next(iter(re.findall(r"libical\.so\.([\d.]+)", mapped)), "3")
