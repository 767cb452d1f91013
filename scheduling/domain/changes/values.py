"""What a shift is, as plain values that can be compared: now, as it is to become, as its season would have it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from scheduling.domain.crews import CrewSize
from scheduling.enums import ShiftKind
from scheduling.models import Shift, ShiftChange
from volunteers.domain import calendar_words

COPIED = ("route_id", "kind", "starts_at", "ends_at", "note", "is_open")
CREW = ("crew_safe", "crew_min", "crew_target", "crew_max", "leaders_needed")


@dataclass(frozen=True)
class NightValues:
    """All of a shift that a person can choose. `route` is a key, moments are UTC."""

    route: int
    kind: str
    starts_at: datetime
    ends_at: datetime
    crew: CrewSize
    note: str = ""
    is_open: bool = False

    def is_elsewhere(self, other: "NightValues") -> bool:
        """Whether somebody who said yes to the one has not said yes to the other: another time or place."""
        return (self.route, self.starts_at, self.ends_at) != (other.route, other.starts_at, other.ends_at)

    def differs_beyond_opening(self, other: "NightValues") -> bool:
        """Whether the one is another night than the other in anything that a season says of it."""
        return replace(self, is_open=other.is_open) != other

    def moved(self, starts_at: datetime, ends_at: datetime) -> "NightValues":
        return replace(self, starts_at=starts_at, ends_at=ends_at)

    def fields(self) -> dict[str, Any]:
        """As columns of a shift or of a change."""
        return {
            "route_id": self.route,
            "kind": self.kind,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "note": self.note,
            "is_open": self.is_open,
            **crew_fields(self.crew),
        }


def crew_fields(crew: CrewSize) -> dict[str, int]:
    sizes = (crew.safe, crew.minimum, crew.target, crew.maximum, crew.leaders)
    return dict(zip(CREW, sizes, strict=True))


def values_of(row: Shift | ShiftChange) -> NightValues:
    crew = CrewSize(*(getattr(row, name) for name in CREW))
    return NightValues(row.route_id, row.kind, row.starts_at, row.ends_at, crew, row.note, row.is_open)


@dataclass(frozen=True)
class Difference:
    """One thing that changes, in words. `before` is empty for what was not there."""

    label: str
    before: str
    after: str


def differences(
    before: NightValues, after: NightValues, *, routes: Mapping[int, str], zone: ZoneInfo, language: str
) -> list[Difference]:
    """What changes, the weightiest first. `routes` are their names by key."""
    nights = [calendar_words.night_of(values.starts_at, zone) for values in (before, after)]

    def when(values: NightValues) -> str:
        span = calendar_words.span(values.starts_at, values.ends_at, zone=zone, language=language)
        if nights[0] == nights[1]:
            return span
        return f"{calendar_words.night_short(values.starts_at, zone=zone, language=language)} {span}"

    found = [
        Difference(_("Tid"), when(before), when(after)),
        Difference(_("Rutt"), routes.get(before.route, ""), routes.get(after.route, "")),
        Difference(_("Slag"), str(ShiftKind(before.kind).label), str(ShiftKind(after.kind).label)),
        Difference(_("Gruppen"), crew_words(before.crew), crew_words(after.crew)),
        Difference(_("Till gruppen"), before.note, after.note),
        Difference(_("Öppen kväll"), yes_or_no(is_yes=before.is_open), yes_or_no(is_yes=after.is_open)),
    ]
    return [difference for difference in found if difference.before != difference.after]


def yes_or_no(*, is_yes: bool) -> str:
    return _("ja") if is_yes else _("nej")


def crew_words(crew: CrewSize) -> str:
    """As it stands in a list of changes: minst 3, mål 4, högst 5, ledare 1, säkert 2."""
    words = _("minst %(minimum)s, mål %(target)s, högst %(maximum)s, ledare %(leaders)s, säkert %(safe)s")
    return words % vars(crew)
