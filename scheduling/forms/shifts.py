"""Planning, changing and cancelling a shift."""

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from scheduling.domain.crews import CrewSize, check_crew
from scheduling.domain.night_choices import Moments, length_words, unclear_times
from scheduling.domain.nights import resolve_night
from scheduling.enums import ShiftKind
from scheduling.exceptions import NonexistentTime, SchedulingError, UnsoundCrew
from scheduling.forms.words import REQUIRED
from scheduling.models import Route, Shift
from scheduling.queries import routes_for
from volunteers.models import Association
from volunteers.queries import Standing, associations_for

TIMES = ["%H:%M", "%H.%M", "%H:%M:%S"]
MOST_IN_CREW = 30


def crew_field(label: Any, help_text: Any, *, least: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=MOST_IN_CREW,
        initial=initial,
        error_messages={"invalid": gettext_lazy("Skriv ett tal."), **REQUIRED},
    )


class FoldField(forms.TypedChoiceField):
    """Which of two equal times in the hour that comes twice."""

    def __init__(self) -> None:
        super().__init__(
            choices=[("0", ""), ("1", "")],
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect(attrs={"class": "across"}),
        )


class ShiftForm(forms.Form):
    """A shift as people write it: a date and two times. `cleaned_data` gets starts_at, ends_at (UTC) and crew."""

    association = forms.ModelChoiceField(
        Association.objects.none(), label=gettext_lazy("Förening"), empty_label=None, error_messages=REQUIRED
    )
    route = forms.ModelChoiceField(
        Route.objects.none(),
        label=gettext_lazy("Rutt"),
        empty_label=gettext_lazy("Välj rutt"),
        error_messages={"required": gettext_lazy("Välj en rutt.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Slag"), choices=ShiftKind.choices, initial=ShiftKind.NIGHT_WALK)
    night = forms.DateField(
        label=gettext_lazy("Kväll"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Skriv datumet som 2026-10-16."), **REQUIRED},
    )
    start = forms.TimeField(
        label=gettext_lazy("Börjar"),
        input_formats=TIMES,
        initial=time(20, 30),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("Skriv tiden som 20.30."), **REQUIRED},
    )
    end = forms.TimeField(
        label=gettext_lazy("Slutar"),
        input_formats=TIMES,
        initial=time(0, 30),
        help_text=gettext_lazy("Efter midnatt går bra. Kvällen hör till dagen den börjar."),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("Skriv tiden som 00.30."), **REQUIRED},
    )
    start_fold = FoldField()
    end_fold = FoldField()
    crew_safe = crew_field(
        gettext_lazy("Säkert"), gettext_lazy("Färre än så går inte ut. Aldrig ensam."), least=2, initial=2
    )
    crew_min = crew_field(gettext_lazy("Minst"), gettext_lazy("Då är passet bemannat."), least=2, initial=3)
    crew_target = crew_field(gettext_lazy("Mål"), gettext_lazy("Så många vill ni vara."), least=2, initial=4)
    crew_max = crew_field(gettext_lazy("Högst"), gettext_lazy("Fler ja hamnar på reservlistan."), least=2, initial=5)
    leaders = crew_field(gettext_lazy("Ledare"), gettext_lazy("Av gruppen, minst så många."), least=0, initial=1)
    note = forms.CharField(
        label=gettext_lazy("Till gruppen"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Visas på passets sida. Inget om enskilda personer."),
    )

    def __init__(self, *args: Any, standing: Standing, shift: Shift | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unclear: dict[str, Moments] = {}
        self.length = ""
        associations = associations_for(standing).filter(is_active=True)
        if shift is not None:
            associations = associations_for(standing).filter(pk=shift.association_id)
            self.fields["association"].disabled = True
        self.choices_of("association").queryset = associations
        routes = routes_for(standing)
        used = routes.filter(is_active=True)
        self.choices_of("route").queryset = used if shift is None else used | routes.filter(pk=shift.route_id)

    def choices_of(self, name: str) -> "forms.ModelChoiceField[Any]":
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type
        return field

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_town(data)
        self.check_times(data)
        self.check_crew(data)
        return data

    def check_town(self, data: dict[str, Any]) -> None:
        association, route = data.get("association"), data.get("route")
        if association and route and association.municipality_id != route.municipality_id:
            self.add_error("route", _("Rutten hör till en annan kommun."))

    def check_times(self, data: dict[str, Any]) -> None:
        association, night, start, end = (data.get(name) for name in ("association", "night", "start", "end"))
        if not (association and night and start is not None and end is not None):
            return
        zone = association.municipality.zone
        try:
            self.unclear = unclear_times(night, start, end, zone)
        except NonexistentTime as error:
            self.add_error("start" if error.args[0].find(f"{start:%H.%M}") >= 0 else "end", str(error))
            return
        except SchedulingError as error:
            self.add_error("end", str(error))
            return
        self.name_folds(zone)
        folds = {name: data.get(name) for name in self.unclear}
        for name, fold in folds.items():
            if fold is None:
                self.add_error(name, _("Välj den första eller den andra."))
        if None not in folds.values():
            moments = resolve_night(night, start, end, zone, **folds)
            data["starts_at"], data["ends_at"] = moments
            self.length = length_words(*moments, zone, get_language() or "sv")

    def name_folds(self, zone: ZoneInfo) -> None:
        """The clock is the same in both; what differs is whether it is still summer time."""
        for name, moments in self.unclear.items():
            field = self.fields[name]
            assert isinstance(field, FoldField)  # noqa: S101 - tells the type
            clock = f"{moments[0].astimezone(zone):%H.%M}"
            self[name].label = _("Klockan %(clock)s kommer två gånger den natten. Vilken menar du?") % {"clock": clock}
            field.choices = [
                ("0", _("Den första %(clock)s, sommartid") % {"clock": clock}),
                ("1", _("Den andra %(clock)s, vintertid") % {"clock": clock}),
            ]

    def check_crew(self, data: dict[str, Any]) -> None:
        names = ("crew_safe", "crew_min", "crew_target", "crew_max", "leaders")
        sizes = [data.get(name) for name in names]
        if None in sizes:
            return
        crew = CrewSize(*(int(size) for size in sizes if size is not None))
        try:
            check_crew(crew)
        except UnsoundCrew as error:
            self.add_error("crew_min", str(error))
        data["crew"] = crew

    @property
    def folds(self) -> list[forms.BoundField]:
        """The questions "the first or the second?" that this night raises."""
        return [self[name] for name in self.unclear]

    @property
    def crew_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("leaders", "crew_safe", "crew_min", "crew_target", "crew_max")]


def initial_of(shift: Shift) -> dict[str, Any]:
    """The fields of an existing shift, in its own local time."""
    zone = shift.association.municipality.zone
    starts_at, ends_at = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    return {
        "association": shift.association_id,
        "route": shift.route_id,
        "kind": shift.kind,
        "night": shift.night,
        "start": starts_at.time(),
        "end": ends_at.time(),
        "start_fold": starts_at.fold,
        "end_fold": ends_at.fold,
        "crew_safe": shift.crew_safe,
        "crew_min": shift.crew_min,
        "crew_target": shift.crew_target,
        "crew_max": shift.crew_max,
        "leaders": shift.leaders_needed,
        "note": shift.note,
    }


def next_friday(today: date) -> date:
    """What a new shift is proposed for: the coming Friday, today if it is one."""
    return date.fromordinal(today.toordinal() + (4 - today.weekday()) % 7)


class CancelForm(forms.Form):
    """Why a night is cancelled. Only the history and the page say it; a text never does."""

    reason = forms.CharField(label=gettext_lazy("Skäl"), max_length=200, required=False)
