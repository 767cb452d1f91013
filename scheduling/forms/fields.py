"""Fields that several forms have: dates, times, and how many a group is to be."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from scheduling.domain.crews import CrewSize, check_crew
from scheduling.exceptions import UnsoundCrew
from scheduling.forms.words import REQUIRED

TIMES = ["%H:%M", "%H.%M", "%H:%M:%S"]
MOST_IN_CREW = 30
CREW_FIELDS = ("crew_safe", "crew_min", "crew_target", "crew_max", "leaders")


def date_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Skriv datumet som 2026-10-16."), **REQUIRED},
    )


def time_field(
    label: Any, initial: time | None = None, help_text: Any = "", *, required: bool = True
) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=help_text,
        required=required,
        input_formats=TIMES,
        initial=initial,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("Skriv tiden som 20.30."), **REQUIRED},
    )


def number_field(label: Any, help_text: Any = "", *, least: int, most: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=most,
        initial=initial,
        error_messages={"invalid": gettext_lazy("Skriv ett tal."), **REQUIRED},
    )


def crew_field(label: Any, help_text: Any, *, least: int, initial: int) -> forms.IntegerField:
    return number_field(label, help_text, least=least, most=MOST_IN_CREW, initial=initial)


class CrewForm(forms.Form):
    """How many a group is to be. `cleaned_data` gets crew."""

    crew_safe = crew_field(
        gettext_lazy("Säkert"), gettext_lazy("Färre än så går inte ut. Aldrig ensam."), least=2, initial=2
    )
    crew_min = crew_field(gettext_lazy("Minst"), gettext_lazy("Då är passet bemannat."), least=2, initial=3)
    crew_target = crew_field(gettext_lazy("Mål"), gettext_lazy("Så många vill ni vara."), least=2, initial=4)
    crew_max = crew_field(gettext_lazy("Högst"), gettext_lazy("Fler ja hamnar på reservlistan."), least=2, initial=5)
    leaders = crew_field(gettext_lazy("Ledare"), gettext_lazy("Av gruppen, minst så många."), least=0, initial=1)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        sizes = [data.get(name) for name in CREW_FIELDS]
        if None in sizes:
            return data
        crew = CrewSize(*(int(size) for size in sizes if size is not None))
        try:
            check_crew(crew)
        except UnsoundCrew as error:
            self.add_error("crew_min", str(error))
        data["crew"] = crew
        return data

    @property
    def crew_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("leaders", "crew_safe", "crew_min", "crew_target", "crew_max")]


def crew_initial(crew: CrewSize) -> dict[str, int]:
    sizes = (crew.safe, crew.minimum, crew.target, crew.maximum, crew.leaders)
    return dict(zip(CREW_FIELDS, sizes, strict=True))
