"""The state and the history of what is handed over. Only this module writes either.

An observation is held before what is handed over of it, whoever comes: the coordinator, the owner or the clock.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.domain.observations.states import lock_observation, move_observation
from fieldwork.enums import (
    AWAITED,
    OBSERVATION_MOVES,
    REFERRAL_MOVES,
    HandOverWay,
    ObservationState,
    ReferralEventKind,
    ReferralState,
)
from fieldwork.exceptions import ReferralRefused
from fieldwork.models import Observation, PlaceOwner, Referral, ReferralEvent
from scheduling.domain.origins import Origin

State = ReferralState
ENDS = frozenset(state for state, moves in REFERRAL_MOVES.items() if not moves)


def lock_referral(referral: Referral) -> Referral:
    """It and its observation, their rows held until the transaction ends."""
    lock_observation(referral.observation_id)
    return Referral.objects.select_for_update(of=("self",)).whole().get(pk=referral.pk)


def open_row(
    observation: Observation,
    *,
    owner: PlaceOwner | None,
    origin: Origin,
    now: datetime,
    detail: str = "",
    **facts: Any,
) -> Referral:
    """A new one, to be reviewed. The observation is held, and no other of it stands."""
    way = {"way": owner.way} if owner else {}
    referral: Referral = Referral.objects.create(
        observation=observation, owner=owner, made_at=now, updated_at=now, **way, **facts
    )
    record(referral, ReferralEventKind.OPENED, origin=origin, now=now, detail=detail)
    return referral


def put_before(
    referral: Referral, owner: PlaceOwner | None, *, origin: Origin, now: datetime, detail: str = ""
) -> None:
    """Another owner than before, of one that is held and waits to be reviewed."""
    referral.owner, referral.way, referral.updated_at = owner, owner.way if owner else HandOverWay.BY_HAND, now
    referral.save(update_fields=["owner", "way", "updated_at"])
    record(referral, ReferralEventKind.OPENED, origin=origin, now=now, detail=detail)


def move(
    referral: Referral,
    to: ReferralState,
    kind: ReferralEventKind | None,
    *,
    origin: Origin,
    now: datetime,
    detail: str = "",
    **facts: Any,
) -> Referral:
    """One allowed move of a referral that is held, with other facts that change by it; without a kind no line is
    written. Raises ReferralRefused.

    While the owner has it, its system goes on being asked; else a move says itself when the clock is to look again.
    """
    if to not in REFERRAL_MOVES[referral.state]:
        raise ReferralRefused(
            _("Läget är redan ”%(before)s”. Läs sidan igen.") % {"before": State(referral.state).label}
        )
    due = referral.next_try_at if to in AWAITED and referral.state in AWAITED else None
    facts = {"state": to, "updated_at": now, "leased_until": None, "next_try_at": due, **facts}
    if to in ENDS:
        facts["ended_at"] = now
    for name, value in facts.items():
        setattr(referral, name, value)
    referral.save(update_fields=[*facts])
    if kind is not None:
        record(referral, kind, origin=origin, now=now, detail=detail)
    return referral


def record(
    referral: Referral, kind: ReferralEventKind, *, origin: Origin, now: datetime, detail: str = ""
) -> ReferralEvent:
    return ReferralEvent.objects.create(
        referral=referral,
        kind=kind,
        at=now,
        door=origin.door,
        actor=origin.actor,
        state=referral.state,
        detail=detail[:300],
    )


def carry_along(referral: Referral, *, origin: Origin, now: datetime, detail: str = "") -> None:
    """Let the observation follow what the owner has said. What it has come past already it does not go back to."""
    to = ObservationState(referral.state)
    observation = referral.observation
    if to in OBSERVATION_MOVES[observation.state]:
        moved = move_observation(observation, to, origin=origin, now=now, detail=detail)
        observation.state = moved.state


def give_owner(observation: Observation, owner: PlaceOwner | None, *, now: datetime) -> None:
    """Whose it is held to be, as it stands on pages and in the API. The observation is held."""
    if observation.owner_id != (owner.pk if owner else None):
        observation.owner, observation.updated_at = owner, now
        observation.save(update_fields=["owner", "updated_at"])
