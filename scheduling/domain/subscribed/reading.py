"""Reads a calendar of someone else's, whoever wrote it and however badly. Pure, but to be run apart: see apart.py.

An entry that cannot be read is left out and counted, and takes no other with it. What is written to keep a reader busy
is not begun on: rules that repeat within a day, more dates than a calendar for people has.
"""

import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import recurring_ical_events
from icalendar import Calendar, Component

from scheduling.domain.calendars import clean
from scheduling.domain.subscribed.lines import Unreadable, decoded, lines_of_use
from scheduling.domain.subscribed.occurrences import (
    BROKEN,
    MOST_OCCURRENCES,
    TOO_LONG,
    TOO_OFTEN,
    Contents,
    Occurrence,
)

DAY = timedelta(days=1)
MORNING = timedelta(hours=6)  # until then a moment belongs to the evening before
LONGEST = timedelta(days=100)  # a summer break, but not a whole school year
LONGEST_TITLE, LONGEST_UID = 80, 200
MOST_DATES = 1_000  # that one entry may list by hand
REPEATS_BY_THE_DAY = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
# Signs that turn the text around them, and would turn the page.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
MARKED = re.compile(r"\\([\\;,nN])")


def read_calendar(body: bytes, *, zone: ZoneInfo, first: date, last: date, charset: str = "") -> Contents:
    """All that happens from `first` to `last`, both counted, in order of time; times without a zone are in `zone`.

    Cancelled entries are not there. Raises NotACalendar, Unreadable or TooMuch.
    """
    calendars = parsed(lines_of_use(decoded(body, charset=charset)))
    left_out: Counter[str] = Counter()
    found = [
        occurrence
        for calendar in calendars
        for occurrence in occurrences_in(
            calendar, zone=own_zone(calendar) or zone, first=first, last=last, left_out=left_out
        )
    ]
    found.sort(key=lambda one: (one.first_on, one.starts_at or datetime.min.replace(tzinfo=UTC), one.title, one.uid))
    return Contents(
        name=next(filter(None, map(name_of, calendars)), ""),
        occurrences=tuple(found[:MOST_OCCURRENCES]),
        left_out=dict(left_out),
        is_cut=len(found) > MOST_OCCURRENCES,
    )


def parsed(lines: Sequence[str]) -> Sequence[Component]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of zones whose names it guesses at
        try:
            found: Any = Calendar.from_ical("\r\n".join([*lines, ""]), multiple=True)
        except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Unreadable from error
    return [calendar for calendar in found if calendar.name == "VCALENDAR"]


def occurrences_in(
    calendar: Component, *, zone: ZoneInfo, first: date, last: date, left_out: Counter[str]
) -> Iterator[Occurrence]:
    for series in series_of(calendar):
        try:
            if why := refused(series):
                left_out[why] += len(series)
                continue
            yield from expanded(series, zone=zone, first=first, last=last, left_out=left_out)
        except Exception:  # noqa: BLE001 - a stranger's entry may fail in any way, and must not take the others with it
            left_out[BROKEN] += len(series)


def series_of(calendar: Component) -> Iterator[list[Component]]:
    """Entries that belong together: a repeated one with its exceptions, but not those that share a UID by mistake."""
    alone = count()
    grouped: dict[object, list[Component]] = defaultdict(list)
    for event in calendar.walk("VEVENT"):
        uid = str(event.get("UID", ""))
        exceptions = grouped[uid]
        if uid and ("RECURRENCE-ID" in event or all("RECURRENCE-ID" in other for other in exceptions)):
            exceptions.append(event)
        else:
            grouped[next(alone)].append(event)
    return (series for series in grouped.values() if series)


def refused(series: Sequence[Component]) -> str:
    """Why not to begin on these; empty when there is no reason."""
    if any("DTSTART" not in event for event in series):
        return BROKEN
    for event in series:
        for rule in listed(event.get("RRULE")):
            frequency = {str(one).upper() for one in rule.get("FREQ", [])}
            if not frequency <= REPEATS_BY_THE_DAY or any(name in rule for name in WITHIN_A_DAY):
                return TOO_OFTEN
        if sum(len(dates.dts) for dates in listed(event.get("RDATE"))) > MOST_DATES:
            return TOO_OFTEN
    return ""


def expanded(
    series: Sequence[Component], *, zone: ZoneInfo, first: date, last: date, left_out: Counter[str]
) -> Iterator[Occurrence]:
    """All at once, so that an entry that breaks half-way gives nothing rather than half."""
    small = Calendar()
    for event in series:
        if "UID" not in event:
            event.add("UID", sha256(event.to_ical()).hexdigest()[:32])
        small.add_component(event)
    found = []
    for event in recurring_ical_events.of(small).between(first - DAY, last + 2 * DAY):
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        one = occurrence_of(event, zone)
        if one.last_on - one.first_on > LONGEST:
            left_out[TOO_LONG] += 1
        elif one.first_on <= last and one.last_on >= first:
            found.append(one)
    yield from found


def occurrence_of(event: Component, zone: ZoneInfo) -> Occurrence:
    uid, title = str(event["UID"])[:LONGEST_UID], title_of(event)
    starts, ends = event.decoded("DTSTART"), event.decoded("DTEND")
    if not isinstance(starts, datetime):
        return Occurrence(uid, title, starts, max(starts, ends - DAY))
    start, end = (local(moment, zone) for moment in (starts, ends))
    if is_whole_days(start, end):
        return Occurrence(uid, title, start.date(), (end - timedelta(minutes=1)).date())
    return Occurrence(
        uid,
        title,
        evening_of(start),
        max(evening_of(start), evening_of(end - timedelta(microseconds=1))),
        starts_at=start.astimezone(UTC),
        ends_at=end.astimezone(UTC),
    )


def is_whole_days(start: datetime, end: datetime) -> bool:
    """From midnight to midnight, or to the minute before it, as some programs write a day."""
    return end > start and start.time() == time(0) and (end.time() == time(0) or end.time() >= time(23, 59))


def evening_of(moment: datetime) -> date:
    """By the clock on the wall, so that the night when it is put back is as any other."""
    return (moment.replace(tzinfo=None) - MORNING).date()


def local(moment: datetime | date, zone: ZoneInfo) -> datetime:
    """By the clocks of `zone`; a time that says nothing of where it is, is there already."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(0))
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def own_zone(calendar: Component) -> ZoneInfo | None:
    """What Google and others say of times without a zone."""
    try:
        return ZoneInfo(str(calendar.get("X-WR-TIMEZONE", "")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def name_of(calendar: Component) -> str:
    """The library leaves these two as they are written, with the marks before commas."""
    written = str(calendar.get("X-WR-CALNAME") or calendar.get("NAME") or "")
    return shown(MARKED.sub(lambda found: " " if found[1] in "nN" else found[1], written))


def title_of(event: Component) -> str:
    return shown(str(event.get("SUMMARY", "")))


def shown(text: str) -> str:
    """On one line, without signs that are not seen, and no longer than there is room for."""
    words = " ".join(clean(text.translate(TURNING)).split())
    return words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1].rstrip()}…"


def listed(value: Any) -> Iterable[Any]:
    """The library gives one of a kind bare, and several as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
