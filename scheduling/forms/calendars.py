"""Whose nights a calendar shows."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from scheduling.forms.words import REQUIRED
from volunteers.models import Volunteer


class CalendarLinkForm(forms.Form):
    """Whose nights a new calendar link shows."""

    owner = forms.ModelChoiceField(Volunteer.objects.none(), empty_label=None, error_messages=REQUIRED)

    def __init__(self, *args: Any, owners: QuerySet[Any], label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type
        field.queryset = owners
        field.label = label
