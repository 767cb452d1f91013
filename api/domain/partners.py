"""Organisations that read through the API."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from api.exceptions import PartnerExists
from api.models import Partner
from volunteers.models import Municipality


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


def set_active(partner: Partner, *, is_active: bool) -> None:
    """While a partner is not active none of its keys opens anything. They open again with it."""
    Partner.objects.filter(pk=partner.pk).update(is_active=is_active)
