"""An association's own words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from scheduling.domain.wordings import LONGEST_BODY, check_wording


class WordingForm(forms.Form):
    """One kind of text in one language; its errors are what keeps the words from being used."""

    body = forms.CharField(
        label=_("Så här ska det stå"),
        max_length=LONGEST_BODY,
        error_messages={"required": _("Skriv vad som ska stå i sms:et.")},
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, kind: str, language: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.kind, self.language = kind, language
        self.fields["body"].widget.attrs["lang"] = language

    def clean_body(self) -> str:
        body: str = " ".join(self.cleaned_data["body"].split())
        problems = check_wording(self.kind, self.language, body)
        if problems:
            raise ValidationError(problems)
        return body
