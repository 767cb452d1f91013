"""What is asked on the pages about people and organisations. Forms read; what it means is decided in domain/."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from messaging.domain.numbers import show_number
from volunteers.domain.languages import name_languages, read_languages
from volunteers.domain.readings import (
    NAME_LENGTH,
    NOTE_LENGTH,
    read_birth_year,
    read_name,
    read_note,
    read_number,
    read_phone,
)
from volunteers.enums import Language
from volunteers.exceptions import NotUnderstood, PeopleError
from volunteers.models import Association, District, Municipality, Volunteer
from volunteers.models.association import validate_organisation_number
from volunteers.models.municipality import validate_time_zone

Done = TypeVar("Done")
INDENT = "\u2003"  # an em space, for a select cannot show a tree otherwise
MEGABYTE = 1024 * 1024
CONTACT_FIELDS = ("contact_name", "contact_email", "contact_number")


class VerbForm(forms.Form):
    """A form whose errors also come from the verb it leads to."""

    def carry_out(self, verb: Callable[[], Done]) -> Done | None:
        """What the verb returned, or None: then its sentence stands in the form."""
        try:
            return verb()
        except ValidationError as error:
            for name, errors in error.error_dict.items() if hasattr(error, "error_dict") else [(None, [error])]:
                self.add_error(name if name in self.fields else None, errors)
        except PeopleError as error:
            self.add_error(None, str(error))
        return None


class ReadField(forms.CharField):
    """A line of text that a reader of domain/readings understands; its sentence is the error."""

    def __init__(self, *, read: Callable[[str], Any], **options: Any) -> None:
        self.read = read
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return text
        try:
            return self.read(text)
        except NotUnderstood as error:
            raise ValidationError(str(error)) from error


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def telephone() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})


class PeopleFilter(forms.Form):
    is_filter = True

    namn = forms.CharField(label=_("Namn"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    forening = forms.ChoiceField(label=_("Förening"), required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Alla")), ("active", _("Aktiva")), ("paused", _("Pausade"))],
    )

    def __init__(self, data: Any, *, associations: Sequence[Association]) -> None:
        super().__init__(data)
        choices = [("", _("Alla föreningar")), *((str(a.pk), a.name) for a in associations)]
        self.fields["forening"] = forms.ChoiceField(label=_("Förening"), required=False, choices=choices)
        if len(associations) < 2:  # noqa: PLR2004 - one is no choice
            del self.fields["forening"]


class PersonForm(VerbForm):
    """A volunteer's own details. With `associations`, a new volunteer's first association too."""

    name = ReadField(label=_("Namn"), max_length=NAME_LENGTH, read=read_name)
    mobile = ReadField(label=_("Mobilnummer"), max_length=40, read=read_number, widget=telephone())
    email = forms.EmailField(label=_("E-post"), required=False)
    birth_year = forms.CharField(
        label=_("Födelseår"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    languages = ReadField(
        label=_("Språk"),
        required=False,
        max_length=200,
        read=read_languages,
        help_text=_("Med komma mellan, som svenska, arabiska."),
    )
    text_language = forms.ChoiceField(label=_("Språk i sms"), choices=Language.choices)
    leader_training_until = forms.DateField(label=_("Ledarutbildning giltig till"), required=False, widget=DateInput())
    home_district = forms.ChoiceField(label=_("Hemområde"), required=False)
    informed_on = forms.DateField(
        label=_("Har läst informationen"),
        required=False,
        widget=DateInput(),
        help_text=_("Dagen då personen fick veta hur uppgifterna används."),
    )
    consented_on = forms.DateField(label=_("Samtycke"), required=False, widget=DateInput())
    note = ReadField(
        label=_("Anteckning"),
        required=False,
        max_length=NOTE_LENGTH,
        read=read_note,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bara det som behövs för planeringen. Aldrig personnummer, hälsa eller annat privat."),
    )

    def __init__(self, data: Any = None, *, districts: Sequence[District], today: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.today = today
        self.districts = {str(district.pk): district for district in districts}
        choices = [("", _("Inget valt")), *district_choices(districts)]
        self.fields["home_district"] = forms.ChoiceField(label=_("Hemområde"), required=False, choices=choices)

    def clean_birth_year(self) -> int | None:
        text = self.cleaned_data["birth_year"]
        if not text:
            return None
        try:
            return read_birth_year(text, today=self.today)
        except NotUnderstood as error:
            raise ValidationError(str(error)) from error

    def clean_languages(self) -> list[str]:
        return self.cleaned_data["languages"] or []

    def clean_home_district(self) -> District | None:
        return self.districts.get(self.cleaned_data["home_district"])


class NewPersonForm(PersonForm):
    association = forms.ChoiceField(label=_("Förening"))
    field_order = ("name", "mobile", "association")

    def __init__(self, data: Any = None, *, associations: Sequence[Association], **options: Any) -> None:
        super().__init__(data, **options)
        offer_associations(self, associations)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        association, district = cleaned.get("association"), cleaned.get("home_district")
        if association and district and district.municipality_id != association.municipality_id:
            self.add_error("home_district", _("Området ligger i en annan kommun än föreningen."))
        return cleaned

    def clean_association(self) -> Association:
        return self.choices[self.cleaned_data["association"]]

    choices: dict[str, Association]


class JoinForm(VerbForm):
    """One more association for a volunteer."""

    association = forms.ChoiceField(label=_("Förening"))

    def __init__(self, data: Any = None, *, associations: Sequence[Association]) -> None:
        super().__init__(data)
        offer_associations(self, associations)

    def clean_association(self) -> Association:
        return self.choices[self.cleaned_data["association"]]

    choices: dict[str, Association]


class ImportForm(VerbForm):
    """A list to read. Too large a file is refused by its size, before anything reads it."""

    association = forms.ChoiceField(label=_("Förening"))
    file = forms.FileField(
        label=_("Lista"),
        help_text=format_lazy(
            _("Excel (.xlsx) eller .csv, högst {size} MB."), size=settings.UPLOAD_MAX_SIZE // MEGABYTE
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        error_messages={
            "required": _("Välj en fil först."),
            "missing": _("Välj en fil först."),
            "invalid": _("Filen kom inte fram. Prova igen."),
            "empty": _("Filen är tom. Den behöver en rad med rubriker och sedan en rad för varje person."),
        },
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, associations: Sequence[Association], **options: Any
    ) -> None:
        super().__init__(data, files, **options)
        offer_associations(self, associations)

    def clean_association(self) -> Association:
        return self.choices[self.cleaned_data["association"]]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_SIZE:
            raise ValidationError(
                _("Filen är för stor. En lista får vara högst %(size)s MB; ta bort bilder eller dela den.")
                % {"size": settings.UPLOAD_MAX_SIZE // MEGABYTE}
            )
        return file

    choices: dict[str, Association]


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


def person_initial(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "name": volunteer.name,
        "mobile": show_number(volunteer.mobile),
        "email": volunteer.email,
        "birth_year": volunteer.birth_year,
        "languages": name_languages(volunteer.languages, get_language() or "sv"),
        "text_language": volunteer.text_language,
        "leader_training_until": volunteer.leader_training_until,
        "home_district": volunteer.home_district_id,
        "informed_on": volunteer.informed_on,
        "consented_on": volunteer.consented_on,
        "note": volunteer.note,
    }


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


def offer_associations(form: "NewPersonForm | JoinForm | ImportForm", associations: Sequence[Association]) -> None:
    """One association is no choice: it is taken for granted and the field stays out of sight."""
    form.choices = {str(association.pk): association for association in associations}
    named = [(pk, association.name) for pk, association in form.choices.items()]
    field = forms.ChoiceField(label=_("Förening"), choices=[("", _("Välj förening")), *named])
    if len(associations) == 1:
        field.widget = forms.HiddenInput()
        form.initial["association"] = str(associations[0].pk)
    form.fields["association"] = field


def district_choices(districts: Sequence[District]) -> list[tuple[str, str]]:
    """As a tree: each level is set in a little."""
    return [(str(d.pk), f"{INDENT * getattr(d, 'tree_depth', 0)}{d.name}") for d in districts]
