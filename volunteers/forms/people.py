"""What is asked about volunteers, one at a time or as a list. Forms read; what it means is decided in domain/."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from messaging.domain.numbers import show_number
from volunteers.domain.languages import name_languages, read_languages
from volunteers.domain.readings import NAME_LENGTH, NOTE_LENGTH, read_birth_year, read_name, read_note, read_number
from volunteers.enums import ContactWay, Gender, Language
from volunteers.exceptions import NotUnderstood
from volunteers.forms.fields import DateInput, OfAssociation, ReadField, VerbForm, district_choices, telephone
from volunteers.models import Association, District, Volunteer

MEGABYTE = 1024 * 1024
OLDEST_WITH_BIRTHDAY = 30  # no rule about age reaches higher


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
    mobile = forms.CharField(label=_("Mobilnummer"), max_length=40, widget=telephone())
    contact_way = forms.ChoiceField(
        label=_("Frågas genom"),
        choices=ContactWay.choices,
        required=False,  # a list or an older page does not say, and then it is by text
        help_text=_(
            "Med telefonsamtal kan det vara ett fast nummer. Frågan läses upp, och svaret trycks: 1 är ja, 2 är nej."
        ),
    )
    email = forms.EmailField(label=_("E-post"), required=False)
    birth_year = forms.CharField(
        label=_("Födelseår"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    born_on = forms.DateField(
        label=_("Födelsedag"),
        required=False,
        widget=DateInput(),
        help_text=_("Behövs bara för unga, där åldern måste räknas på dagen. Annars räcker året."),
    )
    gender = forms.ChoiceField(
        label=_("Kön"),
        required=False,
        choices=[("", _("Inte sagt")), *Gender.choices],
        help_text=_("Bara om personen själv vill säga det, för den som önskar blandade grupper."),
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
    introduced_on = forms.DateField(
        label=_("Har läst introduktionen"),
        required=False,
        widget=DateInput(),
        help_text=_("Dagen då personen läste hur man går: gyllene regler, larm, kläder."),
    )
    guardian_consent_on = forms.DateField(
        label=_("Vårdnadshavares samtycke"),
        required=False,
        widget=DateInput(),
        help_text=_("För den som inte har fyllt 18. Dagen då ni fick det skriftligt."),
    )
    extract_shown_on = forms.DateField(
        label=_("Registerutdrag visat"),
        required=False,
        widget=DateInput(),
        help_text=_("Bara dagen då det visades. Spara aldrig utdraget, och skriv aldrig vad som stod i det."),
    )
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

    def __init__(self, data: Any = None, *, districts: Sequence[District], today: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.today = today
        self.districts = {str(district.pk): district for district in districts}
        choices = [("", _("Inget valt")), *district_choices(districts)]
        self.fields["home_district"] = forms.ChoiceField(label=_("Hemområde"), required=False, choices=choices)

    def clean_contact_way(self) -> str:
        return self.cleaned_data["contact_way"] or ContactWay.SMS

    def clean(self) -> dict[str, Any]:
        """Which numbers will do depends on how the person is asked."""
        cleaned = super().clean() or self.cleaned_data
        if "mobile" in cleaned:
            try:
                is_called = cleaned.get("contact_way") == ContactWay.CALL
                cleaned["mobile"] = read_number(cleaned["mobile"], is_called=is_called)
            except NotUnderstood as error:
                self.add_error("mobile", str(error))
        return cleaned

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

    def clean_born_on(self) -> date | None:
        """Of those who are old enough for every rule the year is enough, and no more is kept."""
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on is None or self.today.year - born_on.year <= OLDEST_WITH_BIRTHDAY:
            return born_on
        self.cleaned_data["birth_year"] = born_on.year
        return None

    def clean_home_district(self) -> District | None:
        return self.districts.get(self.cleaned_data["home_district"])


class NewPersonForm(PersonForm, OfAssociation):
    field_order = ("name", "mobile", "association")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        association, district = cleaned.get("association"), cleaned.get("home_district")
        if association and district and district.municipality_id != association.municipality_id:
            self.add_error("home_district", _("Området ligger i en annan kommun än föreningen."))
        return cleaned


class JoinForm(OfAssociation):
    """One more association for a volunteer."""


class ImportForm(OfAssociation):
    """A list to read. Too large a file is refused by its size, before anything reads it."""

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
            "empty": _("Filen är tom. Den behöver en rad med rubriker, och rader under dem."),
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_SIZE:
            raise ValidationError(
                _("Filen är för stor. En lista får vara högst %(size)s MB; ta bort bilder eller dela den.")
                % {"size": settings.UPLOAD_MAX_SIZE // MEGABYTE}
            )
        return file


def person_initial(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "name": volunteer.name,
        "mobile": show_number(volunteer.mobile),
        "email": volunteer.email,
        "birth_year": volunteer.birth_year,
        "languages": name_languages(volunteer.languages, get_language() or "sv"),
        "text_language": volunteer.text_language,
        "contact_way": volunteer.contact_way,
        "leader_training_until": volunteer.leader_training_until,
        "born_on": volunteer.born_on,
        "gender": volunteer.gender,
        "introduced_on": volunteer.introduced_on,
        "guardian_consent_on": volunteer.guardian_consent_on,
        "extract_shown_on": volunteer.extract_shown_on,
        "home_district": volunteer.home_district_id,
        "informed_on": volunteer.informed_on,
        "consented_on": volunteer.consented_on,
        "note": volunteer.note,
    }
