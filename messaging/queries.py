"""What is asked of the tables of numbers and texts."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from messaging.enums import DEAD_END_CODES, Channel, OutboundState
from messaging.models import InboundMessage, NumberTrouble, OptOut, OutboundMessage, Sender

# One step for each lane, however many texts wait in it: a DISTINCT would read them all.
_LANES = """
WITH RECURSIVE turn(lane) AS (
    SELECT (SELECT min(lane) FROM {table} WHERE state = %s AND priority = %s)
    UNION ALL
    SELECT (SELECT min(lane) FROM {table} WHERE state = %s AND priority = %s AND lane > turn.lane)
    FROM turn WHERE turn.lane IS NOT NULL
)
SELECT lane FROM turn WHERE lane IS NOT NULL
"""


def number_to_text(lane: int) -> str:
    """The number that people of a lane write to; empty where the provider picks one for each text."""
    senders = Sender.objects.filter(lane=lane).exclude(number="").order_by("pk")
    return senders.values_list("number", flat=True).first() or settings.TWILIO_FROM


def open_opt_outs(number: str) -> QuerySet[OptOut]:
    return OptOut.objects.filter(number=number, ended_at=None)


def opted_out_among(numbers: Collection[str]) -> set[str]:
    return set(OptOut.objects.filter(number__in=numbers, ended_at=None).values_list("number", flat=True))


def due_texts(now: datetime) -> QuerySet[OutboundMessage]:
    """What may leave now, the one that has waited longest first."""
    return OutboundMessage.objects.filter(state=OutboundState.QUEUED, due_at__lte=now).order_by("due_at", "id")


def waiting_lanes(priority: int) -> list[int]:
    """The lanes with a text of this priority in the queue, due or not."""
    sql = _LANES.format(table=connection.ops.quote_name(OutboundMessage._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(sql, [OutboundState.QUEUED.value, priority] * 2)
        return [lane for (lane,) in cursor.fetchall()]


def silent_texts(now: datetime) -> QuerySet[OutboundMessage]:
    """Handed to the provider, or perhaps so, and not heard of since: a worker died or an answer was lost."""
    in_doubt = [OutboundState.SENDING, OutboundState.UNKNOWN]
    return OutboundMessage.objects.filter(state__in=in_doubt, leased_until__lte=now).order_by("leased_until", "id")


def unsettled_texts(*, after: datetime, before: datetime) -> QuerySet[OutboundMessage]:
    """Texts that left between two moments and whose price the provider has not said; it does once they have ended."""
    left = OutboundMessage.objects.filter(
        channel=Channel.SMS, provider_sid__isnull=False, sent_at__gte=after, sent_at__lt=before
    )
    # What failed before it was sent costs nothing, and nothing is said of it.
    return left.filter(price__isnull=True).exclude(state=OutboundState.FAILED).order_by("sent_at", "id")


def number_troubles(numbers: Collection[str]) -> dict[str, NumberTrouble]:
    """By number, for those that a text lately did not reach."""
    return {trouble.number: trouble for trouble in NumberTrouble.objects.filter(number__in=numbers)}


def dead_ends_among(numbers: Collection[str]) -> set[str]:
    """Numbers that cannot take a text, as far as anyone knows: one that has texted since can."""
    has_texted = InboundMessage.objects.filter(from_number=OuterRef("number"), received_at__gt=OuterRef("last_at"))
    troubles = NumberTrouble.objects.filter(number__in=numbers, is_flagged=True, error_code__in=DEAD_END_CODES)
    return set(troubles.exclude(Exists(has_texted)).values_list("number", flat=True))


def unhandled_inbound(before: datetime) -> QuerySet[InboundMessage]:
    """Texts recorded before a moment whose meaning has not been done yet, oldest first."""
    return InboundMessage.objects.filter(handled_at=None, received_at__lt=before).order_by("received_at", "id")


def database_now() -> datetime:
    """The moment by the database's clock, which all workers share: theirs may be minutes apart."""
    if connection.vendor != "postgresql":
        return timezone.now()  # SQLite is a file of this very machine
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
