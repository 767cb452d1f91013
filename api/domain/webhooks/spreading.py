"""Which events are on their way to which endpoints: rows, written with the events themselves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from api.domain.reaches import Reach, open_reaches
from api.domain.webhooks.endpoints import lock_endpoint
from api.domain.webhooks.retries import KEPT
from api.enums import DeliveryState, EndpointState, EventType
from api.models import Partner, PartnerEvent, WebhookDelivery, WebhookEndpoint
from api.queries import Tree
from messaging.gateways.wake import wake


def spread(events: Sequence[PartnerEvent], *, now: datetime) -> list[WebhookDelivery]:
    """One row for each endpoint that wants an event, of partners with a key that is valid now. Wakes who delivers."""
    partners = {event.partner_id for event in events}
    endpoints = list(
        WebhookEndpoint.objects.filter(partner__in=partners)
        .exclude(state=EndpointState.ENDED)
        .select_related("partner")
        .order_by("pk")
    )
    if not endpoints:
        return []
    reaches = open_reaches({endpoint.partner_id for endpoint in endpoints}, now=now)
    wishes = [(endpoint, _wish(endpoint, reaches.get(endpoint.partner_id))) for endpoint in endpoints]
    rows = [
        delivery_of(event, endpoint, now=now)
        for event in events
        for endpoint, wish in wishes
        if endpoint.partner_id == event.partner_id and wish.takes(event)
    ]
    WebhookDelivery.objects.bulk_create(rows)
    if rows:
        wake(settings.DELIVER_WEBHOOKS_JOB)
    return rows


class Wish:
    """What an endpoint wants of what its partner's keys open."""

    def __init__(self, reach: Reach | None, types: Collection[str], within: Collection[int] | None) -> None:
        self._reach, self._types, self._within = reach, set(types), within

    def takes(self, event: PartnerEvent) -> bool:
        if self._reach is None or (self._types and event.type not in self._types):
            return False
        if self._within is not None and event.district_id not in self._within:
            return False
        return self._reach.opens(event)


def _wish(endpoint: WebhookEndpoint, reach: Reach | None) -> Wish:
    within = None
    if endpoint.districts:
        within = Tree([endpoint.partner.municipality_id]).below({UUID(uuid) for uuid in endpoint.districts})
    return Wish(reach, endpoint.types, within)


def delivery_of(event: PartnerEvent, endpoint: WebhookEndpoint, *, now: datetime) -> WebhookDelivery:
    return WebhookDelivery(
        endpoint=endpoint, event=event, sequence=event.sequence, due_at=now, gives_up_at=now + KEPT, created_at=now
    )


@transaction.atomic
def send_test(endpoint: WebhookEndpoint, *, now: datetime) -> WebhookDelivery:
    """An event that says nothing but that it arrived, to this endpoint alone. It has a number like any other."""
    partner = Partner.objects.select_for_update(no_key=True).get(pk=endpoint.partner_id)
    partner.last_sequence += 1
    partner.save(update_fields=["last_sequence"])
    event = PartnerEvent.objects.create(
        partner=partner,
        sequence=partner.last_sequence,
        type=EventType.TEST,
        subject=endpoint.uuid,
        at=now,
        recorded_at=now,
    )
    delivery = delivery_of(event, endpoint, now=now)
    delivery.save()
    _hurry(endpoint)
    return delivery


@transaction.atomic
def resend(delivery: WebhookDelivery, *, now: datetime) -> None:
    """Once more from the beginning, with the id it had: a receiver that has it already lets it go by."""
    endpoint = lock_endpoint(delivery.endpoint)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.WAITING, attempts=0, due_at=now, gives_up_at=now + KEPT, ended_at=None
    )
    _hurry(endpoint)


def _hurry(endpoint: WebhookEndpoint) -> None:
    """Somebody looks on: whoever rests is tried all the same."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(rests_until=None)
    wake(settings.DELIVER_WEBHOOKS_JOB)
