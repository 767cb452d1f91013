"""Lets texts leave: claim one, commit that it will be tried, open the socket, commit what came of it."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction

from messaging.domain.callback_links import status_url
from messaging.domain.error_codes import advice_for, reason_for, retry_delay
from messaging.domain.opt_outs import is_opted_out, record_opt_out
from messaging.domain.outbox.news import apply_news
from messaging.domain.outbox.queueing import SEND_DUE
from messaging.enums import FAREWELL, Advice, OutboundState, Reason
from messaging.gateways import clock
from messaging.gateways.protocol import AnswerLost, NotReached, Receipt, Refused
from messaging.gateways.provider import sms_gateway
from messaging.gateways.wake import wake
from messaging.models import OutboundMessage, SendAttempt
from messaging.queries import due_texts

logger = logging.getLogger(__name__)

TIME_BUDGET = 15.0  # seconds; with one slow answer on top, well within the worker's own limit
# After this long without a word the provider is asked. Far longer than a socket waits, so nobody is sending any more.
SILENCE = timedelta(minutes=5)
MOST_ATTEMPTS = 12  # about four hours with retry_delay
STOPPED_AFTER = 3  # times in a row that a busy provider says "wait"


@dataclass(frozen=True, slots=True)
class Claim:
    """A text taken from the queue, with the attempt that is about to be made; None where it was dropped instead."""

    message: OutboundMessage
    attempt: SendAttempt | None


def send_due(now: datetime | None = None) -> int:
    """Send what is due until nothing is, or until the time is up and the worker is woken again. Returns how many left.

    Safe to run twice at once, and safe to kill: a text is claimed by one, and what was claimed and not heard of is
    asked about by `ask_about_unknown`. Raises RuntimeError inside a transaction, where no socket may be opened.
    """
    moment = now or clock.now()
    stop_at = monotonic() + TIME_BUDGET
    left = waits = 0
    while monotonic() < stop_at:
        claim = claim_next(moment)
        if claim is None:
            return left
        if claim.attempt is None:
            continue
        trouble = hand_over(claim.message, claim.attempt, now=moment)
        left += trouble is None
        waits = waits + 1 if trouble is Advice.WAIT else 0
        if trouble is Advice.HALT or waits == STOPPED_AFTER:
            return left
    wake(SEND_DUE)
    return left


@transaction.atomic(durable=True)
def claim_next(now: datetime) -> Claim | None:
    """The next due text, checked once more. On SQLite the lock is the transaction itself (IMMEDIATE)."""
    message = due_texts(now).select_for_update(skip_locked=True).first()
    if message is None:
        return None
    reason = why_not_send(message, now=now)
    mine = OutboundMessage.objects.filter(pk=message.pk, state=OutboundState.QUEUED)
    if reason is not None:
        mine.update(state=OutboundState.DROPPED, reason=reason, updated_at=now)
        return Claim(message, None)
    number = message.attempts + 1
    if not mine.update(state=OutboundState.SENDING, attempts=number, leased_until=now + SILENCE, updated_at=now):
        return Claim(message, None)
    return Claim(message, SendAttempt.objects.create(message=message, number=number, started_at=now))


def why_not_send(message: OutboundMessage, *, now: datetime) -> Reason | None:
    if message.expires_at is not None and message.expires_at <= now:
        return Reason.EXPIRED
    if message.kind != FAREWELL and is_opted_out(message.to_number):
        return Reason.OPTED_OUT
    return None


def hand_over(message: OutboundMessage, attempt: SendAttempt, *, now: datetime) -> Advice | None:
    """Open the socket and write down what came of it. None when the text left, or may have left."""
    try:
        receipt = sms_gateway().send(
            to=message.to_number,
            body=message.body,
            status_url=status_url(message.uuid),
            useful_for=None if message.expires_at is None else message.expires_at - now,
        )
    except AnswerLost as error:
        logger.warning("Text %s may have left, the answer was lost: %s", message.uuid, error)
        _record_doubt(attempt, now=now)
        return None
    except NotReached as error:
        logger.warning("The SMS provider was not reached: %s", error)
        _put_back(message, attempt, outcome="not reached", code="", now=now)
        return Advice.HALT  # the next text would only wait for the same closed door
    except Refused as error:
        return _take_refusal(message, attempt, error.code, now=now)
    _record_receipt(attempt, receipt, now=now)
    return None


@transaction.atomic(durable=True)
def _record_receipt(attempt: SendAttempt, receipt: Receipt, *, now: datetime) -> None:
    _close(attempt, "taken", now=now)
    message = OutboundMessage.objects.select_for_update().filter(pk=attempt.message_id).first()
    if message is not None:  # disposed of meanwhile, when the person was forgotten
        apply_news(message, sid=receipt.sid, status=receipt.status, error_code="", now=now)


@transaction.atomic(durable=True)
def _record_doubt(attempt: SendAttempt, *, now: datetime) -> None:
    _close(attempt, "answer lost", now=now)
    _move(attempt, state=OutboundState.UNKNOWN, leased_until=now + SILENCE, updated_at=now)


def _take_refusal(message: OutboundMessage, attempt: SendAttempt, code: str, *, now: datetime) -> Advice:
    advice = advice_for(code)
    if advice is Advice.HALT:
        logger.error("No text can leave: the SMS provider says %s. Check the LYKTA_TWILIO_ settings.", code)
    if advice in {Advice.WAIT, Advice.HALT}:
        _put_back(message, attempt, outcome="refused", code=code, now=now, is_counted=advice is Advice.WAIT)
        return advice
    if advice is Advice.ALARM:
        logger.error(
            "Text %s (%s) was refused with %s, which somebody has to look at", message.uuid, message.kind, code
        )
    _give_up(message, attempt, code=code, advice=advice, now=now)
    return advice


@transaction.atomic(durable=True)
def _put_back(
    message: OutboundMessage, attempt: SendAttempt, *, outcome: str, code: str, now: datetime, is_counted: bool = True
) -> None:
    """The same row again later. While the account is broken attempts are not counted: the text is not to blame."""
    _close(attempt, outcome, code=code, now=now)
    if is_counted and attempt.number >= MOST_ATTEMPTS:
        _move(attempt, state=OutboundState.FAILED, reason=Reason.GAVE_UP, error_code=code, updated_at=now)
        return
    due_at = now + retry_delay(attempt.number, row=message.pk)
    _move(attempt, state=OutboundState.QUEUED, leased_until=None, due_at=due_at, error_code=code, updated_at=now)


@transaction.atomic(durable=True)
def _give_up(message: OutboundMessage, attempt: SendAttempt, *, code: str, advice: Advice, now: datetime) -> None:
    _close(attempt, "refused", code=code, now=now)
    is_silenced = advice is Advice.SILENCE
    _move(
        attempt,
        state=OutboundState.DROPPED if is_silenced else OutboundState.FAILED,
        reason=reason_for(advice),
        error_code=code,
        leased_until=None,
        updated_at=now,
    )
    if is_silenced:
        record_opt_out(message.to_number, source="provider", now=now)


def _close(attempt: SendAttempt, outcome: str, *, code: str = "", now: datetime) -> None:
    SendAttempt.objects.filter(pk=attempt.pk).update(outcome=outcome, error_code=code, ended_at=now)


def _move(attempt: SendAttempt, **fields: object) -> None:
    """Change the text only while it waits for this very attempt: a callback may have been faster."""
    OutboundMessage.objects.filter(pk=attempt.message_id, state=OutboundState.SENDING, attempts=attempt.number).update(
        **fields
    )
