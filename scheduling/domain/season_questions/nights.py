"""The nights that a season asks about, and until when it takes answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from scheduling.enums import ShiftState
from scheduling.models import Season, SeasonQuestion, Shift


@dataclass(frozen=True)
class AskedNight:
    """One night with all its groups: when the first goes out and the last is home, and where they walk."""

    night: date
    starts_at: datetime
    ends_at: datetime
    places: tuple[str, ...]


def asked_nights(season: Season, *, now: datetime) -> list[AskedNight]:
    """Published nights of the season that have not begun, earliest first. One query."""
    shifts = season.shifts.filter(state=ShiftState.PUBLISHED, starts_at__gt=now)
    return by_night(list(shifts.select_related("route__district").order_by("night", "starts_at", "pk")))


def by_night(shifts: Sequence[Shift]) -> list[AskedNight]:
    """`shifts` in order of their night. Pure."""
    found = []
    for night, groups in groupby(shifts, key=lambda shift: shift.night):
        each = list(groups)
        places = tuple(dict.fromkeys(shift.place for shift in each))
        found.append(AskedNight(night, min(one.starts_at for one in each), max(one.ends_at for one in each), places))
    return found


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the next day, on the municipality's clock."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)


def takes_answers(question: SeasonQuestion, *, now: datetime) -> bool:
    return question.closed_at is None and now < question.answer_by


def last_day_of(question: SeasonQuestion, zone: ZoneInfo) -> date:
    """The last day on which an answer is taken."""
    return (question.answer_by.astimezone(zone) - timedelta(microseconds=1)).date()
