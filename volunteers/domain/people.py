"""Volunteers: added, changed, paused, forgotten, and in which associations they walk."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from messaging.domain.disposal import NO_NUMBER, dispose_of_number
from volunteers.domain.imports import dispose_of_imports_with
from volunteers.domain.names import revised
from volunteers.domain.readings import are_same_name
from volunteers.enums import ContactWay, Language, VolunteerState
from volunteers.exceptions import Forgotten, NumberTaken
from volunteers.models import (
    Association,
    Availability,
    AwayPeriod,
    CompanyWish,
    District,
    Interest,
    Membership,
    Municipality,
    NumberProof,
    Volunteer,
)
from volunteers.models.volunteer import FORGOTTEN_NAME


class Details(TypedDict, total=False):
    """What can be told of a volunteer. `mobile` is in E.164."""

    name: str
    mobile: str
    email: str
    birth_year: int | None
    born_on: date | None
    gender: str
    languages: list[str]
    text_language: str
    contact_way: str
    leader_training_until: date | None
    introduced_on: date | None
    guardian_consent_on: date | None
    extract_shown_on: date | None
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
def revise_volunteer(volunteer: Volunteer, *, now: datetime, **details: Unpack[Details]) -> Volunteer:
    """Raises NumberTaken when another volunteer of the municipality has the number, Forgotten, and ValidationError."""
    lock(volunteer.municipality)
    found = Volunteer.objects.known().select_for_update().filter(pk=volunteer.pk).first()
    if found is None:
        raise Forgotten(_("Personen är borttagen."))
    holder = find_by_number(volunteer.municipality, details.get("mobile", found.mobile))
    if holder not in {None, found}:
        raise NumberTaken(_("Numret används redan av någon annan i kommunen. Kolla siffrorna."))
    return revised(found, details, named_by={"name", "text_language"}, also=["birth_year"], now=now)


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
    Volunteer.objects.known().filter(pk=volunteer.pk).update(state=VolunteerState.PAUSED)


def resume_volunteer(volunteer: Volunteer) -> None:
    Volunteer.objects.known().filter(pk=volunteer.pk).update(state=VolunteerState.ACTIVE)


@transaction.atomic
def forget_volunteer(volunteer: Volunteer, *, now: datetime) -> None:
    """Remove a person who asks for it, for good: only that somebody walked the nights that have been is left.

    Texts go too, unless somebody else has the same number; then scheduling disposes of those about the person's own
    nights. There the clock also frees the places to come and closes the calendar links. Safe to repeat.
    """
    # Before the municipality is locked, since accepting a list takes the two in that order.
    dispose_of_imports_with(volunteer.mobile, volunteer.municipality)
    lock(volunteer.municipality)
    found = Volunteer.objects.known().select_for_update().filter(pk=volunteer.pk).first()
    if found is None:
        return
    Membership.objects.filter(volunteer=found).delete()
    Interest.objects.filter(municipality=found.municipality, number=found.mobile).delete()
    Availability.objects.filter(volunteer=found).delete()
    AwayPeriod.objects.filter(volunteer=found).delete()
    CompanyWish.objects.filter(Q(volunteer=found) | Q(companion=found)).delete()
    if not Volunteer.objects.filter(mobile=found.mobile).exclude(pk=found.pk).exists():
        NumberProof.objects.filter(number=found.mobile).delete()
        dispose_of_number(found.mobile, called=found.first_name, now=now)
    found.name, found.mobile, found.email, found.note, found.gender = FORGOTTEN_NAME, NO_NUMBER, "", "", ""
    found.birth_year = found.born_on = found.home_district = found.user = None
    found.consent_version = ""
    found.leader_training_until = found.consented_on = found.informed_on = None
    found.introduced_on = found.guardian_consent_on = found.extract_shown_on = None
    found.languages, found.text_language, found.contact_way = [], Language.SWEDISH, ContactWay.SMS
    found.state, found.named_at = VolunteerState.FORGOTTEN, now
    found.save()


def find_by_number(municipality: Municipality, mobile: str) -> Volunteer | None:
    return Volunteer.objects.known().filter(municipality=municipality, mobile=mobile).order_by("pk").first()


def lock(municipality: Municipality) -> None:
    """Two doors adding the same number at once take turns."""
    Municipality.objects.select_for_update().get(pk=municipality.pk)
