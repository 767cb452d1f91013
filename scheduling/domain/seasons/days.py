"""What is special about a night: red days and eves, school breaks, and nights when more adults are needed. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays
from django.utils.translation import gettext as _
from holidays.constants import DE_FACTO, OPTIONAL, PUBLIC

from scheduling.enums import SpecialDayKind
from scheduling.models import SpecialDay

DAY = timedelta(days=1)
PAY_DAY = 25  # of the month; where that is a day off, the last working day before
FRIDAY, SATURDAY = 4, 5
SWEDISH = "sv"
LANGUAGES = {"sv": SWEDISH, "en": "en_US"}  # what the library calls those that pages are written in
NO_EVE = "Klämdag"  # the one optional day of the library that is no evening before anything
FROM_WHEN = re.compile(r" \([^)]*\)")  # "(från kl. 14.00)": when banks close


class DayKind(StrEnum):
    RED = "red"
    EVE = "eve"
    BREAK = "break"
    RISK = "risk"


@dataclass(frozen=True)
class DayNote:
    """One thing that is special about the evening of a date.

    `gives_way`: a night for more adults that is left out all the same by whoever skips days off or breaks.
    """

    kind: DayKind
    name: str
    gives_way: bool = False


Notes = Mapping[date, tuple[DayNote, ...]]


def notes_between(first: date, last: date, entered: Iterable[SpecialDay], *, language: str) -> Notes:
    """All that is special from `first` to `last`, both counted, with what the municipality has entered."""
    notes: dict[date, list[DayNote]] = defaultdict(list)
    for year in range(first.year, last.year + 1):
        for day, note in (*days_off(year, language), *risk_nights(year)):
            notes[day].append(note)
    for special in entered:
        kind = DayKind.BREAK if special.kind == SpecialDayKind.SCHOOL_BREAK else DayKind.RISK
        for day in days_from(max(first, special.first_on), min(last, special.last_on)):
            notes[day].append(DayNote(kind, special.name))
    return {day: tuple(of_day) for day, of_day in sorted(notes.items()) if first <= day <= last}


def days_from(first: date, last: date) -> Iterator[date]:
    """Each day, both ends counted; none when the last comes before the first."""
    return (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))


@lru_cache(maxsize=64)
def days_off(year: int, language: str) -> tuple[tuple[date, DayNote], ...]:
    """Sweden's red days (lag 1989:253), and the eves that are kept: midsummer's, Christmas', New Year's and others."""
    spoken = LANGUAGES.get(language[:2], SWEDISH)
    no_eves = [day for day, name in _known(year, OPTIONAL, SWEDISH).items() if name == NO_EVE]
    found = [(day, DayNote(DayKind.RED, name)) for day, name in _known(year, PUBLIC, spoken).items()]
    for category in (DE_FACTO, OPTIONAL):
        eves = _known(year, category, spoken).items()
        found += [(day, DayNote(DayKind.EVE, FROM_WHEN.sub("", name))) for day, name in eves if day not in no_eves]
    return tuple(found)


def _known(year: int, category: str, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("SE", years=year, categories=(category,), language=language).items())


def risk_nights(year: int) -> Iterator[tuple[date, DayNote]]:
    """The nights of every year on which more young people are out. Matches and school's end are a town's to enter."""
    yield date(year, 4, 30), DayNote(DayKind.RISK, _("Valborg"))
    yield date(year, 10, 31), DayNote(DayKind.RISK, _("Halloween"))
    yield date(year, 12, 12), DayNote(DayKind.RISK, _("Lucianatten"))
    for month in range(1, 13):
        for night in pay_day_weekend(year, month):
            yield night, DayNote(DayKind.RISK, _("löningshelg"), gives_way=True)  # it may be Christmas or Easter


def is_risk_night(night: date) -> bool:
    """Whether it is one of those of every year."""
    return any(night == known for known, _note in risk_nights(night.year))


def pay_day_weekend(year: int, month: int) -> tuple[date, date]:
    """The first Friday and Saturday with new wages: from pay day on."""
    paid_on = date(year, month, PAY_DAY)
    off = _days_without_work(year)
    while paid_on.weekday() > FRIDAY or paid_on in off:
        paid_on -= DAY
    friday = paid_on + DAY * ((FRIDAY - paid_on.weekday()) % 7)
    return friday, friday + DAY


@lru_cache(maxsize=64)
def _days_without_work(year: int) -> frozenset[date]:
    return frozenset(_known(year, PUBLIC, SWEDISH)) | frozenset(_known(year, DE_FACTO, SWEDISH))
