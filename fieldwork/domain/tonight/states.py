"""Which one state a group is in. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from fieldwork.domain.walks.nights import LATE_OUT
from fieldwork.enums import AlarmKind, WalkState
from fieldwork.enums.tonight import GroupState
from scheduling.enums import ShiftState

GATHERS = timedelta(hours=1)  # before the start a group begins to gather


@dataclass(frozen=True)
class Facts:
    """`walk` is none for a group that never went out, or nobody checked out; `alarms` are those that stand."""

    shift: str
    starts_at: datetime
    ends_at: datetime
    walk: str | None = None
    due_home_at: datetime | None = None
    alarms: Collection[str] = ()
    grace: timedelta = timedelta(minutes=15)


def state_of(facts: Facts, *, now: datetime) -> GroupState:
    """An alarm comes before all else; then what the group itself has said; then the clock.

    A group past its time and grace is overdue whether or not the alarm of it has been opened yet.
    """
    if AlarmKind.PANIC in facts.alarms:
        return GroupState.PANIC
    if AlarmKind.OVERDUE in facts.alarms:
        return GroupState.OVERDUE
    if facts.walk == WalkState.OUT:
        return _while_out(facts.due_home_at or facts.ends_at, facts.grace, now=now)
    if facts.walk == WalkState.HOME:
        return GroupState.HOME
    if facts.shift == ShiftState.CANCELLED:
        return GroupState.CANCELLED
    return _without_a_word(facts.starts_at, facts.ends_at, now=now)


def _while_out(due_home_at: datetime, grace: timedelta, *, now: datetime) -> GroupState:
    if now < due_home_at:
        return GroupState.OUT
    return GroupState.DUE if now < due_home_at + grace else GroupState.OVERDUE


def _without_a_word(starts_at: datetime, ends_at: datetime, *, now: datetime) -> GroupState:
    if now < starts_at - GATHERS:
        return GroupState.LATER
    if now >= ends_at:
        return GroupState.NEVER_OUT
    return GroupState.GATHERING if now < starts_at + LATE_OUT else GroupState.NOT_OUT
