"""Which dates a rule gives."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.seasons.rules import FIRST, LAST, Rhythm, nights_of_rule, rhythm_of, rule_of
from scheduling.exceptions import SchedulingError

RHYTHMS = st.builds(
    Rhythm,
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    pace=st.sampled_from(["1", "2", "3", "4", FIRST, LAST]),
)
DATES = st.dates(date(2025, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("rhythm", "rule"),
    [
        (Rhythm((4, 5)), "FREQ=WEEKLY;BYDAY=FR,SA"),
        (Rhythm((4,), "2"), "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        (Rhythm((5, 4), FIRST), "FREQ=MONTHLY;BYDAY=1FR,1SA"),
        (Rhythm((5,), LAST), "FREQ=MONTHLY;BYDAY=-1SA"),
    ],
)
def test_what_people_choose_is_a_rule(rhythm: Rhythm, rule: str) -> None:
    assert rule_of(rhythm) == rule


@given(rhythm=RHYTHMS)
def test_the_form_shows_again_what_was_chosen(rhythm: Rhythm) -> None:
    assert rhythm_of(rule_of(rhythm)) == rhythm


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=MONTHLY;BYDAY=2FR", "FREQ=WEEKLY;BYDAY=FR;BYMONTH=6", "fredag"])
def test_a_rule_that_says_more_than_the_form_is_not_shown_as_less(rule: str) -> None:
    assert rhythm_of(rule) is None


def test_every_other_week_is_counted_from_the_week_of_the_first_night() -> None:
    nights = nights_of_rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,SU", date(2026, 10, 3), date(2026, 10, 31))
    assert [night.day for night in nights] == [4, 16, 18, 30]


def test_the_last_saturday_of_each_month() -> None:
    nights = nights_of_rule(rule_of(Rhythm((5,), LAST)), date(2026, 10, 1), date(2026, 12, 31))
    assert [night.isoformat() for night in nights] == ["2026-10-31", "2026-11-28", "2026-12-26"]


@given(rhythm=RHYTHMS, first=DATES, days=st.integers(0, 400))
def test_dates_are_within_the_period_on_the_weekdays_and_in_order(rhythm: Rhythm, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    nights = nights_of_rule(rule_of(rhythm), first, last)
    assert list(nights) == sorted(set(nights))
    assert all(first <= night <= last and night.weekday() in rhythm.weekdays for night in nights)


@given(weekdays=st.sets(st.integers(0, 6), min_size=1), first=DATES, days=st.integers(0, 300))
def test_every_week_leaves_no_such_day_out(weekdays: set[int], first: date, days: int) -> None:
    """Counted by hand, through winters, summers and both changes of the clocks."""
    every_day = [first + timedelta(days=step) for step in range(days + 1)]
    nights = nights_of_rule(rule_of(Rhythm(tuple(weekdays))), first, first + timedelta(days=days))
    assert list(nights) == [day for day in every_day if day.weekday() in weekdays]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "BYDAY=FR",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;UNTIL=20261231",
        "FREQ=WEEKLY;BYHOUR=3",
        "DTSTART:20260101T000000\nRRULE:FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=0",
    ],
)
def test_what_is_no_rule_of_days_is_refused(rule: str) -> None:
    with pytest.raises(SchedulingError, match="går inte att läsa"):
        nights_of_rule(rule, date(2026, 10, 1), date(2026, 12, 31))


def test_more_nights_than_anyone_plans_are_refused() -> None:
    with pytest.raises(SchedulingError, match="fler än 400"):
        nights_of_rule("FREQ=DAILY", date(2026, 1, 1), date(2027, 12, 31))


def test_a_rule_that_never_comes_true_gives_nothing_at_once() -> None:
    assert nights_of_rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", date(2026, 1, 1), date(2026, 12, 31)) == []
