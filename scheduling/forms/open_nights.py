"""The terms on which people sign themselves up for open nights."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.domain.open_nights.terms import Wanted
from scheduling.enums import QuotaSpan
from scheduling.forms.words import REQUIRED
from scheduling.models import OpenNightTerms
from scheduling.models.open_night import LATEST_CLOSING, LONGEST_AHEAD, MOST_NIGHTS


def whole(label: Any, help_text: Any = "", *, least: int = 1, most: int, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            **REQUIRED,
            "invalid": _("Skriv ett helt tal."),
            "min_value": _("Skriv minst %(limit_value)s."),
            "max_value": _("Skriv högst %(limit_value)s."),
        },
    )


class OpenNightTermsForm(forms.Form):
    """Once valid, `wanted` holds terms to choose; what does not go together the verb says."""

    members_days = whole(_("Föreningens egna, dagar före"), most=LONGEST_AHEAD)
    others_days = whole(
        _("Andra som går i kommunen, dagar före"), _("Tomt: aldrig."), most=LONGEST_AHEAD, required=False
    )
    new_days = whole(_("Nya, dagar före"), _("Tomt: aldrig."), most=LONGEST_AHEAD, required=False)
    quota = whole(_("Högst så många öppna kvällar var"), most=MOST_NIGHTS)
    quota_span = forms.ChoiceField(
        label=_("De räknas bland kvällar"), choices=QuotaSpan.choices, widget=forms.RadioSelect, error_messages=REQUIRED
    )
    closes_hours = whole(
        _("Anmälan stänger, timmar före start"),
        _("Så att ni hinner se vilka som kommer."),
        least=0,
        most=LATEST_CLOSING,
    )
    asks_leader = forms.BooleanField(
        label=_("Ledaren svarar först"),
        required=False,
        help_text=_("Anmälan väntar i inkorgen på ett ja. Utan krysset har den som anmäler sig sin plats direkt."),
    )

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(**given | {"quota_span": QuotaSpan(given["quota_span"])})


def initial_of(terms: OpenNightTerms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in OpenNightTermsForm.base_fields}
