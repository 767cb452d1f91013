"""Writes down what came of a batch: in a few questions to the database however many left, and one each for troubles."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, F
from django.db.models.expressions import RawSQL

from messaging.domain.error_codes import advice_for, reason_for, retry_delay
from messaging.domain.number_troubles import record_trouble
from messaging.domain.opt_outs import record_opt_out
from messaging.domain.outbox.claiming import Letter
from messaging.domain.outbox.limits import MOST_ATTEMPTS, SILENCE, WAITS_IN_A_ROW
from messaging.domain.outbox.moments import Moments
from messaging.domain.outbox.news import apply_news
from messaging.domain.outbox.pacing import let_rest
from messaging.domain.outbox.posting import Outcome
from messaging.enums import PROVIDER_STATES, Advice, Channel, OutboundState, Reason
from messaging.gateways.protocol import AnswerLost, NotReached, Receipt, Refused
from messaging.models import OutboundMessage, SendAttempt

logger = logging.getLogger(__name__)


@transaction.atomic(durable=True)
def record_batch(outcomes: Sequence[Outcome], moments: Moments) -> None:
    """The rows of texts whose sending met a bug stay as they are; they are asked about when their lease has run out."""
    now = moments.now()
    keys = [outcome.letter.message.pk for outcome in outcomes]
    # Locked first and in one order: callbacks of these texts wait, and are never waited for.
    locked = OutboundMessage.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    rows = {row.pk: row for row in locked.only("state", "provider_sid", "sent_at")}
    _record_receipts([(out.letter, out.receipt) for out in outcomes if out.receipt is not None], rows, now=now)
    untried = [outcome.letter for outcome in outcomes if outcome.receipt is None and outcome.trouble is None]
    if untried:
        _put_back_untried(untried, now=now)
    for outcome in outcomes:
        if isinstance(outcome.trouble, AnswerLost):
            logger.warning(
                "Text %s may have left, the answer was lost: %s", outcome.letter.message.uuid, outcome.trouble
            )
            _record_doubt(outcome.letter, leased_from=moments.of_leases(), now=now)
        elif isinstance(outcome.trouble, NotReached):
            _put_back(outcome.letter, outcome="not reached", code="", now=now)
        elif isinstance(outcome.trouble, Refused):
            _record_refusal(outcome.letter, outcome.trouble, now=now)
    _let_senders_rest(outcomes, moments)
    _complain([outcome.trouble for outcome in outcomes])


def _record_receipts(
    taken: Sequence[tuple[Letter, Receipt]], rows: Mapping[int, OutboundMessage], *, now: datetime
) -> None:
    if not taken:
        return
    SendAttempt.objects.filter(pk__in=[letter.attempt.pk for letter, _receipt in taken]).update(
        outcome="taken", ended_at=now
    )
    sids = [receipt.sid for _letter, receipt in taken]
    known = set(OutboundMessage.objects.filter(provider_sid__in=sids).values_list("provider_sid", flat=True))
    plain: dict[int, str] = {}
    for letter, receipt in taken:
        row = rows.get(letter.message.pk)
        if row is None:  # disposed of meanwhile, when the person was forgotten
            continue
        if _is_plain(row, receipt) and receipt.sid not in known and receipt.sid not in plain.values():
            plain[row.pk] = receipt.sid
        else:  # a callback was faster, or it is not the everyday answer
            apply_news(row, sid=receipt.sid, status=receipt.status, error_code="", now=now)
    if plain:
        # One expression for the whole batch: Django takes longer over a When for each than the database over all.
        cases = "CASE id " + "WHEN %s THEN %s " * len(plain) + "END"
        sid = RawSQL(cases, [value for pair in plain.items() for value in pair], output_field=CharField())  # noqa: S611 - placeholders alone, values apart
        OutboundMessage.objects.filter(pk__in=plain).update(
            state=OutboundState.SENT,
            provider_sid=sid,
            leased_until=None,
            sent_at=now,
            error_code="",
            reason="",
            updated_at=now,
        )


def _is_plain(row: OutboundMessage, receipt: Receipt) -> bool:
    is_first_word = row.state == OutboundState.SENDING and row.provider_sid is None and row.sent_at is None
    return is_first_word and bool(receipt.sid) and PROVIDER_STATES.get(receipt.status) == OutboundState.SENT


def _put_back_untried(letters: Sequence[Letter], *, now: datetime) -> None:
    """An attempt that was never made is taken out again, and does not count.

    It stays where the text has taken up others: as one that was tried its words are settled.
    """
    keys = {letter.message.pk for letter in letters}
    carriers = set(OutboundMessage.objects.filter(merged_into__in=keys).values_list("merged_into", flat=True))
    for letter in letters:
        if letter.message.pk in carriers:
            _close(letter, "not tried", now=now)
            _move(letter, state=OutboundState.QUEUED, leased_until=None, updated_at=now)
        else:
            _move(letter, state=OutboundState.QUEUED, attempts=F("attempts") - 1, leased_until=None, updated_at=now)
            SendAttempt.objects.filter(pk=letter.attempt.pk).delete()


def _record_doubt(letter: Letter, *, leased_from: datetime, now: datetime) -> None:
    _close(letter, "answer lost", now=now)
    _move(letter, state=OutboundState.UNKNOWN, leased_until=leased_from + SILENCE, updated_at=now)


def _let_senders_rest(outcomes: Sequence[Outcome], moments: Moments) -> None:
    """As long as the provider has asked for, which holds for every worker."""
    rests: dict[str, float] = {}
    for outcome in outcomes:
        trouble, is_sms = outcome.trouble, outcome.letter.message.channel == Channel.SMS
        if is_sms and isinstance(trouble, Refused) and trouble.retry_after is not None:
            name = outcome.letter.sender_name
            rests[name] = max(rests.get(name, 0.0), trouble.retry_after)
    for name in sorted(rests):
        let_rest(name, until=moments.of_paces() + timedelta(seconds=rests[name]))


def _record_refusal(letter: Letter, refusal: Refused, *, now: datetime) -> None:
    code = refusal.code
    advice = advice_for(code)
    if advice in {Advice.WAIT, Advice.HALT}:
        is_counted, wait = advice is Advice.WAIT, refusal.retry_after
        _put_back(letter, outcome="refused", code=code, now=now, is_counted=is_counted, wait=wait)
        return
    if advice is Advice.ALARM:
        uuid, kind = letter.message.uuid, letter.message.kind
        logger.error("Text %s (%s) was refused with %s, which somebody has to look at", uuid, kind, code)
    _give_up(letter, code=code, advice=advice, now=now)


def _put_back(
    letter: Letter, *, outcome: str, code: str, now: datetime, is_counted: bool = True, wait: float | None = None
) -> None:
    """The same row again later. While the account is broken attempts are not counted: the text is not to blame."""
    number = letter.attempt.number
    _close(letter, outcome, code=code, now=now)
    if is_counted and number >= MOST_ATTEMPTS:
        _move(letter, state=OutboundState.FAILED, reason=Reason.GAVE_UP, error_code=code, updated_at=now)
        return
    due_at = now + _delay(number, wait, row=letter.message.pk)
    _move(letter, state=OutboundState.QUEUED, leased_until=None, due_at=due_at, error_code=code, updated_at=now)


def _delay(number: int, wait: float | None, *, row: int) -> timedelta:
    """What the provider says, the first times; one that goes on saying it is left alone for longer each time."""
    if wait is None:
        return retry_delay(number, row=row)
    said = timedelta(seconds=wait)
    return said if number <= WAITS_IN_A_ROW else max(said, retry_delay(number, row=row))


def _give_up(letter: Letter, *, code: str, advice: Advice, now: datetime) -> None:
    is_silenced = advice is Advice.SILENCE
    _close(letter, "refused", code=code, now=now)
    _move(
        letter,
        state=OutboundState.DROPPED if is_silenced else OutboundState.FAILED,
        reason=reason_for(advice),
        error_code=code,
        leased_until=None,
        updated_at=now,
    )
    if is_silenced:
        record_opt_out(letter.message.to_number, source="provider", now=now)
    if letter.message.channel == Channel.SMS:
        record_trouble(letter.message.to_number, error_code=code, now=now)


def _close(letter: Letter, outcome: str, *, code: str = "", now: datetime) -> None:
    SendAttempt.objects.filter(pk=letter.attempt.pk).update(outcome=outcome, error_code=code, ended_at=now)


def _move(letter: Letter, **fields: object) -> None:
    """Change the text only while it waits for this very attempt: a callback may have been faster."""
    OutboundMessage.objects.filter(
        pk=letter.message.pk, state=OutboundState.SENDING, attempts=letter.attempt.number
    ).update(**fields)


def _complain(troubles: Sequence[Exception | None]) -> None:
    """Once for a batch, of what stops every text alike."""
    for trouble in troubles:
        if isinstance(trouble, NotReached):
            logger.warning("The SMS provider was not reached: %s", trouble)
            return
        if isinstance(trouble, Refused) and advice_for(trouble.code) is Advice.HALT:
            logger.error("No text can leave: the SMS provider says %s. Check the LYKTA_TWILIO_ settings.", trouble.code)
            return
