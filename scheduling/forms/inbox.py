"""A leader's own words to one person."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from messaging.domain import texts
from volunteers.models.volunteer import refuse_personal_number

MOST_SEGMENTS = 3
ROOM = 480


class ReplyForm(forms.Form):
    """What to text. A long answer costs more texts, and says so; beyond three it is better to phone."""

    body = forms.CharField(
        label=_("Svara med sms"),
        widget=forms.Textarea(attrs={"rows": 3, "data-segments": ""}),
        validators=[MaxLengthValidator(ROOM), refuse_personal_number],
        error_messages={"required": _("Skriv något att svara.")},
    )

    def clean_body(self) -> str:
        body: str = texts.tidy(self.cleaned_data["body"])
        if texts.segments(body) > MOST_SEGMENTS:
            raise forms.ValidationError(_("Det blir fler än tre sms. Korta ner det eller ring."))
        return body
