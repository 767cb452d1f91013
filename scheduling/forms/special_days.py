"""Days that a municipality marks in its calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.enums import SpecialDayKind
from scheduling.forms.fields import date_field
from scheduling.forms.words import REQUIRED


class SpecialDayForm(forms.Form):
    """A school break, or one night when more adults are needed."""

    kind = forms.ChoiceField(label=_("Slag"), choices=SpecialDayKind.choices, error_messages=REQUIRED)
    name = forms.CharField(
        label=_("Namn"),
        max_length=80,
        help_text=_("Som ni säger det: Höstlov, Derby i ishallen."),
        error_messages=REQUIRED,
    )
    first_on = date_field(_("Från"))
    last_on = date_field(_("Till"), _("Tomt: bara den kvällen."), required=False)
