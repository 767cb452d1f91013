"""Nights that are too few at their deadline: their leaders and the coordinator are asked to decide, and once more.

Nothing is cancelled by itself. The question stands, the night is red, until it is answered, filled or begun.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from scheduling.domain.attendance import lock_shift
from scheduling.domain.crew_conditions import SAFE
from scheduling.domain.crews import is_safe
from scheduling.domain.decisions.closing import close_decision, standing_decision
from scheduling.domain.decisions.phones import text_leaders
from scheduling.domain.decisions.words import need_words
from scheduling.domain.history import record_event
from scheduling.domain.origins import BY_CLOCK
from scheduling.domain.quiet_hours import after_quiet, waits_until
from scheduling.domain.text_plans import Plans, decide_at, plan_of
from scheduling.enums import STANDING, DecisionNews, DecisionState, EventKind, ShiftState
from scheduling.models import NightDecision, Shift, TextPlan

EARLIEST = timedelta(hours=168)  # no plan asks earlier than this before the start


def ask_for_decisions(now: datetime) -> int:
    """Close what is settled, ask about what has become due, and once more where nobody has decided.

    Returns how many nights were asked about.
    """
    for shift in _settled(now):
        _settle(shift, now=now)
    asked = sum(_open(shift, now=now) for shift in _due(now))
    kept = NightDecision.objects.filter(state=DecisionState.KEPT, keep_until__lte=now).values_list("shift", flat=True)
    asked += sum(_open_again(shift, now=now) for shift in list(kept.order_by("keep_until", "pk")))
    late = NightDecision.objects.filter(state=DecisionState.OPEN, remind_at__lte=now).values_list("shift", flat=True)
    return asked + sum(_remind(shift, now=now) for shift in list(late.order_by("remind_at", "pk")))


def _settled(now: datetime) -> list[int]:
    standing = NightDecision.objects.filter(state__in=STANDING)
    filled = standing.filter(shift__in=Shift.objects.filter(SAFE).order_by().values("pk"))
    begun = standing.filter(shift__starts_at__lte=now)
    return list((filled | begun).order_by("pk").values_list("shift", flat=True))


@transaction.atomic
def _settle(pk: int, *, now: datetime) -> None:
    shift = lock_shift(pk)
    if is_safe(shift):
        if close_decision(shift, DecisionState.FILLED, origin=BY_CLOCK, now=now):
            detail = _("gruppen är stor nog")
            record_event(shift, EventKind.DECIDED, origin=BY_CLOCK, now=now, detail=detail)
    elif shift.starts_at <= now:
        close_decision(shift, DecisionState.BEGUN, origin=BY_CLOCK, now=now)


def _due(now: datetime) -> list[int]:
    """Nights that are too few, past the deadline of their plan, that nobody has been asked about."""
    standing = NightDecision.objects.filter(shift=OuterRef("pk"), state__in=STANDING)
    near = Shift.objects.filter(
        ~SAFE,
        ~Exists(standing),
        state=ShiftState.PUBLISHED,
        starts_at__gt=now,
        starts_at__lte=now + EARLIEST,
    ).select_related("association__municipality")
    shifts = list(near.order_by("starts_at", "pk"))
    plans = Plans({shift.association.municipality_id for shift in shifts})
    return [
        shift.pk
        for shift in shifts
        if _is_due(shift, plans.of(shift.association.municipality_id, shift.association_id), now=now)
    ]


def _is_due(shift: Shift, plan: TextPlan, *, now: datetime) -> bool:
    """Past the deadline, and nobody is woken for a night that is not tonight."""
    zone = shift.association.municipality.zone
    at = decide_at(plan, shift.starts_at, zone)
    return at is not None and at <= now and waits_until(plan, zone, now, starts_at=shift.starts_at) is None


@transaction.atomic
def _open(pk: int, *, now: datetime) -> int:
    shift = lock_shift(pk)
    is_over = shift.state != ShiftState.PUBLISHED or shift.starts_at <= now
    if is_over or is_safe(shift) or standing_decision(shift) is not None:
        return 0
    decision = NightDecision(shift=shift, opened_at=now)
    _ask(decision, now=now)
    return 1


@transaction.atomic
def _open_again(pk: int, *, now: datetime) -> int:
    """The time that somebody chose to go on filling is over."""
    shift = lock_shift(pk)
    decision = standing_decision(shift)
    if decision is None or decision.state != DecisionState.KEPT or not decision.keep_until or decision.keep_until > now:
        return 0
    decision.shift, decision.state, decision.keep_until = shift, DecisionState.OPEN, None
    _ask(decision, now=now)
    return 1


def _ask(decision: NightDecision, *, now: datetime) -> None:
    shift = decision.shift
    plan, zone = plan_of(shift.association), shift.association.municipality.zone
    again = after_quiet(plan, zone, now + timedelta(hours=plan.decide_again_hours))
    decision.remind_at = again if again < shift.starts_at else None
    decision.news, decision.updated_at = DecisionNews.OPENED, now
    decision.save()
    record_event(shift, EventKind.UNDECIDED, origin=BY_CLOCK, now=now, detail=need_words(shift))
    text_leaders(decision, now=now)


@transaction.atomic
def _remind(pk: int, *, now: datetime) -> int:
    """Once for each time it is asked."""
    shift = lock_shift(pk)
    decision = standing_decision(shift)
    is_open = decision is not None and decision.state == DecisionState.OPEN
    if decision is None or not is_open or decision.remind_at is None or decision.remind_at > now:
        return 0
    decision.shift, decision.remind_at = shift, None
    decision.news, decision.updated_at = DecisionNews.REMINDED, now
    decision.save(update_fields=["remind_at", "news", "updated_at"])
    record_event(shift, EventKind.UNDECIDED, origin=BY_CLOCK, now=now, detail=_("ingen har bestämt än"))
    text_leaders(decision, is_reminder=True, now=now)
    return 1
