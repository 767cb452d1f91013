"""The calendars of others on the board: a quiet word beside a night, and the nights that nobody walks. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.enums import SpecialDayKind
from scheduling.models import SubscribedEvent
from volunteers.domain import calendar_words

DAY = timedelta(days=1)
# What makes an evening one to walk. A break is told of, but is no reason by itself.
CALLS_FOR_PEOPLE = frozenset(SpecialDayKind.values) - {SpecialDayKind.SCHOOL_BREAK}


@dataclass(frozen=True)
class OutsideEvent:
    """One time that something happens, with what its calendar is called and holds."""

    title: str
    calendar: str
    kind: str
    first_on: date
    last_on: date
    starts_at: datetime | None
    zone: ZoneInfo


@dataclass(frozen=True)
class Mark:
    """What a night says of it: "19.00 Hemmamatch mot Åsö", and whose calendar tells."""

    words: str
    calendar: str
    calls_for_people: bool


Marks = Mapping[date, tuple[Mark, ...]]


def as_told(event: SubscribedEvent) -> OutsideEvent:
    """With its calendar and that one's town at hand."""
    calendar = event.calendar
    return OutsideEvent(
        event.title,
        calendar.name,
        calendar.kind,
        event.first_on,
        event.last_on,
        event.starts_at,
        calendar.municipality.zone,
    )


def marks_of(events: Iterable[OutsideEvent], *, first: date, last: date, language: str) -> Marks:
    """By evening, each thing once however many calendars tell of it."""
    marks: dict[date, list[Mark]] = defaultdict(list)
    for event in events:
        mark = mark_of(event, language)
        day = max(first, event.first_on)
        while day <= min(last, event.last_on):
            if all(mark.words != other.words for other in marks[day]):
                marks[day].append(mark)
            day += DAY
    return {day: tuple(of_day) for day, of_day in sorted(marks.items())}


def mark_of(event: OutsideEvent, language: str) -> Mark:
    title = event.title or event.calendar
    clock = calendar_words.clock(event.starts_at, zone=event.zone, language=language) if event.starts_at else ""
    return Mark(f"{clock} {title}".strip(), event.calendar, calls_for_people=event.kind in CALLS_FOR_PEOPLE)


def nights_to_offer(marks: Marks, *, walked: Iterable[date], today: date) -> list[date]:
    """Evenings to come that call for people and that no shift is planned on."""
    taken = set(walked)
    return [
        day
        for day, of_day in marks.items()
        if day >= today and day not in taken and any(mark.calls_for_people for mark in of_day)
    ]
