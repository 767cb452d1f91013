"""What is asked about districts, associations, the municipality and those who lead. Meaning is decided in domain/."""

from collections.abc import Sequence
from typing import Any

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.domain.numbers import show_number
from volunteers.domain.readings import NAME_LENGTH, read_name, read_phone
from volunteers.forms.fields import ReadField, VerbForm, district_choices, telephone
from volunteers.models import Association, District, Municipality
from volunteers.models.association import validate_organisation_number
from volunteers.models.municipality import validate_time_zone

CONTACT_FIELDS = ("contact_name", "contact_email", "contact_number")


class DistrictForm(VerbForm):
    """A district's name and place in the tree."""

    name = forms.CharField(label=_("Namn"), max_length=60)
    parent = forms.ChoiceField(label=_("Ligger i"), required=False)

    def __init__(
        self, data: Any = None, *, municipality: Municipality, districts: Sequence[District], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.districts = {str(district.pk): district for district in districts}
        choices = [("", municipality.name), *district_choices(districts)]
        self.fields["parent"] = forms.ChoiceField(label=_("Ligger i"), required=False, choices=choices)

    def clean_parent(self) -> District | None:
        return self.districts.get(self.cleaned_data["parent"])


class ContactForm(VerbForm):
    """Whom to reach in an association; its leaders may change this themselves."""

    contact_name = forms.CharField(label=_("Kontaktperson"), required=False, max_length=80)
    contact_email = forms.EmailField(label=_("E-post"), required=False)
    contact_number = ReadField(label=_("Telefon"), required=False, max_length=40, read=read_phone, widget=telephone())


class AssociationForm(ContactForm):
    name = forms.CharField(label=_("Namn"), max_length=80)
    organisation_number = forms.CharField(
        label=_("Organisationsnummer"), required=False, max_length=13, validators=[validate_organisation_number]
    )
    is_active = forms.BooleanField(label=_("Föreningen är med just nu"), required=False, initial=True)
    field_order = ("name", "organisation_number", *CONTACT_FIELDS, "is_active")


class MunicipalityForm(VerbForm):
    name = forms.CharField(label=_("Namn"), max_length=80)
    activity_word = forms.CharField(
        label=_("Ord för aktiviteten"),
        max_length=24,
        help_text=_("Det ord ni använder: nattvandring, vuxenvandring, kvällsvandring."),
    )
    contact_number = ReadField(
        label=_("Samordnarens nummer"),
        required=False,
        max_length=40,
        read=read_phone,
        widget=telephone(),
        help_text=_("Det nummer som nattvandrare och besökare får ringa."),
    )
    time_zone = forms.CharField(
        label=_("Tidszon"),
        max_length=40,
        validators=[validate_time_zone],
        help_text=_("Alla klockslag visas så. I Sverige är det Europe/Stockholm."),
    )


class RoleForm(VerbForm):
    """Someone who is to lead or coordinate."""

    name = ReadField(label=_("Namn"), max_length=NAME_LENGTH, read=read_name)
    email = forms.EmailField(label=_("E-post"), help_text=_("Hit går en länk, där personen väljer sitt lösenord."))


class InvitationForm(ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """The mail with a link where someone chooses a password: allauth's, asked for by a coordinator."""


def association_initial(association: Association) -> dict[str, Any]:
    return {
        "name": association.name,
        "organisation_number": association.organisation_number,
        "contact_name": association.contact_name,
        "contact_email": association.contact_email,
        "contact_number": show_number(association.contact_number),
        "is_active": association.is_active,
    }


def municipality_initial(municipality: Municipality) -> dict[str, Any]:
    return {
        "name": municipality.name,
        "activity_word": municipality.activity_word,
        "contact_number": show_number(municipality.contact_number),
        "time_zone": municipality.time_zone,
    }
