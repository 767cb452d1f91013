"""The municipality's calendar: school breaks, and nights when more adults are needed. Entered, and taken out again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.seasons.days import DayKind, notes_between
from scheduling.enums import DaySource, SpecialDayKind
from scheduling.exceptions import SchedulingError
from scheduling.models import SpecialDay
from volunteers.models import Municipality

LONGEST_DAYS = {SpecialDayKind.SCHOOL_BREAK: 100}  # a summer; all others are single nights or a weekend
FEW_DAYS = 10
AHEAD_DAYS = 365


@transaction.atomic
def enter_day(
    town: Municipality, *, kind: str, name: str, first_on: date, last_on: date | None, now: datetime
) -> SpecialDay:
    """Mark days in the calendar; without a last day it is but one. The same again is not marked twice.

    Raises SchedulingError for days that go backwards or on for too long.
    """
    last_on = last_on or first_on
    if last_on < first_on:
        raise SchedulingError(_("Den sista dagen ligger före den första."))
    longest = LONGEST_DAYS.get(SpecialDayKind(kind), FEW_DAYS)
    if (last_on - first_on).days >= longest:
        raise SchedulingError(_("Det blir fler än %(most)s dagar. Stämmer datumen?") % {"most": longest})
    day, _is_new = SpecialDay.objects.get_or_create(
        municipality=town,
        kind=kind,
        name=name,
        first_on=first_on,
        last_on=last_on,
        source=DaySource.ENTERED,
        defaults={"created_at": now},
    )
    return day


@transaction.atomic
def remove_day(day: SpecialDay) -> None:
    """Seasons that skipped it say so when they are looked at; no night changes by itself.

    Raises SchedulingError for one that a calendar of others holds: it would come back when that is next read.
    """
    if day.source == DaySource.SUBSCRIBED:
        words = _("%(name)s kommer från en kalender och skulle komma tillbaka. Ändra vad den tar med, eller pausa den.")
        raise SchedulingError(words % {"name": day.name})
    SpecialDay.objects.filter(pk=day.pk).delete()


@dataclass(frozen=True)
class CalendarLine:
    """One line of the calendar. `day` is None for what a library or pay day knows of itself."""

    first_on: date
    last_on: date
    kind: str
    name: str
    day: SpecialDay | None = None


def calendar_of(town: Municipality, *, today: date, language: str) -> list[CalendarLine]:
    """The year to come, with red days, eves and risk nights that nobody has to enter. One query."""
    entered = list(SpecialDay.objects.filter(municipality=town, last_on__gte=today))
    own = [CalendarLine(day.first_on, day.last_on, day.kind, day.name, day) for day in entered]
    last = date.fromordinal(today.toordinal() + AHEAD_DAYS)
    known = notes_between(today, last, (), language=language)
    lines = (CalendarLine(on, on, note.kind, note.name) for on, of_day in known.items() for note in of_day)
    return sorted([*own, *_weekends(lines)], key=lambda line: (line.first_on, line.last_on, line.name))


def _weekends(lines: Iterable[CalendarLine]) -> list[CalendarLine]:
    """The two nights of a pay-day weekend are one line."""
    together: list[CalendarLine] = []
    open_by_name: dict[str, int] = {}
    for line in sorted(lines, key=lambda line: line.first_on):
        place = open_by_name.get(line.name)
        before = together[place] if place is not None else None
        is_next = before is not None and before.last_on.toordinal() + 1 == line.first_on.toordinal()
        if before is not None and place is not None and is_next and line.kind == DayKind.RISK:
            together[place] = CalendarLine(before.first_on, line.last_on, before.kind, before.name)
        else:
            open_by_name[line.name] = len(together)
            together.append(line)
    return together
