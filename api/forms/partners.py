"""What is asked about a partner and about a key of theirs."""

from collections.abc import Sequence
from ipaddress import ip_network
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from api.enums import ON_REQUEST, PERSONAL, Scope
from scheduling.forms.words import REQUIRED
from volunteers.forms.fields import INDENT
from volunteers.models import District, Municipality

NAME_LENGTH = 80
MOST_NETWORKS = 20
LIFETIMES = {
    "90": _("90 dagar"),
    "365": _("Ett år"),
    "730": _("Två år"),
    "": _("Tills den spärras"),
}


class PartnerForm(forms.Form):
    """A new partner of one of the municipalities."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=NAME_LENGTH,
        error_messages=REQUIRED,
        help_text=_("Till exempel Polisen eller Huge Bostäder."),
    )
    contact_email = forms.EmailField(
        label=_("E-post till den som sköter kopplingen"), required=False, max_length=NAME_LENGTH
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Kommun"), empty_label=None, widget=forms.Select
    )

    def __init__(self, data: Any = None, *, municipalities: Sequence[Municipality], **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type
        field.queryset = Municipality.objects.filter(pk__in=[each.pk for each in municipalities])
        if len(municipalities) == 1:
            field.widget = forms.HiddenInput()
            self.initial["municipality"] = municipalities[0].pk


class KeyForm(forms.Form):
    """What a new key is for, and how far it reaches."""

    name = forms.CharField(
        label=_("Vad den ska användas till"),
        max_length=NAME_LENGTH,
        error_messages=REQUIRED,
        help_text=_("Till exempel lägesbilden på helgen."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Får"),
        choices=Scope.choices,
        initial=[scope.value for scope in Scope if scope not in ON_REQUEST],
        widget=forms.CheckboxSelectMultiple,
        error_messages=REQUIRED,
        help_text=_(
            "Namn och nummer lämnas bara ut samma kväll som passet, och varje gång syns på den här sidan. "
            "Uppföljningen håller inne små tal. Den som sparar svaren kan se vad en rättelse ändrade."
        ),
    )
    districts = forms.MultipleChoiceField(
        label=_("Bara i de här områdena"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Välj inget för hela kommunen. Det som ligger under ett område följer med."),
    )
    days = forms.ChoiceField(label=_("Gäller"), choices=LIFETIMES.items(), initial="365", required=False)
    networks = forms.CharField(
        label=_("Bara från de här nätverken"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("Ett på varje rad, som 192.0.2.0/24 eller 2001:db8::/32. Tomt är varifrån som helst."),
    )

    def __init__(self, data: Any = None, *, districts: Sequence[District], **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["districts"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - tells the type
        field.choices = [(str(one.uuid), f"{INDENT * getattr(one, 'tree_depth', 0)}{one.name}") for one in districts]
        if not districts:
            del self.fields["districts"]

    def clean_networks(self) -> list[str]:
        lines = self.cleaned_data["networks"].replace(",", " ").split()
        if len(lines) > MOST_NETWORKS:
            raise ValidationError(_("Högst %(most)d nätverk.") % {"most": MOST_NETWORKS})
        return [self._network(line) for line in lines]

    def _network(self, line: str) -> str:
        try:
            return str(ip_network(line, strict=False))
        except ValueError as error:
            raise ValidationError(_("%(line)s är inget nätverk.") % {"line": line[:NAME_LENGTH]}) from error


class PersonalKeyForm(forms.Form):
    """What a leader's or coordinator's own key is for."""

    name = forms.CharField(
        label=_("Vad den ska användas till"),
        max_length=NAME_LENGTH,
        error_messages=REQUIRED,
        help_text=_("Till exempel föreningens webbplats eller ett kalkylark."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Får läsa"),
        choices=[(scope.value, scope.label) for scope in PERSONAL],
        initial=[scope.value for scope in PERSONAL if scope not in ON_REQUEST],
        widget=forms.CheckboxSelectMultiple,
        error_messages=REQUIRED,
        help_text=_("Aldrig mer än du själv får se. Namn och nummer lämnas bara ut samma kväll som passet."),
    )
    days = forms.ChoiceField(label=_("Gäller"), choices=LIFETIMES.items(), initial="365", required=False)
