"""Texts as the ledger finds them: written, sent and paid for."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

from messaging.models import InboundMessage, OutboundMessage
from tests.factories import InboundFactory
from volunteers.models import Association

OCTOBER = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
_numbers: Iterator[int] = count()


def text_of(association: Association | None, **fields: Any) -> OutboundMessage:
    """A text that an association pays and that has arrived, unless told otherwise."""
    given = {
        "to_number": "+46701740614",
        "body": "Hej",
        "kind": "ask",
        "dedupe_key": f"ledger:{next(_numbers)}",
        "state": "delivered",
        "payer": association.pk if association else None,
        "lane": association.municipality_id if association else 0,
        "due_at": OCTOBER,
        "created_at": OCTOBER,
    }
    return OutboundMessage.objects.create(**{**given, **fields})


def answer_from(number: str, **fields: Any) -> InboundMessage:
    given = {"from_number": number, "received_at": OCTOBER, "handled_at": OCTOBER, "outcome": "confirmed"}
    answer: InboundMessage = InboundFactory(**{**given, **fields})
    return answer
