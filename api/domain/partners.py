"""Organisations that read through the API."""

from api.models import Partner
from volunteers.models import Municipality


def partner_named(name: str, *, municipality: Municipality) -> Partner:
    """The municipality's partner of that name, added when new."""
    partner = Partner.objects.filter(municipality=municipality, name=name).first()
    return partner or Partner.objects.create(municipality=municipality, name=name)
