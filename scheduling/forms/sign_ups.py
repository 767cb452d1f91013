"""What is asked of somebody who signs up for an open night: a number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteers.domain.readings import read_number
from volunteers.forms.fields import ReadField, VerbForm


class NumberForm(VerbForm):
    number = ReadField(
        label=_("Ditt mobilnummer"),
        max_length=40,
        read=read_number,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Du får en kod som visar att numret är ditt. Inget konto, inget lösenord."),
        error_messages={"required": _("Skriv ditt mobilnummer.")},
    )
