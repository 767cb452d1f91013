"""What is asked about a webhook."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from api.enums import EventType
from api.models import WebhookEndpoint
from api.models.webhook import LONGEST_URL
from scheduling.forms.words import REQUIRED
from volunteers.forms.fields import INDENT
from volunteers.models import District

NAME_LENGTH = 80
CHOSEN = [(each.value, each.label) for each in EventType if each != EventType.TEST]


class EndpointForm(forms.Form):
    """Where a partner wants to hear of what happens, and of what."""

    name = forms.CharField(
        label=_("Vad den ska användas till"),
        max_length=NAME_LENGTH,
        error_messages=REQUIRED,
        help_text=_("Till exempel lägesbilden på helgen."),
    )
    url = forms.CharField(
        label=_("Adress"),
        max_length=LONGEST_URL,
        error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Partnerns egen, till exempel https://system.example/lykta. Lykta skickar dit med POST."),
    )
    types = forms.MultipleChoiceField(
        label=_("Bara de här händelserna"),
        choices=CHOSEN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Välj inget för alla, också sådana som kommer senare."),
    )
    districts = forms.MultipleChoiceField(
        label=_("Bara i de här områdena"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Välj inget för allt som partnerns nycklar öppnar. Det som ligger under ett område följer med."),
    )
    keeps_order = forms.BooleanField(
        label=_("Håll ordningen"),
        required=False,
        help_text=_("Det som inte kom fram håller upp det som hände efteråt, tills det kommer fram eller ges upp."),
    )

    def __init__(self, data: Any = None, *, districts: Sequence[District], **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["districts"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - tells the type
        field.choices = [(str(one.uuid), f"{INDENT * getattr(one, 'tree_depth', 0)}{one.name}") for one in districts]

    @staticmethod
    def shown(endpoint: WebhookEndpoint) -> dict[str, Any]:
        """As it stands, to begin from."""
        names = ("name", "url", "types", "districts", "keeps_order")
        return {name: getattr(endpoint, name) for name in names}
