"""Asking people, and writing down who said yes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from scheduling.models import Shift
from scheduling.queries import askable_volunteers
from volunteers.models import Volunteer

REASON_LENGTH = 200


class ExceptionForm(forms.Form):
    """Why a leader lets somebody walk in spite of a rule; empty where there is none."""

    exception = forms.CharField(required=False, max_length=REASON_LENGTH, empty_value="")


class ReasonForm(forms.Form):
    """Why somebody goes before those who have waited longer."""

    reason = forms.CharField(
        max_length=REASON_LENGTH,
        error_messages={"required": gettext_lazy("Skriv varför, så att de andra kan få veta det.")},
    )


class AskForm(ExceptionForm):
    """Whom to ask for a shift, and as what."""

    volunteers = forms.ModelMultipleChoiceField(
        Volunteer.objects.none(),
        error_messages={
            "required": gettext_lazy("Välj minst en person att fråga."),
            "invalid_choice": gettext_lazy("Någon av dem är redan tillfrågad eller pausad. Välj igen."),
        },
    )
    as_leader = forms.BooleanField(required=False)
    is_later = forms.BooleanField(required=False)

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["volunteers"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - tells the type
        field.queryset = askable_volunteers(shift)


class PhoneForm(ExceptionForm):
    """Someone who said yes on the phone without having been asked."""

    volunteer = forms.ModelChoiceField(
        Volunteer.objects.none(),
        error_messages={
            "required": gettext_lazy("Välj vem som sa ja."),
            "invalid_choice": gettext_lazy("Personen är redan tillfrågad eller pausad."),
        },
    )
    as_leader = forms.BooleanField(required=False)

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["volunteer"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type
        field.queryset = askable_volunteers(shift)
