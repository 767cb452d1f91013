"""Writes down what came of turns, all of them in one transaction, and frees their endpoints."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from api.domain.webhooks.claiming import LEASE
from api.domain.webhooks.posting import Outcome, Report
from api.domain.webhooks.retries import next_try, rest_until
from api.enums import DeliveryState, EndpointState
from api.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint


@transaction.atomic(durable=True)
def record(reports: Sequence[Report], *, now: datetime) -> int:
    """Returns how many events arrived. An endpoint that was removed meanwhile has nothing to write down."""
    keys = [report.turn.endpoint for report in reports]
    rows = WebhookEndpoint.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    endpoints = {endpoint.pk: endpoint for endpoint in rows}
    known = [report for report in reports if report.turn.endpoint in endpoints]
    WebhookAttempt.objects.bulk_create(_attempt(outcome, report) for report in known for outcome in report.outcomes)
    _settle([outcome for report in known for outcome in report.outcomes], now=now)
    for report in known:
        _judge(endpoints[report.turn.endpoint], report, now=now)
    return sum(outcome.has_arrived for report in known for outcome in report.outcomes)


def _attempt(outcome: Outcome, report: Report) -> WebhookAttempt:
    return WebhookAttempt(
        delivery_id=outcome.letter.delivery,
        number=outcome.letter.attempts + 1,
        at=report.turn.leased_until - LEASE + outcome.at,
        milliseconds=int(outcome.took / timedelta(milliseconds=1)),
        status=outcome.status,
        trouble=outcome.trouble or "",
        said=outcome.said,
    )


def _settle(outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """What arrived is done with; what did not waits for its next try, or is given up."""
    arrived = [outcome.letter.delivery for outcome in outcomes if outcome.has_arrived]
    waiting = WebhookDelivery.objects.filter(state=DeliveryState.WAITING)
    tried = F("attempts") + 1
    waiting.filter(pk__in=arrived).update(state=DeliveryState.DELIVERED, attempts=tried, ended_at=now)
    for outcome in outcomes:
        if outcome.has_arrived:
            continue
        row = waiting.filter(pk=outcome.letter.delivery)
        due_at = next_try(outcome.letter.attempts + 1, now=now, chance=random.random())  # noqa: S311 - only spreads
        if due_at is None or due_at > outcome.letter.gives_up_at:
            row.update(state=DeliveryState.GIVEN_UP, attempts=tried, ended_at=now)
        else:
            row.update(attempts=tried, due_at=due_at)


def _judge(endpoint: WebhookEndpoint, report: Report, *, now: datetime) -> None:
    """What the turn says of the endpoint: sound, to be let rest, failing for too long, or ended by itself."""
    for outcome in report.outcomes:
        if outcome.has_arrived:
            endpoint.failures, endpoint.failing_since, endpoint.delivered_at = 0, None, now
        else:
            endpoint.failures += 1
            endpoint.failing_since = endpoint.failing_since or now
    last = report.outcomes[-1] if report.outcomes else None
    endpoint.rests_until = None
    if last is not None and not last.has_arrived:
        chance, asked_for = random.random(), last.retry_after  # noqa: S311 - only spreads
        endpoint.rests_until = rest_until(endpoint.failures, now=now, chance=chance, asked_for=asked_for)
    if endpoint.leased_until == report.turn.leased_until:
        endpoint.leased_until = None
    if endpoint.state == EndpointState.ACTIVE:
        _stop(endpoint, has_ended=last is not None and last.ends_it, now=now)
    endpoint.save(
        update_fields=[
            "failures", "failing_since", "delivered_at", "rests_until", "leased_until", "state", "state_at",
        ]
    )  # fmt: skip


def _stop(endpoint: WebhookEndpoint, *, has_ended: bool, now: datetime) -> None:
    """410 is the receiver's own word that it wants no more (Standard Webhooks). Whoever fails for days is stopped."""
    if has_ended:
        endpoint.state, endpoint.state_at = EndpointState.ENDED, now
        waiting = WebhookDelivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING)
        waiting.update(state=DeliveryState.DROPPED, ended_at=now)
    elif endpoint.failing_since and now - endpoint.failing_since >= timedelta(days=settings.WEBHOOK_STOP_DAYS):
        endpoint.state, endpoint.state_at = EndpointState.STOPPED, now
