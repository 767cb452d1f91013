"""Seasons as plain values: from rows and back, and as JSON for what an edit can be undone to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from scheduling.domain.changes.values import CREW, crew_fields
from scheduling.domain.crews import CrewSize
from scheduling.domain.seasons.planning import Hours, SeasonRule
from scheduling.enums import ShiftKind
from scheduling.models import Season


@dataclass(frozen=True)
class SeasonPlan:
    """A season as people write it: its rule, and what all its nights have in common."""

    name: str
    rule: SeasonRule
    kind: str = ShiftKind.NIGHT_WALK
    crew: CrewSize = field(default_factory=CrewSize)
    note: str = ""


def plan_of_season(season: Season) -> SeasonPlan:
    """The season as it is kept. Two queries."""
    rule = SeasonRule(
        first_night=season.first_night,
        last_night=season.last_night,
        rule=season.rule,
        hours=Hours(season.start_time, season.end_time),
        day_hours={int(day): as_hours(hours) for day, hours in season.day_times.items()},
        later_hours=_later_hours(season.later_times),
        routes=tuple(stop.route_id for stop in season.stops.all()),
        groups=season.group_count,
        rotation=season.rotation,
        skips_holidays=season.skips_holidays,
        skips_breaks=season.skips_breaks,
        exceptions={exception.night: exception.is_walked for exception in season.exceptions.all()},
    )
    crew = CrewSize(*(getattr(season, name) for name in CREW))
    return SeasonPlan(season.name, rule, season.kind, crew, season.note)


def as_json(plan: SeasonPlan) -> dict[str, Any]:
    rule = plan.rule
    return {
        "name": plan.name,
        "kind": plan.kind,
        "crew": crew_fields(plan.crew),
        "note": plan.note,
        "first_night": rule.first_night.isoformat(),
        "last_night": rule.last_night.isoformat(),
        "rule": rule.rule,
        "hours": as_words(rule.hours),
        "day_hours": {str(day): as_words(hours) for day, hours in rule.day_hours.items()},
        "later_hours": later_words(rule),
        "routes": list(rule.routes),
        "groups": rule.groups,
        "rotation": rule.rotation,
        "skips_holidays": rule.skips_holidays,
        "skips_breaks": rule.skips_breaks,
        "exceptions": {night.isoformat(): is_walked for night, is_walked in rule.exceptions.items()},
    }


def from_json(kept: Mapping[str, Any]) -> SeasonPlan:
    rule = SeasonRule(
        first_night=date.fromisoformat(kept["first_night"]),
        last_night=date.fromisoformat(kept["last_night"]),
        rule=kept["rule"],
        hours=as_hours(kept["hours"]),
        day_hours={int(day): as_hours(hours) for day, hours in kept["day_hours"].items()},
        later_hours=_later_hours(kept.get("later_hours", {})),
        routes=tuple(kept["routes"]),
        groups=kept["groups"],
        rotation=kept["rotation"],
        skips_holidays=kept["skips_holidays"],
        skips_breaks=kept["skips_breaks"],
        exceptions={date.fromisoformat(night): is_walked for night, is_walked in kept["exceptions"].items()},
    )
    crew = CrewSize(*(kept["crew"][name] for name in CREW))
    return SeasonPlan(kept["name"], rule, kept["kind"], crew, kept["note"])


def later_words(rule: SeasonRule) -> dict[str, list[str]]:
    return {since.isoformat(): as_words(hours) for since, hours in rule.later_hours.items()}


def _later_hours(kept: Mapping[str, Sequence[str]]) -> dict[date, Hours]:
    return {date.fromisoformat(since): as_hours(words) for since, words in kept.items()}


def as_words(hours: Hours) -> list[str]:
    return [hours.start.isoformat("minutes"), hours.end.isoformat("minutes")]


def as_hours(words: Sequence[str]) -> Hours:
    start, end = words
    return Hours(time.fromisoformat(start), time.fromisoformat(end))
