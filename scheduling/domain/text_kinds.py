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


PAGE_LINK = "page_link"  # to somebody's own page, sent by a leader
SEASON_ASK, SEASON_ASK_AGAIN = "season_ask", "season_ask_again"  # which of a season's nights somebody can
_ANSWER = TextKind(Priority.ANSWER)
_QUESTION = TextKind(standing=frozenset({_S.ASKED}), is_about_time=True, can_wait=True)
TEXT_KINDS = {
    "ask": _QUESTION,
    "ask_again": _QUESTION,
    "place_free": _QUESTION,
    "changed": TextKind(is_about_time=True, can_wait=True, is_for_safety=True),
    "moved": TextKind(standing=frozenset({_S.ASKED}), is_about_time=True, is_for_safety=True),
    "regrouped": TextKind(standing=frozenset({_S.CONFIRMED}), is_about_time=True, is_for_safety=True),
    "group_grows": TextKind(standing=frozenset({_S.CONFIRMED}), is_about_time=True, is_for_safety=True),
    "cancelled": TextKind(can_wait=True, is_for_safety=True),
    "changes": TextKind(is_for_safety=True),
    "news": TextKind(standing=frozenset({_S.CONFIRMED}), is_about_time=True, can_wait=True, is_for_safety=True),
    "promoted": TextKind(standing=frozenset({_S.CONFIRMED}), is_about_time=True, can_wait=True),
    "swap_ask": _QUESTION,
    "handed_over": TextKind(standing=frozenset({_S.DECLINED}), is_about_time=True, is_for_safety=True),
    "not_taken": TextKind(standing=frozenset({_S.CONFIRMED}), is_about_time=True, is_for_safety=True),
    "swap_declined": TextKind(standing=frozenset({_S.CONFIRMED}), is_about_time=True, is_for_safety=True),
    "swapped": TextKind(standing=frozenset({_S.CONFIRMED}), is_about_time=True, is_for_safety=True),
    "removed": TextKind(standing=frozenset({_S.WITHDRAWN}), can_wait=True, is_for_safety=True),
    "reminder": TextKind(standing=frozenset({_S.CONFIRMED}), is_about_time=True, is_for_safety=True),
    "lapsed": TextKind(standing=frozenset({_S.LAPSED}), can_wait=True),
    "thanks": TextKind(standing=frozenset({_S.CONFIRMED, _S.ATTENDED})),
    "presumed": TextKind(),
    "missed": TextKind(standing=frozenset({_S.NO_SHOW})),
    "go_out": TextKind(Priority.SAFETY, standing=frozenset({_S.CONFIRMED})),
    "go_out_still": TextKind(Priority.SAFETY, standing=frozenset({_S.CONFIRMED})),
    "last_out": TextKind(Priority.SAFETY, standing=frozenset({_S.CONFIRMED, _S.ATTENDED})),
    "joins_you": TextKind(Priority.SAFETY),
    "joins_other": TextKind(Priority.SAFETY),
    "rule_warning": TextKind(),
    "decide": TextKind(Priority.SAFETY),  # it is written when nobody sleeps; no cap or ceiling keeps it back
    "summary": TextKind(),
    "duty_given": TextKind(is_for_safety=True),
    "duty_lifted": TextKind(is_for_safety=True),
    "duty_gap": TextKind(is_for_safety=True),
    "welcome": TextKind(),
    "no_room": TextKind(),
    "log_ask": TextKind(),
    "calendar": TextKind(),
    PAGE_LINK: TextKind(),
    SEASON_ASK: TextKind(Priority.MASS),
    SEASON_ASK_AGAIN: TextKind(Priority.MASS),
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
