"""The decision of a night as its page shows it: what is wrong, and the ways that are open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from scheduling.domain.crews import is_safe
from scheduling.domain.decisions.words import hours_to_choose, moment_words, need_words, proposed_hour
from scheduling.domain.number_words import capital
from scheduling.enums import DecisionState, ShiftState
from scheduling.models import Shift, TextPlan


@dataclass(frozen=True)
class Hour:
    """A time to choose: its value in a form, in words, and whether it is the one proposed."""

    value: str
    words: str
    is_proposed: bool


@dataclass(frozen=True)
class DecisionCard:
    """`is_open`: nobody has decided. `hours` are those until which the group can go on being filled."""

    is_open: bool
    lead: str
    words: str
    hours: Sequence[Hour]


def decision_card(shift: Shift, plan: TextPlan, zone: ZoneInfo, language: str, *, now: datetime) -> DecisionCard | None:
    """Of a shift read with how its decision stands; None where nothing is to be decided."""
    state = getattr(shift, "deciding", None)
    is_ahead = shift.state == ShiftState.PUBLISHED and now < shift.starts_at
    if state not in {DecisionState.OPEN, DecisionState.KEPT} or not is_ahead or is_safe(shift):
        return None
    until = getattr(shift, "kept_until", None)
    moments = hours_to_choose(plan, shift.starts_at, zone, now=now)
    proposed = proposed_hour(moments, shift.starts_at)
    hours = [Hour(at.isoformat(), moment_words(at, zone, language), at == proposed) for at in moments]
    need = capital(need_words(shift))
    if state == DecisionState.KEPT and until is not None:
        words = _("%(need)s. Är ni fortfarande för få då får ni frågan igen.") % {"need": need}
        lead = _("Gruppen fylls på till %(when)s.") % {"when": moment_words(until, zone, language)}
        return DecisionCard(is_open=False, lead=lead, words=words, hours=hours)
    words = _("%(need)s. Ingenting ställs in av sig självt: välj ett av tre.") % {"need": need}
    return DecisionCard(is_open=True, lead=_("För få för att gå säkert."), words=words, hours=hours)
