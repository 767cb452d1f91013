"""Takes what is due, endpoint by endpoint: each gets a turn, held with a lease, and nobody else serves it meanwhile."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from api.domain.payloads import event_id, event_payload
from api.domain.reaches import Reach, open_reaches
from api.domain.webhooks.secrets import secrets_of
from api.enums import DeliveryState, EndpointState, EventType
from api.models import PartnerEvent, WebhookDelivery, WebhookEndpoint

LETTERS = 50  # events in one turn
# Longer than a turn can take with its last call. What a killed worker held is free again after this.
LEASE = timedelta(seconds=35)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One event for one endpoint, as it is said on the wire."""

    delivery: int
    message_id: str
    body: str
    attempts: int
    gives_up_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """`is_failing` is whether the endpoint's latest call failed."""

    endpoint: int
    url: str
    secrets: tuple[str, ...]
    keeps_order: bool
    is_failing: bool
    letters: tuple[Letter, ...]
    leased_until: datetime


def claimable(now: datetime) -> QuerySet[WebhookEndpoint]:
    """Endpoints with something due that may be called now, those that have waited longest for a turn first."""
    waiting = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), state=DeliveryState.WAITING)
    head = Subquery(waiting.order_by("sequence", "pk").values("due_at")[:1])
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    rested = Q(rests_until=None) | Q(rests_until__lte=now)
    due = Q(Exists(waiting.filter(due_at__lte=now)), keeps_order=False) | Q(keeps_order=True, head_due_at__lte=now)
    return (
        WebhookEndpoint.objects.filter(state=EndpointState.ACTIVE, partner__is_active=True)
        .annotate(head_due_at=head)
        .filter(free, rested, due)
        .order_by(F("served_at").asc(nulls_first=True), "pk")
    )


@transaction.atomic(durable=True)
def claim_turns(now: datetime, *, room: int, room_for_failing: int) -> list[Turn]:
    """Up to `room` turns; of them at most `room_for_failing` for endpoints that failed the last time.

    So whoever does not answer takes places from its like, and never all of them. On SQLite the lock is the
    transaction itself (IMMEDIATE).
    """
    sound = _held(claimable(now).filter(failures=0), room)
    failing = _held(claimable(now).filter(failures__gt=0), min(room - len(sound), room_for_failing))
    endpoints = [*sound, *failing]
    until = now + LEASE
    reaches = open_reaches({endpoint.partner_id for endpoint in endpoints}, now=now)
    found = (_turn(one, reach=reaches.get(one.partner_id), until=until, now=now) for one in endpoints)
    turns = [turn for turn in found if turn.letters]
    WebhookEndpoint.objects.filter(pk__in=[turn.endpoint for turn in turns]).update(leased_until=until, served_at=now)
    return turns


def _held(rows: QuerySet[WebhookEndpoint], count: int) -> Sequence[WebhookEndpoint]:
    return list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True)[:count]) if count > 0 else []


def _turn(endpoint: WebhookEndpoint, *, reach: Reach | None, until: datetime, now: datetime) -> Turn:
    """What no key of the partner's opens any more is dropped: it may have waited here for days."""
    due = _due(endpoint, now=now)
    closed = {delivery.pk for delivery in due if not _is_open(delivery.event, reach)}
    if closed:
        WebhookDelivery.objects.filter(pk__in=closed).update(state=DeliveryState.DROPPED, ended_at=now)
    return Turn(
        endpoint=endpoint.pk,
        url=endpoint.url,
        secrets=secrets_of(endpoint, now=now),
        keeps_order=endpoint.keeps_order,
        is_failing=endpoint.failures > 0,
        letters=tuple(_letter(delivery) for delivery in due if delivery.pk not in closed),
        leased_until=until,
    )


def _is_open(event: PartnerEvent, reach: Reach | None) -> bool:
    """A test tells nothing, and somebody looks on."""
    return event.type == EventType.TEST or (reach is not None and reach.opens(event))


def _due(endpoint: WebhookEndpoint, *, now: datetime) -> list[WebhookDelivery]:
    """In the order of their numbers. Where order is kept, nothing behind one that waits for its next try."""
    waiting = WebhookDelivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING)
    rows = waiting.select_related("event__district").order_by("sequence", "pk")
    if not endpoint.keeps_order:
        return list(rows.filter(due_at__lte=now)[:LETTERS])
    found = list(rows[:LETTERS])
    late = next((place for place, delivery in enumerate(found) if delivery.due_at > now), len(found))
    return found[:late]


def _letter(delivery: WebhookDelivery) -> Letter:
    payload = event_payload(delivery.event)
    return Letter(
        delivery=delivery.pk,
        message_id=event_id(delivery.event),
        body=json.dumps(payload, ensure_ascii=False, separators=(",", ":")),
        attempts=delivery.attempts,
        gives_up_at=delivery.gives_up_at,
    )
