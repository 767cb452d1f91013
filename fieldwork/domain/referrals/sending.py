"""Sends what is due to those who mend it. Rows carry the work; what a killed worker held is not sent again blindly."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import random
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.referrals.letters import write_letter
from fieldwork.domain.referrals.links import opened
from fieldwork.domain.referrals.open311 import deliver_by_open311
from fieldwork.domain.referrals.outcomes import Outcome
from fieldwork.domain.referrals.retries import FIRST_FOLLOWED, FIRST_NUMBER, LOOKS, wait_after
from fieldwork.domain.referrals.states import carry_along, lock_referral, move
from fieldwork.enums import STILL_OPEN, HandOverWay, ReferralEventKind, ReferralState
from fieldwork.models import Referral
from messaging.gateways.mail import MAIL_LATER, MAIL_LOST, send_mail
from messaging.gateways.protocol import Refused
from messaging.gateways.wake import wake
from scheduling.domain.origins import BY_CLOCK

TIME_BUDGET = 15.0  # seconds
LEASE = timedelta(minutes=2)  # longer than one try can take
State, Kind = ReferralState, ReferralEventKind
# What is written in the history of a try that is not known to have got there; nothing while it goes on trying.
LINES = {State.QUEUED: None, State.UNKNOWN: Kind.LOST, State.FAILED: Kind.TRIED}


Deliver = Callable[[Referral], Outcome]


def deliver_by_mail(referral: Referral) -> Outcome:
    """An answer goes to whoever reviewed it. Opens a socket."""
    assert referral.owner is not None  # noqa: S101 - tells the type; the database holds it
    letter = write_letter(referral)
    reply_to = referral.reviewed_by.email if referral.reviewed_by else ""
    try:
        send_mail(
            to=referral.owner.email, subject=letter.subject, body=letter.body, uuid=referral.uuid, reply_to=reply_to
        )
    except Refused as error:
        return _mail_outcome(error.code)
    return Outcome(to=State.SENT)


def _mail_outcome(code: str) -> Outcome:
    if code == MAIL_LATER:
        return Outcome(to=State.QUEUED, trouble=_("Mejlservern svarar inte."))
    if code == MAIL_LOST:
        return Outcome(to=State.UNKNOWN, trouble=_("Förbindelsen bröts medan mejlet lämnades."))
    return Outcome(to=State.FAILED, trouble=_("Mejlservern tar inte emot adressen."))


WAYS: Mapping[str, Deliver] = {HandOverWay.EMAIL: deliver_by_mail, HandOverWay.OPEN311: deliver_by_open311}


def send_referrals(now: datetime, *, ways: Mapping[str, Deliver] = WAYS) -> int:
    """Everything that is due, until the time is up and the worker is woken again. Returns how many got there."""
    stop_at, arrived = monotonic() + TIME_BUDGET, 0
    due = Referral.objects.filter(state=State.QUEUED, next_try_at__lte=now).order_by("next_try_at", "pk")
    for referral in list(due):
        if monotonic() >= stop_at:
            wake(settings.HAND_OVER_JOB)
            break
        claimed = claim(referral, now=now)
        if claimed is not None:
            arrived += write_down(claimed, ways[claimed.way](claimed), now=now)
    return arrived


@transaction.atomic(durable=True)
def claim(referral: Referral, *, now: datetime) -> Referral | None:
    """Held for one try, with a link to answer by. None when another worker was quicker, or it is needed no more."""
    found = lock_referral(referral)
    if found.state != State.QUEUED or found.next_try_at is None or found.next_try_at > now:
        return None
    if found.observation.state not in STILL_OPEN:
        return None  # settle_referrals() ends it
    facts: dict[str, Any] = {"attempts": found.attempts + 1, "leased_until": now + LEASE, **opened(found, now=now)}
    return move(found, State.SENDING, None, origin=BY_CLOCK, now=now, **facts)


@transaction.atomic(durable=True)
def write_down(referral: Referral, outcome: Outcome, *, now: datetime) -> bool:
    """What came of it. Returns whether the owner has it."""
    found = lock_referral(referral)
    if found.state not in {State.SENDING, State.UNKNOWN}:
        return False  # the owner has answered meanwhile, or a person has seen to it
    if outcome.to == State.SENT:
        arrive(found, outcome, now=now)
        return True
    give_up_or_wait(found, outcome, now=now)
    return False


def give_up_or_wait(referral: Referral, outcome: Outcome, *, now: datetime) -> None:
    """It is not known to have got there. The referral is held."""
    to, due = outcome.to, None
    if to == State.QUEUED:
        wait = wait_after(referral.attempts, chance=random(), asked_for=outcome.asked_for)  # noqa: S311 - no secret
        to, due = (State.FAILED, None) if wait is None else (State.QUEUED, now + wait)
    elif to == State.UNKNOWN and referral.way == HandOverWay.OPEN311:
        due = now + LOOKS[0]  # its system can be asked
    if to != referral.state:
        kind = LINES[to]
        facts: dict[str, Any] = {"trouble": outcome.trouble, "next_try_at": due}
        move(referral, to, kind, origin=BY_CLOCK, now=now, detail=outcome.trouble, **facts)


def arrive(referral: Referral, outcome: Outcome, *, now: datetime) -> None:
    """The owner has it. The referral is held."""
    facts: dict[str, Any] = {
        "reference": outcome.reference or referral.reference,
        "token": outcome.token,
        "trouble": "",
        "sent_at": now,
        "next_try_at": followed_from(referral, outcome, now=now),
    }
    detail = " · ".join(word for word in (outcome.reference, outcome.words) if word)
    move(referral, State.SENT, Kind.SENT, origin=BY_CLOCK, now=now, detail=detail, **facts)
    carry_along(referral, origin=BY_CLOCK, now=now, detail=referral.owner.name if referral.owner else "")


def followed_from(referral: Referral, outcome: Outcome, *, now: datetime) -> datetime | None:
    """When its system is asked for the first time how it goes. None where no system can be."""
    if referral.way != HandOverWay.OPEN311 or not (outcome.reference or outcome.token):
        return None
    return now + (FIRST_FOLLOWED if outcome.reference else FIRST_NUMBER)


def free_lost(now: datetime) -> int:
    """What a worker held when it was killed: it may have got there or not. Returns how many."""
    lost = Referral.objects.filter(state=State.SENDING, leased_until__lte=now)
    return sum(_free(referral, now=now) for referral in list(lost.order_by("pk")))


@transaction.atomic
def _free(referral: Referral, *, now: datetime) -> bool:
    found = lock_referral(referral)
    if found.state != State.SENDING or found.leased_until is None or found.leased_until > now:
        return False
    give_up_or_wait(found, Outcome(to=State.UNKNOWN, trouble=_("Lykta stannade mitt i.")), now=now)
    return True
