"""The history of a shift as lines to read: what was done to several at once is one line. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from scheduling.domain.number_words import listed
from scheduling.enums import Door, EventKind
from scheduling.models import ShiftEvent

Kind = EventKind

LOOKS = {  # the colour and the icon of the design language
    Kind.ASKED: ("asked", "send"),
    Kind.ASKED_AGAIN: ("asked", "send"),
    Kind.THANKED: ("home", "msg"),
    Kind.REMINDED: ("asked", "msg"),
    Kind.CONFIRMED: ("confirmed", "check"),
    Kind.PROMOTED: ("confirmed", "check"),
    Kind.ATTENDED: ("confirmed", "check"),
    Kind.DECLINED: ("declined", "x"),
    Kind.LAPSED: ("declined", "clock"),
    Kind.WITHDRAWN: ("declined", "x"),
    Kind.WAITING: ("waiting", "wait"),
    Kind.NO_SHOW: ("no-show", "noshow"),
    Kind.UNCLEAR: ("missing", "ask"),
    Kind.TOLD: ("waiting", "msg"),
    Kind.LATE: ("waiting", "clock"),
    Kind.CALLED: ("asked", "phone"),
    Kind.EXCEPTED: ("waiting", "edit"),
    Kind.PLANNED: ("draft", "edit"),
    Kind.CHANGED: ("draft", "edit"),
    Kind.PUBLISHED: ("home", "cal"),
    Kind.CANCELLED: ("missing", "x"),
    Kind.NEWS: ("home", "msg"),
    Kind.MESSAGED: ("home", "msg"),
    Kind.WISHED: ("checked-in", "pin"),
    Kind.STARTED: ("home", "walk"),
    Kind.FINISHED: ("home", "home"),
    Kind.FILLING: ("asked", "list"),
    Kind.UNDECIDED: ("missing", "info"),
    Kind.DECIDED: ("home", "check"),
    Kind.REGROUPED: ("home", "walk"),
    Kind.HANDING_OVER: ("waiting", "swap"),
    Kind.KEPT: ("confirmed", "check"),
    Kind.HANDED_OVER: ("declined", "swap"),
    Kind.TOOK_OVER: ("confirmed", "swap"),
    Kind.NOT_TAKEN: ("missing", "clock"),
    Kind.SWAP_ASKED: ("asked", "swap"),
    Kind.SWAPPED: ("confirmed", "swap"),
}
TOGETHER = frozenset(
    {Kind.ASKED, Kind.ASKED_AGAIN, Kind.REMINDED, Kind.LAPSED, Kind.WITHDRAWN, Kind.THANKED, Kind.NEWS}
)


@dataclass(frozen=True)
class Line:
    """One thing that happened: to `names`, by `actor` through a door, in answer to what somebody wrote."""

    kind: EventKind
    door: Door
    design_state: str
    icon: str
    names: str
    count: int
    actor: str
    answer: str
    detail: str
    at: datetime


def timeline(events: Iterable[ShiftEvent]) -> list[Line]:
    """Newest first, as the events come. Questions sent with one press are one line with all the names."""
    return [line_of(list(together)) for _key, together in groupby(events, key=group_key)]


def group_key(event: ShiftEvent) -> tuple[object, ...]:
    own = 0 if event.kind in TOGETHER and event.answer_id is None else event.pk
    return event.kind, event.door, event.at, own


def line_of(events: list[ShiftEvent]) -> Line:
    first = events[0]
    kind = Kind(first.kind)
    state, icon = LOOKS[kind]
    names = [event.attendance.volunteer.first_name for event in reversed(events) if event.attendance]
    return Line(
        kind=kind,
        door=Door(first.door),
        design_state=state,
        icon="lantern" if kind == Kind.CONFIRMED and first.attendance and first.attendance.is_leader else icon,
        names=listed(names),
        count=len(names),
        actor=str(first.actor) if first.actor else "",
        answer=first.answer.body if first.answer else "",
        detail=first.detail,
        at=first.at,
    )
