"""What is asked of the tables of numbers and texts."""

from datetime import datetime

from django.db.models import QuerySet

from messaging.enums import OutboundState
from messaging.models import InboundMessage, OptOut, OutboundMessage


def open_opt_outs(number: str) -> QuerySet[OptOut]:
    return OptOut.objects.filter(number=number, ended_at=None)


def due_texts(now: datetime) -> QuerySet[OutboundMessage]:
    """What may leave now, first come first served."""
    return OutboundMessage.objects.filter(state=OutboundState.QUEUED, due_at__lte=now).order_by("due_at", "id")


def silent_texts(now: datetime) -> QuerySet[OutboundMessage]:
    """Handed to the provider, or perhaps so, and not heard of since: a worker died or an answer was lost."""
    in_doubt = [OutboundState.SENDING, OutboundState.UNKNOWN]
    return OutboundMessage.objects.filter(state__in=in_doubt, leased_until__lte=now).order_by("leased_until", "id")


def unhandled_inbound(before: datetime) -> QuerySet[InboundMessage]:
    """Texts recorded before a moment whose meaning has not been done yet, oldest first."""
    return InboundMessage.objects.filter(handled_at=None, received_at__lt=before).order_by("received_at", "id")
