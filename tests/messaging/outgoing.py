"""Texts for tests of the outbox."""

from datetime import UTC, datetime, timedelta

from messaging.domain.outbox import queue_sms
from messaging.models import OutboundMessage

NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
ANNA = "+46701740614"
BIRGITTA = "+46701740615"
MINUTE = timedelta(minutes=1)


def queued(key: str = "ask:1", **fields: object) -> OutboundMessage:
    given: dict[str, object] = {
        "to_number": ANNA,
        "body": "Kan du gå fre 16/10? Svara JA eller NEJ.",
        "kind": "ask",
        "dedupe_key": key,
        "now": NOW,
    }
    return queue_sms(**(given | fields))  # type: ignore[arg-type]  # each test gives the right ones


def reloaded(message: OutboundMessage) -> OutboundMessage:
    return OutboundMessage.objects.get(pk=message.pk)
