"""What texts cost before the provider has said so."""

from decimal import Decimal

from django.conf import settings


def price_of(segments: int) -> Decimal:
    """Kronor for so many segments, by the price of the installation's contract."""
    return segments * Decimal(settings.SMS_PRICE)
