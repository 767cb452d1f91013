"""How fast a round asks."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.pace import pace_of

HOURS = st.integers(0, 24 * 40)


@pytest.mark.parametrize(
    ("left", "wait", "questions_for_two"),
    [
        (timedelta(days=12), timedelta(hours=48), 2),
        (timedelta(days=6), timedelta(hours=24), 2),
        (timedelta(days=3), timedelta(hours=8), 3),
        (timedelta(hours=30), timedelta(hours=3), 4),
        (timedelta(hours=8), timedelta(hours=1), 4),
        (timedelta(hours=2), timedelta(minutes=20), 6),
    ],
)
def test_nearer_nights_wait_less_and_ask_more(left: timedelta, wait: timedelta, questions_for_two: int) -> None:
    pace = pace_of(left)
    assert (pace.wait, pace.open_questions(2)) == (wait, questions_for_two)


@given(HOURS, HOURS)
def test_pace_never_slackens_as_the_night_comes_nearer(one: int, other: int) -> None:
    near, far = sorted((timedelta(hours=one), timedelta(hours=other)))
    assert pace_of(near).wait <= pace_of(far).wait
    assert pace_of(near).per_place >= pace_of(far).per_place


@given(HOURS)
def test_fast_is_at_least_as_fast_and_a_leader_may_set_the_wait(hours: int) -> None:
    left = timedelta(hours=hours)
    assert pace_of(left, is_fast=True).wait <= pace_of(left).wait
    assert pace_of(left, wait=timedelta(hours=4)).wait == timedelta(hours=4)
    assert pace_of(left, wait=timedelta(days=1), is_fast=True).wait <= timedelta(hours=48)
