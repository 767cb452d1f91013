"""Until when a night that is too few goes on being filled."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy

PICK = gettext_lazy("Välj till när ni fyller på.")


class MomentField(forms.Field):
    """A moment with its zone, as the page gave it to choose."""

    def to_python(self, value: str | None) -> datetime | None:
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise forms.ValidationError(PICK) from None
        if moment.tzinfo is None:
            raise forms.ValidationError(PICK)
        return moment


class KeepForm(forms.Form):
    until = MomentField(error_messages={"required": PICK})
    asks_fast = forms.BooleanField(required=False)
