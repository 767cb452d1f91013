"""What is new, or was said not to be one owner's, is put before the coordinator, or before the next owner.

And what has been mended or closed in another way is not handed over any more.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from fieldwork.domain.observations.states import lock_observation
from fieldwork.domain.owners.routing import rule_about
from fieldwork.domain.owners.words import rule_words
from fieldwork.domain.referrals.letters import default_message, is_fit_to_leave
from fieldwork.domain.referrals.states import give_owner, lock_referral, move, open_row
from fieldwork.enums import STANDING, STILL_OPEN, HandOverWay, ObservationState, ReferralEventKind, ReferralState
from fieldwork.models import Observation, OwnerRule, Referral
from scheduling.domain.origins import BY_CLOCK, Origin

WAITING = (ObservationState.NEW, ObservationState.NOT_OURS)
MANY = 200  # in one round of the clock; the next takes the rest


def open_referrals(now: datetime) -> int:
    """For every observation that waits for an owner and is not before one. Returns how many were opened."""
    standing = Referral.objects.filter(observation=OuterRef("pk"), state__in=STANDING)
    rows = Observation.objects.filter(~Exists(standing), state__in=WAITING).order_by("first_seen_at", "pk")
    waiting = list(rows.values_list("pk", flat=True)[:MANY])
    return sum(open_referral(pk, origin=BY_CLOCK, now=now) is not None for pk in waiting)


@transaction.atomic
def open_referral(pk: int, *, origin: Origin, now: datetime) -> Referral | None:
    """Before whom the rules say; without a rule that fits, before the coordinator alone.

    An owner whose setting says so gets it without review, unless the words seem to tell of a person. None when it does
    not wait any more.
    """
    observation = lock_observation(pk)
    if observation.state not in WAITING or observation.referrals.standing().exists():
        return None
    said_no = set(observation.referrals.filter(state=ReferralState.NOT_OURS).values_list("owner", flat=True))
    rule = rule_about(observation, but=said_no)
    owner = rule.owner if rule else None
    give_owner(observation, owner, now=now)
    message = default_message(observation)
    referral = open_row(
        observation, owner=owner, origin=origin, now=now, detail=why(rule, was_refused=bool(said_no)), message=message
    )
    send_by_itself(referral, origin=origin, now=now)
    return referral


def send_by_itself(referral: Referral, *, origin: Origin, now: datetime) -> None:
    """To an owner that wants nobody to look first, unless the words seem to tell of a person."""
    owner = referral.owner
    if owner is None or not owner.sends_by_itself or owner.way == HandOverWay.BY_HAND:
        return
    if is_fit_to_leave(referral.message, now=now):
        move(referral, ReferralState.QUEUED, None, origin=origin, now=now, next_try_at=now)


def why(rule: OwnerRule | None, *, was_refused: bool) -> str:
    if rule is not None:
        return f"{rule.owner.name}: {rule_words(rule)}"
    return _("Alla som reglerna pekar på har sagt nej.") if was_refused else _("Ingen regel passar.")


def settle_referrals(now: datetime) -> int:
    """End what stands though its observation is not open any more. Returns how many ended."""
    over = Referral.objects.standing().exclude(state=ReferralState.SENDING).exclude(observation__state__in=STILL_OPEN)
    return sum(settle(referral, now=now) for referral in list(over.order_by("pk")[:MANY]))


@transaction.atomic
def settle(referral: Referral, *, now: datetime) -> bool:
    """What the owner had is mended, as a group has seen; what it had not got is not handed over."""
    found = lock_referral(referral)
    state = found.observation.state
    if state in STILL_OPEN or found.state not in STANDING or found.state == ReferralState.SENDING:
        return False
    is_mended = state == ObservationState.FIXED and found.sent_at is not None
    to = ReferralState.FIXED if is_mended else ReferralState.WITHDRAWN
    kind = ReferralEventKind.ANSWERED if is_mended else ReferralEventKind.WITHDRAWN
    move(found, to, kind, origin=BY_CLOCK, now=now, detail=str(ObservationState(state).label))
    return True
