"""What is to be known of each kind of text: how urgent it is, and what must still be so when it leaves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from messaging.enums import Priority
from scheduling.enums import AttendanceState

_S = AttendanceState
TONIGHT = timedelta(hours=12)  # before the start; from then on a text about the night is one for safety


@dataclass(frozen=True, slots=True)
class TextKind:
    """`standing`: the states in which it is still wanted, none for any. An answer to the person's own text passes quiet
    hours and caps. What waits a few minutes can be gathered with other texts to the same person.
    """

    priority: Priority = Priority.USUAL
    standing: frozenset[str] = frozenset()
    is_about_time: bool = False  # of no use once the night has another time or place
    can_wait: bool = False
    is_for_safety: bool = False  # when the night is near: somebody would walk to a place where nobody is, or not come


_ANSWER = TextKind(Priority.ANSWER)
_QUESTION = TextKind(standing=frozenset({_S.ASKED}), is_about_time=True, can_wait=True)
TEXT_KINDS = {
    "ask": _QUESTION,
    "ask_again": _QUESTION,
    "place_free": _QUESTION,
    "changed": TextKind(is_about_time=True, can_wait=True, is_for_safety=True),
    "cancelled": TextKind(can_wait=True, is_for_safety=True),
    "changes": TextKind(is_for_safety=True),
    "news": TextKind(standing=frozenset({_S.CONFIRMED}), is_about_time=True, can_wait=True, is_for_safety=True),
    "promoted": TextKind(standing=frozenset({_S.CONFIRMED}), is_about_time=True, can_wait=True),
    "removed": TextKind(standing=frozenset({_S.WITHDRAWN}), can_wait=True, is_for_safety=True),
    "reminder": TextKind(standing=frozenset({_S.CONFIRMED}), is_about_time=True, is_for_safety=True),
    "lapsed": TextKind(standing=frozenset({_S.LAPSED}), can_wait=True),
    "thanks": TextKind(standing=frozenset({_S.CONFIRMED, _S.ATTENDED})),
    "rule_warning": TextKind(),
    "calendar": TextKind(),
    "crew_message": TextKind(can_wait=False),
    "group_message": TextKind(Priority.MASS),
}


def text_kind(kind: str) -> TextKind:
    """Every kind that is not named here answers a text that came in."""
    return TEXT_KINDS.get(kind, _ANSWER)


def is_tonight(starts_at: datetime, *, now: datetime) -> bool:
    """Whether a night is so near that what is said of it cannot wait."""
    return starts_at - now <= TONIGHT


def priority_of(kind: str, *, starts_at: datetime, now: datetime) -> Priority:
    """How urgent a text of this kind is about a night that starts then."""
    known = text_kind(kind)
    return Priority.SAFETY if known.is_for_safety and is_tonight(starts_at, now=now) else known.priority
