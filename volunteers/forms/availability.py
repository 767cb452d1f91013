"""What is asked about when a volunteer can walk."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from volunteers.domain.availability import weekday_names
from volunteers.forms.fields import DateInput, VerbForm
from volunteers.models import Availability, District, Volunteer
from volunteers.models.availability import MOST_NIGHTS


class AvailabilityForm(VerbForm):
    most_a_month = forms.IntegerField(
        label=_("Högst så många kvällar i månaden"),
        required=False,
        min_value=1,
        max_value=MOST_NIGHTS,
        help_text=_("Tomt om personen inte har sagt något."),
    )

    def __init__(self, data: Any = None, *, districts: Sequence[District], **options: Any) -> None:
        super().__init__(data, **options)
        self.known = {str(district.pk): district for district in districts}
        self.fields["weekdays"] = forms.TypedMultipleChoiceField(
            label=_("Dagar som passar"),
            required=False,
            coerce=int,
            choices=[(str(day), capfirst(name)) for day, name in enumerate(weekday_names())],
            widget=forms.CheckboxSelectMultiple(attrs={"class": "across"}),
        )
        self.fields["risk_nights"] = forms.BooleanField(
            label=_("Riskkvällar, vilken dag det än är"),
            required=False,
            help_text=_("Löningshelger, Valborg, Halloween, Lucia och det som kommunen har märkt ut."),
        )
        self.fields["districts"] = forms.MultipleChoiceField(
            label=_("Går helst i"),
            required=False,
            choices=[(pk, district.name) for pk, district in self.known.items()],
            widget=forms.CheckboxSelectMultiple(attrs={"class": "across"}),
        )
        self.order_fields(["weekdays", "risk_nights", "most_a_month", "districts"])

    def clean_districts(self) -> list[District]:
        return [self.known[pk] for pk in self.cleaned_data["districts"]]


class CompanyForm(VerbForm):
    """One of `people` to walk with, by first name and a letter."""

    def __init__(self, data: Any = None, *, people: Sequence[Volunteer], **options: Any) -> None:
        super().__init__(data, **options)
        self.known = {str(person.pk): person for person in people}
        named = [(pk, person.short_name) for pk, person in self.known.items()]
        self.fields["companion"] = forms.ChoiceField(label=_("Går gärna med"), choices=[("", _("Välj någon")), *named])

    def clean_companion(self) -> Volunteer:
        return self.known[self.cleaned_data["companion"]]


class AwayForm(VerbForm):
    first_on = forms.DateField(label=_("Borta från"), widget=DateInput())
    last_on = forms.DateField(label=_("Till och med"), widget=DateInput())

    def __init__(self, data: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first_on, last_on = cleaned.get("first_on"), cleaned.get("last_on")
        if first_on and last_on and last_on < first_on:
            self.add_error("last_on", _("Sista dagen kommer före den första."))
        elif last_on and last_on < self.today:
            self.add_error("last_on", _("Den dagen har redan varit."))
        return cleaned


def availability_initial(told: Availability | None) -> dict[str, Any]:
    if told is None:
        return {}
    return {
        "weekdays": [str(day) for day in told.weekdays],
        "risk_nights": told.risk_nights,
        "most_a_month": told.most_a_month,
        "districts": [str(district.pk) for district in told.districts.all()],
    }
