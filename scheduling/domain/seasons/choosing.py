"""Deciding about single nights of a season, whatever its rule says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from scheduling.domain.seasons.looking import notes_of
from scheduling.domain.seasons.planning import plan_nights
from scheduling.domain.seasons.plans import plan_of_season
from scheduling.domain.seasons.saving import save_season
from scheduling.models import Season

ANY_LANGUAGE = "sv"  # names play no part in what is walked


@transaction.atomic
def choose_nights(season: Season, walked: Mapping[date, bool], *, now: datetime) -> bool:
    """Walk these nights, or leave them out. What the rule would have anyway is no choice of its own, and forgotten.

    Other choices stand. Returns whether anything is different now. Raises as `save_season`.
    """
    held = Season.objects.select_for_update(of=("self",)).select_related("association__municipality")
    season = held.get(pk=season.pk)
    plan, town = plan_of_season(season), season.association.municipality
    rule = replace(plan.rule, exceptions={})
    notes = notes_of(town, rule.first_night, rule.last_night, ANY_LANGUAGE)
    by_rule = {night.night for night in plan_nights(rule, notes, town.zone) if night.is_walked}
    chosen = {**plan.rule.exceptions, **walked}
    exceptions = {night: is_walked for night, is_walked in chosen.items() if is_walked != (night in by_rule)}
    if exceptions == plan.rule.exceptions:
        return False
    changed = replace(plan, rule=replace(rule, exceptions=exceptions))
    save_season(changed, association=season.association, season=season, now=now)
    return True
