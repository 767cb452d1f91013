"""A route: its meeting point, its line."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.domain.routes import Line, line_from_geojson
from scheduling.exceptions import BadGeometry
from scheduling.models import Route
from scheduling.queries import districts_within
from volunteers.queries import Standing

LARGEST_FILE = 1_000_000


class RouteForm(forms.ModelForm):  # type: ignore[type-arg]  # no argument when it runs
    """A route; its line is drawn on the map, pasted as GeoJSON or read from a file. `cleaned_data` gets line."""

    geojson = forms.CharField(
        label=gettext_lazy("Linjen som GeoJSON"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("Ritar du på kartan fylls det här i av sig självt. Töm rutan för att ta bort linjen."),
    )
    file = forms.FileField(
        label=gettext_lazy("Eller en fil"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
        help_text=gettext_lazy("GeoJSON i WGS 84, högst 1 MB."),
    )

    class Meta:
        model = Route
        fields = (
            "name",
            "district",
            "meeting_point",
            "meeting_address",
            "latitude",
            "longitude",
            "instructions",
            "is_active",
        )
        widgets = {"instructions": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["district"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type
        field.queryset = districts_within(standing).distinct().select_related("municipality")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_name(data)
        data["line"] = self.line_given(data)
        return data

    @property
    def moves_meeting(self) -> bool:
        """Whether nights that begin at a meeting point that is known already would begin somewhere else."""
        return self.instance.pk is not None and not {"meeting_point", "meeting_address"}.isdisjoint(self.changed_data)

    def check_name(self, data: dict[str, Any]) -> None:
        """The municipality follows from the district, so the form holds the constraint that spans it."""
        district, name = data.get("district"), data.get("name")
        if not district or not name:
            return
        self.instance.municipality = district.municipality
        same = Route.objects.filter(municipality=district.municipality_id, name=name).exclude(pk=self.instance.pk)
        if same.exists():
            self.add_error("name", _("Det finns redan en rutt med det namnet."))

    def line_given(self, data: dict[str, Any]) -> Line:
        upload = data.get("file")
        name = "file" if upload else "geojson"
        try:
            text = read_text(upload) if upload else (data.get("geojson") or "").strip()
            return line_from_geojson(text) if text else []
        except BadGeometry as error:
            self.add_error(name, str(error))
            return []


def read_text(upload: Any) -> str:
    """The text of an uploaded file. Raises BadGeometry when it is too large or not UTF-8."""
    if upload.size > LARGEST_FILE:
        raise BadGeometry(_("Filen är större än 1 MB."))
    try:
        return str(upload.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadGeometry(_("Filen är inte text i UTF-8.")) from error
