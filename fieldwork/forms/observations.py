"""What somebody in the street tells of a place, and what a coordinator does with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fieldwork.domain.observations.cards import nearby_words
from fieldwork.domain.observations.correcting import Correction
from fieldwork.domain.observations.joining import Nearby
from fieldwork.domain.observations.noting import NOTE_ROOM, PLACE_ROOM, POST_ROOM, Seen
from fieldwork.domain.observations.pictures import Picture, make_anew
from fieldwork.domain.observations.references import read_reference
from fieldwork.domain.observations.spots import Spot
from fieldwork.exceptions import PhotoRefused
from fieldwork.models import Observation, ObservationCategory

PHOTO_TYPES = "image/jpeg,image/png,image/webp"


class SpotForm(forms.Form):
    """Where it is: `cleaned_data` gets `spot`."""

    place = forms.CharField(
        label=gettext_lazy("Var?"),
        required=False,
        max_length=PLACE_ROOM,
        help_text=gettext_lazy("Så att någon annan hittar dit: Tunneln mot Masmo, andra lampan."),
    )
    lamp_post = forms.CharField(
        label=gettext_lazy("Stolpnummer"),
        required=False,
        max_length=POST_ROOM,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Står på en skylt på stolpen, om den har något."),
    )
    latitude = forms.FloatField(
        label=gettext_lazy("Latitud"), required=False, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitud"), required=False, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        latitude, longitude = data.get("latitude"), data.get("longitude")
        if (latitude is None) != (longitude is None) and not {"latitude", "longitude"} & set(self.errors):
            self.add_error("latitude", _("En punkt är två tal: latitud och longitud."))
        point = [longitude, latitude] if latitude is not None and longitude is not None else None
        data["spot"] = Spot(point, data.get("place", "").strip(), data.get("lamp_post", "").strip())
        if not data["spot"].is_somewhere and not self.errors:
            self.add_error("place", _("Säg var: en punkt, ett stolpnummer eller några ord."))
        return data


class ObserveForm(SpotForm):
    """`cleaned_data` gets `seen`. `client_key` is made on the device where it can be, so that what is sent twice is
    kept once; `seen_at` tells when it was, for what a phone without network sends later.
    """

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    category = forms.TypedChoiceField(
        label=gettext_lazy("Vad är det?"),
        widget=forms.RadioSelect,
        coerce=int,
        error_messages={"required": gettext_lazy("Välj vad det är.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Något mer?"),
        required=False,
        max_length=NOTE_ROOM,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Bara om platsen. Aldrig om någon person."),
    )
    may_name = forms.BooleanField(label=gettext_lazy("Det är ingens namn. Notera ändå."), required=False)
    photo = forms.FileField(
        label=gettext_lazy("Foto"),
        required=False,
        widget=forms.FileInput(attrs={"accept": PHOTO_TYPES}),
        help_text=gettext_lazy(
            "Bara det som är trasigt. Inga personer, inga bilar med skyltar, inga fönster man ser in i."
        ),
        error_messages={"empty": gettext_lazy("Fotot är trasigt eller kom inte fram helt. Försök igen.")},
    )

    def __init__(self, *args: Any, categories: Sequence[ObservationCategory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = {one.pk: one for one in categories}
        field = self.fields["category"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - tells the type
        field.choices = [(one.pk, one.name) for one in categories]

    def clean_photo(self) -> Picture | None:
        """Made anew here, before anything is locked."""
        upload: UploadedFile | None = self.cleaned_data.get("photo")
        if upload is None:
            return None
        try:
            return make_anew(upload, largest=settings.PHOTO_MAX_SIZE)  # type: ignore[arg-type]  # reads as a file does
        except PhotoRefused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            category = self.categories[data["category"]]
            data["seen"] = Seen(category, data["spot"], data["note"].strip(), data["photo"], data["may_name"])
        return data


class CorrectionForm(SpotForm):
    """`cleaned_data` gets `correction`. `seen` is when whoever corrects read it last."""

    category = forms.TypedChoiceField(label=gettext_lazy("Vad är det?"), coerce=int)
    seen = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, one: Observation, categories: Sequence[ObservationCategory], **kwargs: Any) -> None:
        stands = {
            "category": one.category_id,
            "place": one.place,
            "lamp_post": one.lamp_post,
            "latitude": one.latitude,
            "longitude": one.longitude,
            "seen": one.updated_at.isoformat(),
        }
        super().__init__(*args, **{"initial": stands, **kwargs})
        self.categories = {choice.pk: choice for choice in [*categories, one.category]}
        field = self.fields["category"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - tells the type
        field.choices = [(pk, choice.name) for pk, choice in self.categories.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            data["correction"] = Correction(self.categories[data["category"]], data["spot"], data["seen"])
        return data


class RemarkForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Skriv en anteckning"),
        max_length=NOTE_ROOM,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Om platsen, aldrig om någon person. Alla ledare i kommunen kan läsa den."),
        error_messages={"required": gettext_lazy("Skriv något först.")},
    )


class PartForm(forms.Form):
    place = forms.CharField(label=gettext_lazy("Var?"), required=False, max_length=PLACE_ROOM)


class JoinForm(forms.Form):
    """One of those nearby, or any other by its reference: `cleaned_data` gets `into`."""

    other = forms.TypedChoiceField(
        label=gettext_lazy("Samma fel som"), required=False, widget=forms.RadioSelect, coerce=int, empty_value=None
    )
    reference = forms.CharField(
        label=gettext_lazy("Eller skriv dess beteckning"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Som VA-7K3F."),
    )

    def __init__(self, *args: Any, one: Observation, nearby: Sequence[Nearby], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = one
        field = self.fields["other"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - tells the type
        field.choices = [(near.one.pk, nearby_words(near)) for near in nearby]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        written, chosen = data.get("reference", ""), data.get("other")
        found = Observation.objects.filter(municipality=self.one.municipality_id)
        into = found.filter(reference=read_reference(written)) if written else found.filter(pk=chosen or 0)
        data["into"] = into.first()
        if data["into"] is None and not self.errors:
            words = _("Ingen iakttagelse här har den beteckningen.") if written else _("Välj vilken den är samma som.")
            self.add_error("reference", words)
        return data
