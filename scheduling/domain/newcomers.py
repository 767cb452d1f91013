"""Somebody new wants to walk: which associations are to hear of it, and what a town must know of their age."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduling.domain.walk_rules.checks import OF_AGE
from scheduling.domain.walk_rules.keeping import own_rules
from scheduling.enums import RuleForce, RuleKind
from scheduling.models import SeasonRoute, Shift
from volunteers.models import Association, District, Municipality
from volunteers.queries import districts_below

LATELY = timedelta(days=365)
ABOUT_YOUTHS = (RuleKind.GUARDIAN_CONSENT, RuleKind.WITH_ADULTS)


@dataclass(frozen=True)
class Terms:
    """`minimum_age` is what is asked of everybody (0: nothing), `ages` those that the town's rules turn on: where
    there are none nobody is asked for theirs.
    """

    minimum_age: int
    ages: frozenset[int]
    is_beside_experienced: bool


def associations_near(district: District | None, municipality: Municipality, *, now: datetime) -> list[Association]:
    """The active associations that walk in the district, or in the nearest one around it where any does; else all."""
    able = Association.objects.filter(municipality=municipality, is_active=True)
    place = district
    while place is not None:
        found = list(able.filter(pk__in=walking_in(place, now=now)))
        if found:
            return found
        place = place.parent
    return list(able)


def walking_in(district: District, *, now: datetime) -> set[int]:
    """By primary key: associations with nights or seasons lately, or to come, on a route in the district's parts."""
    since = now - LATELY
    routes = {"route__district__in": districts_below([district.pk])}
    nights = Shift.objects.filter(**routes, starts_at__gt=since)
    seasons = SeasonRoute.objects.filter(**routes, season__last_night__gt=since.date())
    return {
        *nights.order_by().values_list("association", flat=True).distinct(),
        *seasons.order_by().values_list("season__association", flat=True).distinct(),
    }


def terms_of(municipality: Municipality) -> Terms:
    """What the town's own rules mean for somebody new. One query."""
    held = {kind: rule for kind, rule in own_rules(municipality).items() if rule.force != RuleForce.OFF}
    least = held.get(RuleKind.MIN_AGE)
    ages = {least.number or 0} if least else set()
    ages |= {OF_AGE} if any(kind in held for kind in ABOUT_YOUTHS) else set()
    return Terms(
        minimum_age=least.number or 0 if least and least.force == RuleForce.HARD else 0,
        ages=frozenset(ages),
        is_beside_experienced=RuleKind.FIRST_WALK in held and held[RuleKind.FIRST_WALK].force == RuleForce.HARD,
    )
