"""Organisations that read through the API."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from api.domain.key_calendars import close_calendars
from api.exceptions import PartnerExists
from api.models import Partner
from volunteers.models import Municipality, User


def partner_named(name: str, *, municipality: Municipality) -> Partner:
    """The municipality's partner of that name, added when new."""
    partner = Partner.objects.filter(municipality=municipality, name=name).first()
    return partner or Partner.objects.create(municipality=municipality, name=name)


def add_partner(*, municipality: Municipality, name: str, contact_email: str) -> Partner:
    """Raises PartnerExists."""
    try:
        with transaction.atomic():
            return Partner.objects.create(municipality=municipality, name=name, contact_email=contact_email)
    except IntegrityError as error:
        raise PartnerExists(_("%(name)s finns redan.") % {"name": name}) from error


@transaction.atomic
def close_out(partner: Partner, *, by: User | None = None, now: datetime) -> None:
    """None of its keys opens anything until it is let in again, and its calendars are closed for good."""
    Partner.objects.filter(pk=partner.pk).update(is_active=False)
    close_calendars(partner, by=by, now=now)


def let_in(partner: Partner) -> None:
    """Keys that are neither revoked nor expired open again. Calendars do not."""
    Partner.objects.filter(pk=partner.pk).update(is_active=True)
