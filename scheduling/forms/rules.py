"""One rule about who may walk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.domain.walk_rules.kinds import KINDS, MOST_NEW
from scheduling.enums import RuleForce, RuleKind
from volunteers.domain.languages import read_languages
from volunteers.forms.fields import ReadField


class RuleForm(forms.Form):
    """What is asked depends on the kind. `kind` tells the forms of one page apart."""

    kind = forms.ChoiceField(choices=RuleKind.choices, widget=forms.HiddenInput)
    force = forms.ChoiceField(label=_("När regeln inte är uppfylld"), widget=forms.RadioSelect)
    number = forms.IntegerField(required=False, error_messages={"invalid": _("Skriv ett helt tal.")})
    most = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_NEW, error_messages={"invalid": _("Skriv ett helt tal.")}
    )
    languages = ReadField(label=_("Språk"), required=False, max_length=200, read=read_languages)
    may_except = forms.BooleanField(
        label=_("Ledaren får göra undantag"),
        required=False,
        help_text=_("Med ett skäl, som står i passets historik."),
    )

    def __init__(self, data: Any = None, *, about: RuleKind, **options: Any) -> None:
        super().__init__(data, auto_id=f"{about}-%s", **options)
        known = KINDS[about]
        self.initial.setdefault("kind", about)
        forces = [choice for choice in RuleForce.choices if not (known.is_wish and choice[0] == RuleForce.HARD)]
        self.fields["force"].widget.choices = self.fields["force"].choices = forces  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["number"].label = str(known.number_label)
        self.fields["number"].widget.attrs.update(min=known.lowest, max=known.highest, inputmode="numeric")
        self.fields["most"].label = str(known.most_label)
        self.fields["most"].widget.attrs["inputmode"] = "numeric"
        unasked = {
            "most": not known.most_label,
            "number": not known.number_label,
            "languages": about != RuleKind.LANGUAGES,
            "may_except": known.is_wish,
        }
        for name in [name for name, is_unasked in unasked.items() if is_unasked]:
            del self.fields[name]

    def clean_languages(self) -> list[str]:
        return self.cleaned_data["languages"] or []
