"""Tells whoever looks after an endpoint that it is no longer sent to."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from api.enums import EndpointState
from api.models import WebhookEndpoint
from volunteers.enums import RoleKind
from volunteers.models import User

logger = logging.getLogger(__name__)

TOLD_OF = (EndpointState.STOPPED, EndpointState.ENDED)


def tell_owners(now: datetime) -> int:
    """One e-mail for each endpoint that has stopped by itself. Returns how many left."""
    untold = WebhookEndpoint.objects.filter(state__in=TOLD_OF, owner_told_at=None)
    return sum(_mail(endpoint, now=now) for endpoint in untold.select_related("partner__municipality", "made_by"))


def owners_of(endpoint: WebhookEndpoint) -> list[str]:
    """The partner's contact and whoever made the endpoint; without both, the coordinators of the municipality."""
    maker = endpoint.made_by if endpoint.made_by and endpoint.made_by.is_active else None
    addresses = {endpoint.partner.contact_email, maker.email if maker else ""} - {""}
    if not addresses:
        coordinators = User.objects.filter(
            roles__kind=RoleKind.COORDINATOR, roles__municipality=endpoint.partner.municipality, is_active=True
        )
        addresses = set(coordinators.values_list("email", flat=True))
    return sorted(addresses)


def _mail(endpoint: WebhookEndpoint, *, now: datetime) -> int:
    """Taken by one worker before the socket opens; given back when the mail server did not take it."""
    mine = WebhookEndpoint.objects.filter(pk=endpoint.pk, owner_told_at=None)
    if not mine.update(owner_told_at=now):
        return 0
    addresses = owners_of(endpoint)
    if not addresses:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "endpoint": endpoint,
            "has_ended": endpoint.state == EndpointState.ENDED,
            "days": settings.WEBHOOK_STOP_DAYS,
            "kept_days": settings.EVENTS_KEPT_DAYS,
            "page": f"{settings.PUBLIC_URL}{settings.PARTNERS_PATH}/webhook/{endpoint.pk}",
        }
        subject, _blank, body = render_to_string("email/webhook_stopped.txt", context).strip().partition("\n\n")
    try:
        EmailMessage(subject=subject, body=body, to=addresses).send()
    except (SMTPException, OSError) as error:
        logger.warning("The owner of a webhook could not be mailed: %s", type(error).__name__)
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(owner_told_at=None)
        return 0
    return 1
