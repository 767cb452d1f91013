"""What the provider tells of a text after it has taken it."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from messaging.domain.error_codes import TRY_AGAIN_AFTER, advice_for
from messaging.domain.opt_outs import record_opt_out
from messaging.domain.outbox.news import FAULTY, apply_news
from messaging.domain.outbox.queueing import again_key, queue_sms
from messaging.enums import Advice
from messaging.models import OutboundMessage, StatusCallback

logger = logging.getLogger(__name__)


@transaction.atomic
def record_status(*, message_uuid: UUID, provider_sid: str, status: str, error_code: str, now: datetime) -> None:
    """Keep every callback as it came; move the text only forward. A text that Lykta has not got is passed over.

    A text that did not arrive marks the number as opted out, alarms, or is tried once more, as its code calls for.
    """
    provider_sid, status, error_code = provider_sid[:64], status[:32], error_code[:16]
    message = OutboundMessage.objects.select_for_update().filter(uuid=message_uuid).first()
    if message is None:
        logger.warning("A status came for text %s, which is not there", message_uuid)
        return
    StatusCallback.objects.create(
        message=message, provider_sid=provider_sid, status=status, error_code=error_code, received_at=now
    )
    has_moved = apply_news(message, sid=provider_sid, status=status, error_code=error_code, now=now)
    if has_moved and message.state in FAULTY:
        _see_to_fault(message, now=now)


def _see_to_fault(message: OutboundMessage, *, now: datetime) -> None:
    advice = advice_for(message.error_code)
    if advice is Advice.SILENCE:
        record_opt_out(message.to_number, source="provider", now=now)
    elif advice in {Advice.ALARM, Advice.HALT}:
        logger.error("Text %s (%s) did not arrive: %s", message.uuid, message.kind, message.error_code or "no code")
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
    )
