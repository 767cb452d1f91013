"""Endpoints and what happens, for tests of webhooks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

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
PATIENCE = 120.0  # seconds; far more than is needed, so that a busy machine never passes for a slow receiver


def be_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is begun is waited for: a run goes on until it is through, and so does a turn and a call."""
    for limit in ("posting.ANSWER_WITHIN", "posting.TURN", "delivering.TIME_BUDGET"):
        monkeypatch.setattr(f"api.domain.webhooks.{limit}", 2 * PATIENCE)
    monkeypatch.setattr("messaging.gateways.open_sockets.CONNECT_WITHIN", PATIENCE)


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
