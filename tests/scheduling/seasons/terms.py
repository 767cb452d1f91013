"""An association's October to plan, change and publish in tests: Fridays and Saturdays, one group, from 2 October."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from scheduling.domain.origins import Origin
from scheduling.domain.seasons.carrying import carry_out_season
from scheduling.domain.seasons.plans import plan_of_season
from scheduling.domain.seasons.saving import save_season
from scheduling.domain.shifts import publish_shifts
from scheduling.enums import Door
from scheduling.models import Season, Shift
from tests.factories import SeasonFactory

SEPTEMBER = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
BY_LEADER = Origin(Door.PAGE)
FIRST, SECOND = date(2026, 10, 2), date(2026, 10, 3)


def october(**fields: Any) -> Season:
    """The season with its nights as drafts."""
    season: Season = SeasonFactory(**fields)
    carry_out_season(season, origin=BY_LEADER, now=SEPTEMBER)
    return season


def published_october(**fields: Any) -> Season:
    season = october(**fields)
    publish_shifts(season.shifts.all(), origin=BY_LEADER, now=SEPTEMBER)
    return season


def edit(season: Season, *, now: datetime = SEPTEMBER, **rule: Any) -> Season:
    """The season with another rule, saved and carried out."""
    season = Season.objects.select_related("association").get(pk=season.pk)
    plan = plan_of_season(season)
    changed = replace(plan, rule=replace(plan.rule, **rule))
    saved = save_season(changed, association=season.association, season=season, now=now)
    carry_out_season(saved, origin=BY_LEADER, now=now)
    return saved


def shift_on(season: Season, night: date, *, group: int = 0) -> Shift:
    return Shift.objects.exclude(state="cancelled").get(season=season, season_night=night, season_group=group)


def hours_of(shift: Shift) -> str:
    """20.30-00.30 as the clocks in town showed it."""
    zone = shift.association.municipality.zone
    return f"{shift.starts_at.astimezone(zone):%H.%M}-{shift.ends_at.astimezone(zone):%H.%M}"
