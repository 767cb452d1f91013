"""Associations and the municipality they walk in."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from volunteers.domain.names import revised
from volunteers.models import Association, Municipality


class Contact(TypedDict, total=False):
    """Whom to reach. The number is in E.164 when it is a mobile, else as written."""

    contact_name: str
    contact_email: str
    contact_number: str


class Facts(Contact, total=False):
    name: str
    organisation_number: str
    is_active: bool


class Settings(TypedDict, total=False):
    """`time_zone` is a name such as Europe/Stockholm."""

    name: str
    time_zone: str
    activity_word: str
    contact_number: str


@transaction.atomic
def add_association(*, municipality: Municipality, **facts: Unpack[Facts]) -> Association:
    """Raises ValidationError when the name or the organisation number is taken, or the number is not sound."""
    association = Association(municipality=municipality, **facts)
    association.full_clean()
    association.save()
    return association


@transaction.atomic
def revise_association(association: Association, *, now: datetime, **facts: Unpack[Facts]) -> Association:
    """Raises ValidationError as add_association does."""
    found = Association.objects.select_for_update().get(pk=association.pk)
    return revised(found, facts, named_by={"name"}, now=now)


@transaction.atomic
def revise_municipality(municipality: Municipality, *, now: datetime, **facts: Unpack[Settings]) -> Municipality:
    """Raises ValidationError when the name is taken or the time zone unknown."""
    found = Municipality.objects.select_for_update().get(pk=municipality.pk)
    return revised(found, facts, named_by={"name", "activity_word", "time_zone"}, now=now)
