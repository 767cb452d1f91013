"""What a coordinator writes of the nights to come."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fieldwork.domain.briefings.writing import BriefingTerms
from fieldwork.models import Briefing
from scheduling.forms.fields import date_field, number_field
from scheduling.forms.words import REQUIRED
from volunteers.forms.fields import district_choices
from volunteers.models import District


class BriefingForm(forms.Form):
    """`terms`, once valid."""

    district = forms.ChoiceField(label=_("Var"), required=False)
    first_night = date_field(_("Från kvällen"))
    last_night = date_field(_("Till kvällen"), _("Tomt: bara den kvällen."), required=False)
    text = forms.CharField(
        label=_("Genomgång"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Platser, tider och vad grupperna kan tänka på. Aldrig något som pekar ut en person."),
        error_messages=REQUIRED,
    )
    hours_before = number_field(
        _("Syns så många timmar före start"), _("Sedan tills gruppen är hemma."), least=1, most=24, initial=4
    )

    def __init__(self, data: Any = None, *, districts: Sequence[District], **options: Any) -> None:
        super().__init__(data, **options)
        self.known = {str(district.pk): district for district in districts}
        self.fields["district"].choices = [("", _("Hela kommunen")), *district_choices(districts)]  # type: ignore[attr-defined]  # its kind of field has it

    @property
    def terms(self) -> BriefingTerms:
        data = self.cleaned_data
        return BriefingTerms(
            district=self.known.get(data["district"]),
            first_night=data["first_night"],
            last_night=data["last_night"] or data["first_night"],
            text=data["text"],
            hours_before=data["hours_before"],
        )


def briefing_initial(briefing: Briefing) -> dict[str, Any]:
    return {
        "district": str(briefing.district_id or ""),
        "first_night": briefing.first_night,
        "last_night": briefing.last_night,
        "text": briefing.text,
        "hours_before": briefing.hours_before,
    }
