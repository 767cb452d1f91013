"""Wishing to hand over a place: made, taken back, and over when nobody took it in time.

The owner holds the place and counts as on the crew until somebody else has it; see `taking_over.py`.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.admission import require_open
from scheduling.domain.attendance import locked, next_in_queue, offer_place
from scheduling.domain.hand_overs.asking import ask_more
from scheduling.domain.history import record_event
from scheduling.domain.moves import lock_shift
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.pace import TOO_LATE_TO_ASK
from scheduling.domain.taking_over import close, let_stand_ins_go, may_replace, take_over
from scheduling.domain.telling import code_words, leader_of, tell
from scheduling.domain.text_plans import answer_by, asks_queue_again, plan_of
from scheduling.enums import AttendanceState, Door, EventKind, HandOverState, ShiftState
from scheduling.exceptions import MoveNotAllowed, SchedulingError, TooLate
from scheduling.models import Attendance, HandOver, Shift
from scheduling.queries.hand_overs import HANDS_OVER

State = AttendanceState


@transaction.atomic
def request_hand_over(attendance: Attendance, *, origin: Origin, now: datetime) -> HandOver:
    """Let others be asked for a place. Who waits for one gets it at once, or is asked first when the walk is near.

    Asked for twice, the owner is told again and nothing else changes. A place that was offered to one person alone is
    offered to all instead. Raises TooLate, and MoveNotAllowed for someone without a place.
    """
    attendance = locked(attendance)
    require_hands(attendance, now=now)
    known = open_offer_of(attendance)
    if known is not None and known.to_id is None:
        _tell_owner(attendance, is_taken=False, origin=origin, now=now)
        return known
    if known is not None:
        close(known, HandOverState.WITHDRAWN, now=now)
        let_stand_ins_go(attendance, now=now)
    offer = HandOver.objects.create(
        attendance=attendance,
        opened_at=now,
        opened_by=origin.actor,
        expires_at=answer_by(plan_of(attendance.shift.association), attendance.shift, now=now),
        next_at=now,
    )
    setattr(attendance.shift, HANDS_OVER, True)
    _record(attendance, EventKind.HANDING_OVER, origin=origin, now=now)
    is_taken = _offer_to_queue(offer, now=now)
    _tell_owner(attendance, is_taken=is_taken, origin=origin, now=now)
    if not is_taken:
        ask_more(offer, now=now)
    return offer


def require_hands(attendance: Attendance, *, now: datetime) -> None:
    """Raises TooLate or MoveNotAllowed where there is no place to hand over, or no time for it."""
    require_open(attendance.shift, now=now, door=Door.SMS)
    if attendance.state != State.CONFIRMED:
        raise MoveNotAllowed(_("%(name)s har ingen plats att lämna över.") % {"name": attendance.volunteer.first_name})
    if attendance.starts_at - now < TOO_LATE_TO_ASK:
        raise TooLate(_("Nu hinner ingen få frågan och komma. Ring i stället."))


def open_offer_of(attendance: Attendance) -> HandOver | None:
    return HandOver.objects.filter(attendance=attendance, state=HandOverState.OPEN).select_related("to").first()


def _offer_to_queue(offer: HandOver, *, now: datetime) -> bool:
    """Whether the first in the queue took the place. Near the walk they are asked whether they still can."""
    owner = offer.attendance
    first = next((one for one in next_in_queue(owner.shift, now=now, more=1) if may_replace(one, owner)), None)
    if first is None:
        return False
    plan = plan_of(owner.shift.association)
    if not asks_queue_again(plan, owner.starts_at, now=now):
        take_over(first, offer, text="promoted", owner_text="", origin=BY_CLOCK, now=now)
        return True
    first.instead_of = owner
    offer_place(first, plan, now=now)
    return False


def _tell_owner(attendance: Attendance, *, is_taken: bool, origin: Origin, now: datetime) -> None:
    attendance.refresh_from_db(fields=["state", "last_text"])
    code = code_words(attendance)
    attendance.last_text = tell(attendance, "handing_over", now=now, is_taken=is_taken, code=code)
    attendance.last_answer = origin.answer or attendance.last_answer
    attendance.updated_at = now
    attendance.save(update_fields=["last_text", "last_answer", "updated_at"])


@transaction.atomic
def keep_place(attendance: Attendance, *, origin: Origin, now: datetime) -> HandOver:
    """The owner can after all, or swaps with nobody. Raises SchedulingError when the wish is over already."""
    attendance = locked(attendance)
    offer = open_offer_of(attendance)
    if offer is None:
        raise SchedulingError(_("Ingen blir frågad om den platsen längre."))
    close(offer, HandOverState.WITHDRAWN, now=now)
    let_stand_ins_go(attendance, now=now)
    attendance.last_text = tell(attendance, "kept", now=now, code=code_words(attendance))
    attendance.last_answer = origin.answer or attendance.last_answer
    attendance.updated_at = now
    attendance.save(update_fields=["last_text", "last_answer", "updated_at"])
    _record(attendance, EventKind.KEPT, origin=origin, now=now)
    return offer


def expire_hand_overs(now: datetime) -> int:
    """End the wishes that nobody took in time: the owner still stands, and hears so. Returns how many."""
    due = HandOver.objects.filter(state=HandOverState.OPEN, expires_at__lte=now)
    rows = list(due.order_by("attendance__shift", "pk").values_list("pk", "attendance__shift"))
    return sum(_expire(pk, shift, now=now) for pk, shift in rows)


@transaction.atomic
def _expire(pk: int, shift_pk: int, *, now: datetime) -> int:
    shift = lock_shift(shift_pk)
    related = HandOver.objects.select_related("attendance__volunteer", "attendance__last_text")
    offer = related.filter(pk=pk, state=HandOverState.OPEN, expires_at__lte=now).first()
    if offer is None:
        return 0
    owner = offer.attendance
    owner.shift = shift
    is_held = owner.state == State.CONFIRMED and shift.state == ShiftState.PUBLISHED and now < shift.starts_at
    offer.is_untold = is_held
    offer.save(update_fields=["is_untold"])
    close(offer, HandOverState.EXPIRED if owner.state == State.CONFIRMED else HandOverState.WITHDRAWN, now=now)
    let_stand_ins_go(owner, now=now)
    if is_held:
        _tell_not_taken(owner, shift, now=now)
    return 1


def _tell_not_taken(owner: Attendance, shift: Shift, *, now: datetime) -> None:
    owner.last_text = tell(owner, "not_taken", now=now, leader=leader_of(shift), code=code_words(owner))
    owner.updated_at = now
    owner.save(update_fields=["last_text", "updated_at"])
    _record(owner, EventKind.NOT_TAKEN, origin=BY_CLOCK, now=now)


def _record(attendance: Attendance, kind: EventKind, *, origin: Origin, now: datetime) -> None:
    record_event(
        attendance.shift,
        kind,
        origin=origin,
        now=now,
        attendance=attendance,
        from_state=attendance.state,
        to_state=attendance.state,
        text=attendance.last_text,
    )
