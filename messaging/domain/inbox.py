"""Texts that came in: written down before anyone tries to understand them."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from messaging.domain.personal_links import hide_page_link
from messaging.models import InboundMessage

NUMBER_LENGTH, OPT_OUT_LENGTH = 20, 16
NO_SENDER = "no_number"  # the outcome of a text from a short code or a name: nobody to answer
_NUMBER = re.compile(r"^\+[1-9]\d{6,14}$")


def record_inbound(
    *, provider_sid: str, from_number: str, to_number: str, body: str, opt_out_type: str, now: datetime
) -> tuple[InboundMessage, bool]:
    """The row for this provider id, and whether it is new. Commits on its own, so that whatever fails afterwards
    the text is not lost; raises RuntimeError inside another transaction.

    `opt_out_type` is what the provider itself understood: STOP, START, HELP or nothing. A text that no number sent
    counts as handled from the start. A link to somebody's own page is not kept, however it got there.
    """
    has_number = _NUMBER.match(from_number) is not None
    given = InboundMessage(
        provider_sid=provider_sid,
        from_number=from_number[:NUMBER_LENGTH],
        to_number=to_number[:NUMBER_LENGTH],
        body=hide_page_link(body.replace("\x00", "")),  # PostgreSQL has no such character
        opt_out_type=opt_out_type[:OPT_OUT_LENGTH],
        received_at=now,
        handled_at=None if has_number else now,
        outcome="" if has_number else NO_SENDER,
    )
    try:
        with transaction.atomic(durable=True):
            given.save(force_insert=True)
    except IntegrityError:
        return InboundMessage.objects.get(provider_sid=provider_sid), False
    return given, True
