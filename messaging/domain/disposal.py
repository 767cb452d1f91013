"""Texts disposed of for good: a person is to be forgotten, or they are old."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import transaction

from messaging.domain.numbers import show_number
from messaging.domain.texts import tidy
from messaging.enums import OutboundState, Reason
from messaging.models import InboundMessage, OptOut, OutboundMessage

ROWS_AT_A_TIME = 1000
TIME_BUDGET = 15.0  # seconds
NO_NUMBER = "+0"  # no number begins so: it can be neither texted nor matched
GONE = "borttagen"  # stands in others' texts for a name and a number; shorter than any number, so no text grows


@transaction.atomic
def dispose_of_number(number: str, *, called: str, now: datetime) -> None:
    """Delete every text to and from an E.164 number, and take it and the first name out of texts to others.

    An open opt-out stays, and it alone: whoever has said STOPP is to be left in peace also when the number comes back
    in another list, and nothing but the number can tell that. One that has ended says nothing any more and goes.
    """
    OutboundMessage.objects.filter(to_number=number).delete()
    InboundMessage.objects.filter(from_number=number).delete()
    OptOut.objects.filter(number=number, ended_at__isnull=False).delete()
    _take_out_of_others(number, called=called, now=now)


@transaction.atomic
def dispose_of_texts(*, sent: Collection[int], received: Collection[int]) -> int:
    """Delete single texts by their primary keys. Returns how many there were."""
    _all, of_sent = OutboundMessage.objects.filter(pk__in=sent).delete()
    _all, of_received = InboundMessage.objects.filter(pk__in=received).delete()
    return of_sent.get(OutboundMessage._meta.label, 0) + of_received.get(InboundMessage._meta.label, 0)


def take_numbers_off(abouts: Collection[UUID], *, now: datetime) -> int:
    """Of texts about these things only that they were sent, and what they cost, is kept. Returns how many."""
    return OutboundMessage.objects.filter(about__in=abouts).update(to_number=NO_NUMBER, body="", updated_at=now)


def dispose_of_old_words(now: datetime) -> int:
    """Empty texts older than TEXTS_KEPT_DAYS, sent and received, a part at a time until the time is up.

    Rows stay, with what they cost and how they ended. What has not left or is not handled yet keeps its words.
    """
    before, stop_at = now - timedelta(days=settings.TEXTS_KEPT_DAYS), monotonic() + TIME_BUDGET
    waiting = [OutboundState.QUEUED, OutboundState.SENDING]
    sent = OutboundMessage.objects.filter(created_at__lt=before).exclude(body="").exclude(state__in=waiting)
    received = InboundMessage.objects.filter(received_at__lt=before, handled_at__isnull=False).exclude(body="")
    emptied = 0
    while monotonic() < stop_at:
        some_sent = list(sent.values_list("pk", flat=True)[:ROWS_AT_A_TIME])
        some_received = list(received.values_list("pk", flat=True)[:ROWS_AT_A_TIME])
        if not some_sent and not some_received:
            break
        emptied += OutboundMessage.objects.filter(pk__in=some_sent).update(
            body="", subject="", calendar="", updated_at=now
        )
        emptied += InboundMessage.objects.filter(pk__in=some_received).update(body="")
    return emptied


def _take_out_of_others(number: str, *, called: str, now: datetime) -> None:
    """A leader's name and number stand in the crew's texts."""
    shown, name = show_number(number), tidy(called).strip()
    words = [f"{name} {shown}", shown, name] if name else [shown]
    named = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words))
    for text in OutboundMessage.objects.select_for_update().filter(body__contains=shown).order_by("pk"):
        text.body, text.updated_at = named.sub(GONE, text.body), now
        if text.state in {OutboundState.SENDING, OutboundState.UNKNOWN}:
            # The provider is asked by the words, which no longer are the same: it would be sent a second time.
            text.state, text.leased_until, text.reason = OutboundState.UNKNOWN, None, Reason.NO_ANSWER
        text.save(update_fields=["body", "state", "leased_until", "reason", "updated_at"])
