"""News for somebody who is on the telephone already: said there instead of in a call of its own."""

from datetime import datetime

from django.db import transaction

from messaging.enums import Channel, OutboundState
from messaging.models import OutboundMessage


@transaction.atomic
def take_spoken(number: str, *, since: datetime, now: datetime) -> list[str]:
    """What waits to be told a number in a call of its own since a moment; taken as told. Oldest first."""
    waiting = OutboundMessage.objects.select_for_update().filter(
        to_number=number, channel=Channel.VOICE, state=OutboundState.QUEUED, created_at__gte=since
    )
    rows = list(waiting.order_by("created_at", "pk"))
    OutboundMessage.objects.filter(pk__in=[row.pk for row in rows], state=OutboundState.QUEUED).update(
        state=OutboundState.DELIVERED, sent_at=now, updated_at=now
    )
    return [row.body for row in rows]
