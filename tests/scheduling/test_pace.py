"""How fast a round asks."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.pace import pace_of, questions_to_ask

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


@pytest.mark.parametrize(
    ("short", "leaders_short", "fresh", "fresh_leaders", "asked"),
    [
        (4, 1, 0, 0, (1, 3)),  # the fourth place is kept for a leader
        (4, 1, 4, 1, (0, 0)),
        (4, 1, 3, 0, (1, 0)),  # the leader who was asked has not answered in time
        (1, 1, 0, 0, (1, 0)),
        (2, 0, 1, 1, (0, 1)),  # there is a leader by now: the other's answer fills any place
        (0, 0, 0, 0, (0, 0)),
    ],
)
def test_leaders_and_others_are_asked_each_for_their_places(
    short: int, leaders_short: int, fresh: int, fresh_leaders: int, asked: tuple[int, int]
) -> None:
    pace = pace_of(timedelta(days=12))
    found = questions_to_ask(pace, short=short, leaders_short=leaders_short, fresh=fresh, fresh_leaders=fresh_leaders)
    assert found == asked


@given(HOURS, st.integers(0, 6), st.integers(0, 2), st.integers(0, 9), st.integers(0, 9))
def test_never_more_questions_are_out_than_the_pace_allows(
    hours: int, others: int, leaders: int, fresh: int, fresh_leaders: int
) -> None:
    pace = pace_of(timedelta(hours=hours))
    to_lead, to_walk = questions_to_ask(
        pace,
        short=others + leaders,
        leaders_short=leaders,
        fresh=fresh + fresh_leaders,
        fresh_leaders=fresh_leaders,
    )
    to_leaders = pace.open_questions(leaders)
    assert to_lead == max(0, to_leaders - fresh_leaders)
    if to_walk:
        assert to_lead + to_walk + fresh + fresh_leaders == to_leaders + pace.open_questions(others)
