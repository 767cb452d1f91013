"""With whom a place changes owners."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from scheduling.domain.hand_overs.choices import Choice


class SwapForm(forms.Form):
    """One person, with the night they give for it or none."""

    with_whom = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Välj vem bytet är med."),
            "invalid_choice": gettext_lazy("Det bytet går inte längre. Välj igen."),
        }
    )

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {choice.key: choice for choice in choices}
        field = self.fields["with_whom"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
        field.choices = [(choice.key, choice.words) for choice in choices]

    @property
    def chosen(self) -> Choice:
        return self.by_key[self.cleaned_data["with_whom"]]
