"""The nights that the clock changes on in 2027 and those beside them, walked in every way that has gone wrong
somewhere.

All by Swedish clocks: on 28 March there is no hour between 02 and 03, on 31 October there are two.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True)
class Walk:
    """One shift: how it begins and ends by the clock, and when that is."""

    night: date
    clock: str
    starts: datetime
    ends: datetime


def walk(night: str, clock: str, starts: str, ends: str) -> Walk:
    return Walk(date.fromisoformat(night), clock, at(starts), at(ends))


def at(moment: str) -> datetime:
    """Of "28 01.30": the day of the month of the change, and the time in UTC."""
    month, day, clock = moment.split()
    hour, minute = clock.split(".")
    return datetime(2027, MONTHS[month], int(day), int(hour), int(minute), tzinfo=UTC)


MONTHS = {"March": 3, "April": 4, "October": 10, "November": 11}
WALKS = (
    walk("2027-03-26", "21–04", "March 26 20.00", "March 27 03.00"),
    walk("2027-03-27", "21–04, six hours", "March 27 20.00", "March 28 02.00"),
    walk("2027-03-27", "22–01.59, to the last minute before", "March 27 21.00", "March 28 00.59"),
    walk("2027-03-27", "22–03, to the very change", "March 27 21.00", "March 28 01.00"),
    walk("2027-03-27", "03–05, from the very change", "March 28 01.00", "March 28 03.00"),
    walk("2027-03-27", "01.30–03.30, one hour", "March 28 00.30", "March 28 01.30"),
    walk("2027-03-28", "21–04", "March 28 19.00", "March 29 02.00"),
    walk("2027-10-29", "21–04", "October 29 19.00", "October 30 02.00"),
    walk("2027-10-30", "21–04, eight hours", "October 30 19.00", "October 31 03.00"),
    walk("2027-10-30", "22–02.30, the first", "October 30 20.00", "October 31 00.30"),
    walk("2027-10-30", "22–02.30, the second", "October 30 20.00", "October 31 01.30"),
    walk("2027-10-30", "22–03, to the very change", "October 30 20.00", "October 31 01.00"),
    walk("2027-10-30", "02.30 the first–02.30 the second", "October 31 00.30", "October 31 01.30"),
    walk("2027-10-30", "02.45 the first–02.15 the second", "October 31 00.45", "October 31 01.15"),
    walk("2027-10-31", "21–04", "October 31 20.00", "November 1 03.00"),
)
