"""Planning, changing and cancelling a shift."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from scheduling.domain.changes.values import values_of
from scheduling.domain.night_choices import Moments, length_words, unclear_times
from scheduling.domain.nights import resolve_night
from scheduling.enums import AttendanceState, ShiftKind
from scheduling.exceptions import NonexistentTime, SchedulingError
from scheduling.forms.fields import CrewForm, crew_initial, date_field, time_field
from scheduling.forms.words import REQUIRED
from scheduling.models import Route, Shift, ShiftChange
from scheduling.queries import routes_for
from volunteers.models import Association, Volunteer
from volunteers.queries import Standing, associations_for


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


@dataclass(frozen=True)
class Openness:
    """Of those who may plan the shift, who opens every night anyway; `is_settled` when that is all of them."""

    openers: list[str]
    is_settled: bool


def openness_of(associations: QuerySet[Association]) -> Openness:
    """One query."""
    chosen = list(associations.values_list("name", "calendar_choice__opens_every_night"))
    openers = [name for name, opens in chosen if opens]
    return Openness(openers, is_settled=bool(openers) and len(openers) == len(chosen))


class ShiftForm(CrewForm):
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
    night = date_field(gettext_lazy("Kväll"))
    start = time_field(gettext_lazy("Börjar"), time(20, 30))
    end = time_field(
        gettext_lazy("Slutar"), time(0, 30), gettext_lazy("Efter midnatt går bra. Kvällen hör till dagen den börjar.")
    )
    start_fold = FoldField()
    end_fold = FoldField()
    is_open = forms.BooleanField(
        label=gettext_lazy("Öppen kväll"),
        required=False,
        help_text=gettext_lazy(
            "Alla ser kvällen, utan namn, på startsidan och i er öppna kalender, och kan anmäla sig."
        ),
    )
    lead = forms.ModelChoiceField(
        Volunteer.objects.none(),
        label=gettext_lazy("Ledare den kvällen"),
        required=False,
        empty_label=gettext_lazy("Som nu"),
        help_text=gettext_lazy("Bland dem som är klara. Ingen behöver svara om."),
    )
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
        self.opening = openness_of(associations)
        self.fields["is_open"].disabled = self.opening.is_settled
        routes = routes_for(standing)
        used = routes.filter(is_active=True)
        self.choices_of("route").queryset = used if shift is None else used | routes.filter(pk=shift.route_id)
        if shift is not None:
            coming = shift.attendances.filter(state=AttendanceState.CONFIRMED, is_leader=False)
            self.choices_of("lead").queryset = Volunteer.objects.filter(pk__in=coming.values("volunteer"))

    def choices_of(self, name: str) -> "forms.ModelChoiceField[Any]":
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type
        return field

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_town(data)
        self.check_times(data)
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

    @property
    def folds(self) -> list[forms.BoundField]:
        """The questions "the first or the second?" that this night raises."""
        return [self[name] for name in self.unclear]


def initial_of(shift: Shift, change: ShiftChange | None = None) -> dict[str, Any]:
    """The fields of an existing shift, or of what waits to become of it, in its own local time."""
    zone = shift.association.municipality.zone
    values = values_of(change or shift)
    starts_at, ends_at = values.starts_at.astimezone(zone), values.ends_at.astimezone(zone)
    return {
        "association": shift.association_id,
        "route": values.route,
        "kind": values.kind,
        "night": starts_at.date(),
        "start": starts_at.time(),
        "end": ends_at.time(),
        "start_fold": starts_at.fold,
        "end_fold": ends_at.fold,
        **crew_initial(values.crew),
        "is_open": values.is_open,
        "lead": change.leader_id if change else None,
        "note": values.note,
    }


def next_friday(today: date) -> date:
    """What a new shift is proposed for: the coming Friday, today if it is one."""
    return date.fromordinal(today.toordinal() + (4 - today.weekday()) % 7)


class CancelForm(forms.Form):
    """Why a night is cancelled. Only the history and the page say it; a text never does."""

    reason = forms.CharField(label=gettext_lazy("Skäl"), max_length=200, required=False)
