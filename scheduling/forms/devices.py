"""What a device is called, and which calendars it follows."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.domain.followed.calendars import Owner
from scheduling.domain.followed.choices import Group
from scheduling.forms.words import REQUIRED
from scheduling.models import DevicePassword

MOST_CALENDARS = 20


class DeviceForm(forms.Form):
    """A new device, with a field for each group of calendars; those that nothing is ticked in are `folded` away."""

    name = forms.CharField(
        label=gettext_lazy("Vad enheten heter"),
        max_length=DevicePassword._meta.get_field("name").max_length,
        error_messages=REQUIRED,
        help_text=gettext_lazy("Till exempel Karins telefon. Då vet du vilken du ska koppla bort om den försvinner."),
    )

    def __init__(self, data: Any = None, *, groups: Sequence[Group], **options: Any) -> None:
        super().__init__(data, **options)
        self.groups = groups
        for group in groups:
            self.fields[group.name] = forms.MultipleChoiceField(
                label=group.title,
                required=False,
                choices=[(choice.value, choice.label) for choice in group.choices],
                initial=group.first,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "across"}),
            )

    @property
    def open_fields(self) -> list[Any]:
        return [self[group.name] for group in self.groups if self[group.name].value()]

    @property
    def folded_fields(self) -> list[Any]:
        return [self[group.name] for group in self.groups if not self[group.name].value()]

    @property
    def owners(self) -> list[Owner]:
        """Of the calendars chosen, once the form is valid."""
        return [
            choice.owner
            for group in self.groups
            for choice in group.choices
            if choice.value in self.cleaned_data.get(group.name, [])
        ]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.owners:
            self.add_error(None, _("Välj minst en kalender."))
        if len(self.owners) > MOST_CALENDARS:
            self.add_error(None, _("Högst %(most)d kalendrar på en enhet.") % {"most": MOST_CALENDARS})
        return cleaned
