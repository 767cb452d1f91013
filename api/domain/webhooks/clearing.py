"""What has waited too long is given up, and what is old is forgotten."""

from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings

from api.enums import DeliveryState
from api.models import WebhookDelivery

TIME_BUDGET = 15.0  # seconds
ROWS_AT_A_TIME = 2000


def clear_deliveries(now: datetime) -> int:
    """Give up what a pause has made too old, and delete what ended long ago, with each answer. Returns how many went.

    The events themselves stay in the list for EVENTS_KEPT_DAYS.
    """
    waiting = WebhookDelivery.objects.filter(state=DeliveryState.WAITING, gives_up_at__lt=now)
    waiting.update(state=DeliveryState.GIVEN_UP, ended_at=now)
    before, stop_at, gone = now - timedelta(days=settings.WEBHOOK_LOG_DAYS), monotonic() + TIME_BUDGET, 0
    while monotonic() < stop_at:
        old = WebhookDelivery.objects.exclude(state=DeliveryState.WAITING).filter(ended_at__lt=before)
        some = list(old.order_by("ended_at").values_list("pk", flat=True)[:ROWS_AT_A_TIME])
        if not some:
            break
        WebhookDelivery.objects.filter(pk__in=some).delete()
        gone += len(some)
    return gone
