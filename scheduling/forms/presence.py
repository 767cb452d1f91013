"""Requests for presence: filed by hand, answered, and the rules for joining them."""

import re
from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.domain.nights import resolve_night
from scheduling.domain.presence.fitting import Fit
from scheduling.domain.presence.places import Place
from scheduling.domain.presence.requests import Wish
from scheduling.enums import PresenceCategory, Urgency
from scheduling.exceptions import PersonalDataSeen, SchedulingError, UnsoundRequest
from scheduling.forms.fields import TIMES
from scheduling.forms.words import REQUIRED
from scheduling.models import PresenceRules, Route
from scheduling.models.presence import ANSWER_ROOM, LABEL_ROOM, PLACE_ROOM, TEXT_ROOM
from scheduling.queries import routes_for
from volunteers.forms.fields import DateInput, district_choices
from volunteers.models import Municipality
from volunteers.queries import Standing, districts_for, municipalities_for

NO_PEOPLE = gettext_lazy("Inget om enskilda personer: inga namn, nummer eller bilar.")
POSITION = re.compile(r"\s*(-?\d{1,2}(?:[.,]\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*")
# Which field of the form a rule speaks of when it names what it is about.
FIELDS = {"starts_at": "night", "ends_at": "end", "where": "district", "point": "position"}


class SeenForm(forms.Form):
    """`seen` is the revision that whoever presses the button has looked at. Several such forms stand on one page."""

    ids = "%s"
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": self.ids, **kwargs})


class AnswerForm(SeenForm):
    """Which shift comes, or is proposed, and a few words."""

    ids = "svar-%s"

    shift = forms.ChoiceField(
        label=gettext_lazy("Pass"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Välj ett pass."), "invalid_choice": gettext_lazy("Välj ett pass.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Några ord till den som önskade"),
        required=False,
        max_length=ANSWER_ROOM,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=NO_PEOPLE,
    )

    def __init__(self, *args: Any, fits: Sequence[Fit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["shift"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
        field.choices = [(str(fit.shift.pk), str(fit.shift)) for fit in fits]


class DeclineForm(SeenForm):
    """Why nobody comes; whoever asked reads it."""

    ids = "nej-%s"

    reason = forms.CharField(
        label=gettext_lazy("Varför det inte går"),
        max_length=ANSWER_ROOM,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Skriv varför, så att den som önskade förstår.")},
        help_text=gettext_lazy("Den som önskade läser det här."),
    )


class RequestForm(forms.Form):
    """What somebody who phoned wishes. `wish` is what it comes to."""

    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=gettext_lazy("Kommun"), empty_label=None)
    label = forms.CharField(
        label=gettext_lazy("Vilka som önskar"),
        max_length=LABEL_ROOM,
        error_messages=REQUIRED,
        help_text=gettext_lazy("Organisationen, inte personen: Vårbyskolan, Polisen, Huge Bostäder."),
    )
    route = forms.ModelChoiceField(
        Route.objects.none(), label=gettext_lazy("Rutt"), required=False, empty_label=gettext_lazy("Ingen särskild")
    )
    district = forms.ChoiceField(label=gettext_lazy("Eller område"), required=False)
    place = forms.CharField(
        label=gettext_lazy("Platsen med ord"),
        required=False,
        max_length=PLACE_ROOM,
        help_text=gettext_lazy("Kort: bakom skolan, vid badet."),
    )
    position = forms.CharField(
        label=gettext_lazy("Eller en punkt på kartan"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Latitud och longitud, som 59.2646, 17.8838."),
    )
    night = forms.DateField(
        label=gettext_lazy("Kväll"),
        widget=DateInput,
        error_messages={"invalid": gettext_lazy("Skriv datumet som 2026-10-16."), **REQUIRED},
    )
    start = forms.TimeField(
        label=gettext_lazy("Från"),
        input_formats=TIMES,
        initial=time(21),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("Skriv tiden som 20.30."), **REQUIRED},
    )
    end = forms.TimeField(
        label=gettext_lazy("Till"),
        input_formats=TIMES,
        initial=time(23),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("Skriv tiden som 00.30."), **REQUIRED},
    )
    category = forms.ChoiceField(label=gettext_lazy("Anledning"), choices=PresenceCategory.choices)
    urgency = forms.ChoiceField(
        label=gettext_lazy("Hur bråttom är det?"),
        choices=Urgency.choices,
        initial=Urgency.NORMAL,
        widget=forms.RadioSelect(attrs={"class": "across"}),
        help_text=gettext_lazy("Vid fara är det alltid 112 som gäller."),
    )
    text = forms.CharField(
        label=gettext_lazy("Vad händer där?"),
        required=False,
        max_length=TEXT_ROOM,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_PEOPLE,
    )

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = municipalities_for(standing)
        districts = [one for one in districts_for(standing) if one.municipality_id in standing.municipalities]
        self.districts = {str(district.pk): district for district in districts}
        self.choices_of("municipality").queryset = towns
        self.choices_of("route").queryset = routes_for(standing).filter(municipality__in=towns, is_active=True)
        field = self.fields["district"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
        field.choices = [("", _("Inget särskilt")), *district_choices(districts)]
        if len(standing.municipalities) == 1:
            self.fields["municipality"].widget = forms.HiddenInput()
            self.initial["municipality"] = next(iter(standing.municipalities))

    def choices_of(self, name: str) -> "forms.ModelChoiceField[Any]":
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type
        return field

    def clean_position(self) -> list[float] | None:
        """As maps on the web give it, latitude first."""
        text = self.cleaned_data["position"]
        if not text:
            return None
        found = POSITION.fullmatch(text)
        if found is None:
            raise forms.ValidationError(_("Skriv latitud och longitud, som 59.2646, 17.8838."))
        latitude, longitude = (float(part.replace(",", ".")) for part in found.groups())
        if abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004 - degrees of a globe
            raise forms.ValidationError(_("Talen är inte grader. Latituden står först."))
        return [longitude, latitude]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        town, night, start, end = (data.get(name) for name in ("municipality", "night", "start", "end"))
        if not (town and night and start is not None and end is not None):
            return data
        try:
            # In the hour that comes twice the whole of it is meant: from the first, to the second.
            data["moments"] = resolve_night(night, start, end, town.zone, start_fold=0, end_fold=1)
        except SchedulingError as error:
            self.add_error("end", str(error))
        return data

    @property
    def wish(self) -> Wish:
        """Of a form that is valid. A point is a place before a route is, and a route before a district."""
        data = self.cleaned_data
        starts_at, ends_at = data["moments"]
        position = data["position"]
        return Wish(
            label=data["label"],
            place=Place(
                district=self.districts.get(data["district"]),
                route=None if position else data["route"],
                position=position,
                words=data["place"],
            ),
            starts_at=starts_at,
            ends_at=ends_at,
            category=data["category"],
            text=data["text"],
            urgency=data["urgency"],
        )


def tell_of(form: forms.Form, error: SchedulingError) -> None:
    """The sentence of a rule at the field it is about."""
    about = error.field if isinstance(error, UnsoundRequest | PersonalDataSeen) else ""
    name = FIELDS.get(about, about)
    if name == "answer":
        name = "reason" if "reason" in form.fields else "words"
    form.add_error(name if name in form.fields else None, str(error))


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # no argument when it runs
    """When two requests are one."""

    class Meta:
        model = PresenceRules
        fields = ("is_joining", "join_metres", "join_minutes")
        labels = {
            "is_joining": gettext_lazy("Lägg ihop önskemål om samma sak"),
            "join_metres": gettext_lazy("Meter mellan platserna, högst"),
            "join_minutes": gettext_lazy("Minuter mellan tiderna, högst"),
        }
        help_texts = {
            "join_metres": gettext_lazy("Samma rutt och samma område räknas alltid som samma plats."),
            "join_minutes": gettext_lazy("0: tiderna ska mötas."),
        }
