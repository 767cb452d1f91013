"""Attendance: the sole writer of its state and of the counts that stand on a shift, by the steps of `moves.py`.

Every verb locks the shift first, so that two answers at once meet one after the other; on SQLite the transaction
itself (IMMEDIATE) is that lock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from messaging.models import OutboundMessage
from scheduling.domain.admission import (
    FROM_AFAR,
    require_allowed,
    require_free,
    require_members,
    require_open,
)
from scheduling.domain.history import record_event
from scheduling.domain.moves import (
    count_crew,
    count_crews,
    lock_shift,
    lockable_shifts,
    locked,
    move,
    new_attendance,
    readable_shifts,
    take_step,
)
from scheduling.domain.origins import Origin
from scheduling.domain.queues import next_in_queue
from scheduling.domain.taking_over import (
    answer_solved,
    has_room_for,
    is_solved,
    lock_both,
    offer_to,
    refuse_offer,
    swap_places,
    take_over,
    wants_to_hand_over,
)
from scheduling.domain.telling import code_words, leader_of, tell, was_asked_in_vain
from scheduling.domain.text_plans import answer_by, asks_queue_again, plan_of
from scheduling.domain.walk_rules.keeping import except_from
from scheduling.enums import AttendanceState, Door, EventKind
from scheduling.exceptions import ShiftFull
from scheduling.models import Attendance, Shift, TextPlan
from scheduling.queries.queues import people_ahead
from volunteers.models import Volunteer

__all__ = [  # with the steps, so that whoever changes attendance finds all of it here
    "HELD",
    "add_confirmed",
    "confirm_attendance",
    "count_crew",
    "count_crews",
    "decline_attendance",
    "lock_shift",
    "lockable_shifts",
    "locked",
    "make_leader",
    "move",
    "new_attendance",
    "next_in_queue",
    "offer_place",
    "place_on",
    "promote_waiting",
    "readable_shifts",
    "remove_attendance",
    "take_no",
    "take_step",
    "take_yes",
]

State = AttendanceState
HELD = (State.ASKED, State.CONFIRMED, State.WAITING)  # those who count on hearing what happens


@transaction.atomic
def confirm_attendance(attendance: Attendance, *, origin: Origin, now: datetime, exception: str = "") -> Attendance:
    """Give the person a place, or a place in the queue when the crew is full, and tell them.

    Where somebody wants to hand over a place, it is theirs. Someone already confirmed or waiting is told again and
    nothing else changes. `exception`: why a leader lets the person walk in spite of a rule. Raises TooLate,
    OverlapsAnotherShift, NotAllowed, NoSwap.
    """
    return take_yes(attendance, origin=origin, now=now, exception=exception)


def take_yes(
    attendance: Attendance, *, origin: Origin, now: datetime, tells: bool = False, exception: str = ""
) -> Attendance:
    """`confirm_attendance` inside the caller's transaction. What it raises, it raises before it writes.

    `tells`: there was more in the answer than a yes, and the person hears that the leader sees it.
    """
    lock_both(attendance)
    attendance = locked(attendance)
    shift = attendance.shift
    require_open(shift, now=now, door=origin.door)
    if attendance.state in {State.CONFIRMED, State.WAITING}:
        attendance.last_text = tell_place(attendance, now=now, tells=tells)
        attendance.save(update_fields=["last_text"])
        return attendance
    offer = offer_to(attendance)
    if offer is None and origin.door in FROM_AFAR and is_solved(attendance):
        return answer_solved(attendance, origin=origin, now=now)
    if offer is not None and offer.in_return is not None:
        return swap_places(attendance, offer, origin=origin, now=now)
    require_free(attendance)
    stops = require_allowed(attendance, door=origin.door, exception=exception)
    except_from(attendance, stops, reason=exception, origin=origin, now=now)
    if offer is not None:
        return take_over(attendance, offer, text="confirmed_told" if tells else "confirmed", origin=origin, now=now)
    place = place_on(shift, leader=leader_of, tells=tells)
    text = tell(attendance, place.text, now=now, **place.words)
    return move(attendance, place.state, kind=place.kind, origin=origin, now=now, text=text)


@dataclass(frozen=True, slots=True)
class Place:
    """What a yes gives: a state, its event, and the text that says so with the words that it needs."""

    state: AttendanceState
    kind: EventKind
    text: str
    words: dict[str, Any]


def place_on(shift: Shift, *, leader: Callable[[Shift], Volunteer | None], tells: bool = False) -> Place:
    """A place on the locked shift, or the next one in its queue when the crew is full."""
    if shift.confirmed_count >= shift.crew_max:
        return Place(State.WAITING, EventKind.WAITING, "waiting", {"position": shift.waiting_count + 1})
    text = "confirmed_told" if tells else "confirmed"
    return Place(State.CONFIRMED, EventKind.CONFIRMED, text, {"leader": leader(shift)})


def tell_place(attendance: Attendance, *, now: datetime, tells: bool = False) -> OutboundMessage | None:
    """Answer a second JA: you are in, or you still wait as number n."""
    if wants_to_hand_over(attendance):
        return tell(attendance, "handing_over", now=now, code=code_words(attendance))
    if attendance.state == State.CONFIRMED:
        return tell(attendance, "confirmed_told" if tells else "confirmed", now=now, leader=leader_of(attendance.shift))
    return tell(attendance, "waiting", now=now, position=people_ahead(attendance) + 1)


@transaction.atomic
def decline_attendance(attendance: Attendance, *, origin: Origin, now: datetime) -> Attendance:
    """Take a no, also from someone who had said yes; the first in the queue gets the place. Raises TooLate."""
    return take_no(attendance, origin=origin, now=now)


def take_no(attendance: Attendance, *, origin: Origin, now: datetime, tells: bool = False) -> Attendance:
    """`decline_attendance` inside the caller's transaction. What it raises, it raises before it writes."""
    attendance = locked(attendance)
    require_open(attendance.shift, now=now, door=origin.door)
    kind = refuse_offer(attendance, now=now) or ("declined_told" if tells else "declined")
    text = tell(attendance, kind, now=now, code=code_words(attendance))
    if attendance.state == State.DECLINED:
        return attendance
    move(attendance, State.DECLINED, kind=EventKind.DECLINED, origin=origin, now=now, text=text)
    promote_waiting(attendance.shift, now=now)
    return attendance


@transaction.atomic
def remove_attendance(attendance: Attendance, *, origin: Origin, now: datetime) -> Attendance:
    """Take someone off the shift and tell them, if they counted on it. Raises MoveNotAllowed, TooLate."""
    attendance = locked(attendance)
    require_open(attendance.shift, now=now, door=origin.door)
    text = None
    knows = not was_asked_in_vain(attendance, now=now)
    if attendance.state in HELD and knows:
        text = tell(attendance, "removed", now=now, leader=leader_of(attendance.shift))
    move(attendance, State.WITHDRAWN, kind=EventKind.WITHDRAWN, origin=origin, now=now, text=text)
    promote_waiting(attendance.shift, now=now)
    return attendance


def promote_waiting(shift: Shift, *, now: datetime) -> None:
    """Fill free places from the queue, in order; near the night the first is asked again instead of counted on."""
    plan: TextPlan | None = None
    for attendance in next_in_queue(shift, now=now):
        plan = plan or plan_of(shift.association)
        if asks_queue_again(plan, shift.starts_at, now=now):
            offer_place(attendance, plan, now=now)
        else:
            text = tell(attendance, "promoted", plan=plan, now=now)
            move(attendance, State.CONFIRMED, kind=EventKind.PROMOTED, origin=Origin(Door.CLOCK), now=now, text=text)


def offer_place(attendance: Attendance, plan: TextPlan, *, now: datetime) -> None:
    """Ask the first in the queue whether they still can, since the walk is near. Until they answer it is theirs."""
    attendance.confirm_by = answer_by(plan, attendance.shift, now=now)
    text = tell(attendance, "place_free", now=now, plan=plan, code=code_words(attendance))
    origin = Origin(Door.CLOCK)
    move(attendance, State.ASKED, kind=EventKind.ASKED, origin=origin, now=now, text=text, holds_place=True)


@transaction.atomic
def add_confirmed(
    shift: Shift,
    volunteer: Volunteer,
    *,
    as_leader: bool = False,
    origin: Origin,
    now: datetime,
    exception: str = "",
) -> Attendance:
    """Put down someone who said yes in another way, asked before or not.

    Raises NotAMember, ShiftFull, OverlapsAnotherShift, NotAllowed, TooLate.
    """
    shift = lock_shift(shift.pk)
    require_open(shift, now=now, door=origin.door)
    require_members(shift, [volunteer])
    if shift.confirmed_count >= shift.crew_max and not has_room_for(shift, as_leader=as_leader):
        raise ShiftFull(_("Gruppen är full. Höj antalet eller ta bort någon först."))
    attendance, created = Attendance.objects.get_or_create(
        shift=shift, volunteer=volunteer, defaults=new_attendance(shift, as_leader=as_leader, now=now)
    )
    attendance.shift, attendance.volunteer = shift, volunteer
    if not created and as_leader:
        attendance.is_leader = True
        attendance.save(update_fields=["is_leader"])
    return confirm_attendance(attendance, origin=origin, now=now, exception=exception)


@transaction.atomic
def make_leader(
    attendance: Attendance, *, is_leader: bool, origin: Origin, now: datetime, exception: str = ""
) -> Attendance:
    """Let someone lead the night, or only walk. Says so in the history; the leader tells them.

    `exception`: why a leader lets the person lead in spite of a rule. Raises TooLate, and NotAllowed for someone whom a
    rule lets walk but not lead.
    """
    attendance = locked(attendance)
    require_open(attendance.shift, now=now, door=origin.door)
    attendance.is_leader = is_leader
    stops = require_allowed(attendance, door=origin.door, exception=exception) if is_leader else []
    except_from(attendance, stops, reason=exception, origin=origin, now=now)
    attendance.updated_at = now
    attendance.save(update_fields=["is_leader", "updated_at"])
    count_crew(attendance.shift, now=now)
    detail = _("är ledare") if is_leader else _("är inte längre ledare")
    record_event(attendance.shift, EventKind.CHANGED, origin=origin, now=now, attendance=attendance, detail=detail)
    return attendance
