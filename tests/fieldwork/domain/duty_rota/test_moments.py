"""Turns in local time: past midnight, over both changes of the clock, and by a pattern."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import WEEKLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.duty_rota.moments import moments_of_turn, nights_of_pattern
from fieldwork.domain.duty_rota.rotas import night_at
from fieldwork.exceptions import FieldworkError

STOCKHOLM = ZoneInfo("Europe/Stockholm")
EVENING, SMALL_HOURS = time(20), time(2, 30)


def test_turn_that_ends_before_it_starts_ends_the_next_day() -> None:
    assert moments_of_turn(date(2026, 10, 16), EVENING, SMALL_HOURS, STOCKHOLM) == (
        datetime(2026, 10, 16, 18, 0, tzinfo=UTC),
        datetime(2026, 10, 17, 0, 30, tzinfo=UTC),
    )


def test_turn_lasts_until_the_second_half_past_two_when_the_clock_goes_back() -> None:
    starts_at, ends_at = moments_of_turn(date(2026, 10, 24), EVENING, SMALL_HOURS, STOCKHOLM)
    assert (starts_at, ends_at) == (datetime(2026, 10, 24, 18, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))


def test_turn_lasts_past_the_hour_that_is_skipped_when_the_clock_goes_forward() -> None:
    starts_at, ends_at = moments_of_turn(date(2027, 3, 27), EVENING, SMALL_HOURS, STOCKHOLM)
    assert (starts_at, ends_at) == (datetime(2027, 3, 27, 19, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC))


@given(night=st.dates(date(2024, 1, 1), date(2030, 12, 31)), start=st.times(), end=st.times())
def test_turn_always_ends_after_it_starts_and_within_a_day_and_an_hour_or_so(
    night: date, start: time, end: time
) -> None:
    starts_at, ends_at = moments_of_turn(night, start, end, STOCKHOLM)
    assert timedelta() < ends_at - starts_at <= timedelta(hours=26)


def test_pattern_is_the_weekdays_of_the_period_every_other_week() -> None:
    nights = nights_of_pattern(date(2026, 10, 12), date(2026, 11, 8), weekdays=(4, 5), every=2)
    assert nights == [date(2026, 10, 16), date(2026, 10, 17), date(2026, 10, 30), date(2026, 10, 31)]


@given(
    first=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    length=st.integers(0, 300),
    weekdays=st.sets(st.integers(0, 6)),
    every=st.integers(1, 4),
)
def test_pattern_says_what_dateutil_says(first: date, length: int, weekdays: set[int], every: int) -> None:
    last = first + timedelta(days=length)
    start, until = (datetime.combine(day, time()) for day in (first, last))
    told = rrule(WEEKLY, interval=every, byweekday=sorted(weekdays or range(7)), dtstart=start, until=until)
    expected = [moment.date() for moment in told]
    if expected:
        assert nights_of_pattern(first, last, weekdays=tuple(weekdays), every=every) == expected
    else:
        with pytest.raises(FieldworkError, match="Perioden har ingen sådan veckodag"):
            nights_of_pattern(first, last, weekdays=tuple(weekdays), every=every)


@pytest.mark.parametrize(
    ("last", "words"),
    [(date(2026, 10, 15), "ligger före"), (date(2028, 10, 16), "högst ett år")],
)
def test_period_that_is_none_or_too_long_is_refused(last: date, words: str) -> None:
    with pytest.raises(FieldworkError, match=words):
        nights_of_pattern(date(2026, 10, 16), last)


@pytest.mark.parametrize(
    ("moment", "night"),
    [
        (datetime(2026, 10, 16, 9, 59, tzinfo=UTC), date(2026, 10, 15)),
        (datetime(2026, 10, 16, 10, 0, tzinfo=UTC), date(2026, 10, 16)),
        (datetime(2026, 10, 25, 10, 59, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 25, 11, 0, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_until_noon_it_is_last_nights(moment: datetime, night: date) -> None:
    assert night_at(moment, STOCKHOLM) == night
