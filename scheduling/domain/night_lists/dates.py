"""Dates as people write them in lists: 2026-10-16, 16/10, fre 16 okt, 16-17 okt. Pure; Swedish and English."""

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from volunteers.domain import calendar_words
from volunteers.domain.calendar_words import ENGLISH, SWEDISH
from volunteers.exceptions import NotUnderstood

T = TypeVar("T")
DAY = timedelta(days=1)
LOOK_BACK = timedelta(days=60)  # a date without a year is the next such one, or one that was lately
FAR_AHEAD = timedelta(days=800)
CENTURY = 2000
SERIAL_ZERO = date(1899, 12, 30)  # what a spreadsheet counts its days from
SERIAL = re.compile(r"[45]\d{4}(?:\.0)?")
ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[ t]00[:.]00(?:[:.]00)?)?")
COMPACT = re.compile(r"(\d{4}|\d{2})(\d{2})(\d{2})")
YEAR = r"(?:[-./ ]+'?(\d{4}|\d{2}))?"
DAY_FIRST = re.compile(rf"(\d{{1,2}})()\s*[./-]\s*(\d{{1,2}}){YEAR}")
TWO_DAYS = re.compile(rf"(\d{{1,2}})\s*-\s*(\d{{1,2}})\s*[./]\s*(\d{{1,2}}){YEAR}")
EITHER_WAY = re.compile(r"(\d{2})-(\d{2})-(\d{2})")  # 26-10-16, or 16-10-26
TWO_DATES = re.compile(rf"(\d{{1,2}})\s*[./]\s*(\d{{1,2}})\s*-\s*(\d{{1,2}})\s*[./]\s*(\d{{1,2}}){YEAR}")
NAMED = re.compile(r"(\d{1,2})(?:[^\d#]+(\d{1,2}))?\W*#(\d+)#\W*(?:'?(\d{4}|\d{2}))?")
NAMED_TWICE = re.compile(r"(\d{1,2})\W*#(\d+)#\W*(\d{1,2})\W*#(\d+)#\W*(?:'?(\d{4}|\d{2}))?")
MONTH_FIRST = re.compile(r"#(\d+)#\W*(\d{1,2})(?:\W+(\d{4}))?")
FILLING = frozenset({"den", "d", "the", "of", "on", "st", "nd", "rd", "th", "natten", "kvällen", "till", "och", "to"})
SHORTEST = 3  # letters of a month or a weekday that is cut off
TWO_LETTERS = {"må": 0, "ti": 1, "on": 2, "to": 3, "fr": 4, "lö": 5, "sö": 6}


@dataclass(frozen=True)
class Said:
    """What a text says of a date. `end` is the day and month of a morning after, where a night is written as two."""

    day: int
    month: int
    year: int | None = None
    end: tuple[int, int] | None = None


def read_night(text: str, *, today: date) -> date:
    """The date a night starts on. Raises NotUnderstood, also where the weekday that is named is another one.

    A date without a year is the next such date, or one of the last two months.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().replace("–", "-").split())
    weekday, rest = _without_words(plain)
    found = _read_numbers(rest, today=today)
    if found is None:
        raise NotUnderstood(_("Datumet går inte att läsa: %(text)s. Skriv det som 2026-10-16.") % {"text": text[:40]})
    if weekday is not None and weekday != found.weekday():
        raise NotUnderstood(weekday_words(found, weekday))
    return found


def read_weekday(text: str) -> int | None:
    """0 is Monday; None for what is no weekday."""
    word = text.casefold().strip(" .")
    return _weekday(word) if word.isalpha() else None


def weekday_words(night: date, weekday: int) -> str:
    """That a date and the weekday beside it contradict each other."""
    words = calendar_words.words_in(get_language() or "sv")
    shown = f"{night.day} {words.months[night.month - 1]} {night.year}"
    said = {"date": shown, "day": words.days[night.weekday()], "other": words.days[weekday]}
    return _("%(date)s är en %(day)s, inte en %(other)s. Vilket stämmer?") % said


def _without_words(plain: str) -> tuple[int | None, str]:
    """The weekday that is named first, and the text with each month as its number between hashes."""
    weekdays: list[int] = []

    def shown(match: re.Match[str]) -> str:
        word = match.group()
        if word in FILLING:
            return " "
        month = _month(word)
        if month is not None:
            return f"#{month}#"
        weekday = _weekday(word)
        if weekday is None:
            return word
        weekdays.append(weekday)
        return " "

    rest = re.sub(r"[^\W\d_]+", shown, re.sub(r"(\d):[ae]\b", r"\1", plain))
    return (weekdays[0] if weekdays else None), " ".join(rest.strip(" .,()/-").split())


def _month(word: str) -> int | None:
    names = (*enumerate(SWEDISH.months, 1), *enumerate(ENGLISH.months, 1))
    return _one(number for number, name in names if _is_short_for(word, name))


def _weekday(word: str) -> int | None:
    if word in TWO_LETTERS:
        return TWO_LETTERS[word]
    names = (*enumerate(SWEDISH.days), *enumerate(ENGLISH.days))
    return _one(number for number, name in names if _is_short_for(word, name) or word in {f"{name}en", f"{name}ar"})


def _is_short_for(word: str, name: str) -> bool:
    return len(word) >= SHORTEST and (_flat(name).startswith(_flat(word)))


def _flat(word: str) -> str:
    """Without rings and dots, which a list may have lost: lordag."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _one(found: Iterable[T]) -> T | None:
    different = set(found)
    return different.pop() if len(different) == 1 else None


def _read_numbers(rest: str, *, today: date) -> date | None:
    try:
        if SERIAL.fullmatch(rest):
            return SERIAL_ZERO + int(float(rest)) * DAY
        for form in (ISO, COMPACT):
            if match := form.fullmatch(rest):
                return date(_full_year(match[1]), int(match[2]), int(match[3]))
        if match := EITHER_WAY.fullmatch(rest):
            return _either_way(*map(int, match.groups()), today=today)
        said = _read_parts(rest)
        return None if said is None else _on_night(said, today=today)
    except ValueError:
        return None


def _either_way(first: int, month: int, last: int, *, today: date) -> date | None:
    """With the year first or last: the one that is near, if but one of them is."""
    near = set()
    for year, day in ((first, last), (last, first)):
        with suppress(ValueError):
            near.add(date(CENTURY + year, month, day))
    return _one(night for night in near if today - LOOK_BACK <= night <= today + FAR_AHEAD)


def _read_parts(rest: str) -> Said | None:
    if match := TWO_DAYS.fullmatch(rest) or DAY_FIRST.fullmatch(rest) or NAMED.fullmatch(rest):
        day, end, month, year = match.groups()
        end_day = (int(end), int(month)) if end else None
        return Said(int(day), int(month), _year(year), end_day)
    if match := TWO_DATES.fullmatch(rest) or NAMED_TWICE.fullmatch(rest):
        day, month, end, end_month, year = match.groups()
        return Said(int(day), int(month), _year(year), (int(end), int(end_month)))
    if match := MONTH_FIRST.fullmatch(rest):
        return Said(int(match[2]), int(match[1]), _year(match[3]))
    return None


def _on_night(said: Said, *, today: date) -> date | None:
    """Raises NotUnderstood for a row that is about several nights."""
    years = [said.year] if said.year is not None else range(today.year - 1, today.year + 5)  # a leap day comes seldom
    for year in years:
        try:
            night = date(year, said.month, said.day)
        except ValueError:
            continue
        if said.year is not None or night >= today - LOOK_BACK:
            morning = night + DAY
            if said.end is not None and said.end != (morning.day, morning.month):
                raise NotUnderstood(_("Raden gäller flera kvällar. Skriv en rad för varje kväll."))
            return night
    return None


def _year(text: str | None) -> int | None:
    return None if text is None else _full_year(text)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else CENTURY + int(text)  # noqa: PLR2004 - 2026, or 26
