"""What is asked of somebody who wants to walk, and of whoever answers them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from messaging.domain.one_time_codes import DIGITS
from volunteers.domain.languages import read_languages
from volunteers.domain.readings import NAME_LENGTH, read_birth_year, read_name, read_number
from volunteers.enums import Language
from volunteers.exceptions import NotUnderstood
from volunteers.forms.fields import DateInput, ReadField, VerbForm, district_choices
from volunteers.models import District

ANYWHERE = "0"  # no district has it


class InterestForm(VerbForm):
    """Name, number and where; the year of birth only in a town that asks for ages, the day only where the year is
    not enough. `ages` are those that a rule of the town turns on, and `minimum_age` what it asks of everybody.

    `website` stands out of sight: only a machine fills it in.
    """

    name = ReadField(
        label=_("Namn"), max_length=NAME_LENGTH, read=read_name, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    number = ReadField(
        label=_("Mobilnummer"),
        max_length=40,
        read=read_number,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Dit skickar vi en kod, så att vi vet att numret är ditt. Sedan kommer frågor om kvällar dit."),
    )
    district = forms.ChoiceField(label=_("Var vill du gå?"), initial=ANYWHERE)
    birth_year = forms.CharField(
        label=_("Födelseår"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    born_on = forms.DateField(
        label=_("Födelsedag"),
        widget=DateInput(),
        error_messages={"required": _("Skriv dagen också, för året räcker inte för att räkna ut åldern.")},
    )
    languages = ReadField(
        label=_("Språk du talar"),
        required=False,
        max_length=200,
        read=read_languages,
        help_text=_("Med komma mellan, som svenska, arabiska. Det hjälper när någon ute talar samma språk."),
    )
    text_language = forms.ChoiceField(label=_("Språk i sms"), choices=Language.choices)
    agrees = forms.BooleanField(
        label=_("Ja, jag samtycker till det som står här."),
        error_messages={"required": _("Läs texten och kryssa i rutan, om du vill vara med.")},
    )
    website = forms.CharField(label=_("Lämna tomt"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        districts: Sequence[District],
        today: date,
        ages: Collection[int] = (),
        minimum_age: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.today, self.ages, self.minimum_age = today, ages, minimum_age
        self.districts = {str(district.pk): district for district in districts}
        field = self.fields["district"]
        field.choices = [(ANYWHERE, _("Där det behövs")), *district_choices(districts)]  # type: ignore[attr-defined]  # of a choice
        if not ages:
            del self.fields["birth_year"]
        if not ages or not self._is_year_too_vague():
            del self.fields["born_on"]
        if not districts:
            del self.fields["district"]

    def clean_district(self) -> District | None:
        return self.districts.get(self.cleaned_data["district"])

    def clean_languages(self) -> list[str]:
        return self.cleaned_data["languages"] or []

    def clean_birth_year(self) -> int:
        try:
            year = read_birth_year(self.cleaned_data["birth_year"], today=self.today)
        except NotUnderstood as error:
            raise ValidationError(str(error)) from error
        if self.today.year - year < self.minimum_age:
            raise ValidationError(self._too_young())
        return year

    def clean_born_on(self) -> date:
        born_on: date = self.cleaned_data["born_on"]
        year = self.cleaned_data.get("birth_year")
        if year is not None and born_on.year != year:
            raise ValidationError(gettext("Födelsedagen är inte i det året. Kolla båda."))
        has_had_birthday = (self.today.month, self.today.day) >= (born_on.month, born_on.day)
        if self.today.year - born_on.year - (not has_had_birthday) < self.minimum_age:
            raise ValidationError(self._too_young())
        return born_on

    def _is_year_too_vague(self) -> bool:
        """Whether somebody born that year may or may not have turned one of the ages."""
        year = str(self.data.get("birth_year") or self.initial.get("birth_year") or "").strip()
        return year.isdecimal() and self.today.year - int(year) in self.ages

    def _too_young(self) -> str:
        words = gettext("Här nattvandrar man från det att man har fyllt %(age)s. Välkommen tillbaka då.")
        return words % {"age": self.minimum_age}


class CodeForm(VerbForm):
    """The code as it stands in the text."""

    code = forms.CharField(
        label=_("Koden i sms:et"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}),
        error_messages={"required": _("Skriv de sex siffrorna i sms:et.")},
    )

    def clean_code(self) -> str:
        """What cannot be a code costs no try."""
        code: str = self.cleaned_data["code"]
        if sum(sign.isdecimal() for sign in code) != DIGITS:
            raise ValidationError(gettext("Koden har sex siffror."))
        return code
