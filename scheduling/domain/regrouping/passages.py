"""What a change of group means to one person. Pure.

A yes stands where time, meeting place and district are the ones it was given to, and the association too. Elsewhere it
is void, as when a night is moved, and the person is asked again.
"""

from dataclasses import dataclass

from scheduling.enums import AttendanceState
from scheduling.models import Shift

State = AttendanceState


@dataclass(frozen=True)
class Passage:
    """`to` is where the person stands in the new group, None for somebody who is let go. `told` is the kind of text."""

    to: AttendanceState | None
    told: str = ""


LET_GO = Passage(None, "cancelled")


def is_same_walk(one: Shift, other: Shift) -> bool:
    """Whether somebody who said yes to the one has said yes to the other."""
    return _promised(one) == _promised(other)


def _promised(shift: Shift) -> tuple[object, ...]:
    route = shift.route
    place = (route.district_id, route.meeting_point, route.meeting_address)
    return (shift.association_id, shift.kind, shift.starts_at, shift.ends_at, *place)


def passage_of(
    state: str, *, is_same: bool, is_unsent: bool, has_room: bool, is_stopped: bool, is_late: bool = False
) -> Passage:
    """For somebody who held on to the old group in this state.

    `is_unsent`: their question had not left. `has_room`: a place is left in the new group, or theirs is kept.
    `is_stopped`: a rule of the new walk, or another night of theirs, keeps them from it. `is_late`: so near the night
    whoever waited is asked again instead of counted on.
    """
    if is_stopped or (state != State.CONFIRMED and not has_room):
        return Passage(None) if is_unsent else LET_GO
    if is_unsent:
        return Passage(State.ASKED, "ask")
    if not is_same:
        return Passage(State.ASKED, "moved")
    if state == State.CONFIRMED:
        return Passage(State.CONFIRMED, "regrouped")
    if state == State.WAITING:
        return Passage(State.ASKED, "place_free") if is_late else Passage(State.CONFIRMED, "promoted")
    return Passage(State.ASKED)
