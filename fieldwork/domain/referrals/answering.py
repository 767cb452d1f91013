"""What an owner says of what it was handed: by the link in the letter, by its own system, or on the phone."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fieldwork.domain.referrals.letters import require_fit
from fieldwork.domain.referrals.opening import open_referral
from fieldwork.domain.referrals.states import carry_along, lock_referral, move, record
from fieldwork.enums import ANSWERS, ReferralEventKind, ReferralState
from fieldwork.exceptions import ReferralRefused
from fieldwork.models import Referral
from fieldwork.models.referral import ANSWER_ROOM, REFERENCE_ROOM
from scheduling.domain.origins import Origin

State = ReferralState
FURTHEST_AHEAD = 3650  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`to` is one of ANSWERS. `planned_on` goes with what is planned."""

    to: ReferralState
    reference: str = ""
    planned_on: date | None = None
    words: str = ""


@transaction.atomic
def answer_referral(referral: Referral, answer: Answer, *, origin: Origin, now: datetime) -> Referral:
    """Write it down, and let the observation follow. What is said twice is written once. Raises ReferralRefused,
    and PersonSeen for words about a person.

    What is not this owner's goes before the next that the rules know of, else back to the coordinator.
    """
    found = lock_referral(referral)
    _require_sound(found, answer, now=now)
    if _is_said_already(found, answer):
        return found
    facts = {"reference": answer.reference or found.reference, "answer": answer.words, "answered_at": now}
    if answer.to == State.PLANNED:
        facts["planned_on"] = answer.planned_on
    if found.sent_at is None:
        facts["sent_at"] = now  # nobody knew whether it had come; whoever answers has it
    move(found, answer.to, ReferralEventKind.ANSWERED, origin=origin, now=now, detail=_said(answer), **facts)
    carry_along(found, origin=origin, now=now, detail=answer.words)
    if answer.to == State.NOT_OURS:
        open_referral(found.observation_id, origin=origin, now=now)
    return found


def _require_sound(referral: Referral, answer: Answer, *, now: datetime) -> None:
    if answer.to not in ANSWERS:
        raise ReferralRefused(_("Välj ett svar."), field="to")
    if len(answer.reference) > REFERENCE_ROOM or len(answer.words) > ANSWER_ROOM:
        raise ReferralRefused(_("Det blev för långt."), field="words")
    require_fit(answer.words, field="words", now=now)
    if answer.to != State.PLANNED:
        return
    today = timezone.localdate(now, referral.observation.municipality.zone)
    if answer.planned_on is None:
        raise ReferralRefused(_("Skriv vilken dag."), field="planned_on")
    if not 0 <= (answer.planned_on - today).days <= FURTHEST_AHEAD:
        raise ReferralRefused(_("Dagen har redan varit, eller ligger för långt fram."), field="planned_on")


def _is_said_already(referral: Referral, answer: Answer) -> bool:
    is_same_day = answer.to != State.PLANNED or referral.planned_on == answer.planned_on
    is_same_reference = answer.reference in {"", referral.reference}
    return referral.state == answer.to and is_same_day and is_same_reference and answer.words in {"", referral.answer}


def _said(answer: Answer) -> str:
    day = answer.planned_on.isoformat() if answer.planned_on and answer.to == State.PLANNED else ""
    return " · ".join(word for word in (str(State(answer.to).label), day, answer.reference, answer.words) if word)


@transaction.atomic
def note_reference(referral: Referral, *, reference: str, origin: Origin, now: datetime) -> Referral:
    """The owner's own number, which came on its own."""
    found = lock_referral(referral)
    if reference and reference != found.reference:
        found.reference, found.updated_at = reference[:REFERENCE_ROOM], now
        found.save(update_fields=["reference", "updated_at"])
        record(found, ReferralEventKind.REFERENCE, origin=origin, now=now, detail=found.reference)
    return found
