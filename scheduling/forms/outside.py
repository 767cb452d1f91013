"""What is asked about a calendar of someone else's."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.enums import SpecialDayKind
from scheduling.forms.words import REQUIRED
from scheduling.models import SubscribedCalendar

JUST_SHOWN = ("", _("Bara något att känna till"))


class AddressForm(forms.Form):
    """Where a calendar is."""

    address = forms.CharField(
        label=_("Kalenderns adress"),
        max_length=2_000,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Börjar ofta med webcal eller https och slutar på .ics. Leta efter Prenumerera på sidan."),
    )


class OutsideCalendarForm(forms.ModelForm):  # type: ignore[type-arg]  # no argument when it runs
    """What the calendar is called here, and what its days mean."""

    class Meta:
        model = SubscribedCalendar
        fields = ("name", "kind", "words")
        labels = {"name": _("Namn"), "kind": _("Vad dagarna är"), "words": _("Bara det som nämner")}
        help_texts = {
            "kind": _(
                "Skollov går att hoppa över i en säsong. Matcher, evenemang och risknätter föreslås som kvällar."
            ),
            "words": _("Ett eller flera ord med komma emellan, som hemma. Tomt tar med allt."),
        }
        error_messages = {"name": REQUIRED}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.TypedChoiceField)  # noqa: S101 - tells the type
        kind.choices = [JUST_SHOWN, *SpecialDayKind.choices]
