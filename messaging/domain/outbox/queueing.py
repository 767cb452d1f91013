"""Texts are queued here, in the transaction of what caused them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Required, TypedDict, Unpack
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models.base import ModelState

from messaging.domain.keys import AGAIN
from messaging.domain.personal_links import as_long
from messaging.domain.texts import segments, tidy
from messaging.enums import FAREWELL, Channel, OutboundState, Priority, Reason
from messaging.gateways.many_rows import insert_new
from messaging.gateways.wake import wake
from messaging.models import OutboundMessage
from messaging.queries import opted_out_among


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
    body, cost = _measured(given["body"])
    return OutboundMessage(
        **(given | {"body": body, "due_at": given.get("due_at") or now}),
        segments=cost,
        created_at=now,
        updated_at=now,
    )


def write_same(text: OutboundMessage, *, body: str, to_number: str, dedupe_key: str) -> OutboundMessage:
    """What is not queued yet, in other words and to another number.

    Django takes its time to make a row of thirty columns.
    """
    same = OutboundMessage.__new__(OutboundMessage)
    words, cost = _measured(body)
    same.__dict__.update(
        text.__dict__,
        _state=ModelState(),
        uuid=uuid4(),
        body=words,
        segments=cost,
        to_number=to_number,
        dedupe_key=dedupe_key,
    )
    return same


@lru_cache(maxsize=8192)  # many are told the same at once, and told it again
def _measured(text: str) -> tuple[str, int]:
    body = tidy(text)
    return body, segments(as_long(body))


def queue_all(texts: Sequence[OutboundMessage], *, now: datetime) -> list[OutboundMessage]:
    """What `write_sms` made, queued as `queue_sms` does. Returns the rows in order.

    Three queries at the most, however many; two more where some were in the queue already, to read those.
    """
    silenced = opted_out_among({text.to_number for text in texts if _can_be_silenced(text)})
    for text in texts:
        if _can_be_silenced(text) and text.to_number in silenced:
            text.state, text.reason = OutboundState.DROPPED, Reason.OPTED_OUT
    # Two callers may race with one key. The loser's insert does nothing, and its transaction stays sound.
    keys = insert_new(texts, known_by="dedupe_key")
    kept = _kept(texts) if keys is None else _with_keys(texts, keys)
    new = [text for text in texts if kept[text.dedupe_key] is text]
    if any(text.state == OutboundState.QUEUED and text.due_at <= now for text in new):
        wake(settings.SEND_DUE_JOB)
    return [kept[text.dedupe_key] for text in texts]


def _with_keys(texts: Sequence[OutboundMessage], keys: Mapping[str, int]) -> Mapping[str, OutboundMessage]:
    """All of them are new."""
    for text in texts:
        text.pk = keys[text.dedupe_key]
    return {text.dedupe_key: text for text in texts}


def _kept(texts: Sequence[OutboundMessage]) -> Mapping[str, OutboundMessage]:
    """By its key, the row that stands: the text itself where it was new."""
    stored = OutboundMessage.objects.filter(dedupe_key__in=[text.dedupe_key for text in texts])
    by_uuid = dict(stored.values_list("uuid", "pk"))
    new = {text.uuid: text for text in texts if text.uuid in by_uuid}
    for uuid, text in new.items():
        text.pk = by_uuid[uuid]
    known = OutboundMessage.objects.in_bulk([pk for uuid, pk in by_uuid.items() if uuid not in new])
    return {row.dedupe_key: row for row in (*new.values(), *known.values())}


def _can_be_silenced(text: OutboundMessage) -> bool:
    return text.channel == Channel.SMS and text.kind != FAREWELL


def drop_queued(*, dedupe_keys: Iterable[str], reason: str = Reason.NOT_NEEDED, now: datetime) -> int:
    """Texts that have lost their point before they left. What is already on its way stays; returns how many stopped."""
    keys = [key for first in dedupe_keys for key in (first, f"{first}{AGAIN}")]
    return OutboundMessage.objects.filter(dedupe_key__in=keys, state=OutboundState.QUEUED).update(
        state=OutboundState.DROPPED, reason=reason, updated_at=now
    )


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
