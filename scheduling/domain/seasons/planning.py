"""From a season's rule to its nights: which evenings are walked, by which groups, on which routes, when. Pure."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from scheduling.domain.nights import length_problem, moment_of
from scheduling.domain.seasons.days import DayKind, DayNote, Notes
from scheduling.domain.seasons.rules import nights_of_rule
from scheduling.enums import Rotation
from scheduling.exceptions import AmbiguousTime, NonexistentTime

WEEK = 7
OFF = {DayKind.RED, DayKind.EVE}


class Why(StrEnum):
    """Why a night is walked or not."""

    RULE = "rule"
    CHOSEN = "chosen"
    LEFT_OUT = "left_out"
    HOLIDAY = "holiday"
    BREAK = "break"
    PROPOSED = "proposed"  # a night when more adults are needed, and that the rule has not


WALKED = frozenset({Why.RULE, Why.CHOSEN})


@dataclass(frozen=True)
class Hours:
    """Two local times; an end that is not after the start is on the next day."""

    start: time
    end: time


@dataclass(frozen=True)
class SeasonRule:
    """A season as plain values. `exceptions` says of single nights whether they are walked; `routes` are keys.

    `day_hours` are those of single weekdays (0 is Monday) all season; `later_hours` are what the other days have from a
    night on.
    """

    first_night: date
    last_night: date
    rule: str
    hours: Hours
    routes: tuple[int, ...]
    day_hours: Mapping[int, Hours] = field(default_factory=dict)
    later_hours: Mapping[date, Hours] = field(default_factory=dict)
    groups: int = 1
    rotation: str = Rotation.FIXED
    skips_holidays: bool = False
    skips_breaks: bool = False
    exceptions: Mapping[date, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Slot:
    """One group on one night, before it is a shift. Moments are UTC; `remark` says what the clocks do to the night."""

    night: date
    group: int
    route: int
    starts_at: datetime
    ends_at: datetime
    remark: str = ""


@dataclass(frozen=True)
class PlannedNight:
    """One evening of the season, walked or not. `problem` says why it cannot become shifts."""

    night: date
    why: Why
    notes: tuple[DayNote, ...] = ()
    slots: tuple[Slot, ...] = ()
    problem: str = ""

    @property
    def is_walked(self) -> bool:
        return self.why in WALKED


def plan_nights(season: SeasonRule, notes: Notes, zone: ZoneInfo) -> list[PlannedNight]:
    """Every night that the rule has, that somebody chose, or that is proposed, in order.

    Raises SchedulingError for a rule that cannot be read or gives too many nights.
    """
    by_rule = nights_of_rule(season.rule, season.first_night, season.last_night)
    wanted = set(by_rule) | {night for night in season.exceptions if _is_within(season, night)}
    wanted |= {night for night, of_night in notes.items() if _is_within(season, night) and _is_risk(of_night)}
    return [_plan_night(season, night, by_rule, notes.get(night, ()), zone) for night in sorted(wanted)]


def _is_within(season: SeasonRule, night: date) -> bool:
    return season.first_night <= night <= season.last_night


def _is_risk(notes: Sequence[DayNote]) -> bool:
    return any(note.kind == DayKind.RISK for note in notes)


def _plan_night(
    season: SeasonRule, night: date, by_rule: Sequence[date], notes: tuple[DayNote, ...], zone: ZoneInfo
) -> PlannedNight:
    place = bisect_left(by_rule, night)
    why = _why(season, night, notes, is_ruled=place < len(by_rule) and by_rule[place] == night)
    if why not in WALKED:
        return PlannedNight(night, why, notes)
    starts_at, ends_at, remark = resolve_hours(night, hours_on(season, night), zone)
    problem = length_problem(starts_at, ends_at)
    if problem:
        return PlannedNight(night, why, notes, problem=problem)
    routes = routes_of(season, turn=_turn(season, night, place))
    slots = [Slot(night, group, route, starts_at, ends_at, remark) for group, route in enumerate(routes)]
    return PlannedNight(night, why, notes, tuple(slots))


def _why(season: SeasonRule, night: date, notes: Sequence[DayNote], *, is_ruled: bool) -> Why:
    """What somebody chose goes before everything, and Valborg before the day off that it is; pay day does not."""
    if night in season.exceptions:
        return Why.CHOSEN if season.exceptions[night] else Why.LEFT_OUT
    if not is_ruled:
        return Why.PROPOSED
    kinds = {note.kind for note in notes}
    if any(note.kind == DayKind.RISK and not note.gives_way for note in notes):
        return Why.RULE
    if season.skips_holidays and kinds & OFF:
        return Why.HOLIDAY
    return Why.BREAK if season.skips_breaks and DayKind.BREAK in kinds else Why.RULE


def hours_on(season: SeasonRule, night: date) -> Hours:
    """What is written for the weekday goes before what is written for the time of year."""
    if night.weekday() in season.day_hours:
        return season.day_hours[night.weekday()]
    begun = [since for since in season.later_hours if since <= night]
    return season.later_hours[max(begun)] if begun else season.hours


def _turn(season: SeasonRule, night: date, place: int) -> int:
    """How many steps the rotation has taken.

    It counts what the rule has and never what is walked, so that leaving out one night moves no other.
    """
    if season.rotation == Rotation.NIGHTLY:
        return place
    if season.rotation == Rotation.WEEKLY:
        monday = season.first_night.toordinal() - season.first_night.weekday()
        return (night.toordinal() - monday) // WEEK
    return 0


def routes_of(season: SeasonRule, *, turn: int) -> Iterator[int]:
    """The route of each group after so many steps; a route comes twice when there are fewer of them than groups."""
    return (season.routes[(group + turn) % len(season.routes)] for group in range(season.groups))


def resolve_hours(night: date, hours: Hours, zone: ZoneInfo) -> tuple[datetime, datetime, str]:
    """The two moments, and what to know of them.

    As RFC 5545 (3.3.5) has it: a time that the clock skips counts on from before the gap, and of a time that comes
    twice the first is meant.
    """
    last_day = night if hours.end > hours.start else night + timedelta(days=1)
    starts_at, start_remark = _moment(datetime.combine(night, hours.start), zone)
    ends_at, end_remark = _moment(datetime.combine(last_day, hours.end), zone)
    return starts_at, ends_at, " ".join(remark for remark in (start_remark, end_remark) if remark)


def _moment(local: datetime, zone: ZoneInfo) -> tuple[datetime, str]:
    try:
        return moment_of(local, zone), ""
    except NonexistentTime:
        moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
        words = {"time": f"{local:%H.%M}", "clock": f"{moment.astimezone(zone):%H.%M}"}
        return moment, _("%(time)s finns inte den natten och blir %(clock)s.") % words
    except AmbiguousTime as error:
        words = {"time": f"{local:%H.%M}"}
        return error.choices[0], _("%(time)s kommer två gånger den natten: den första gäller.") % words
