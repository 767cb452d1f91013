"""The log of a night as a form: two minutes, one thumb, and nothing that has to be filled in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fieldwork.domain.logs.parts import CONTACTS, COUNTED, TICKED, is_done
from fieldwork.domain.logs.times import moment_near
from fieldwork.domain.logs.words import LONGEST_NOTE, Happened, LogWords
from fieldwork.enums import Met, Mood, OccurrenceKind
from fieldwork.exceptions import PersonSeen
from scheduling.enums import AttendanceState
from scheduling.forms.fields import time_field
from scheduling.forms.words import REQUIRED
from scheduling.models import Attendance, Route

MOST = 99
LONGEST_PLACE = 80
FAULTS = {"invalid": gettext_lazy("Skriv ett tal."), "max_value": gettext_lazy("Högst 99.")}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Something that happened, with the fields that tell more of it."""

    choice: Choice
    count: forms.BoundField
    place: forms.BoundField
    at: forms.BoundField
    problems: list[str] = field(default_factory=list)


def count_field() -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=MOST, required=False, error_messages=FAULTS)


class LogForm(forms.Form):
    """`told` is what stands in it from the beginning, `crew` those who can be ticked, in the zone of the night."""

    may_be_no_name = False  # whether all that stands in the way is a name, which may not be one
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    knows = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    walked = forms.MultipleChoiceField(required=False)
    started = time_field(gettext_lazy("Gick ut"))
    ended = time_field(gettext_lazy("Kom hem"))
    route = forms.ChoiceField(label=gettext_lazy("Rutt"), required=False)
    mood = forms.ChoiceField(choices=Mood.choices, required=False)
    met = forms.ChoiceField(choices=Met.choices, required=False)
    happened = forms.MultipleChoiceField(choices=[(kind.value, kind.label) for kind in TICKED], required=False)
    nothing = forms.BooleanField(required=False)
    nobody = forms.BooleanField(required=False)
    debrief = forms.BooleanField(required=False)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3}))
    may_name = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        told: LogWords,
        crew: Sequence[Attendance],
        routes: Sequence[Route],
        zone: ZoneInfo,
        revision: int = 0,
        **options: Any,
    ) -> None:
        self.told, self.crew, self.zone = told, crew, zone
        initial = {
            **first_shown(told, zone, is_told=revision > 0),
            "client_key": uuid4(),
            "knows": revision,
            "walked": [str(one.pk) for one in crew if one.state != AttendanceState.NO_SHOW],
        }
        super().__init__(data, initial=initial, **options)
        for one in (*COUNTED, *CONTACTS):
            self.fields[one.name] = count_field()
        for kind in TICKED:
            self.fields[f"{kind}_count"] = count_field()
            self.fields[f"{kind}_place"] = forms.CharField(required=False, max_length=LONGEST_PLACE)
            self.fields[f"{kind}_at"] = time_field("", required=False)
        self.fields["walked"].choices = [(str(one.pk), one.volunteer.first_name) for one in crew]  # type: ignore[attr-defined]  # its kind of field has it
        self.fields["route"].choices = [(str(one.pk), one.name) for one in routes]  # type: ignore[attr-defined]  # its kind of field has it

    @property
    def telling(self) -> LogWords:
        """What is told, once the form is valid."""
        data = self.cleaned_data
        started = moment_near(data["started"], self.told.started_at, self.zone)
        ended = moment_near(data["ended"], self.told.ended_at, self.zone)
        counted = [Happened(one.name, data[one.name]) for one in COUNTED if data[one.name]]
        ticked = [self._happened(kind, started, ended) for kind in TICKED if kind in data["happened"]]
        return LogWords(
            started_at=started,
            ended_at=ended,
            route=int(data["route"]) if data["route"] else self.told.route,
            mood=data["mood"],
            met=data["met"],
            debrief_held=data["debrief"],
            note=data["note"].strip(),
            occurrences=(*counted, *ticked),
            contacts={one.name: data[one.name] for one in CONTACTS if data[one.name]},
        )

    def _happened(self, kind: OccurrenceKind, started: datetime, ended: datetime) -> Happened:
        data = self.cleaned_data
        at: time | None = data[f"{kind}_at"]
        moment = moment_near(at, started + (ended - started) / 2, self.zone) if at else None
        return Happened(kind, data[f"{kind}_count"] or 1, data[f"{kind}_place"].strip(), moment)

    @property
    def walked_keys(self) -> list[int] | None:
        """The attendances that are ticked; None where nobody can be."""
        return [int(pk) for pk in self.cleaned_data["walked"]] if self.crew else None

    def said(self, name: str) -> Any:
        return self[name].value()

    @property
    def done(self) -> dict[str, bool]:
        return is_done({name: self.said(name) for name in self.fields}, has_crew=bool(self.crew))

    @property
    def count_done(self) -> int:
        return sum(self.done.values())

    @property
    def people(self) -> list[Choice]:
        chosen = {str(pk) for pk in self.said("walked") or []}
        return [
            Choice(
                str(one.pk),
                one.volunteer.first_name,
                str(one.pk) in chosen,
                hint=_("ledare") if one.is_leader else "",
            )
            for one in self.crew
        ]

    @property
    def moods(self) -> list[Choice]:
        return [Choice(mood.value, str(mood.label), mood == self.said("mood")) for mood in Mood]

    @property
    def mets(self) -> list[Choice]:
        return [Choice(met.value, str(met.label), met == self.said("met")) for met in Met]

    @property
    def counters(self) -> list[tuple[Any, forms.BoundField]]:
        return [(one, self[one.name]) for one in COUNTED]

    @property
    def contacts(self) -> list[tuple[Any, forms.BoundField]]:
        return [(one, self[one.name]) for one in CONTACTS]

    @property
    def happenings(self) -> list[Row]:
        chosen = set(self.said("happened") or [])
        return [self._row(kind, is_chosen=kind in chosen) for kind in TICKED]

    def _row(self, kind: OccurrenceKind, *, is_chosen: bool) -> Row:
        count, place, at = (self[f"{kind}_{part}"] for part in ("count", "place", "at"))
        problems = [str(error) for one in (count, place, at) for error in one.errors]
        return Row(Choice(kind.value, str(kind.label), is_chosen), count, place, at, problems)


def first_shown(told: LogWords, zone: ZoneInfo, *, is_told: bool) -> dict[str, Any]:
    """What the form shows of a log. In one that has been sent, what is not named did not happen."""
    by_kind = {one.kind: one for one in told.occurrences}
    ticked = [kind for kind in TICKED if kind in by_kind]
    shown: dict[str, Any] = {
        "started": told.started_at.astimezone(zone).time(),
        "ended": told.ended_at.astimezone(zone).time(),
        "route": str(told.route or ""),
        "mood": told.mood,
        "met": told.met,
        "debrief": told.debrief_held,
        "note": told.note,
        "happened": [kind.value for kind in ticked],
        "nothing": is_told and not ticked,
        "nobody": is_told and not told.contacts,
        **{one.name: by_kind[one.name].count if one.name in by_kind else 0 for one in COUNTED},
        **{one.name: told.contacts.get(one.name, 0) for one in CONTACTS},
    }
    for kind in TICKED:
        one = by_kind.get(kind)
        shown[f"{kind}_count"] = one.count if one else 1
        shown[f"{kind}_place"] = one.place if one else ""
        shown[f"{kind}_at"] = one.at.astimezone(zone).time() if one and one.at else None
    return shown


class CorrectionForm(LogForm):
    """A leader's correction, with why."""

    reason = forms.CharField(
        label=gettext_lazy("Varför?"), max_length=200, error_messages=REQUIRED, widget=forms.TextInput()
    )


def tell_problem(form: LogForm, error: Exception) -> None:
    """Beside the field it is about, where there is one of that name."""
    field = getattr(error, "field", "")
    form.add_error(field if field in form.fields else None, str(error))
    if isinstance(error, PersonSeen):
        form.may_be_no_name = error.is_only_a_name
