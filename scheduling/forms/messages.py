"""A leader's own words, and whom they are for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ROOM = 480  # characters; what fits in three texts is checked with the signature


class MessageForm(forms.Form):
    """Words to be looked at, and when `is_sending` sent under the key that the look was given."""

    body = forms.CharField(
        label=_("Meddelande"),
        max_length=ROOM,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text=_("Ett sms rymmer ungefär 160 tecken. Ditt förnamn och föreningen läggs till sist."),
        error_messages={"required": _("Skriv något först."), "max_length": _("Texten är för lång. Korta den.")},
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_sending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].required = is_sending


class CrewMessageForm(MessageForm):
    """Words to those who walk, or to those who are asked as well."""

    CONFIRMED, AND_ASKED = "klara", "alla"
    to = forms.ChoiceField(
        label=_("Till"),
        choices=[(CONFIRMED, _("De som är klara")), (AND_ASKED, _("Också de som är tillfrågade"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vilka som ska få meddelandet.")},
    )
    field_order = ("to", "body", "key")

    def and_asked(self) -> bool:
        return bool(self.cleaned_data["to"] == self.AND_ASKED)
