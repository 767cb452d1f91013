"""When safety hosts are at work, as a coordinator writes it."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fieldwork.domain.hosts import HostTerms
from fieldwork.models import HostDuty
from messaging.domain.numbers import show_number
from scheduling.domain.number_words import capital
from scheduling.forms.fields import date_field, time_field
from scheduling.forms.seasons import WeekdaysField
from scheduling.forms.words import REQUIRED
from volunteers.domain import calendar_words
from volunteers.domain.readings import read_number
from volunteers.forms.fields import ReadField, telephone
from volunteers.models import District


def read_team_number(text: str) -> str:
    return read_number(text, is_called=True)


class HostForm(forms.Form):
    """What is said of a team, whichever the night: `terms`, once valid."""

    name = forms.CharField(
        label=_("Grupp"),
        max_length=80,
        help_text=_("Gruppens namn, inte personernas: Värdarna i centrum."),
        error_messages=REQUIRED,
    )
    number = ReadField(
        label=_("Telefon"),
        max_length=40,
        read=read_team_number,
        widget=telephone(),
        help_text=_("Det nummer som kvällens ledare ringer."),
        error_messages=REQUIRED,
    )
    start = time_field(_("Börjar"), time(18, 0))
    end = time_field(_("Slutar"), time(2, 0), _("Efter midnatt går bra."))

    def __init__(self, data: Any = None, *, districts: Sequence[District], **options: Any) -> None:
        super().__init__(data, **options)
        self.known = {str(district.pk): district for district in districts}
        self.fields["districts"] = forms.MultipleChoiceField(
            label=_("Områden"),
            required=False,
            choices=[(pk, district.name) for pk, district in self.known.items()],
            widget=forms.CheckboxSelectMultiple(attrs={"class": "across"}),
            help_text=_("Inget valt: hela kommunen. Ett område räknar in sina delar."),
        )

    @property
    def terms(self) -> HostTerms:
        data = self.cleaned_data
        districts = tuple(self.known[pk] for pk in data["districts"])
        return HostTerms(data["name"], data["number"], districts, data["start"], data["end"])


class NewHostForm(HostForm):
    """A team on one night, or on weekdays of a period."""

    first_on = date_field(_("Kväll"))
    last_on = date_field(_("Upprepa till och med"), _("Tomt: bara den kvällen."), required=False)
    weekdays = WeekdaysField(label=_("På dagarna"), required=False, help_text=_("Inget valt: varje dag."))

    def __init__(self, data: Any = None, *, districts: Sequence[District], **options: Any) -> None:
        super().__init__(data, districts=districts, **options)
        days = calendar_words.words_in(get_language() or "sv").days
        self.fields["weekdays"].choices = [(str(day), capital(word)) for day, word in enumerate(days)]  # type: ignore[attr-defined]  # its kind of field has it

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("weekdays") and "last_on" in data and data["last_on"] is None:
            self.add_error("last_on", _("Skriv hur länge dagarna ska upprepas."))
        return data


def host_initial(duty: HostDuty) -> dict[str, Any]:
    zone = duty.municipality.zone
    return {
        "name": duty.name,
        "number": show_number(duty.number),
        "districts": [str(district.pk) for district in duty.districts.all()],
        "start": duty.starts_at.astimezone(zone).time(),
        "end": duty.ends_at.astimezone(zone).time(),
    }
