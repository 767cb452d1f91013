"""What a municipality writes beside the figures: its words, survey figures, and the names of frozen reports."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fieldwork.domain.surveys.figures import Answer
from fieldwork.domain.surveys.lists import STANDARD_QUESTION
from fieldwork.models import FollowUpPolicy, FollowUpWords, FrozenReport, SurveyFigure
from volunteers.forms.fields import INDENT
from volunteers.models import District
from volunteers.models.volunteer import refuse_personal_number

MEGABYTE = 1024 * 1024


class WordsForm(forms.ModelForm):  # type: ignore[type-arg]  # no argument when it runs
    class Meta:
        model = FollowUpWords
        fields = ("problem", "measures", "outcome")
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in fields}
        help_texts = {
            "problem": _("Var, när och vad? Platser och grupper, aldrig enskilda personer."),
            "measures": _("Vad gjorde ni, och varför just det?"),
            "outcome": _("Vad blev det av det? Vad gör ni annorlunda nästa period?"),
        }


class SurveyForm(forms.ModelForm):  # type: ignore[type-arg]  # no argument when it runs
    """One figure, typed in. `districts` are the municipality's, as a tree read from the top."""

    district = forms.TypedChoiceField(label=_("Område"), required=False, coerce=int, empty_value=None)
    field_order = ("district", "year", "question", "percent", "source")

    class Meta:
        model = SurveyFigure
        fields = ("year", "question", "percent", "source")
        help_texts = {"percent": _("Andel som svarade att de känner sig trygga, 0–100.")}

    def __init__(self, *args: Any, districts: list[District], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.pk, INDENT * one.tree_depth + one.name) for one in districts]  # type: ignore[attr-defined]  # annotated by the query
        self.fields["district"].choices = [("", _("Hela kommunen")), *named]  # type: ignore[attr-defined]  # its kind of field has it
        self.fields["question"].initial = STANDARD_QUESTION

    def answer(self) -> Answer:
        said = self.cleaned_data
        return Answer(said["district"], said["year"], said["question"], said["percent"], said["source"])


class ListForm(forms.Form):
    """A list of survey figures. Too large a file is refused by its size, before anything reads it."""

    file = forms.FileField(
        label=_("Lista"),
        help_text=_("Excel (.xlsx) eller .csv med rubrikerna Område, År, Andel, Fråga och Källa."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        error_messages={
            "required": _("Välj en fil först."),
            "missing": _("Välj en fil först."),
            "invalid": _("Filen kom inte fram. Prova igen."),
            "empty": _("Filen är tom. Den behöver en rad med rubriker, och rader under dem."),
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_SIZE:
            raise ValidationError(
                _("Filen är för stor. En lista får vara högst %(size)s MB; ta bort bilder eller dela den.")
                % {"size": settings.UPLOAD_MAX_SIZE // MEGABYTE}
            )
        return file


class FreezeForm(forms.ModelForm):  # type: ignore[type-arg]  # no argument when it runs
    class Meta:
        model = FrozenReport
        fields = ("name",)
        help_texts = {"name": _("Så att den går att hitta igen, till exempel Rapport till nämnden våren 2026.")}


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Varför gäller den inte längre?"), max_length=200, validators=[refuse_personal_number]
    )


class SmallestForm(forms.ModelForm):  # type: ignore[type-arg]  # no argument when it runs
    class Meta:
        model = FollowUpPolicy
        fields = ("smallest",)
        help_texts = {"smallest": _("Mindre antal personer och händelser döljs i det som lämnar kommunen.")}
