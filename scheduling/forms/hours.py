"""From when until when nights are counted."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.forms.fields import date_field


class PeriodForm(forms.Form):
    """Asked by GET, so the names are those of the address. Both days are included."""

    fran = date_field(gettext_lazy("Från"))
    till = date_field(gettext_lazy("Till och med"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("fran"), data.get("till")
        if first and last and last < first:
            self.add_error("till", _("Sista dagen kommer före den första."))
        return data
