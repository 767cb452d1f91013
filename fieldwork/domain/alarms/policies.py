"""A municipality's ladder as data: what it has chosen, and Lykta's own where it has chosen nothing."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.alarms.ladder import Rules
from fieldwork.enums import Rung
from fieldwork.exceptions import BadPolicy
from fieldwork.models import Alarm, AlarmPolicy
from scheduling.domain.plain_words import plain
from scheduling.models import Shift
from volunteers.models import Municipality

MINUTE = timedelta(minutes=1)
RUNGS = ((Rung.LEADER,), (Rung.GROUP,), (Rung.ASSOCIATION_DUTY,), (Rung.COORDINATOR_DUTY,))
# Whoever is in need writes in their own language, of the five that volunteers are written to in.
PANIC_WORDS = ("LARM", "HJÄLP", "SOS", "HELP", "APUA", "CAAWIMAAD", "النجدة", "ساعدوني", "مساعدة")
TAKEN_WORDS = frozenset({"ja", "nej", "stop", "start", "ute", "hem", "hema", "mer", "tar", "klart", "log", "lagat"})
NOT_IN_NEED = frozenset(
    {
        *("inget", "ingen", "inte", "ej", "falskt", "falsk", "tack", "no", "not", "false"),
        *("ei", "kitos", "maya", "mahadsanid", "لا", "شكرا"),
    }
)
LONGEST_WORD, FEW_WORDS = 12, 6


class Policies:
    """The policies of several municipalities, or of all, in one query."""

    def __init__(self, municipalities: Iterable[int] | None = None) -> None:
        rows = AlarmPolicy.objects.all()
        if municipalities is not None:
            rows = rows.filter(municipality__in=set(municipalities))
        self._kept = {policy.municipality_id: policy for policy in rows}

    def of(self, municipality: int) -> AlarmPolicy:
        """Not saved yet where it has none."""
        return self._kept.get(municipality) or AlarmPolicy(municipality_id=municipality)

    def rules(self, municipality: int) -> Rules:
        return rules_of(self.of(municipality))


def policy_for(alarm_or_shift: Alarm | Shift) -> AlarmPolicy:
    """The ladder of the municipality where the group walks."""
    shift = alarm_or_shift.shift if isinstance(alarm_or_shift, Alarm) else alarm_or_shift
    return policy_of(shift.association.municipality)


def policy_of(municipality: Municipality) -> AlarmPolicy:
    return Policies([municipality.pk]).of(municipality.pk)


def rules_of(policy: AlarmPolicy) -> Rules:
    """What is unknown in `rungs` is passed over; duty is never left out, whatever was written there."""
    chosen = tuple(tuple(Rung(one) for one in rung if one in Rung.values) for rung in policy.rungs or ())
    rungs = tuple(rung for rung in chosen if rung) or RUNGS
    if not any(Rung.COORDINATOR_DUTY in rung for rung in rungs):
        rungs += ((Rung.COORDINATOR_DUTY,),)
    return Rules(
        rungs=rungs,
        grace=policy.grace_minutes * MINUTE,
        step=max(policy.step_minutes, 1) * MINUTE,
        call_after=policy.call_after_minutes * MINUTE,
        rest=max(policy.rest_minutes, 1) * MINUTE,
    )


def panic_words_of(policy: AlarmPolicy) -> list[str]:
    return list(policy.panic_words) or list(PANIC_WORDS)


def is_panic(text: str, policy: AlarmPolicy, *, is_answer: bool = False) -> bool:
    """Whether a text begins with one of the words, or is short and has one: who is in need writes little, and seldom
    neatly. A false alarm costs some calls, and one not heard far more.

    `is_answer`: it says yes or no to something besides. Then it has to begin with the word.
    """
    said = plain(text).line.split()
    words = {plain(word).line for word in panic_words_of(policy)}
    if said and said[0] in words:
        return True
    return not is_answer and len(said) <= FEW_WORDS and not words.isdisjoint(said) and NOT_IN_NEED.isdisjoint(said)


@transaction.atomic
def change_policy(municipality: Municipality, **chosen: Any) -> AlarmPolicy:
    """Give a municipality another ladder, from the next step on. Raises BadPolicy."""
    policy = AlarmPolicy.objects.select_for_update().filter(municipality=municipality).first()
    policy = policy or AlarmPolicy(municipality=municipality)
    for name, value in chosen.items():
        setattr(policy, name, value)
    for word in policy.panic_words:
        _check_word(word)
    policy.full_clean()
    policy.save()
    return policy


def _check_word(word: str) -> None:
    said = plain(word).line
    if not said or " " in said or len(word) > LONGEST_WORD:
        raise BadPolicy(_("Ett larmord är ett enda kort ord: %(word)s går inte.") % {"word": word})
    if said in TAKEN_WORDS:
        raise BadPolicy(_("%(word)s betyder redan något annat i ett svar.") % {"word": word})
