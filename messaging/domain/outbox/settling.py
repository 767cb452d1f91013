"""What the provider's list says of texts that left: prices, segments, and ends that no callback told of."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from time import monotonic

from django.core.cache import cache
from django.db import transaction

from messaging.domain.outbox.callbacks import take_news, told_of
from messaging.domain.outbox.limits import TIME_BUDGET
from messaging.enums import OutboundState
from messaging.gateways.protocol import GatewayError, SentText
from messaging.gateways.provider import sms_gateway
from messaging.models import OutboundMessage
from messaging.queries import unsettled_texts

logger = logging.getLogger(__name__)

ASKED_FOR = timedelta(days=3)
GRACE = timedelta(hours=1)  # callbacks come before that, and prices soon after
WINDOW = timedelta(hours=1)  # of one question
HELD_UP = timedelta(hours=10)  # the longest that the provider keeps a text before it sends it
CLOCK_SKEW = timedelta(minutes=30)
ROWS = 500  # in one transaction
STRAGGLERS = 100  # texts in one run that are asked about one by one
PLACE = "messaging.settled-until"  # in the cache: a hint, and losing it costs some questions


def settle_accounts(now: datetime) -> int:
    """Ask for the last days' texts, an hour of them at a time, until all is known or the time is up.

    The next run goes on where this one stopped. Returns how many rows changed.
    """
    stop_at = monotonic() + TIME_BUDGET
    after, changed = max(cache.get(PLACE) or now - ASKED_FOR, now - ASKED_FOR), 0
    try:
        while monotonic() < stop_at:
            begin = _next_window(after, now=now)
            if begin is None:
                cache.delete(PLACE)
                return changed + _settle_stragglers(stop_at, now=now)
            texts = sms_gateway().list_sent(since=begin - CLOCK_SKEW, until=begin + WINDOW + CLOCK_SKEW)
            changed += sum(_settle(some, now=now) for some in _in_parts(texts))
            after = begin + WINDOW
            cache.set(PLACE, after, ASKED_FOR.total_seconds())
    except GatewayError as error:
        logger.warning("The SMS provider could not be asked about prices: %s", error)
    return changed


def _next_window(after: datetime, *, now: datetime) -> datetime | None:
    """The next hour in which a text may have been sent that something is still to be told of; None after the last."""
    first = unsettled_texts(after=after - HELD_UP, before=now - GRACE).values_list("sent_at", flat=True).first()
    if first is None or after >= now:
        return None
    return max(first, after)


def _settle_stragglers(stop_at: float, *, now: datetime) -> int:
    """Texts that the provider never sent stand in no list by the time of sending: they are asked about by number."""
    changed = 0
    rows = unsettled_texts(after=now - ASKED_FOR, before=now - HELD_UP).filter(state=OutboundState.SENT)
    for row in rows[:STRAGGLERS]:
        if monotonic() >= stop_at:
            break
        found = sms_gateway().find_sent(to=row.to_number, since=(row.sent_at or now) - CLOCK_SKEW)
        changed += _settle([sent for sent in found if sent.sid == row.provider_sid], now=now)
    return changed


def _in_parts(texts: Iterable[SentText]) -> Iterator[list[SentText]]:
    rest = iter(texts)
    while some := list(islice(rest, ROWS)):
        yield some


@transaction.atomic
def _settle(texts: Sequence[SentText], *, now: datetime) -> int:
    told = {text.sid: text for text in texts}
    rows = told_of().filter(provider_sid__in=told).order_by("pk")
    changed = []
    for row in rows:
        text = told[row.provider_sid or ""]
        has_moved = take_news(row, sid=text.sid, status=text.status, error_code=text.error_code, now=now)
        if _price(row, text) or has_moved:
            row.updated_at = now
            changed.append(row)
    OutboundMessage.objects.bulk_update(changed, ["price", "price_unit", "segments", "updated_at"], batch_size=100)
    return len(changed)


def _price(row: OutboundMessage, text: SentText) -> bool:
    """Whether it was news."""
    segments = text.segments or row.segments
    is_news = text.price is not None and (row.price, row.price_unit, row.segments) != (
        text.price,
        text.price_unit,
        segments,
    )
    if is_news:
        row.price, row.price_unit, row.segments = text.price, text.price_unit, segments
    return is_news
