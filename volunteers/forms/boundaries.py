"""What is asked about boundaries: a file, and which of its surfaces are which districts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from volunteers.domain.boundaries.matching import Pair
from volunteers.forms.fields import VerbForm, district_choices
from volunteers.models import District

MEGABYTE = 1024 * 1024


class BoundaryFileForm(VerbForm):
    """A file to read. Too large a one is refused by its size, before anything reads it."""

    file = forms.FileField(
        label=_("Fil med gränser"),
        help_text=format_lazy(_("GeoJSON i WGS 84, högst {size} MB."), size=settings.UPLOAD_MAX_SIZE // MEGABYTE),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
        error_messages={
            "required": _("Välj en fil först."),
            "missing": _("Välj en fil först."),
            "invalid": _("Filen kom inte fram. Prova igen."),
            "empty": _("Filen är tom."),
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_SIZE:
            raise ValidationError(
                _("Filen är större än %(size)s MB. Ta bara med kommunens områden, eller förenkla gränserna först.")
                % {"size": settings.UPLOAD_MAX_SIZE // MEGABYTE}
            )
        return file


class PairsForm(VerbForm):
    """For each surface of the file the district that it is, or none."""

    def __init__(
        self, data: Any = None, *, pairs: Sequence[Pair], districts: Sequence[District], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.districts = {str(district.pk): district for district in districts}
        choices = [("", _("Läs inte in")), *district_choices(districts)]
        for place, pair in enumerate(pairs):
            self.fields[str(place)] = forms.ChoiceField(
                label=pair.called,
                required=False,
                choices=choices,
                initial=str(pair.district.pk) if pair.district else "",
            )

    @property
    def chosen(self) -> dict[int, District]:
        """By place in the file."""
        return {int(place): self.districts[pk] for place, pk in self.cleaned_data.items() if pk}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(data.values()):
            raise ValidationError(_("Välj minst ett område att läsa in."))
        return data
