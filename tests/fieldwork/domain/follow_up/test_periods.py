"""Periods, the months they touch, and what they are compared with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.follow_up.periods import Period
from fieldwork.exceptions import WrongTimes

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1))


def period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("one", "before", "year_before"),
    [
        (("2026-01-01", "2026-06-30"), ("2025-07-01", "2025-12-31"), ("2025-01-01", "2025-06-30")),
        (("2026-07-01", "2026-12-31"), ("2026-01-01", "2026-06-30"), ("2025-07-01", "2025-12-31")),
        (("2024-01-01", "2024-12-31"), ("2023-01-01", "2023-12-31"), ("2023-01-01", "2023-12-31")),
        (("2026-03-01", "2026-03-31"), ("2026-01-29", "2026-02-28"), ("2025-03-01", "2025-03-31")),
        (("2024-02-01", "2024-02-29"), ("2024-01-03", "2024-01-31"), ("2023-02-01", "2023-02-28")),
        (("2025-02-01", "2025-02-28"), ("2025-01-04", "2025-01-31"), ("2024-02-01", "2024-02-29")),
        (("2024-02-29", "2024-03-04"), ("2024-02-24", "2024-02-28"), ("2023-02-28", "2023-03-04")),
    ],
)
def test_what_a_period_is_compared_with(
    one: tuple[str, str], before: tuple[str, str], year_before: tuple[str, str]
) -> None:
    assert period(*one).before() == period(*before)
    assert period(*one).year_before() == period(*year_before)


@given(DAYS, st.integers(min_value=0, max_value=800))
def test_the_period_before_ends_the_day_before(first: date, length: int) -> None:
    one = Period(first, first + timedelta(days=length))
    assert one.before().last + timedelta(days=1) == one.first


@given(DAYS)
def test_every_day_is_in_its_half_year_and_year(day: date) -> None:
    half, year = Period.half_year_of(day), Period.year_of(day)
    assert year.first <= half.first <= day <= half.last <= year.last
    assert (half.is_half_year, year.is_year, len(list(half.months)), len(list(year.months))) == (True, True, 6, 12)


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("2026-07-14", "2025-07-01"),
        ("2026-07-15", "2026-01-01"),
        ("2027-01-14", "2026-01-01"),
        ("2027-01-15", "2026-07-01"),
    ],
)
def test_half_year_is_settled_two_weeks_after_its_last_night(today: str, first: str) -> None:
    latest = Period.last_settled(date.fromisoformat(today))
    assert latest.first == date.fromisoformat(first)
    assert (
        latest.settled_from <= date.fromisoformat(today) < Period.half_year_of(latest.last + timedelta(1)).settled_from
    )


def test_months_are_all_that_the_period_touches() -> None:
    months = period("2025-11-30", "2026-02-01").months
    assert [f"{month:%Y-%m}" for month in months] == ["2025-11", "2025-12", "2026-01", "2026-02"]


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (("2026-02-01", "2026-01-31"), "Den sista dagen kommer före den första. Byt plats på dem."),
        (("2020-01-01", "2026-01-31"), "Perioden är längre än tre år. Välj en kortare."),
    ],
)
def test_a_period_that_cannot_be_counted_is_refused_with_a_sentence(one: tuple[str, str], sentence: str) -> None:
    with pytest.raises(WrongTimes, match=sentence):
        period(*one)
