"""Endpoints and what happens, for tests of webhooks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from api.domain.telling import tell_partners
from api.domain.webhooks.endpoints import make_endpoint
from api.models import Partner, WebhookDelivery, WebhookEndpoint
from scheduling.domain.history import record_event
from scheduling.domain.origins import Origin
from scheduling.enums import Door, EventKind
from scheduling.models import Shift
from tests.factories import AssociationFactory, ShiftFactory

NOW = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def endpoint_of(partner: Partner, url: str, **given: Any) -> WebhookEndpoint:
    return make_endpoint(partner, url=url, now=given.pop("now", NOW), **given)


def night_of(partner: Partner, **fields: Any) -> Shift:
    association = AssociationFactory(municipality=partner.municipality)
    shift: Shift = ShiftFactory(association=association, **fields)
    return shift


def happens(shift: Shift, *kinds: EventKind, now: datetime = NOW) -> None:
    """Things that happen to a shift, and are told at once."""
    for kind in kinds or (EventKind.PUBLISHED,):
        record_event(shift, kind, origin=Origin(Door.PAGE), now=now)
    tell_partners(now)


def states(endpoint: WebhookEndpoint) -> list[str]:
    """Of what is on its way to an endpoint, by number."""
    rows = WebhookDelivery.objects.filter(endpoint=endpoint).order_by("sequence")
    return list(rows.values_list("state", flat=True))


def numbers(bodies: Sequence[dict[str, Any]]) -> list[int]:
    return [body["sequence"] for body in bodies]
