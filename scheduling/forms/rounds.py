"""How long a round waits for an answer before the next is asked."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy

WAITS = (
    ("", gettext_lazy("så länge det finns tid till")),
    ("120", gettext_lazy("2 timmar")),
    ("240", gettext_lazy("4 timmar")),
    ("1440", gettext_lazy("till nästa dag")),
)


class RoundForm(forms.Form):
    wait = forms.ChoiceField(
        choices=WAITS, required=False, error_messages={"invalid_choice": gettext_lazy("Välj hur länge vi ska vänta.")}
    )

    def wait_for(self) -> timedelta | None:
        """None where the hours left decide."""
        minutes = self.cleaned_data["wait"]
        return timedelta(minutes=int(minutes)) if minutes else None
