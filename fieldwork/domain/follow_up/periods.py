"""Periods of local nights, and the ones that they are compared with. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from fieldwork.exceptions import WrongTimes

HALF = 7  # the month that the second half of a year begins with
DECEMBER = 12
LONGEST = timedelta(days=3 * 366)
DAY = timedelta(days=1)
SETTLING = timedelta(days=14)  # how long logs still come in after the last night of a half-year


@dataclass(frozen=True)
class Period:
    """From one night to another, both counted. A night belongs to the local date it starts on."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise WrongTimes(_("Den sista dagen kommer före den första. Byt plats på dem."))
        if self.last - self.first > LONGEST:
            raise WrongTimes(_("Perioden är längre än tre år. Välj en kortare."))

    @classmethod
    def half_year_of(cls, day: date) -> "Period":
        if day.month < HALF:
            return cls(date(day.year, 1, 1), date(day.year, HALF - 1, 30))
        return cls(date(day.year, HALF, 1), date(day.year, DECEMBER, 31))

    @classmethod
    def year_of(cls, day: date) -> "Period":
        return cls(date(day.year, 1, 1), date(day.year, DECEMBER, 31))

    @classmethod
    def last_settled(cls, today: date) -> "Period":
        """The latest half-year that may be told to others."""
        return cls.half_year_of(today - SETTLING).before()

    @property
    def settled_from(self) -> date:
        """The first day on which it may be told to others."""
        return self.last + SETTLING + DAY

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_half_year(self) -> bool:
        return self == Period.half_year_of(self.first)

    @property
    def is_year(self) -> bool:
        return self == Period.year_of(self.first)

    @property
    def months(self) -> Iterator[date]:
        """The first day of each month that the period touches."""
        month = self.first.replace(day=1)
        while month <= self.last:
            yield month
            month = (month + 31 * DAY).replace(day=1)

    def before(self) -> "Period":
        """The half-year or year before; of other dates, as many days just before."""
        if self.is_year:
            return Period.year_of(self.first - DAY)
        if self.is_half_year:
            return Period.half_year_of(self.first - DAY)
        return Period(self.first - self.days * DAY, self.first - DAY)

    def year_before(self) -> "Period":
        """The same dates a year earlier. The last day of February stays the last day of February."""
        return Period(_a_year_before(self.first), _a_year_before(self.last, is_last=True))


def _a_year_before(day: date, *, is_last: bool = False) -> date:
    """29 February becomes 28 February; and 28 February becomes 29 where a period ends with the month."""
    if is_last and (day + DAY).day == 1:
        return (day + DAY).replace(year=(day + DAY).year - 1) - DAY
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
