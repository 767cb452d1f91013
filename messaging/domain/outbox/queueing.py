"""Texts are queued here, in the transaction of what caused them."""

from collections.abc import Iterable
from datetime import datetime

from messaging.domain.opt_outs import is_opted_out
from messaging.domain.texts import segments, tidy
from messaging.enums import FAREWELL, OutboundState, Reason
from messaging.gateways.wake import wake
from messaging.models import OutboundMessage

SEND_DUE = "messaging.tasks.send_due_texts"  # the worker's door to send_due
AGAIN = "#2"  # marks the second row of a text that did not arrive


def queue_sms(
    *,
    to_number: str,
    body: str,
    kind: str,
    dedupe_key: str,
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> OutboundMessage:
    """One text to one E.164 number, once per `dedupe_key`: a second call returns the first row as it stands.

    Written in the caller's transaction; a worker is woken when that commits. `expires_at` is when the text has lost
    its use. To a number that has opted out the row says so and nothing is sent.
    """
    text = tidy(body)
    is_silenced = kind != FAREWELL and is_opted_out(to_number)
    given = OutboundMessage(
        to_number=to_number,
        body=text,
        kind=kind,
        dedupe_key=dedupe_key,
        state=OutboundState.DROPPED if is_silenced else OutboundState.QUEUED,
        reason=Reason.OPTED_OUT if is_silenced else "",
        segments=segments(text),
        due_at=due_at or now,
        expires_at=expires_at,
        created_at=now,
        updated_at=now,
    )
    # Two callers may race with one key. The loser's insert does nothing, and its transaction stays sound.
    OutboundMessage.objects.bulk_create([given], ignore_conflicts=True)
    kept = OutboundMessage.objects.get(dedupe_key=dedupe_key)
    if kept.uuid == given.uuid and not is_silenced and given.due_at <= now:
        wake(SEND_DUE)
    return kept


def drop_queued(*, dedupe_keys: Iterable[str], reason: str = Reason.NOT_NEEDED, now: datetime) -> int:
    """Texts that have lost their point before they left. What is already on its way stays; returns how many stopped."""
    keys = [key for first in dedupe_keys for key in (first, f"{first}{AGAIN}")]
    return OutboundMessage.objects.filter(dedupe_key__in=keys, state=OutboundState.QUEUED).update(
        state=OutboundState.DROPPED, reason=reason, updated_at=now
    )


def again_key(dedupe_key: str) -> str | None:
    """The key of the one more try that a text gets; None for that try itself."""
    return None if dedupe_key.endswith(AGAIN) else f"{dedupe_key}{AGAIN}"
