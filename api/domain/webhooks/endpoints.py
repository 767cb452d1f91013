"""A partner's endpoints: made, changed, their secrets replaced, paused and taken up again."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from api.domain.webhooks.secrets import OVERLAP, new_secret
from api.enums import DeliveryState, EndpointState, EventType
from api.exceptions import EndpointRefused
from api.models import Partner, WebhookDelivery, WebhookEndpoint
from messaging.gateways.outward import require_outward
from messaging.gateways.protocol import NotHeard
from messaging.gateways.wake import wake
from volunteers.models import User

MOST_ENDPOINTS = 20


@transaction.atomic
def make_endpoint(
    partner: Partner,
    *,
    url: str,
    now: datetime,
    name: str = "",
    types: Iterable[str] = (),
    districts: Iterable[str] = (),
    keeps_order: bool = False,
    made_by: User | None = None,
) -> WebhookEndpoint:
    """A new endpoint with a secret of its own. It is told of what happens from now on. Raises EndpointRefused."""
    require_callable(url)
    Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    if WebhookEndpoint.objects.filter(partner=partner).count() >= MOST_ENDPOINTS:
        raise EndpointRefused(_("Högst %(most)d webhookar för en partner.") % {"most": MOST_ENDPOINTS})
    return WebhookEndpoint.objects.create(
        partner=partner,
        name=name,
        url=url,
        types=[EventType(each).value for each in types],
        districts=[str(uuid) for uuid in districts],
        keeps_order=keeps_order,
        secret=new_secret(),
        made_by=made_by,
        created_at=now,
        state_at=now,
    )


@transaction.atomic
def change_endpoint(
    endpoint: WebhookEndpoint,
    *,
    url: str,
    name: str,
    types: Iterable[str],
    districts: Iterable[str],
    keeps_order: bool,
) -> WebhookEndpoint:
    """What is on its way already goes to the new address. Raises EndpointRefused."""
    require_callable(url)
    held = lock_endpoint(endpoint)
    held.url, held.name, held.keeps_order = url, name, keeps_order
    held.types = [EventType(each).value for each in types]
    held.districts = [str(uuid) for uuid in districts]
    held.save(update_fields=["url", "name", "keeps_order", "types", "districts"])
    return held


def require_callable(url: str) -> None:
    """Raises EndpointRefused for what is no address on the open internet; its name is looked up with each call."""
    try:
        require_outward(url)
    except NotHeard as error:
        said = (
            _("Skriv en hel adress som börjar med https://, med bara vanliga tecken och utan namn och lösenord i.")
            if not settings.OUTWARD_PLAIN_HTTP
            else _("Skriv en hel adress som börjar med http:// eller https://, utan namn och lösenord i.")
        )
        raise EndpointRefused(said) from error


@transaction.atomic
def rotate_secret(endpoint: WebhookEndpoint, *, now: datetime) -> WebhookEndpoint:
    """A new secret. The one before signs beside it for OVERLAP; one that was older than that no longer does."""
    held = lock_endpoint(endpoint)
    held.former_secret, held.former_until = held.secret, now + OVERLAP
    held.secret = new_secret()
    held.save(update_fields=["secret", "former_secret", "former_until"])
    return held


@transaction.atomic
def pause(endpoint: WebhookEndpoint, *, now: datetime) -> None:
    """Nothing is sent until `resume`. What happens meanwhile waits, as long as a webhook is tried at most."""
    held = lock_endpoint(endpoint)
    if held.state == EndpointState.ACTIVE:
        held.state, held.state_at = EndpointState.PAUSED, now
        held.save(update_fields=["state", "state_at"])


@transaction.atomic
def resume(endpoint: WebhookEndpoint, *, now: datetime) -> None:
    """Send again, at once and in the order that it happened, whatever stopped it."""
    held = lock_endpoint(endpoint)
    if held.state == EndpointState.ACTIVE:
        return
    held.state, held.state_at, held.owner_told_at = EndpointState.ACTIVE, now, None
    held.failures, held.failing_since, held.rests_until = 0, None, None
    held.save(update_fields=["state", "state_at", "owner_told_at", "failures", "failing_since", "rests_until"])
    WebhookDelivery.objects.filter(endpoint=held, state=DeliveryState.WAITING).update(due_at=now)
    wake(settings.DELIVER_WEBHOOKS_JOB)


@transaction.atomic
def remove_endpoint(endpoint: WebhookEndpoint) -> None:
    """With its log. The partner's events stay in the list."""
    lock_endpoint(endpoint).delete()


def lock_endpoint(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    rows = WebhookEndpoint.objects.select_related("partner__municipality")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=endpoint.pk)
