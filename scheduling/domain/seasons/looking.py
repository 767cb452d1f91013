"""A season laid beside what there is: every night, each group's shift or the lack of it, and what they run into."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scheduling.domain.clashes import Clash, Walk, clashes_among
from scheduling.domain.seasons.comparing import Row, Step, compare, count_steps
from scheduling.domain.seasons.days import Notes, notes_between
from scheduling.domain.seasons.planning import PlannedNight, plan_nights
from scheduling.domain.seasons.plans import SeasonPlan, plan_of_season
from scheduling.domain.walks import walks_between
from scheduling.enums import ShiftState
from scheduling.models import Season, Shift, SpecialDay
from volunteers.models import Municipality


@dataclass(frozen=True)
class SeasonLook:
    """All that a season would do now. `clashes` are by the night and group of each row that has a time."""

    plan: SeasonPlan
    nights: Sequence[PlannedNight]
    rows: Sequence[Row]
    clashes: Mapping[object, list[Clash]]
    counts: Mapping[Step, int]

    @property
    def is_settled(self) -> bool:
        """Whether carrying it out would change nothing."""
        return not (self.counts[Step.NEW] or self.counts[Step.CHANGED] or self.counts[Step.GONE])


def look_at(season: Season, *, language: str, now: datetime) -> SeasonLook:
    """Raises SchedulingError for a rule that cannot be read. Seven queries, however many the nights."""
    plan = plan_of_season(season)
    association = season.association
    town = association.municipality
    nights = plan_nights(plan.rule, notes_of(town, plan.rule.first_night, plan.rule.last_night, language), town.zone)
    rows = compare(plan, nights, shifts_of_season(season), now=now)
    walks = [walk for row in rows if (walk := _walk(row, season)) is not None]
    others = walks_between(association, _first(walks), _last(walks), apart_from=season) if walks else []
    return SeasonLook(plan, nights, rows, clashes_among(walks, others), count_steps(rows))


def notes_of(town: Municipality, first: date, last: date, language: str) -> Notes:
    """What is special about the evenings of a town. One query."""
    return notes_between(
        first, last, SpecialDay.objects.filter(municipality=town).touching(first, last), language=language
    )


def shifts_of_season(season: Season) -> list[Shift]:
    """Its shifts with what waits to become of them, earliest first. One query."""
    shifts = season.shifts.select_related("change", "route__district")
    return list(shifts.defer("route__line", "route__instructions").order_by("starts_at", "pk"))


def _walk(row: Row, season: Season) -> Walk | None:
    """What a row means to others who are out: what the season would have, else what stands and stays."""
    key = (row.night, row.group)
    values = row.wanted if row.step in {Step.NEW, Step.CHANGED} else None
    if values is not None:
        night, route, starts_at, ends_at = row.night, values.route, values.starts_at, values.ends_at
    elif row.shift is not None and row.step != Step.GONE and row.shift.state != ShiftState.CANCELLED:
        shift = row.shift
        night, route, starts_at, ends_at = shift.night, shift.route_id, shift.starts_at, shift.ends_at
    else:
        return None
    return Walk(key, night, season.association_id, route, starts_at, ends_at, company=season.pk)


def _first(walks: Sequence[Walk]) -> date:
    return min(walk.night for walk in walks)


def _last(walks: Sequence[Walk]) -> date:
    return max(walk.night for walk in walks)
