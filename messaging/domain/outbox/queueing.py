"""Texts are queued here, in the transaction of what caused them."""

from collections.abc import Iterable
from datetime import datetime

from messaging.domain.opt_outs import is_opted_out
from messaging.domain.texts import segments, tidy
from messaging.enums import OutboundState, Reason
from messaging.gateways.wake import wake
from messaging.models import OutboundMessage

SEND_DUE = "messaging.domain.outbox.send_due"  # the worker's job, in sending.py


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
    is_silenced = is_opted_out(to_number)
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
    return OutboundMessage.objects.filter(dedupe_key__in=list(dedupe_keys), state=OutboundState.QUEUED).update(
        state=OutboundState.DROPPED, reason=reason, updated_at=now
    )
