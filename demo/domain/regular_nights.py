"""The demo's seasons: each association has a rule, and its nights come from that, as its leader would plan them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from demo.domain.data import read_data
from scheduling.domain.origins import Origin
from scheduling.domain.seasons.carrying import carry_out_season
from scheduling.domain.seasons.choosing import choose_nights
from scheduling.domain.seasons.days import days_from
from scheduling.domain.seasons.planning import Hours, SeasonRule
from scheduling.domain.seasons.plans import SeasonPlan
from scheduling.domain.seasons.saving import save_season
from scheduling.enums import Rotation
from scheduling.models import Route, Shift
from volunteers.models import Association

PLANNED_BEFORE = timedelta(days=21)
PLANNED_AT = time(19, 0)
WEEKEND = (4, 5)
AUTUMN_FROM = 7  # the month


def plan_regular_nights(
    association: Association, days: Collection[date], routes: Mapping[str, Route], *, origin: Origin
) -> dict[date, Shift]:
    """The season of an association as drafts: the nights of its rule, less and more what `days` have otherwise."""
    line = read_data("season")["seasons"][association.name]
    first, last = min(days), max(days)
    now = datetime.combine(first - PLANNED_BEFORE, PLANNED_AT, tzinfo=association.municipality.zone)
    rule = SeasonRule(
        first_night=first,
        last_night=last,
        rule=line["rule"],
        hours=hours_of(line),
        day_hours={int(day): hours_of(hours) for day, hours in line.get("day_hours", {}).items()},
        routes=tuple(routes[name].pk for name in line["routes"]),
        rotation=line.get("rotation", Rotation.FIXED),
    )
    plan = SeasonPlan(season_name(first + (last - first) / 2), rule)
    season = save_season(plan, association=association, now=now)
    weekends = (day for day in days_from(first, last) if day.weekday() in WEEKEND)
    choose_nights(season, {day: day in days for day in weekends}, now=now)
    carry_out_season(season, origin=origin, now=now)
    shifts = season.shifts.select_related("association__municipality", "route__district")
    return {shift.season_night: shift for shift in shifts if shift.season_night is not None}


def hours_of(line: Mapping[str, Any]) -> Hours:
    start, end = (time.fromisoformat(line[key].replace(".", ":")) for key in ("start", "end"))
    return Hours(start, end)


def season_name(day: date) -> str:
    """As associations say it."""
    return f"Hösten {day.year}" if day.month >= AUTUMN_FROM else f"Våren {day.year}"
