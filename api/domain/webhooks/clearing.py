"""What has waited too long is given up, and what is old is forgotten."""

from datetime import datetime, timedelta

from django.conf import settings

from api.domain.disposal import dispose_of
from api.enums import DeliveryState
from api.models import WebhookDelivery


def clear_deliveries(now: datetime) -> int:
    """Give up what a pause has made too old, and delete what ended long ago, with each answer. Returns how many went.

    The events themselves stay in the list for EVENTS_KEPT_DAYS.
    """
    waiting = WebhookDelivery.objects.filter(state=DeliveryState.WAITING, gives_up_at__lt=now)
    waiting.update(state=DeliveryState.GIVEN_UP, ended_at=now)
    before = now - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    old = WebhookDelivery.objects.exclude(state=DeliveryState.WAITING).filter(ended_at__lt=before)
    return dispose_of(old.order_by("ended_at"))
