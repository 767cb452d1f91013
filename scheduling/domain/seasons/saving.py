"""Keeping seasons: saved, edited, undone, thrown away. No shift is touched here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.changes.values import crew_fields
from scheduling.domain.crews import check_crew
from scheduling.domain.seasons.planning import SeasonRule
from scheduling.domain.seasons.plans import SeasonPlan, as_json, as_words, from_json, later_words, plan_of_season
from scheduling.domain.seasons.rules import nights_of_rule
from scheduling.exceptions import SchedulingError
from scheduling.models import Route, Season, SeasonException, SeasonRoute
from volunteers.models import Association

LONGEST_DAYS = 400  # a year and a bit


@transaction.atomic
def save_season(plan: SeasonPlan, *, association: Association, season: Season | None = None, now: datetime) -> Season:
    """Keep a new season, or what an existing one is to be from now on. Its nights stand as they are.

    Raises SchedulingError for a name that is taken, a period or a rule that gives no night, a new season that is over,
    or another town's route; UnsoundCrew for the crew.
    """
    check_crew(plan.crew)
    _require_nights(plan.rule)
    if season is None and plan.rule.last_night < now.astimezone(association.municipality.zone).date():
        raise SchedulingError(_("Den sista kvällen har redan varit. Stämmer årtalet?"))
    _require_routes(plan.rule.routes, association)
    taken = Season.objects.filter(association=association, name=plan.name)
    if (taken.exclude(pk=season.pk) if season else taken).exists():
        raise SchedulingError(_("Föreningen har redan en säsong med det namnet."))
    before = None
    if season is not None:
        season = Season.objects.select_for_update().get(pk=season.pk)
        before = season.before_edit or (as_json(plan_of_season(season)) if season.shifts.exists() else None)
    kept = season or Season(association=association, created_at=now)
    return _write(kept, plan, before=before, now=now)


def _require_nights(rule: SeasonRule) -> None:
    if rule.last_night < rule.first_night:
        raise SchedulingError(_("Sista kvällen ligger före den första."))
    if (rule.last_night - rule.first_night).days > LONGEST_DAYS:
        raise SchedulingError(_("En säsong är högst ett år. Dela den i två."))
    if not nights_of_rule(rule.rule, rule.first_night, rule.last_night):
        raise SchedulingError(_("Det blir inga kvällar i perioden. Välj fler dagar eller en längre period."))


def _require_routes(routes: Sequence[int], association: Association) -> None:
    found = Route.objects.filter(pk__in=routes, municipality=association.municipality_id)
    if not routes or found.count() != len(set(routes)):
        raise SchedulingError(_("Rutten hör till en annan kommun."))


def _write(season: Season, plan: SeasonPlan, *, before: dict[str, Any] | None, now: datetime) -> Season:
    rule = plan.rule
    season.name, season.kind, season.note = plan.name, plan.kind, plan.note
    season.first_night, season.last_night, season.rule = rule.first_night, rule.last_night, rule.rule
    season.start_time, season.end_time = rule.hours.start, rule.hours.end
    season.day_times = {str(day): as_words(hours) for day, hours in rule.day_hours.items()}
    season.later_times = later_words(rule)
    season.group_count, season.rotation = rule.groups, rule.rotation
    season.skips_holidays, season.skips_breaks = rule.skips_holidays, rule.skips_breaks
    for name, value in crew_fields(plan.crew).items():
        setattr(season, name, value)
    season.before_edit, season.updated_at = before, now
    season.save()
    season.stops.all().delete()
    SeasonRoute.objects.bulk_create(
        SeasonRoute(season=season, route_id=route, position=place) for place, route in enumerate(rule.routes)
    )
    season.exceptions.all().delete()
    SeasonException.objects.bulk_create(
        SeasonException(season=season, night=night, is_walked=is_walked) for night, is_walked in rule.exceptions.items()
    )
    return season


@transaction.atomic
def undo_edit(season: Season, *, now: datetime) -> Season:
    """The season as it was when its nights were last settled. Nothing happens when nothing was edited since."""
    season = Season.objects.select_for_update().get(pk=season.pk)
    if season.before_edit is None:
        return season
    return _write(season, from_json(season.before_edit), before=None, now=now)


@transaction.atomic
def throw_away(season: Season) -> None:
    """Raises SchedulingError once it has nights: those are cancelled one by one, so that people are told."""
    season = Season.objects.select_for_update().get(pk=season.pk)
    if season.shifts.exists():
        raise SchedulingError(_("Säsongen har pass. Ställ in dem i stället, så får de som ska gå veta det."))
    season.delete()
