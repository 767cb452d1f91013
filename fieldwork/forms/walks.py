"""What is done with a night from its pages: who goes out, who is home, who joins."""

from typing import Any

from django import forms

from fieldwork.queries.nights import Night, members_to_bring
from scheduling.models import Shift
from volunteers.models import Volunteer


class PeopleForm(forms.Form):
    """Some of the crew, by the keys of their places: those whom whoever asks may act for."""

    vem = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data: Any, *, of: set[int]) -> None:
        super().__init__(data)
        self.fields["vem"].choices = [(key, key) for key in of]  # type: ignore[attr-defined]  # its kind of field has it


class BringForm(forms.Form):
    """A member who goes along without having been asked."""

    person = forms.ModelChoiceField(Volunteer.objects.none())

    def __init__(self, data: Any, *, night: Night) -> None:
        super().__init__(data)
        self.fields["person"].queryset = members_to_bring(night.shift)  # type: ignore[attr-defined]  # its kind of field has it


class JoinForm(forms.Form):
    """Which group one walks with instead."""

    grupp = forms.TypedChoiceField(coerce=int)

    def __init__(self, data: Any, *, groups: list[Shift]) -> None:
        super().__init__(data)
        self.fields["grupp"].choices = [(shift.pk, shift.pk) for shift in groups]  # type: ignore[attr-defined]  # its kind of field has it
