"""How several nights are moved or copied."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from scheduling.domain.several_nights import Shifting
from scheduling.forms.fields import number_field, time_field

A_YEAR = 366


class ShiftingForm(forms.Form):
    """`shifting` is what was written, None where it cannot be read."""

    days = number_field(
        gettext_lazy("Så många dagar senare"),
        gettext_lazy("7 är en vecka. Minus för tidigare, 0 för samma dag."),
        least=-A_YEAR,
        most=A_YEAR,
        initial=7,
    )
    start = time_field(gettext_lazy("Ny start"), None, gettext_lazy("Tomt: som förut."), required=False)
    end = time_field(gettext_lazy("Nytt slut"), required=False)

    @property
    def shifting(self) -> Shifting | None:
        return Shifting(**self.cleaned_data) if self.is_valid() else None

    @property
    def problem(self) -> str:
        """What to mend, in a sentence."""
        found: list[Any] = [error for errors in self.errors.values() for error in errors]
        return str(found[0]) if found else ""
