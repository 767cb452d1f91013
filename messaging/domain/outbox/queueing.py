"""Texts are queued here, in the transaction of what caused them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Required, TypedDict, Unpack
from uuid import UUID

from django.conf import settings

from messaging.domain.texts import segments, tidy
from messaging.enums import FAREWELL, Channel, OutboundState, Priority, Reason
from messaging.gateways.wake import wake
from messaging.models import OutboundMessage
from messaging.queries import opted_out_among

AGAIN = "#2"  # marks the second row of a text that did not arrive


class Writing(TypedDict, total=False):
    """What a text is made of; the first four are always needed. Its OutboundMessage says what each means."""

    to_number: Required[str]
    body: Required[str]
    kind: Required[str]
    dedupe_key: Required[str]
    due_at: datetime | None
    expires_at: datetime | None
    priority: Priority
    lane: int
    payer: int | None
    about: UUID | None
    expects: str
    sender: str
    channel: Channel
    to_email: str
    subject: str
    calendar: str


def queue_sms(*, now: datetime, **given: Unpack[Writing]) -> OutboundMessage:
    """One text to one E.164 number, once per `dedupe_key`: a second call returns the first row as it stands.

    See OutboundMessage for `lane`, `payer`, `about` and `expects`. An opt-out silences texts, not calls or e-mail.

    Written in the caller's transaction; a worker is woken when that commits. `expires_at` is when the text has lost
    its use. To a number that has opted out the row says so and nothing is sent.
    """
    return queue_all([write_sms(now=now, **given)], now=now)[0]


def write_sms(*, now: datetime, **given: Unpack[Writing]) -> OutboundMessage:
    """A text that is not queued yet, for `queue_all`."""
    body = tidy(given["body"])
    return OutboundMessage(
        **(given | {"body": body, "due_at": given.get("due_at") or now}),
        segments=segments(body),
        created_at=now,
        updated_at=now,
    )


def queue_all(texts: Sequence[OutboundMessage], *, now: datetime) -> list[OutboundMessage]:
    """What `write_sms` made, queued as `queue_sms` does, in three queries however many. Returns the rows in order."""
    silenced = opted_out_among({text.to_number for text in texts if _can_be_silenced(text)})
    for text in texts:
        if _can_be_silenced(text) and text.to_number in silenced:
            text.state, text.reason = OutboundState.DROPPED, Reason.OPTED_OUT
    # Two callers may race with one key. The loser's insert does nothing, and its transaction stays sound.
    OutboundMessage.objects.bulk_create(texts, ignore_conflicts=True)
    keys = [text.dedupe_key for text in texts]
    kept = {row.dedupe_key: row for row in OutboundMessage.objects.filter(dedupe_key__in=keys)}
    if any(_is_new(text, kept) and text.state == OutboundState.QUEUED and text.due_at <= now for text in texts):
        wake(settings.SEND_DUE_JOB)
    return [kept[key] for key in keys]


def _can_be_silenced(text: OutboundMessage) -> bool:
    return text.channel == Channel.SMS and text.kind != FAREWELL


def _is_new(text: OutboundMessage, kept: Mapping[str, OutboundMessage]) -> bool:
    return kept[text.dedupe_key].uuid == text.uuid


def drop_queued(*, dedupe_keys: Iterable[str], reason: str = Reason.NOT_NEEDED, now: datetime) -> int:
    """Texts that have lost their point before they left. What is already on its way stays; returns how many stopped."""
    keys = [key for first in dedupe_keys for key in (first, f"{first}{AGAIN}")]
    return OutboundMessage.objects.filter(dedupe_key__in=keys, state=OutboundState.QUEUED).update(
        state=OutboundState.DROPPED, reason=reason, updated_at=now
    )


def again_key(dedupe_key: str) -> str | None:
    """The key of the one more try that a text gets; None for that try itself."""
    return None if dedupe_key.endswith(AGAIN) else f"{dedupe_key}{AGAIN}"


def take_out_part(carrier: OutboundMessage, *, about: UUID, now: datetime) -> str:
    """Of a text that says several things and has not left: what it says of this one is not to be said any more.

    Returns the kind of what was taken out; nothing when the text has left, or says nothing of it.
    """
    waits = OutboundMessage.objects.filter(pk=carrier.pk, state=OutboundState.QUEUED)
    part = OutboundMessage.objects.filter(merged_into=carrier.pk, about=about).first()
    if part is None or not waits.update(updated_at=now):
        return ""
    part.merged_into, part.reason, part.updated_at = None, Reason.NOT_NEEDED, now
    part.save(update_fields=["merged_into", "reason", "updated_at"])
    return part.kind
