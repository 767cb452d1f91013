"""What the texts of the demo's season came to: the provider has said its price of all but the last days'."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F, Value

from messaging.enums import OutboundState
from messaging.models import OutboundMessage

PRICE = Decimal("0.58")  # kronor for a segment
TOLD_AFTER = timedelta(days=1)  # a price comes some time after the text
ONE_IN = 31  # reminders did not arrive: a phone was off


def bill_texts(*, now: datetime) -> None:
    """Prices in kronor, and some reminders of nights that have been which did not arrive."""
    arrived = OutboundMessage.objects.filter(state=OutboundState.DELIVERED)
    reminders = arrived.filter(kind="reminder", expires_at__lt=now - TOLD_AFTER).order_by("created_at", "pk")
    lost = list(reminders.values_list("pk", flat=True))[ONE_IN // 2 :: ONE_IN]
    OutboundMessage.objects.filter(pk__in=lost).update(state=OutboundState.UNDELIVERED, error_code="30003")
    sent = OutboundMessage.objects.filter(state__in=[OutboundState.DELIVERED, OutboundState.UNDELIVERED])
    sent.filter(created_at__lt=now - TOLD_AFTER).update(price=F("segments") * Value(PRICE), price_unit="SEK")
