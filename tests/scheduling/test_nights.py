"""Local nights become true moments, also when the clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.nights import answer_deadline, resolve_night
from scheduling.exceptions import AmbiguousTime, NonexistentTime, SchedulingError

ZONE = ZoneInfo("Europe/Stockholm")
SPRING, AUTUMN = date(2027, 3, 27), date(2027, 10, 30)


def test_night_past_midnight_ends_the_next_day() -> None:
    assert resolve_night(date(2026, 10, 16), time(20, 30), time(0, 30), ZONE) == (
        datetime(2026, 10, 16, 18, 30, tzinfo=UTC),
        datetime(2026, 10, 16, 22, 30, tzinfo=UTC),
    )


def test_spring_night_is_an_hour_shorter_than_the_clock_says() -> None:
    starts_at, ends_at = resolve_night(SPRING, time(21), time(4), ZONE)
    assert ends_at - starts_at == timedelta(hours=6)


def test_autumn_night_is_an_hour_longer_than_the_clock_says() -> None:
    starts_at, ends_at = resolve_night(AUTUMN, time(21), time(4), ZONE)
    assert ends_at - starts_at == timedelta(hours=8)


def test_time_in_the_spring_gap_is_refused_with_the_reason() -> None:
    with pytest.raises(NonexistentTime, match=r"02\.30 finns inte den natten"):
        resolve_night(SPRING, time(21), time(2, 30), ZONE)


def test_time_in_the_autumn_overlap_asks_which() -> None:
    with pytest.raises(AmbiguousTime) as caught:
        resolve_night(AUTUMN, time(21), time(2, 30), ZONE)
    assert caught.value.choices == (
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_answered_fold_gives_that_moment(fold: int, hour: int) -> None:
    ends_at = resolve_night(AUTUMN, time(21), time(2, 30), ZONE, end_fold=fold)[1]
    assert ends_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)


def test_same_start_and_end_is_refused() -> None:
    with pytest.raises(SchedulingError, match="samma tid"):
        resolve_night(SPRING, time(21), time(21), ZONE)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.times(), st.times(), st.sampled_from([0, 1]))
def test_local_times_come_back_as_entered(night: date, start: time, end: time, fold: int) -> None:
    start, end = start.replace(microsecond=0, fold=0), end.replace(microsecond=0, fold=0)
    try:
        starts_at, ends_at = resolve_night(night, start, end, ZONE, start_fold=fold, end_fold=fold)
    except NonexistentTime:
        return
    except SchedulingError:
        assert start == end
        return
    assert starts_at.astimezone(ZONE).replace(tzinfo=None, fold=0) == datetime.combine(night, start)
    assert ends_at.astimezone(ZONE).time().replace(fold=0) == end


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.floats(0.01, 1000))  # noqa: DTZ001 - made aware below
def test_deadline_is_between_now_and_the_start(now: datetime, hours: float) -> None:
    now = now.replace(tzinfo=UTC)
    starts_at = now + timedelta(hours=hours)
    assert now < answer_deadline(now, starts_at) <= starts_at
