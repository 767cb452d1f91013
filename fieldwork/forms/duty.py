"""Forms of the rota of duty."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fieldwork.domain.duty_rota.moments import nights_of_pattern
from fieldwork.domain.duty_rota.people import Known
from fieldwork.domain.duty_rota.rotas import Person
from fieldwork.exceptions import FieldworkError
from fieldwork.models import DutyTurn
from messaging.domain.numbers import read_callable, show_number
from messaging.exceptions import NotAMobileNumber
from scheduling.domain.number_words import capital
from scheduling.forms.fields import date_field, time_field
from scheduling.forms.seasons import WeekdaysField
from scheduling.forms.words import REQUIRED
from volunteers.domain import calendar_words

SOMEBODY_ELSE = ""
EVERY = (
    (1, gettext_lazy("Varje vecka")),
    (2, gettext_lazy("Varannan vecka")),
    (3, gettext_lazy("Var tredje vecka")),
    (4, gettext_lazy("Var fjärde vecka")),
)


class PersonForm(forms.Form):
    """Somebody who is known, or a name and a number. `cleaned_data` gets person."""

    is_filter = True  # which fields can be empty depends on the others, so none says that it is optional

    who = forms.ChoiceField(label=gettext_lazy("Vem"), required=False)
    name = forms.CharField(label=gettext_lazy("Namn"), max_length=80, required=False)
    number = forms.CharField(
        label=gettext_lazy("Telefon"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Numret som larmet ringer och skickar sms till."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, known: Sequence[Known], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {one.key: one for one in known}
        choices = [(one.key, _words_of(one)) for one in known]
        self.fields["who"].choices = [*choices, (SOMEBODY_ELSE, _("Någon annan"))]  # type: ignore[attr-defined]  # its kind of field has it

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        chosen = self._known.get(data["who"])
        written = data["number"].strip()
        if chosen is not None and chosen.number and not written:
            data["person"] = chosen.person
            return data
        name = chosen.name if chosen else data["name"].strip()
        if not name:
            self.add_error("name", _("Skriv vem det är."))
        try:
            number = read_callable(written)
        except NotAMobileNumber as error:
            self.add_error("number", str(error))
        else:
            data["person"] = Person(name, number, chosen.user if chosen else None)
        return data


class GiveDutyForm(PersonForm):
    """One night, or the weekdays of a period. `cleaned_data` gets nights as well."""

    first = date_field(gettext_lazy("Natten som börjar"))
    last = date_field(gettext_lazy("Till och med"), gettext_lazy("Tomt: bara den natten."), required=False)
    weekdays = WeekdaysField(label=gettext_lazy("Bara de här dagarna"), required=False)
    every = forms.TypedChoiceField(
        label=gettext_lazy("Hur ofta"), choices=EVERY, coerce=int, initial=1, error_messages=REQUIRED
    )
    start = time_field(gettext_lazy("Från"), time(20))
    end = time_field(gettext_lazy("Till"), time(2), gettext_lazy("Efter midnatt går bra."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = calendar_words.words_in(get_language() or "sv").days
        self.fields["weekdays"].choices = [(str(day), capital(word)) for day, word in enumerate(days)]  # type: ignore[attr-defined]  # its kind of field has it

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        if data["last"] is None:
            data["nights"] = [data["first"]]
            return data
        try:
            data["nights"] = nights_of_pattern(
                data["first"], data["last"], weekdays=tuple(data["weekdays"]), every=data["every"]
            )
        except FieldworkError as error:
            self.add_error("last", str(error))
        return data


class SwapForm(forms.Form):
    """Another turn of the same rota, to change with. `cleaned_data` gets other as that turn."""

    other = forms.TypedChoiceField(label=gettext_lazy("Byt med"), coerce=int, error_messages=REQUIRED)

    def __init__(self, *args: Any, turns: Sequence[tuple[DutyTurn, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turns = {turn.pk: turn for turn, _words in turns}
        self.fields["other"].choices = [(turn.pk, words) for turn, words in turns]  # type: ignore[attr-defined]  # its kind of field has it

    def clean_other(self) -> DutyTurn:
        return self._turns[self.cleaned_data["other"]]


def _words_of(known: Known) -> str:
    return f"{known.name}, {show_number(known.number)}" if known.number else known.name
