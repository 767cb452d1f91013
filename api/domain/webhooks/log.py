"""A partner's endpoints, and what was sent to one of them, as their pages show it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Count, Q, QuerySet

from api.enums import DeliveryState, EventType
from api.models import Partner, WebhookDelivery, WebhookEndpoint
from volunteers.models import District

ROWS = 30
TROUBLED = Q(state=DeliveryState.GIVEN_UP) | Q(state=DeliveryState.WAITING, attempts__gt=0)


def endpoints_of(partner: Partner) -> QuerySet[WebhookEndpoint]:
    """Each with how many events wait for it."""
    waiting = Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING))
    return WebhookEndpoint.objects.filter(partner=partner).annotate(waiting_count=waiting).order_by("created_at", "pk")


def host_of(endpoint: WebhookEndpoint) -> str:
    return urlsplit(endpoint.url).netloc


@dataclass(frozen=True)
class Wishes:
    """What an endpoint wants, in words; nothing stands for everything."""

    types: tuple[str, ...]
    districts: tuple[str, ...]


def wishes_of(endpoint: WebhookEndpoint) -> Wishes:
    """Districts are named as they are now; one that is gone is a dash."""
    rows = District.objects.filter(uuid__in=endpoint.districts) if endpoint.districts else []
    names = {str(one.uuid): one.name for one in rows}
    return Wishes(
        types=tuple(str(EventType(each).label) for each in endpoint.types),
        districts=tuple(sorted(names.get(uuid, "–") for uuid in endpoint.districts)),
    )


@dataclass(frozen=True)
class Page:
    """Some of the log, newest first. `older` is the number to go on before; None on the last page."""

    rows: list[WebhookDelivery]
    older: int | None

    @staticmethod
    def of(endpoint: WebhookEndpoint, *, before: int | None = None, only_troubled: bool = False) -> "Page":
        rows = WebhookDelivery.objects.filter(endpoint=endpoint).select_related("event").prefetch_related("tries")
        if before is not None:
            rows = rows.filter(sequence__lt=before)
        if only_troubled:
            rows = rows.filter(TROUBLED)
        found = list(rows.order_by("-sequence")[: ROWS + 1])
        return Page(found[:ROWS], found[ROWS - 1].sequence if len(found) > ROWS else None)
