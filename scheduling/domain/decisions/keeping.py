"""Somebody decides to go on filling a night until an hour of their choice."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scheduling.domain.admission import require_open
from scheduling.domain.attendance import lock_shift
from scheduling.domain.decisions.closing import hush, standing_decision
from scheduling.domain.decisions.words import LAST_HOUR, moment_words
from scheduling.domain.history import record_event
from scheduling.domain.origins import Origin
from scheduling.domain.rounds import hasten_round, start_round
from scheduling.enums import DecisionState, Door, EventKind
from scheduling.exceptions import AlreadySeenTo, SchedulingError
from scheduling.models import NightDecision, Shift


@transaction.atomic
def keep_filling(shift: Shift, *, until: datetime, asks_fast: bool, origin: Origin, now: datetime) -> NightDecision:
    """The night stands, and is asked about again at `until` if it is still too few then.

    `asks_fast`: people are asked in turn from now on, more at a time. Raises TooLate, AlreadySeenTo where nothing is to
    be decided, SchedulingError for an hour that has been or is too near the start.
    """
    shift = lock_shift(shift.pk)
    require_open(shift, now=now, door=Door.SMS)
    decision = standing_decision(shift)
    if decision is None:
        raise AlreadySeenTo(_("Någon har redan avgjort kvällen. Titta igen, så ser du vad som gäller."))
    if not now < until <= shift.starts_at - LAST_HOUR:
        raise SchedulingError(_("Välj en tid som inte har varit, senast en timme före start."))
    decision.state, decision.keep_until, decision.remind_at = DecisionState.KEPT, until, None
    decision.decided_at, decision.decided_by = now, origin.actor
    decision.news, decision.updated_at = "", now
    decision.save()
    hush(decision, now=now)
    when = moment_words(until, shift.association.municipality.zone, get_language() or "sv")
    detail = _("vi fyller på till %(when)s") % {"when": when}
    record_event(shift, EventKind.DECIDED, origin=origin, now=now, detail=detail)
    if asks_fast:
        start_round(shift, origin=origin, now=now)
        hasten_round(shift, origin=origin, now=now)
    return decision
