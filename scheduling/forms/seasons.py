"""A season as its leader writes it."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from scheduling.domain.number_words import capital
from scheduling.domain.seasons.planning import Hours, SeasonRule
from scheduling.domain.seasons.plans import SeasonPlan
from scheduling.domain.seasons.rules import FIRST, LAST, Rhythm, rhythm_of, rule_of
from scheduling.enums import Rotation, ShiftKind
from scheduling.forms.fields import CrewForm, crew_initial, date_field, number_field, time_field
from scheduling.forms.words import REQUIRED
from scheduling.models import Route
from scheduling.queries import routes_for
from volunteers.domain import calendar_words
from volunteers.models import Association
from volunteers.queries import Standing, associations_for

ROUTE_PLACES, AT_FIRST = 8, 4
MOST_GROUPS = 12
PACES = (
    ("1", gettext_lazy("Varje vecka")),
    ("2", gettext_lazy("Varannan vecka")),
    ("3", gettext_lazy("Var tredje vecka")),
    ("4", gettext_lazy("Var fjärde vecka")),
    (FIRST, gettext_lazy("Den första i varje månad")),
    (LAST, gettext_lazy("Den sista i varje månad")),
)


class WeekdaysField(forms.TypedMultipleChoiceField):
    """Monday is 0."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=[(str(day), "") for day in range(7)],
            coerce=int,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "across"}),
            **options,
        )


class SeasonForm(CrewForm):
    """`plan` is what was written, once valid. Choices of single nights are the preview's, and come along untouched."""

    association = forms.ModelChoiceField(
        Association.objects.none(), label=gettext_lazy("Förening"), empty_label=None, error_messages=REQUIRED
    )
    name = forms.CharField(
        label=gettext_lazy("Namn"),
        max_length=60,
        error_messages=REQUIRED,
        help_text=gettext_lazy("Som ni säger det: Hösten 2026."),
    )
    first_night = date_field(gettext_lazy("Första kvällen"))
    last_night = date_field(gettext_lazy("Sista kvällen"))
    weekdays = WeekdaysField(
        label=gettext_lazy("Dagar"), error_messages={"required": gettext_lazy("Välj minst en dag.")}
    )
    pace = forms.ChoiceField(label=gettext_lazy("Hur ofta"), choices=PACES, initial="1")
    start = time_field(gettext_lazy("Börjar"), time(20, 30))
    end = time_field(gettext_lazy("Slutar"), time(0, 30), gettext_lazy("Efter midnatt går bra."))
    other_days = WeekdaysField(label=gettext_lazy("Andra tider på"), required=False)
    other_start = time_field(gettext_lazy("Börjar då"), required=False)
    other_end = time_field(gettext_lazy("Slutar då"), required=False)
    later_from = date_field(gettext_lazy("Från och med kvällen"), required=False)
    later_start = time_field(gettext_lazy("Börjar sedan"), required=False)
    later_end = time_field(gettext_lazy("Slutar sedan"), required=False)
    groups = number_field(gettext_lazy("Grupper varje kväll"), least=1, most=MOST_GROUPS, initial=1)
    rotation = forms.ChoiceField(
        label=gettext_lazy("Rutterna"), choices=Rotation.choices, widget=forms.RadioSelect, initial=Rotation.FIXED
    )
    skips_holidays = forms.BooleanField(
        label=gettext_lazy("Hoppa över helgdagar och aftnar"),
        required=False,
        help_text=gettext_lazy("Risknätter som Valborg går ni ändå. En löningshelg i jul eller påsk hoppas över."),
    )
    skips_breaks = forms.BooleanField(
        label=gettext_lazy("Hoppa över skollov"),
        required=False,
        help_text=gettext_lazy("Så som kommunen har skrivit in dem."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Slag"), choices=ShiftKind.choices, initial=ShiftKind.NIGHT_WALK)
    note = forms.CharField(
        label=gettext_lazy("Till gruppen"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Står på varje pass. Inget om enskilda personer."),
    )

    def __init__(self, *args: Any, standing: Standing, association: Association | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan: SeasonPlan | None = None
        associations = associations_for(standing).filter(is_active=True)
        if association is not None:
            associations = associations_for(standing).filter(pk=association.pk)
            self.fields["association"].disabled = True
        self.fields["association"].queryset = associations  # type: ignore[attr-defined]  # a ModelChoiceField
        days = calendar_words.words_in(get_language() or "sv").days
        for name in ("weekdays", "other_days"):
            self.fields[name].choices = [(str(day), capital(word)) for day, word in enumerate(days)]  # type: ignore[attr-defined]  # its kind of field has it
        self._add_routes(standing)

    def _add_routes(self, standing: Standing) -> None:
        """As many places as a season's groups take in turn; the first must be filled."""
        routes = routes_for(standing).filter(is_active=True).order_by("name")
        for place in range(ROUTE_PLACES):
            self.fields[f"route_{place}"] = forms.ModelChoiceField(
                routes,
                label=_("Rutt %(number)s") % {"number": place + 1},
                empty_label=_("Välj rutt") if place == 0 else _("Ingen"),
                required=place == 0,
                error_messages={"required": _("Välj en rutt.")},
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_other_times(data)
        association = data.get("association")
        for place, route in self._routes(data):
            if association and route.municipality_id != association.municipality_id:
                self.add_error(f"route_{place}", _("Rutten hör till en annan kommun."))
        if not self.errors:
            self.plan = self._plan(data)
        return data

    def _check_other_times(self, data: dict[str, Any]) -> None:
        given = [data.get(name) is not None for name in ("other_start", "other_end")]
        if data.get("other_days") and not all(given):
            self.add_error("other_start", _("Skriv båda tiderna för de dagarna."))
        later = [data.get(name) is not None for name in ("later_from", "later_start", "later_end")]
        if any(later) and not all(later):
            self.add_error("later_from", _("Skriv datumet och båda tiderna."))
        elif all(later) and not self._is_within(data):
            self.add_error("later_from", _("Det datumet är inte med i perioden."))

    def _is_within(self, data: Mapping[str, Any]) -> bool:
        """An end that is missing or wrong has its own words."""
        first, last = data.get("first_night"), data.get("last_night")
        return first is None or last is None or last < first or bool(first <= data["later_from"] <= last)

    def _routes(self, data: Mapping[str, Any]) -> list[tuple[int, Route]]:
        places = ((place, data.get(f"route_{place}")) for place in range(ROUTE_PLACES))
        return [(place, route) for place, route in places if route is not None]

    def _plan(self, data: Mapping[str, Any]) -> SeasonPlan:
        other = Hours(data["other_start"], data["other_end"]) if data["other_days"] else None
        later = {data["later_from"]: Hours(data["later_start"], data["later_end"])} if data["later_from"] else {}
        rule = SeasonRule(
            first_night=data["first_night"],
            last_night=data["last_night"],
            rule=rule_of(Rhythm(tuple(data["weekdays"]), data["pace"])),
            hours=Hours(data["start"], data["end"]),
            day_hours=dict.fromkeys(data["other_days"], other) if other else {},
            later_hours=later,
            routes=tuple(route.pk for _place, route in self._routes(data)),
            groups=data["groups"],
            rotation=data["rotation"],
            skips_holidays=data["skips_holidays"],
            skips_breaks=data["skips_breaks"],
            exceptions=self.initial.get("exceptions", {}),
        )
        return SeasonPlan(data["name"], rule, data["kind"], data["crew"], data["note"])

    @property
    def first_routes(self) -> list[forms.BoundField]:
        return [self[f"route_{place}"] for place in range(AT_FIRST)]

    @property
    def more_routes(self) -> list[forms.BoundField]:
        return [self[f"route_{place}"] for place in range(AT_FIRST, ROUTE_PLACES)]

    @property
    def has_more_routes(self) -> bool:
        return any(field.value() or field.errors for field in self.more_routes)


def initial_of(plan: SeasonPlan) -> dict[str, Any]:
    """The fields of an existing season."""
    rule = plan.rule
    rhythm = rhythm_of(rule.rule) or Rhythm(())
    other = next(iter(rule.day_hours.values()), None)
    later_from, later = next(iter(rule.later_hours.items()), (None, None))
    return {
        "name": plan.name,
        "first_night": rule.first_night,
        "last_night": rule.last_night,
        "weekdays": [str(day) for day in rhythm.weekdays],
        "pace": rhythm.pace,
        "start": rule.hours.start,
        "end": rule.hours.end,
        "other_days": [str(day) for day in rule.day_hours],
        "other_start": other.start if other else None,
        "other_end": other.end if other else None,
        "later_from": later_from,
        "later_start": later.start if later else None,
        "later_end": later.end if later else None,
        **{f"route_{place}": route for place, route in enumerate(rule.routes)},
        "groups": rule.groups,
        "rotation": rule.rotation,
        "skips_holidays": rule.skips_holidays,
        "skips_breaks": rule.skips_breaks,
        "kind": plan.kind,
        "note": plan.note,
        "exceptions": rule.exceptions,
        **crew_initial(plan.crew),
    }
