"""What becomes of the queue of a full night, in a sentence. Pure."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from scheduling.domain.plan_steps import when_words
from scheduling.domain.text_plans import asks_queue_again
from scheduling.enums import ShiftState
from scheduling.models import Shift, TextPlan


def queue_words(shift: Shift, plan: TextPlan, *, language: str, now: datetime) -> str:
    """How a place that comes free goes to whoever stands first; nothing where nobody waits."""
    if not shift.waiting_count or shift.state != ShiftState.PUBLISHED or now >= shift.starts_at:
        return ""
    if asks_queue_again(plan, shift.starts_at, now=now):
        return _("Blir en plats ledig får den som står först på reservlistan frågan.")
    given = _("Blir en plats ledig får den som står först på reservlistan den genast.")
    if not plan.offer_hours:
        return given
    near = shift.starts_at - timedelta(hours=plan.offer_hours)
    when = when_words(near, shift.association.municipality.zone, language)
    asked = _("Från %(when)s blir det en fråga i stället.") % {"when": when}
    return f"{given} {asked}"
