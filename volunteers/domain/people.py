"""Volunteers: added, changed, paused, and in which associations they walk."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from volunteers.domain.readings import are_same_name
from volunteers.enums import VolunteerState
from volunteers.exceptions import NumberTaken
from volunteers.models import Association, District, Membership, Municipality, Volunteer


class Details(TypedDict, total=False):
    """What can be told of a volunteer. `mobile` is in E.164."""

    name: str
    mobile: str
    email: str
    birth_year: int | None
    languages: list[str]
    text_language: str
    leader_training_until: date | None
    home_district: District | None
    consented_on: date | None
    informed_on: date | None
    note: str


@transaction.atomic
def add_volunteer(
    *, municipality: Municipality, associations: Collection[Association], now: datetime, **details: Unpack[Details]
) -> tuple[Volunteer, bool]:
    """A new volunteer; or one that the municipality knows by number and name, who joins these associations as they are.

    Also says whether the person is new.

    Raises NumberTaken when someone else has the number, and ValidationError when a field does not hold.
    """
    lock(municipality)
    known = find_by_number(municipality, details["mobile"])
    volunteer = known
    if volunteer is None:
        volunteer = Volunteer(municipality=municipality, created_at=now, **details)
        volunteer.full_clean()
        volunteer.save()
    elif not are_same_name(volunteer.name, details["name"]):
        raise NumberTaken(
            _("Numret finns redan i kommunen under ett annat namn. Kolla numret, eller fråga kommunens samordnare.")
        )
    join_associations(volunteer, associations, now=now)
    return volunteer, known is None


@transaction.atomic
def revise_volunteer(volunteer: Volunteer, **details: Unpack[Details]) -> Volunteer:
    """Raises NumberTaken when another volunteer of the municipality has the number, and ValidationError."""
    lock(volunteer.municipality)
    found = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    holder = find_by_number(volunteer.municipality, details.get("mobile", found.mobile))
    if holder not in {None, found}:
        raise NumberTaken(_("Numret används redan av någon annan i kommunen. Kolla siffrorna."))
    fields: dict[str, Any] = dict(details)
    for name, value in fields.items():
        setattr(found, name, value)
    found.full_clean()
    found.save(update_fields=list(fields))
    return found


@transaction.atomic
def join_associations(volunteer: Volunteer, associations: Collection[Association], *, now: datetime) -> None:
    """Memberships there are already stay as they were."""
    today = now.astimezone(volunteer.municipality.zone).date()
    for association in associations:
        Membership.objects.get_or_create(volunteer=volunteer, association=association, defaults={"joined_on": today})


@transaction.atomic
def leave_association(volunteer: Volunteer, association: Association) -> None:
    """The person stays known to the municipality, and on the shifts already promised."""
    Membership.objects.filter(volunteer=volunteer, association=association).delete()


def pause_volunteer(volunteer: Volunteer) -> None:
    """Someone who is paused is not asked."""
    Volunteer.objects.filter(pk=volunteer.pk).update(state=VolunteerState.PAUSED)


def resume_volunteer(volunteer: Volunteer) -> None:
    Volunteer.objects.filter(pk=volunteer.pk).update(state=VolunteerState.ACTIVE)


def find_by_number(municipality: Municipality, mobile: str) -> Volunteer | None:
    return Volunteer.objects.filter(municipality=municipality, mobile=mobile).order_by("pk").first()


def lock(municipality: Municipality) -> None:
    """Two doors adding the same number at once take turns."""
    Municipality.objects.select_for_update().get(pk=municipality.pk)
