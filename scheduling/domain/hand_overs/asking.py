"""Asking others for a place that its owner wants to hand over: in turn, as a round asks, one place at a time.

Whom a round would ask is asked here too, by the same function; nobody is asked twice for one night. While the leader
has paused the round of the shift nobody is asked for a place of it either.
"""

from datetime import datetime

from django.db import transaction

from scheduling.domain.moves import close_vacated, lock_shift
from scheduling.domain.pace import TOO_LATE_TO_ASK, pace_of
from scheduling.domain.quiet_hours import waits_until
from scheduling.domain.rounds import (
    LOOK_AGAIN,
    LOOK_AGAIN_WHEN_EXHAUSTED,
    ask_in_turn,
    candidates,
)
from scheduling.domain.taking_over import let_stand_ins_go, must_be_led_by
from scheduling.domain.text_plans import plan_of
from scheduling.enums import AttendanceState, HandOverState, RoundState, ShiftState
from scheduling.models import Attendance, FillRound, HandOver, TextPlan

State = AttendanceState


def carry_on_hand_overs(now: datetime) -> int:
    """Ask the next for each place whose time has come. Returns how many people were asked."""
    due = HandOver.objects.filter(state=HandOverState.OPEN, to=None, next_at__lte=now, expires_at__gt=now)
    rows = list(due.order_by("next_at", "pk").values_list("pk", "attendance__shift"))
    return sum(_carry_on(pk, shift, now=now) for pk, shift in rows)


@transaction.atomic
def _carry_on(pk: int, shift_pk: int, *, now: datetime) -> int:
    shift = lock_shift(shift_pk)
    close_vacated([shift], now=now)
    offer = HandOver.objects.select_related("attendance__volunteer").filter(pk=pk, state=HandOverState.OPEN).first()
    if offer is None:
        return 0
    offer.attendance.shift = shift
    return ask_more(offer, now=now)


def ask_more(offer: HandOver, *, now: datetime) -> int:
    """Ask the next for one place, if the hour is decent and those asked last have had their time.

    The shift is locked.
    """
    owner = offer.attendance
    shift, plan = owner.shift, plan_of(owner.shift.association)
    if shift.state != ShiftState.PUBLISHED or shift.starts_at - now < TOO_LATE_TO_ASK:
        return _wait(offer, None)
    morning = waits_until(plan, shift.association.municipality.zone, now, starts_at=shift.starts_at)
    if morning is not None or FillRound.objects.filter(shift=shift, state=RoundState.PAUSED).exists():
        return _wait(offer, morning or now + LOOK_AGAIN)
    pace = pace_of(shift.starts_at - now)
    asked_before = Attendance.objects.filter(instead_of=owner, state=State.ASKED)
    wanted = pace.open_questions(1) - asked_before.filter(asked_at__gt=now - pace.wait).count()
    asked = _ask_next(offer, plan, wanted, now=now) if wanted > 0 else 0
    is_stuck = wanted > 0 and not asked
    _wait(offer, now + (LOOK_AGAIN_WHEN_EXHAUSTED if is_stuck else LOOK_AGAIN))
    return asked


def _ask_next(offer: HandOver, plan: TextPlan, wanted: int, *, now: datetime) -> int:
    """Only those who may lead are asked for the place of a leader whom the crew cannot do without."""
    owner = offer.attendance
    as_leader = must_be_led_by(owner)
    asked = 0
    for one in candidates(owner.shift, plan, now=now):
        if asked >= wanted:
            break
        if not one.may_lead and as_leader:
            continue
        if ask_in_turn(owner.shift, one, plan, as_leader=as_leader, now=now, instead_of=owner):
            asked += 1
    return asked


def _wait(offer: HandOver, until: datetime | None) -> int:
    offer.next_at = until
    offer.save(update_fields=["next_at"])
    return 0


def let_left_questions_lapse(now: datetime) -> int:
    """Questions about places that are nobody's to give any more, whatever ended that. Returns how many places."""
    is_offered = HandOver.objects.filter(state=HandOverState.OPEN).values("attendance")
    left = Attendance.objects.filter(stand_ins__state=State.ASKED).exclude(pk__in=is_offered)
    rows = list(left.order_by("shift", "pk").values_list("pk", "shift").distinct())
    return sum(_let_lapse(owner, shift, now=now) for owner, shift in rows)


@transaction.atomic
def _let_lapse(owner_pk: int, shift_pk: int, *, now: datetime) -> int:
    shift = lock_shift(shift_pk)
    if HandOver.objects.filter(attendance=owner_pk, state=HandOverState.OPEN).exists():
        return 0
    owner = Attendance.objects.get(pk=owner_pk)
    owner.shift = shift
    let_stand_ins_go(owner, now=now)
    return 1
