"""What the coordinator does: hands over what is new, sees to what did not get there, lets some of it be."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.observations.states import move_observation
from fieldwork.domain.referrals.letters import require_fit
from fieldwork.domain.referrals.states import carry_along, give_owner, lock_referral, move, record
from fieldwork.enums import OBSERVATION_MOVES, HandOverWay, ObservationState, ReferralEventKind, ReferralState
from fieldwork.exceptions import ReferralRefused
from fieldwork.models import PlaceOwner, Referral
from messaging.gateways.wake import wake
from scheduling.domain.origins import Origin

Kind, State = ReferralEventKind, ReferralState


@transaction.atomic
def approve_referral(
    referral: Referral, *, owner: PlaceOwner, message: str, shows_photo: bool = False, origin: Origin, now: datetime
) -> Referral:
    """It leaves in these words, for this owner. Raises ReferralRefused, and PersonSeen for words about a person.

    To an owner that is told by hand nothing leaves by itself: see `hand_over_by_hand`.
    """
    found = _settled(referral, owner=owner, message=message, now=now)
    if owner.way == HandOverWay.BY_HAND:
        raise ReferralRefused(_("%(owner)s tar bara emot för hand.") % {"owner": owner.name}, field="owner")
    move(
        found,
        State.QUEUED,
        Kind.APPROVED,
        origin=origin,
        now=now,
        detail=owner.name,
        owner=owner,
        way=owner.way,
        message=message,
        shows_photo=shows_photo,
        reviewed_by=origin.actor,
        trouble="",
        attempts=0,
        looks=0,
        next_try_at=now,
    )
    wake(settings.HAND_OVER_JOB)
    return found


@transaction.atomic
def hand_over_by_hand(
    referral: Referral, *, owner: PlaceOwner, message: str, reference: str = "", origin: Origin, now: datetime
) -> Referral:
    """Somebody has rung, or filled in the owner's own form, and got a number or none. Raises as `approve_referral`."""
    found = _settled(referral, owner=owner, message=message, now=now)
    move(
        found,
        State.SENT,
        Kind.SENT,
        origin=origin,
        now=now,
        detail=reference,
        owner=owner,
        way=HandOverWay.BY_HAND,
        message=message,
        reference=reference,
        reviewed_by=origin.actor,
        sent_at=now,
        trouble="",
    )
    carry_along(found, origin=origin, now=now, detail=owner.name)
    return found


def _settled(referral: Referral, *, owner: PlaceOwner, message: str, now: datetime) -> Referral:
    """Held, with words fit to leave and an owner of the town that takes things."""
    found = lock_referral(referral)
    if owner.municipality_id != found.observation.municipality_id or not owner.is_active:
        raise ReferralRefused(_("Välj en ägare som tar emot."), field="owner")
    require_fit(message, field="message", now=now)
    give_owner(found.observation, owner, now=now)
    return found


@transaction.atomic
def keep_back(referral: Referral, *, reason: str, origin: Origin, now: datetime) -> Referral:
    """It is not handed over, or not any more, and the observation is closed with the reason. Raises ReferralRefused."""
    found = lock_referral(referral)
    if not reason:
        raise ReferralRefused(_("Skriv varför, så att de som såg det förstår."), field="reason")
    require_fit(reason, field="reason", now=now)
    move(found, State.WITHDRAWN, Kind.WITHDRAWN, origin=origin, now=now, detail=reason)
    if ObservationState.CLOSED in OBSERVATION_MOVES[found.observation.state]:
        move_observation(found.observation, ObservationState.CLOSED, origin=origin, now=now, detail=reason)
    return found


@transaction.atomic
def regret_sending(referral: Referral, *, origin: Origin, now: datetime) -> Referral:
    """Back to be reviewed, before it has left. Raises ReferralRefused when it has."""
    found = lock_referral(referral)
    return move(found, State.REVIEW, Kind.RETURNED, origin=origin, now=now)


@transaction.atomic
def say_it_arrived(referral: Referral, *, reference: str = "", origin: Origin, now: datetime) -> Referral:
    """Somebody has asked the owner: what nobody knew the fate of got there. Raises ReferralRefused."""
    found = lock_referral(referral)
    if found.state != State.UNKNOWN:
        raise ReferralRefused(_("Läget är redan ”%(before)s”. Läs sidan igen.") % {"before": State(found.state).label})
    move(
        found,
        State.SENT,
        Kind.SENT,
        origin=origin,
        now=now,
        detail=reference,
        reference=reference or found.reference,
        sent_at=now,
        trouble="",
    )
    carry_along(found, origin=origin, now=now, detail=found.owner.name if found.owner else "")
    return found


@transaction.atomic
def close_link(referral: Referral, *, origin: Origin, now: datetime) -> Referral:
    """Nobody answers by the link in the letter any more; answers that come in other ways are typed in."""
    found = lock_referral(referral)
    if found.link_hash is not None:
        found.link_ends_at = found.updated_at = now
        found.save(update_fields=["link_ends_at", "updated_at"])
        record(found, Kind.LINK_CLOSED, origin=origin, now=now)
    return found
