"""What is handed over: reviewed, kept back, and what its owner says, typed in or by the link in the letter."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fieldwork.domain.referrals.answering import Answer
from fieldwork.enums import ANSWERS, ReferralState
from fieldwork.exceptions import FieldworkError
from fieldwork.models import PlaceOwner, Referral
from fieldwork.models.referral import ANSWER_ROOM, MESSAGE_ROOM, REFERENCE_ROOM
from scheduling.forms.fields import date_field
from scheduling.forms.words import REQUIRED

Done = TypeVar("Done")
NO_PEOPLE = _("Inget om enskilda personer: inga namn, nummer eller bilar.")
OWNER_SAYS = {
    ReferralState.RECEIVED: _("Vi har tagit emot den"),
    ReferralState.PLANNED: _("Vi har planerat åtgärden"),
    ReferralState.FIXED: _("Den är åtgärdad"),
    ReferralState.NOT_OURS: _("Den är inte vår"),
}
THEY_SAY = {
    ReferralState.RECEIVED: _("Mottagen"),
    ReferralState.PLANNED: _("Planerad"),
    ReferralState.FIXED: _("Åtgärdad"),
    ReferralState.NOT_OURS: _("Inte deras"),
}


class ReferralForm(forms.Form):
    """A form whose errors also come from the verb it leads to."""

    def carry_out(self, verb: Callable[[], Done]) -> Done | None:
        """What the verb returned, or None: then its sentence stands at the field it is about."""
        try:
            return verb()
        except FieldworkError as error:
            field = getattr(error, "field", "")
            self.add_error(field if field in self.fields else None, str(error))
        return None


class ReviewForm(ReferralForm):
    """Whose it is, and in which words it leaves."""

    owner = forms.ChoiceField(label=_("Ägare"), error_messages=REQUIRED)
    message = forms.CharField(
        label=_("Beskrivning"),
        required=False,
        max_length=MESSAGE_ROOM,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Det här läser ägaren, utöver slag, plats och dagar. Inget om enskilda personer."),
    )
    shows_photo = forms.BooleanField(
        label=_("Visa fotot för ägaren"),
        required=False,
        help_text=_("På svarssidan, så länge länken är öppen. Titta efter ansikten och bilnummer först."),
    )
    reference = forms.CharField(
        label=_("Deras ärendenummer"),
        required=False,
        max_length=REFERENCE_ROOM,
        help_text=_("När du har ringt eller fyllt i deras egen felanmälan."),
    )

    def __init__(
        self, data: Any = None, *, owners: Sequence[PlaceOwner], has_photo: bool = False, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.owners = {str(one.pk): one for one in owners}
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
        named = [(pk, f"{one.name} ({one.get_way_display().lower()})") for pk, one in self.owners.items()]
        field.choices = [("", str(_("Välj ägare"))), *named]
        if not has_photo:
            del self.fields["shows_photo"]

    def clean_owner(self) -> PlaceOwner:
        return self.owners[self.cleaned_data["owner"]]


class KeepBackForm(ReferralForm):
    """Why it is not handed over."""

    reason = forms.CharField(
        label=_("Varför den inte lämnas över"),
        max_length=ANSWER_ROOM,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Skriv varför, så att de som såg det förstår.")},
        help_text=_("De som såg det kan läsa det här."),
    )


class ArrivedForm(ReferralForm):
    reference = forms.CharField(label=_("Deras ärendenummer"), required=False, max_length=REFERENCE_ROOM)


class AnswerForm(ReferralForm):
    """What the owner says. The words of the choices are the owner's own, or those of whoever types them in."""

    to = forms.ChoiceField(label=_("Svar"), widget=forms.RadioSelect, error_messages={"required": _("Välj ett svar.")})
    planned_on = date_field(_("Vilken dag"), _("Bara för det som är planerat."), required=False)
    reference = forms.CharField(label=_("Ärendenummer"), required=False, max_length=REFERENCE_ROOM)
    words = forms.CharField(
        label=_("Några ord"),
        required=False,
        max_length=ANSWER_ROOM,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=NO_PEOPLE,
    )

    def __init__(self, data: Any = None, *, referral: Referral, says: dict[Any, Any], **options: Any) -> None:
        begun = {"reference": referral.reference, "planned_on": referral.planned_on}
        super().__init__(data, initial=begun, **{"auto_id": "svar-%s", **options})
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
        field.choices = [(str(state), says[state]) for state in ANSWERS]

    @property
    def answer(self) -> Answer:
        given = self.cleaned_data
        return Answer(
            to=ReferralState(given["to"]),
            reference=given["reference"],
            planned_on=given["planned_on"],
            words=given["words"],
        )
