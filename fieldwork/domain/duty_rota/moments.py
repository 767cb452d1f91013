"""From when to when a turn lasts, on the night the clocks change too. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from fieldwork.exceptions import FieldworkError
from scheduling.domain.seasons.rules import DAYS, nights_of_rule
from scheduling.exceptions import SchedulingError

A_DAY = timedelta(days=1)
LONGEST = timedelta(days=366)  # a period of duty given out at once


def moments_of_turn(night: date, start: time, end: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """In UTC; an end that is not after the start is on the next day.

    In the hour that the clock skips or repeats a turn is the longer of what the clock can mean: better two on duty
    for an hour than nobody.
    """
    last_day = night if end > start else night + A_DAY
    return min(_readings(night, start, zone)), max(_readings(last_day, end, zone))


def _readings(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    local = datetime.combine(day, clock)
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first, second


def nights_of_pattern(first: date, last: date, *, weekdays: tuple[int, ...] = (), every: int = 1) -> list[date]:
    """Those weekdays (Monday is 0, none for all) from `first` to `last`, both counted, every so many weeks.

    Raises FieldworkError where there is no such night, or more than anyone gives out at once.
    """
    if last < first:
        raise FieldworkError(_("Den sista natten ligger före den första."))
    if last - first > LONGEST:
        raise FieldworkError(_("Ge jour för högst ett år i taget."))
    days = ",".join(DAYS[weekday] for weekday in sorted(set(weekdays) or range(7)))
    try:
        nights = list(nights_of_rule(f"FREQ=WEEKLY;INTERVAL={every};BYDAY={days}", first, last))
    except SchedulingError as error:
        raise FieldworkError(str(error)) from error
    if not nights:
        raise FieldworkError(_("Perioden har ingen sådan veckodag."))
    return nights
