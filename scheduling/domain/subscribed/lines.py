"""The text of someone else's calendar, and those of its lines that are of use. Pure.

People, descriptions and attachments are dropped here, before anything is read: Lykta never holds them.
"""

import codecs
import re
from collections.abc import Iterator

# Byte order marks, the longest first: UTF-32's begins as UTF-16's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WESTERN = "cp1252"  # what old Swedish systems write, and the web reads latin-1 as
FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")
LINE_END = re.compile(r"\r\n|\n|\r")
NAME = re.compile(r"[A-Za-z0-9-]+")
OF_USE = frozenset(
    {
        "BEGIN",
        "END",
        "UID",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "SEQUENCE",
        "STATUS",
        "SUMMARY",
        "NAME",
        "X-WR-CALNAME",
        "X-WR-TIMEZONE",
        "TZID",
        "TZOFFSETFROM",
        "TZOFFSETTO",
        "TZNAME",
    }
)
BEGINS, ENDS, EVENT_BEGINS = "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT"
MOST_EVENTS = 5_000


class NotACalendar(Exception):
    """What came is something else: a page that asks who one is, an error in words, nothing."""


class Unreadable(Exception):
    """A calendar, but cut short or beyond repair."""


class TooMuch(Exception):
    """More than a calendar for people holds."""


def decoded(body: bytes, *, charset: str = "") -> str:
    """By its byte order mark, else as UTF-8 if it can be, else by what the server said, else as old systems write."""
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, errors="replace")
    for encoding in ("utf-8", charset):
        try:
            return body.decode(encoding)
        except (ValueError, LookupError):
            continue
    return body.decode(WESTERN, errors="replace")


def lines_of_use(text: str) -> list[str]:
    """Unfolded. Raises NotACalendar, Unreadable where it is cut short, and TooMuch."""
    lines = list(_lines(text))
    names = [line.upper().strip() for line in lines if line[:2].upper() in {"BE", "EN"}]
    if BEGINS not in names:
        raise NotACalendar
    if names.count(BEGINS) != names.count(ENDS) or names[-1] != ENDS:
        raise Unreadable
    if names.count(EVENT_BEGINS) > MOST_EVENTS:
        raise TooMuch
    return lines


def _lines(text: str) -> Iterator[str]:
    for line in LINE_END.split(FOLD.sub("", text.replace("\0", ""))):
        name = NAME.match(line)
        if name and name[0].upper() in OF_USE:
            yield line
