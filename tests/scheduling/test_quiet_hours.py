"""Quiet hours in local time, also across midnight and when the clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scheduling.domain.quiet_hours import after_quiet, before_quiet, next_morning, quiet_period, waits_until
from scheduling.models import TextPlan

ZONE = ZoneInfo("Europe/Stockholm")
NIGHT = TextPlan(quiet_from=time(21), quiet_to=time(8))
NEVER = TextPlan(quiet_from=time(0), quiet_to=time(0))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
# Around both nights of 2027 when the clocks change.
MOMENTS = st.one_of(
    st.datetimes(datetime(2027, 3, 26), datetime(2027, 3, 30)),  # noqa: DTZ001 - made aware below
    st.datetimes(datetime(2027, 10, 29), datetime(2027, 11, 2)),  # noqa: DTZ001 - local times, on purpose
).map(lambda moment: moment.replace(tzinfo=UTC))


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def is_quiet(plan: TextPlan, moment: datetime) -> bool:
    """By the clock on the wall alone."""
    clock = moment.astimezone(ZONE).time().replace(tzinfo=None, fold=0)
    if plan.quiet_from < plan.quiet_to:
        return plan.quiet_from <= clock < plan.quiet_to
    return plan.quiet_from > plan.quiet_to and (clock >= plan.quiet_from or clock < plan.quiet_to)


@given(MOMENTS, CLOCKS, CLOCKS)
@example(datetime(2027, 3, 28, 0, 45, tzinfo=UTC), time(1, 30), time(2, 30))
@example(datetime(2027, 10, 31, 0, 45, tzinfo=UTC), time(21), time(2, 30))
def test_nothing_is_sent_while_the_clock_on_the_wall_says_quiet(moment: datetime, start: time, end: time) -> None:
    plan = TextPlan(quiet_from=start, quiet_to=end)
    sent_at = waits_until(plan, ZONE, moment) or moment
    assert sent_at >= moment
    assert not is_quiet(plan, sent_at)
    assert quiet_period(plan, ZONE, sent_at) is None


@given(MOMENTS, CLOCKS, CLOCKS)
def test_waiting_is_never_longer_than_the_quiet_hours_and_the_hour_the_clock_turns(
    moment: datetime, start: time, end: time
) -> None:
    plan = TextPlan(quiet_from=start, quiet_to=end)
    wall = timedelta(hours=end.hour - start.hour, minutes=end.minute - start.minute) % timedelta(days=1)
    assert after_quiet(plan, ZONE, moment) - moment <= wall + timedelta(hours=2)


@given(MOMENTS, CLOCKS, CLOCKS)
def test_what_would_disturb_in_quiet_hours_comes_an_hour_before_them(moment: datetime, start: time, end: time) -> None:
    plan = TextPlan(quiet_from=start, quiet_to=end)
    period = quiet_period(plan, ZONE, moment)
    assert before_quiet(plan, ZONE, moment) == (moment if period is None else period[0] - timedelta(hours=1)) <= moment


@given(MOMENTS, CLOCKS, CLOCKS)
def test_next_morning_is_on_a_later_day_and_never_quiet(moment: datetime, start: time, end: time) -> None:
    plan = TextPlan(quiet_from=start, quiet_to=end)
    morning = next_morning(plan, ZONE, moment)
    assert morning.astimezone(ZONE).date() > moment.astimezone(ZONE).date()
    assert quiet_period(plan, ZONE, morning) is None


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (local(2026, 10, 12, 20, 59), None),
        (local(2026, 10, 12, 21, 0), local(2026, 10, 13, 8)),
        (local(2026, 10, 13, 3, 0), local(2026, 10, 13, 8)),
        (local(2026, 10, 13, 8, 0), None),
        (local(2027, 3, 27, 23, 0), local(2027, 3, 28, 8)),
        (local(2027, 10, 30, 23, 0), local(2027, 10, 31, 8)),
    ],
)
def test_evening_waits_for_the_morning(moment: datetime, until: datetime | None) -> None:
    assert waits_until(NIGHT, ZONE, moment.astimezone(UTC)) == until


def test_plan_whose_two_ends_are_the_same_has_no_quiet_hours() -> None:
    assert waits_until(NEVER, ZONE, local(2026, 10, 13, 0)) is None


@pytest.mark.parametrize(
    ("starts_at", "waits"),
    [
        (local(2026, 10, 12, 23, 30), False),  # tonight
        (local(2026, 10, 13, 7, 0), False),  # early in the morning
        (local(2026, 10, 13, 20, 30), True),
        (local(2026, 10, 16, 20, 30), True),
    ],
)
def test_text_about_a_night_that_is_near_does_not_wait(starts_at: datetime, *, waits: bool) -> None:
    now = local(2026, 10, 12, 22, 0)
    assert (waits_until(NIGHT, ZONE, now, starts_at=starts_at) is not None) == waits
