"""Rounds: people are asked in turn until the night is full. A place that comes free is offered in turn again.

Nobody is asked twice for one night, nor more often in a week than the plan says. A round only chooses and asks, through
`invite_volunteers`; answers, lapses and the waiting list go their own way, and the round sees what became of them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from scheduling.domain.admission import require_open
from scheduling.domain.attendance import lock_shift
from scheduling.domain.choosing import suggestions_for
from scheduling.domain.history import record_event
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.moves import ASKED_FOR_A_GAP
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.pace import TOO_LATE_TO_ASK, Pace, pace_of, questions_to_ask
from scheduling.domain.quiet_hours import waits_until
from scheduling.domain.suggesting import Suggestion, in_turn
from scheduling.domain.text_plans import HORIZON, Plans, plan_of
from scheduling.domain.walk_rules.reading import Gate
from scheduling.enums import Door, EventKind, HandOverState, RoundFinding, RoundState, ShiftState
from scheduling.exceptions import SchedulingError, TooLate
from scheduling.models import Attendance, FillRound, HandOver, Shift, TextPlan
from scheduling.queries.records import A_WEEK, in_view_of
from volunteers.models import Volunteer

LOOK_AGAIN = timedelta(minutes=5)
LOOK_AGAIN_WHEN_EXHAUSTED = timedelta(hours=1)  # someone's week may be over by then


@transaction.atomic
def start_round(shift: Shift, *, origin: Origin, now: datetime, wait: timedelta | None = None) -> FillRound:
    """Begin, or go on after a pause. The first are asked at once. Raises TooLate."""
    shift = lock_shift(shift.pk)
    require_open(shift, now=now, door=Door.SMS)
    if shift.starts_at - now < TOO_LATE_TO_ASK:
        raise TooLate(_("Nu hinner ingen få frågan och komma. Ring i stället."))
    going = FillRound.objects.filter(shift=shift).first() or FillRound(shift=shift, started_at=now)
    going.shift, going.state, going.finding, going.is_fast = shift, RoundState.RUNNING, RoundFinding.SHORT, False
    going.wait_minutes = None if wait is None else int(wait.total_seconds() // 60)
    going.started_by, going.is_untold = origin.actor, False
    _record(going, _("började"), origin=origin, now=now)
    _take_turn(going, now=now)
    return going


def pause_round(shift: Shift, *, origin: Origin, now: datetime) -> None:
    """Nobody more is asked; those who are asked can still answer."""
    _set(shift, _("pausades"), origin=origin, now=now, state=RoundState.PAUSED)


def hasten_round(shift: Shift, *, origin: Origin, now: datetime) -> None:
    """Wait less and ask more at a time, from now on."""
    _set(shift, _("snabbades på"), origin=origin, now=now, state=RoundState.RUNNING, is_fast=True)
    with transaction.atomic():
        _turn_of(shift.pk, now=now)


def end_round(shift: Shift, *, origin: Origin, now: datetime) -> None:
    """The leader takes over."""
    _set(shift, _("avslutades"), origin=origin, now=now, state=RoundState.OVER)


@transaction.atomic
def _set(shift: Shift, detail: str, *, origin: Origin, now: datetime, **fields: object) -> None:
    shift = lock_shift(shift.pk)
    going = FillRound.objects.filter(shift=shift).exclude(state=RoundState.OVER).first()
    if going is None:
        raise SchedulingError(_("Ingen blir frågad i tur och ordning just nu."))
    going.shift = shift
    for name, value in fields.items():
        setattr(going, name, value)
    _record(going, detail, origin=origin, now=now)
    going.save()


def carry_on_rounds(now: datetime) -> int:
    """Begin the rounds that plans ask for, and give each that is due its turn. Returns how many people were asked."""
    asked = 0
    for shift in _to_begin(now):
        with transaction.atomic():
            fresh = lock_shift(shift)
            going, is_new = FillRound.objects.get_or_create(shift=fresh, defaults={"started_at": now, "next_at": now})
            if is_new:
                going.shift = fresh
                _record(going, _("började"), origin=BY_CLOCK, now=now)
                asked += _take_turn(going, now=now)
    due = FillRound.objects.filter(state=RoundState.RUNNING, next_at__lte=now).order_by("next_at", "pk")
    for shift in list(due.values_list("shift", flat=True)):
        with transaction.atomic():
            asked += _turn_of(shift, now=now)
    return asked


def _to_begin(now: datetime) -> list[int]:
    """Nights that lack somebody, near enough for their plan, without a round."""
    known = FillRound.objects.filter(shift=OuterRef("pk"))
    short = Q(confirmed_count__lt=F("crew_target")) | Q(leader_count__lt=F("leaders_needed"))
    near = Shift.objects.filter(
        ~Exists(known),
        short,
        state=ShiftState.PUBLISHED,
        starts_at__gt=now + TOO_LATE_TO_ASK,
        starts_at__lt=now + HORIZON,
    ).select_related("association")
    shifts = list(near.order_by("starts_at", "pk"))
    plans = Plans({shift.association.municipality_id for shift in shifts})

    def begins_at(shift: Shift) -> datetime | None:
        days = plans.of(shift.association.municipality_id, shift.association_id).fill_days
        return shift.starts_at - timedelta(days=days) if days else None

    return [shift.pk for shift in shifts if (at := begins_at(shift)) is not None and at <= now]


def _turn_of(shift: int, *, now: datetime) -> int:
    fresh = lock_shift(shift)
    going = FillRound.objects.filter(shift=fresh, state=RoundState.RUNNING).select_for_update().first()
    if going is None:
        return 0
    going.shift = fresh
    return _take_turn(going, now=now)


def _take_turn(going: FillRound, *, now: datetime) -> int:
    """Ask the next ones, if someone is missing, the hour is decent and those asked last have had their time."""
    shift = going.shift
    if shift.state != ShiftState.PUBLISHED or shift.starts_at - now < TOO_LATE_TO_ASK:
        going.state = RoundState.OVER
        _save(going, now=now)
        return 0
    short, leaders_short = shortage(shift)
    if not short:
        _find(going, RoundFinding.FULL, now=now)
        _save(going, next_at=now + LOOK_AGAIN, now=now)
        return 0
    plan = plan_of(shift.association)
    morning = waits_until(plan, shift.association.municipality.zone, now, starts_at=shift.starts_at)
    if morning is not None:
        _save(going, next_at=morning, now=now)
        return 0
    pace = pace_of_round(going, now=now)
    fresh, to_leaders = _fresh_questions(shift, pace, now=now)
    leaders, others = questions_to_ask(
        pace, short=short, leaders_short=leaders_short, fresh=fresh, fresh_leaders=to_leaders
    )
    asked = _ask_next(shift, plan, leaders, others, now=now)
    is_stuck = leaders + others > 0 and not asked and not shift.attendances.filter(ASKED_FOR_A_GAP).exists()
    _find(going, RoundFinding.EXHAUSTED if is_stuck else RoundFinding.SHORT, now=now)
    _save(going, next_at=now + (LOOK_AGAIN_WHEN_EXHAUSTED if is_stuck else LOOK_AGAIN), now=now)
    return asked


def shortage(shift: Shift) -> tuple[int, int]:
    """People who have yet to say yes, and leaders among them."""
    leaders = max(0, shift.leaders_needed - shift.leader_count)
    return max(0, shift.crew_target - shift.confirmed_count, leaders), leaders


def pace_of_round(going: FillRound, *, now: datetime) -> Pace:
    wait = None if going.wait_minutes is None else timedelta(minutes=going.wait_minutes)
    return pace_of(going.shift.starts_at - now, wait=wait, is_fast=going.is_fast)


def _fresh_questions(shift: Shift, pace: Pace, *, now: datetime) -> tuple[int, int]:
    """Those whose answer is still waited for, and how many of them ask whether someone can lead."""
    fresh = shift.attendances.filter(ASKED_FOR_A_GAP, asked_at__gt=now - pace.wait)
    as_leader = list(fresh.values_list("is_leader", flat=True))
    return len(as_leader), sum(as_leader)


def _ask_next(shift: Shift, plan: TextPlan, leaders: int, others: int, *, now: datetime) -> int:
    """So many whether they can lead, and so many whether they can walk. Returns how many were asked."""
    if not leaders + others:
        return 0
    able = candidates(shift, plan, now=now)
    asked: set[int] = set()

    def ask(people: Iterable[Suggestion], wanted: int, *, as_leader: bool) -> None:
        for one in people:
            if wanted == 0:
                return
            if one.pk not in asked and ask_in_turn(shift, one, plan, as_leader=as_leader, now=now):
                asked.add(one.pk)
                wanted -= 1

    ask([one for one in able if one.may_lead], leaders, as_leader=True)
    ask(sorted(able, key=lambda one: one.may_lead), others, as_leader=False)  # leaders are saved for leading
    return len(asked)


def candidates(shift: Shift, plan: TextPlan, *, now: datetime) -> list[Suggestion]:
    """Whom a round would ask, in turn: nobody asked before, spared, or with the week's questions behind them.

    Nor whoever has offered to swap into this night: the other's yes would make that question pointless.
    """
    people = Volunteer.objects.active().filter(memberships__association=shift.association_id)
    people = people.exclude(pk__in=shift.attendances.values("volunteer"))
    swapping = HandOver.objects.filter(in_return__shift=shift, state=HandOverState.OPEN)
    people = people.exclude(pk__in=swapping.values("attendance__volunteer"))
    unasked = list(in_view_of(people, shift))
    found = suggestions_for(shift, unasked, Gate(shift, unasked), language="sv", now=now)
    return in_turn(found, (), week_cap=plan.week_cap)


def ask_in_turn(
    shift: Shift,
    one: Suggestion,
    plan: TextPlan,
    *,
    as_leader: bool,
    now: datetime,
    instead_of: Attendance | None = None,
) -> bool:
    """Holds the person, so that two nights at once cannot both ask them past their week's questions."""
    with transaction.atomic():
        person = Volunteer.objects.select_for_update().get(pk=one.pk)
        lately = Attendance.objects.filter(volunteer=person, asked_at__gt=now - A_WEEK).count()
        if lately >= plan.week_cap:
            return False
        try:
            invite_volunteers(shift, [person], as_leader=as_leader, origin=BY_CLOCK, now=now, instead_of=instead_of)
        except SchedulingError:  # free a moment ago, and now on another night
            return False
    return True


def _find(going: FillRound, finding: RoundFinding, *, now: datetime) -> None:
    """What is new is told the leader, once."""
    if going.finding == finding:
        return
    going.finding, going.updated_at = finding, now
    going.is_untold = finding != RoundFinding.SHORT
    if finding != RoundFinding.SHORT:
        words = {RoundFinding.FULL: _("gruppen är full"), RoundFinding.EXHAUSTED: _("ingen är kvar att fråga")}
        record_event(going.shift, EventKind.FILLING, origin=BY_CLOCK, now=now, detail=words[finding])


def _record(going: FillRound, detail: str, *, origin: Origin, now: datetime) -> None:
    going.updated_at = now
    record_event(going.shift, EventKind.FILLING, origin=origin, now=now, detail=detail)


def _save(going: FillRound, *, now: datetime, next_at: datetime | None = None) -> None:
    going.next_at = next_at
    if going.state == RoundState.OVER:
        going.updated_at = now
    going.save()
