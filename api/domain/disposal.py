"""What is too old goes, a part at a time, so that nobody waits long for the rows."""

from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from api.models import ContactRead

TIME_BUDGET = 15.0  # seconds
ROWS_AT_A_TIME = 2000


def dispose_of(old: QuerySet[Any]) -> int:
    """Delete these rows in their order until the time is up; what is left goes the next time. Returns how many went."""
    stop_at, gone = monotonic() + TIME_BUDGET, 0
    while monotonic() < stop_at:
        some = list(old.values_list("pk", flat=True)[:ROWS_AT_A_TIME])
        if not some:
            break
        old.order_by().filter(pk__in=some).delete()
        gone += len(some)
    return gone


def dispose_of_contact_reads(now: datetime) -> int:
    """Forget who was given names and numbers after CONTACT_READS_KEPT_DAYS. Returns how many readings went."""
    before = now - timedelta(days=settings.CONTACT_READS_KEPT_DAYS)
    return dispose_of(ContactRead.objects.filter(at__lt=before).order_by("at", "pk"))
