"""What the provider tells of a text after it has taken it."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from messaging.domain.error_codes import TRY_AGAIN_AFTER, advice_for
from messaging.domain.keys import again_key
from messaging.domain.number_troubles import clear_trouble, record_trouble
from messaging.domain.opt_outs import record_opt_out
from messaging.domain.outbox.news import FAULTY, apply_news
from messaging.domain.outbox.queueing import queue_sms
from messaging.enums import Advice, Channel, OutboundState, Priority
from messaging.models import NumberTrouble, OutboundMessage, StatusCallback

logger = logging.getLogger(__name__)


@transaction.atomic
def record_status(*, message_uuid: UUID, provider_sid: str, status: str, error_code: str, now: datetime) -> None:
    """Keep every callback as it came; move the text only forward. A text that Lykta has not got is passed over.

    A text that did not arrive marks the number as opted out, alarms, or is tried once more, as its code calls for.
    """
    provider_sid, status, error_code = provider_sid[:64], status[:32], error_code[:16]
    message = told_of().filter(uuid=message_uuid).first()
    if message is None:
        logger.warning("A status came for text %s, which is not there", message_uuid)
        return
    StatusCallback.objects.create(
        message=message, provider_sid=provider_sid, status=status, error_code=error_code, received_at=now
    )
    take_news(message, sid=provider_sid, status=status, error_code=error_code, now=now)


def told_of() -> QuerySet[OutboundMessage]:
    """Texts as `take_news` needs them: locked, and saying whether their number has been in trouble."""
    is_troubled = Exists(NumberTrouble.objects.filter(number=OuterRef("to_number")))
    return OutboundMessage.objects.select_for_update().annotate(is_troubled=is_troubled)


def take_news(message: OutboundMessage, *, sid: str, status: str, error_code: str, now: datetime) -> bool:
    """Move a text of `told_of` as the provider says, with all that follows from how it ended. Whether it moved."""
    has_moved = apply_news(message, sid=sid, status=status, error_code=error_code, now=now)
    if has_moved and message.state in FAULTY:
        _see_to_fault(message, now=now)
    has_arrived = has_moved and message.state == OutboundState.DELIVERED and message.channel == Channel.SMS
    if has_arrived and message.is_troubled:  # type: ignore[attr-defined]  # see told_of
        clear_trouble(message.to_number)
    return has_moved


def _see_to_fault(message: OutboundMessage, *, now: datetime) -> None:
    advice = advice_for(message.error_code)
    if advice is Advice.SILENCE:
        record_opt_out(message.to_number, source="provider", now=now)
    elif advice in {Advice.ALARM, Advice.HALT}:
        logger.error("Text %s (%s) did not arrive: %s", message.uuid, message.kind, message.error_code or "no code")
    if message.channel == Channel.SMS:
        record_trouble(message.to_number, error_code=message.error_code, now=now)
    _try_once_more(message, now=now)


def _try_once_more(message: OutboundMessage, *, now: datetime) -> None:
    """A new row, since this one has come to its end; only while the text will still be of use."""
    delay = TRY_AGAIN_AFTER.get(message.error_code)
    key = again_key(message.dedupe_key)
    if delay is None or key is None or message.expires_at is None or now + delay >= message.expires_at:
        return
    queue_sms(
        to_number=message.to_number,
        body=message.body,
        kind=message.kind,
        dedupe_key=key,
        now=now,
        due_at=now + delay,
        expires_at=message.expires_at,
        priority=Priority(message.priority),
        lane=message.lane,
        payer=message.payer,
        about=message.about,
        expects=message.expects,
        sender=message.sender,
        channel=Channel(message.channel),
        to_email=message.to_email,
        subject=message.subject,
        calendar=message.calendar,
    )
