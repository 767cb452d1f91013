"""Asks owners' Open311 systems how it goes, and whether what nobody knows the fate of got there after all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from random import random
from time import monotonic

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.referrals.answering import Answer, answer_referral, note_reference
from fieldwork.domain.referrals.open311 import desk_of, service_for
from fieldwork.domain.referrals.outcomes import Outcome
from fieldwork.domain.referrals.retries import FOLLOWED_EVERY, JITTER, LOOKS
from fieldwork.domain.referrals.sending import write_down
from fieldwork.domain.text_checks import check_text
from fieldwork.enums import AWAITED, HandOverWay, ReferralState
from fieldwork.exceptions import FieldworkError
from fieldwork.gateways.open311 import SaidNo, Standing, find_report, number_of, standings_of
from fieldwork.models import PlaceOwner, Referral
from fieldwork.models.referral import ANSWER_ROOM
from messaging.gateways.protocol import GatewayError
from scheduling.domain.origins import Origin
from scheduling.enums import Door

State = ReferralState
BY_SYSTEM = Origin(Door.API)
TOGETHER = 50  # requests in one call
TIME_BUDGET = 20.0  # seconds
MARGIN = timedelta(hours=1)  # for a clock of theirs that is wrong
LONGEST_SPAN = timedelta(days=89)  # the standard lets nobody ask about more than 90


def follow_referrals(now: datetime) -> int:
    """Everything that is due to be asked about, until the time is up. Returns how many answers came of it."""
    stop_at, heard = monotonic() + TIME_BUDGET, 0
    for referral in due(now, {State.UNKNOWN}):
        if monotonic() < stop_at:
            heard += look_for(referral, now=now)
    for owner, referrals in by_owner(due(now, AWAITED)).items():
        if monotonic() < stop_at:
            heard += ask_about(owner, referrals, now=now)
    return heard


def due(now: datetime, states: Iterable[str]) -> list[Referral]:
    """Taken by this worker: the others see them only when they are due again."""
    rows = Referral.objects.filter(way=HandOverWay.OPEN311, state__in=states, next_try_at__lte=now)
    wait = FOLLOWED_EVERY * (1 + JITTER * (2 * random() - 1))  # noqa: S311 - no secret
    return [
        referral
        for referral in rows.whole().order_by("next_try_at", "pk")
        if rows.filter(pk=referral.pk).update(next_try_at=now + wait)
    ]


def by_owner(referrals: Iterable[Referral]) -> Mapping[PlaceOwner, list[Referral]]:
    found: dict[PlaceOwner, list[Referral]] = defaultdict(list)
    for referral in referrals:
        if referral.owner is not None:
            found[referral.owner].append(referral)
    return found


def look_for(referral: Referral, *, now: datetime) -> bool:
    """Whether it is there. It is not sent again where it is not found: a system may show it late, or to nobody."""
    owner, observation = referral.owner, referral.observation
    assert owner is not None  # noqa: S101 - tells the type; the database holds it
    since = max(referral.made_at - MARGIN, now - LONGEST_SPAN)
    try:
        found = find_report(
            desk_of(owner),
            service_code=service_for(owner, observation.category),
            since=since,
            until=now + MARGIN,
            reference=observation.reference,
        )
    except GatewayError as error:
        return put_off(referral, told=trouble_of(error), now=now)
    if found is None:
        told = _("Deras system visar den inte. Fråga dem innan du skickar igen.")
        return put_off(referral, told=told, now=now)
    return write_down(referral, Outcome(to=State.SENT, reference=found.request_id, words=found.notes), now=now)


def put_off(referral: Referral, *, told: str, now: datetime) -> bool:
    """Until the next look, while there is one; then a person decides."""
    looks = referral.looks + 1
    later = now + LOOKS[looks] if looks < len(LOOKS) else None
    rows = Referral.objects.filter(pk=referral.pk, state=State.UNKNOWN)
    rows.update(looks=looks, next_try_at=later, trouble=told[:200], updated_at=now)
    return False


def ask_about(owner: PlaceOwner, referrals: list[Referral], *, now: datetime) -> int:
    """One owner's: numbers for tokens first, then how all that have one stand."""
    heard, desk = 0, desk_of(owner)
    try:
        for referral in referrals:
            if not referral.reference and referral.token:
                number = number_of(desk, referral.token)
                heard += bool(number)
                note_reference(referral, reference=number, origin=BY_SYSTEM, now=now)
                referral.reference = number
        known = {referral.reference: referral for referral in referrals if referral.reference}
        numbers = sorted(known)
        for first in range(0, len(numbers), TOGETHER):
            for standing in standings_of(desk, numbers[first : first + TOGETHER]):
                if standing.request_id in known:
                    heard += hear(known[standing.request_id], standing, now=now)
    except GatewayError as error:
        PlaceOwner.objects.filter(pk=owner.pk).update(open311_trouble=trouble_of(error)[:200])
        return heard
    PlaceOwner.objects.filter(pk=owner.pk).exclude(open311_trouble="").update(open311_trouble="")
    return heard


def hear(referral: Referral, standing: Standing, *, now: datetime) -> bool:
    """Write down what is new of it."""
    answer = answer_of(referral, standing, now=now)
    if answer is None:
        return False
    try:
        with transaction.atomic():
            answer_referral(referral, answer, origin=BY_SYSTEM, now=now)
    except FieldworkError:  # the owner, or a person, has said more in another way meanwhile
        return False
    return True


def answer_of(referral: Referral, standing: Standing, *, now: datetime) -> Answer | None:
    """What the standing means of what is known already; None for nothing new. Pure.

    Closed is mended, as the standard has it; the next group that passes is asked whether it is so. Open means that
    they have it, and with a day that is expected that it is planned. Words that seem to tell of a person are left out.
    """
    town = referral.observation.municipality
    words = standing.notes[:ANSWER_ROOM]
    if check_text(words, today=now.astimezone(town.zone).date()).traces:
        words = ""
    if standing.is_closed:
        return Answer(to=State.FIXED, words=words)
    if standing.expected_at is not None:
        day, today = standing.expected_at.astimezone(town.zone).date(), now.astimezone(town.zone).date()
        if day >= today and day != referral.planned_on:
            return Answer(to=State.PLANNED, planned_on=day, words=words)
    return Answer(to=State.RECEIVED, words=words) if referral.state == State.SENT else None


def trouble_of(error: GatewayError) -> str:
    if isinstance(error, SaidNo):
        return f"{_('Deras system svarade %(status)s.') % {'status': error.status}} {error.words}".strip()
    return _("Deras system går inte att fråga just nu.")
