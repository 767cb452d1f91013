"""What a volunteer is asked about on their own page, in words to the one who reads them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from volunteers.forms.availability import AvailabilityForm, AwayForm, CompanyForm
from volunteers.models import District, Volunteer

OFTEN_ENOUGH = 8  # nights a month that can be chosen; what a leader has put down beside them is offered too


class OwnPatternForm(AvailabilityForm):
    """A choice instead of a number: it is made with one thumb."""

    def __init__(self, data: Any = None, *, districts: Sequence[District], **options: Any) -> None:
        super().__init__(data, districts=districts, **options)
        told = self.initial.get("most_a_month")
        self.fields["most_a_month"] = forms.TypedChoiceField(
            label=_("Hur ofta som mest?"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("Det spelar ingen roll")), *_often_choices(told)],
            help_text=_("Har du nått dit frågar vi andra först."),
        )
        self.fields["districts"].label = _("Var går du helst?")
        self.fields["weekdays"].label = _("Vilka dagar passar?")
        if not districts:
            del self.fields["districts"]
        self.order_fields(["weekdays", "risk_nights", "most_a_month", "districts"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return {"districts": []} | cleaned


def _often_choices(told: int | None) -> list[tuple[int, str]]:
    counts = sorted({*range(1, OFTEN_ENOUGH + 1), *([told] if told else [])})
    words = ((count, ngettext("%(count)s kväll i månaden", "%(count)s kvällar i månaden", count)) for count in counts)
    return [(count, said % {"count": count}) for count, said in words]


class OwnAwayForm(AwayForm):
    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["first_on"].label = _("Från")


class OwnCompanyForm(CompanyForm):
    """Those one has walked with, and no others: a page shows nobody a list of the association's people."""

    def __init__(self, data: Any = None, *, people: Sequence[Volunteer], **options: Any) -> None:
        super().__init__(data, people=people, **options)
        self.fields["companion"].label = _("Någon du har gått med")
