"""Texts that may have left or not are asked about at the provider. They are never sent again blindly."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import transaction

from messaging.domain.outbox.callbacks import take_news, told_of
from messaging.domain.outbox.channels import find_delivered
from messaging.domain.outbox.limits import MOST_ATTEMPTS, SILENCE, TIME_BUDGET
from messaging.domain.outbox.moments import Moments
from messaging.domain.sent_words import words_sent
from messaging.domain.texts import tidy
from messaging.enums import OutboundState, Reason
from messaging.gateways.protocol import GatewayError, SentText
from messaging.gateways.wake import wake
from messaging.models import OutboundMessage
from messaging.queries import silent_texts

logger = logging.getLogger(__name__)

BATCH = 100
CLOCK_SKEW = timedelta(minutes=30)  # between the clock of whoever sent it and the provider's
ASKED_FOR = timedelta(hours=24)


def ask_about_unknown(now: datetime | None = None) -> int:
    """Ask about every text that has not been heard of since its lease ran out; returns how many got an answer.

    Workers leave `now` out: then leases run by the database's clock.

    One that the provider has is recorded with its id. One that it has not is queued again while it is of use. After a
    day without any answer it is left as unknown, for a person to see.
    """
    moments, stop_at = Moments(now), monotonic() + TIME_BUDGET
    answered = 0
    for message in silent_texts(moments.of_leases())[:BATCH]:
        if monotonic() >= stop_at:
            break
        lease = _take(message, moments)
        if lease is None:
            continue
        try:
            found = find_delivered(message, since=_first_tried(message) - CLOCK_SKEW)
        except GatewayError as error:
            logger.warning("The SMS provider could not be asked about text %s: %s", message.uuid, error)
            _stop_asking_when_old(message, now=moments.now())
            break
        _settle(message, found, lease=lease, now=moments.now())
        answered += 1
    return answered


@transaction.atomic(durable=True)
def _take(message: OutboundMessage, moments: Moments) -> datetime | None:
    """The lease, for as long as nobody else shall ask; None when somebody else has taken it or it was heard of."""
    lease = moments.of_leases() + SILENCE
    is_mine = OutboundMessage.objects.filter(
        pk=message.pk, state=message.state, leased_until=message.leased_until
    ).update(state=OutboundState.UNKNOWN, leased_until=lease, updated_at=moments.now())
    return lease if is_mine else None


def _first_tried(message: OutboundMessage) -> datetime:
    first = message.send_attempts.order_by("number").first()
    return first.started_at if first else message.created_at


@transaction.atomic(durable=True)
def _settle(message: OutboundMessage, found: Sequence[SentText], *, lease: datetime, now: datetime) -> None:
    row = told_of().filter(pk=message.pk).first()
    if row is None or (row.state, row.leased_until) != (OutboundState.UNKNOWN, lease):
        return  # a callback was faster, or the text was disposed of
    sent = _match(row, found)
    if sent is not None:
        take_news(row, sid=sent.sid, status=sent.status, error_code=sent.error_code, now=now)
        return
    row.state, row.reason = _without_a_trace(row, now=now)
    row.leased_until, row.due_at, row.updated_at = None, now, now
    row.save(update_fields=["state", "reason", "leased_until", "due_at", "updated_at"])
    if row.state == OutboundState.QUEUED:
        wake(settings.SEND_DUE_JOB)


def _match(row: OutboundMessage, found: Sequence[SentText]) -> SentText | None:
    """The oldest text at the provider with these words that no other row answers for."""
    taken = set(
        OutboundMessage.objects.filter(provider_sid__in=[sent.sid for sent in found])
        .exclude(pk=row.pk)
        .values_list("provider_sid", flat=True)
    )
    words = words_sent(row).strip()
    same = [sent for sent in found if sent.sid not in taken and tidy(sent.body).strip() == words]
    return same[-1] if same else None


def _without_a_trace(row: OutboundMessage, *, now: datetime) -> tuple[OutboundState, str]:
    """What becomes of a text that the provider has never heard of."""
    if row.expires_at is not None and row.expires_at <= now:
        return OutboundState.DROPPED, Reason.EXPIRED
    if row.attempts >= MOST_ATTEMPTS:
        return OutboundState.FAILED, Reason.GAVE_UP
    return OutboundState.QUEUED, ""


def _stop_asking_when_old(message: OutboundMessage, *, now: datetime) -> None:
    if now - _first_tried(message) < ASKED_FOR:
        return
    OutboundMessage.objects.filter(pk=message.pk, state=OutboundState.UNKNOWN).update(
        leased_until=None, reason=Reason.NO_ANSWER, updated_at=now
    )
    logger.error("Nobody can say whether text %s (%s) arrived", message.uuid, message.kind)
