"""Takes texts from the queue, a batch in one transaction, with the attempts that are about to be made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from messaging.domain.outbox.limits import BATCH, SILENCE
from messaging.domain.outbox.moments import Moments
from messaging.domain.outbox.pacing import DEFAULT, keep_pace, read_paces
from messaging.domain.outbox.review import AS_IT_IS, Review, Verdict, no_review
from messaging.domain.outbox.turns import due_in_turn
from messaging.domain.texts import segments, tidy
from messaging.enums import FAREWELL, Channel, OutboundState, Reason
from messaging.gateways.protocol import SendFrom
from messaging.models import OutboundMessage, SendAttempt
from messaging.queries import dead_ends_among, due_texts, opted_out_among


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A text taken from the queue, the attempt that is about to be made, and where it leaves from."""

    message: OutboundMessage
    attempt: SendAttempt
    sender: SendFrom | None
    sender_name: str = DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """`seen` is how many due texts were looked at, `handled` how many of them leave, were dropped or put off.

    `next_free_at` is when a sender that texts wait for may go on; None when they wait for none.
    """

    letters: Sequence[Letter] = ()
    seen: int = 0
    handled: int = 0
    next_free_at: datetime | None = None


@transaction.atomic(durable=True)
def claim_batch(moments: Moments, *, review: Review = no_review, turn: int = 0, room: int = BATCH) -> Batch:
    """The texts whose turn it is, checked once more. On SQLite the lock is the transaction itself (IMMEDIATE)."""
    now, paces = moments.now(), read_paces(moments.of_paces())
    texts = due_in_turn(now, room=room, turn=turn, paces=paces)
    if not texts:
        return Batch(next_free_at=paces.next_free_at() if due_texts(now).exists() else None)
    standing = _drop(texts, _reasons(texts, now=now), now=now)
    verdicts = review(standing, now)
    standing = _drop(standing, {pk: verdict.drop for pk, verdict in verdicts.items()}, now=now)
    standing = _put_off(standing, verdicts, now=now)
    leaving = _merge(keep_pace(standing, paces), verdicts, now=now)
    handled = len(texts) - len(standing) + len(leaving)
    attempts = _write_attempts(leaving, leased_from=moments.of_leases(), now=now)
    letters = [
        Letter(message=message, attempt=attempt, sender=paces.address(message), sender_name=paces.of(message).name)
        for message, attempt in zip(leaving, attempts, strict=True)
    ]
    return Batch(letters=letters, seen=len(texts), handled=handled, next_free_at=paces.next_free_at())


def _reasons(texts: Sequence[OutboundMessage], *, now: datetime) -> dict[int, str]:
    """Why some of the texts shall not be sent, by primary key. An opt-out silences texts, not calls or e-mail."""
    numbers = {text.to_number for text in texts if text.channel == Channel.SMS}
    silenced, dead_ends = opted_out_among(numbers), dead_ends_among(numbers)
    reasons: dict[int, str] = {}
    for text in texts:
        is_sms = text.channel == Channel.SMS
        if text.expires_at is not None and text.expires_at <= now:
            reasons[text.pk] = Reason.EXPIRED
        elif is_sms and text.kind != FAREWELL and text.to_number in silenced:
            reasons[text.pk] = Reason.OPTED_OUT
        elif is_sms and text.to_number in dead_ends:
            reasons[text.pk] = Reason.BAD_NUMBER
    return reasons


def _drop(texts: Sequence[OutboundMessage], reasons: Mapping[int, str], *, now: datetime) -> list[OutboundMessage]:
    """Those that are left."""
    for reason in {reason for reason in reasons.values() if reason}:
        dropped = [text.pk for text in texts if reasons.get(text.pk) == reason]
        _queued(dropped).update(state=OutboundState.DROPPED, reason=reason, updated_at=now)
    return [text for text in texts if not reasons.get(text.pk)]


def _put_off(
    texts: Sequence[OutboundMessage], verdicts: Mapping[int, Verdict], *, now: datetime
) -> list[OutboundMessage]:
    """Those that leave now."""
    later = {text.pk: verdicts.get(text.pk, AS_IT_IS).later for text in texts}
    for moment in {moment for moment in later.values() if moment is not None}:
        _queued([pk for pk, due_at in later.items() if due_at == moment]).update(due_at=moment, updated_at=now)
    return [text for text in texts if later[text.pk] is None]


def _merge(
    texts: Sequence[OutboundMessage], verdicts: Mapping[int, Verdict], *, now: datetime
) -> list[OutboundMessage]:
    """Those that leave, some with other words; what their words say too is dropped as merged into them.

    A text waits for the next batch when another worker holds one that it was to absorb.
    """
    absorbed: set[int] = set()
    leaving = []
    for text in texts:
        verdict = verdicts.get(text.pk, AS_IT_IS)
        if text.pk in absorbed or not _absorb(text, verdict.absorbs, now=now):
            continue
        absorbed |= set(verdict.absorbs)
        if verdict.body:
            text.body = tidy(verdict.body)
            text.segments = segments(text.body)
            _queued([text.pk]).update(body=text.body, segments=text.segments)
        leaving.append(text)
    return [text for text in leaving if text.pk not in absorbed]


def _absorb(text: OutboundMessage, others: Sequence[int], *, now: datetime) -> bool:
    if not others:
        return True
    locked = list(_queued(others).select_for_update(skip_locked=True).values_list("pk", flat=True))
    if len(locked) != len(set(others)):
        return False
    _queued(locked).update(state=OutboundState.DROPPED, reason=Reason.MERGED, merged_into=text.pk, updated_at=now)
    return True


def _write_attempts(texts: Sequence[OutboundMessage], *, leased_from: datetime, now: datetime) -> list[SendAttempt]:
    _queued([text.pk for text in texts]).update(
        state=OutboundState.SENDING, attempts=F("attempts") + 1, leased_until=leased_from + SILENCE, updated_at=now
    )
    return SendAttempt.objects.bulk_create(
        SendAttempt(message=text, number=text.attempts + 1, started_at=now) for text in texts
    )


def _queued(keys: Sequence[int]) -> QuerySet[OutboundMessage]:
    return OutboundMessage.objects.filter(pk__in=keys, state=OutboundState.QUEUED)
