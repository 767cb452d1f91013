"""A decision that stands is over: somebody made it, or the night went on without one."""

from datetime import datetime

from messaging.domain.outbox import drop_queued
from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from scheduling.domain.origins import Origin
from scheduling.enums import STANDING, DecisionState
from scheduling.models import NightDecision, Shift

KIND = "decide"  # the text to the leaders' phones


def standing_decision(shift: Shift) -> NightDecision | None:
    return NightDecision.objects.filter(shift=shift, state__in=STANDING).first()


def close_decision(
    shift: Shift, to: DecisionState, *, origin: Origin, now: datetime, merged_into: Shift | None = None
) -> bool:
    """Of a locked shift. False when none stands. Nobody is told any more that it must be decided."""
    decision = standing_decision(shift)
    if decision is None:
        return False
    decision.state, decision.decided_at, decision.decided_by = to, now, origin.actor
    decision.merged_into, decision.news, decision.updated_at = merged_into, "", now
    decision.save(update_fields=["state", "decided_at", "decided_by", "merged_into", "news", "updated_at"])
    hush(decision, now=now)
    return True


def close_as_merged(shift: Shift, into: Shift, *, origin: Origin, now: datetime) -> None:
    """The locked shift goes with another, whether or not anybody was asked to decide about it."""
    if not close_decision(shift, DecisionState.MERGED, origin=origin, now=now, merged_into=into):
        NightDecision.objects.create(
            shift=shift,
            state=DecisionState.MERGED,
            opened_at=now,
            decided_at=now,
            decided_by=origin.actor,
            merged_into=into,
            updated_at=now,
        )


def hush(decision: NightDecision, *, now: datetime) -> None:
    """Stop the texts to the leaders that have not left."""
    waiting = OutboundMessage.objects.filter(dedupe_key__startswith=key_of(decision), state=OutboundState.QUEUED)
    drop_queued(dedupe_keys=list(waiting.values_list("dedupe_key", flat=True)), now=now)


def key_of(decision: NightDecision) -> str:
    """How the keys of all texts about it begin."""
    return f"{KIND}:{decision.pk}:"
