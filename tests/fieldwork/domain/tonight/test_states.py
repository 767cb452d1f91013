"""Every combination of what is known of a group gives one state, and the gravest that is true."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.tonight.cards import LOOKS
from fieldwork.domain.tonight.states import GATHERS, Facts, state_of
from fieldwork.domain.walks.nights import LATE_OUT
from fieldwork.enums import AlarmKind, WalkState
from fieldwork.enums.tonight import EXPECTED, ON_THE_WAY, TROUBLE, GroupState
from scheduling.enums import ShiftState

STARTS = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=4)
minutes = st.integers(-600, 900).map(lambda count: timedelta(minutes=count))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    walk = draw(st.sampled_from([None, *WalkState.values]))
    extended = timedelta(minutes=draw(st.integers(0, 120)))
    return Facts(
        shift=draw(st.sampled_from(ShiftState.values)),
        starts_at=STARTS,
        ends_at=ENDS,
        walk=walk,
        due_home_at=draw(st.sampled_from([None, ENDS + extended])) if walk else None,
        alarms=draw(st.sets(st.sampled_from(AlarmKind.values))),
        grace=timedelta(minutes=draw(st.integers(0, 60))),
    )


# Written the other way round: for each state, when it is the one. Each is true of exactly one state.
def is_panic(told: Facts, _now: datetime) -> bool:
    return AlarmKind.PANIC in told.alarms


def is_overdue(told: Facts, now: datetime) -> bool:
    is_late = told.walk == WalkState.OUT and now >= (told.due_home_at or told.ends_at) + told.grace
    return not is_panic(told, now) and (AlarmKind.OVERDUE in told.alarms or is_late)


def is_calm(told: Facts, now: datetime) -> bool:
    return not is_panic(told, now) and not is_overdue(told, now)


def has_not_gone(told: Facts, now: datetime) -> bool:
    return is_calm(told, now) and told.walk is None and told.shift != ShiftState.CANCELLED


RULES = {
    GroupState.PANIC: is_panic,
    GroupState.OVERDUE: is_overdue,
    GroupState.OUT: lambda told, now: (
        is_calm(told, now) and told.walk == WalkState.OUT and now < (told.due_home_at or told.ends_at)
    ),
    GroupState.DUE: lambda told, now: (
        is_calm(told, now) and told.walk == WalkState.OUT and now >= (told.due_home_at or told.ends_at)
    ),
    GroupState.HOME: lambda told, now: is_calm(told, now) and told.walk == WalkState.HOME,
    GroupState.CANCELLED: lambda told, now: (
        is_calm(told, now) and told.walk is None and told.shift == ShiftState.CANCELLED
    ),
    GroupState.LATER: lambda told, now: has_not_gone(told, now) and now < STARTS - GATHERS,
    GroupState.GATHERING: lambda told, now: has_not_gone(told, now) and STARTS - GATHERS <= now < STARTS + LATE_OUT,
    GroupState.NOT_OUT: lambda told, now: has_not_gone(told, now) and STARTS + LATE_OUT <= now < ENDS,
    GroupState.NEVER_OUT: lambda told, now: has_not_gone(told, now) and now >= ENDS,
}


@given(told=facts(), after=minutes)
def test_every_combination_yields_exactly_the_state_that_is_true(told: Facts, after: timedelta) -> None:
    now = STARTS + after
    assert [state for state, is_so in RULES.items() if is_so(told, now)] == [state_of(told, now=now)]


def test_every_state_has_its_place_and_its_look() -> None:
    assert set(RULES) == set(TROUBLE) == set(LOOKS) == set(GroupState)
    assert ON_THE_WAY.isdisjoint(EXPECTED)


@pytest.mark.parametrize(
    ("minutes_after_start", "state"),
    [(-61, "later"), (-60, "gathering"), (14, "gathering"), (15, "not_out"), (239, "not_out"), (240, "never_out")],
)
def test_group_that_never_checked_out_is_seen_all_the_same(minutes_after_start: int, state: str) -> None:
    told = Facts(ShiftState.UNDER_WAY, STARTS, ENDS)
    assert state_of(told, now=STARTS + timedelta(minutes=minutes_after_start)) == state


def test_group_is_awaited_during_its_grace_and_overdue_after_it_without_any_alarm() -> None:
    told = Facts(ShiftState.DONE, STARTS, ENDS, walk=WalkState.OUT, due_home_at=ENDS)
    states = [state_of(told, now=ENDS + timedelta(minutes=late)) for late in (-1, 0, 14, 15)]
    assert states == ["out", "due", "due", "overdue"]
