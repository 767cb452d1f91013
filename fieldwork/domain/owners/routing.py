"""Who mends it: of a municipality's rules the most particular one that fits. Pure but for reading the rules.

The kind of a fault says more of its owner than the place does: the cabinet with the power in it is the power company's
on whatever ground it stands. So a rule about the very kind comes before one about the kinds above it, and that before
one about any kind. Among equals a rule about the very district comes before one about what it is a part of, and that
before one about everywhere. Where two are still alike the coordinator's own order counts.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from fieldwork.models import Observation, ObservationCategory, OwnerRule
from fieldwork.queries.owners import rules_in_force
from volunteers.models import District, Municipality


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """By primary keys. `category` and `district` are None where it holds for all of them."""

    pk: int
    owner: int
    category: int | None
    district: int | None
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lie:
    """What a fault is and where it lies: `categories` from its own upwards, `districts` from its own outwards.

    Without a district it is nowhere, and only what holds everywhere fits.
    """

    categories: Sequence[int]
    districts: Sequence[int] = ()


def owner_for(rules: Iterable[Rule], lie: Lie, *, but: Collection[int] = ()) -> Rule | None:
    """The rule that decides, passing over owners who have said that it is not theirs. None where no rule fits."""
    fitting = (rule for rule in rules if rule.owner not in but and _fits(rule, lie))
    return min(fitting, key=lambda rule: (*_distance(rule, lie), rule.position, rule.pk), default=None)


def _fits(rule: Rule, lie: Lie) -> bool:
    return (rule.category is None or rule.category in lie.categories) and (
        rule.district is None or rule.district in lie.districts
    )


def _distance(rule: Rule, lie: Lie) -> tuple[int, int]:
    """How far the rule is from the very thing: in kind first, then in place."""
    return _steps(rule.category, lie.categories), _steps(rule.district, lie.districts)


def _steps(named: int | None, lineage: Sequence[int]) -> int:
    return len(lineage) if named is None else list(lineage).index(named)


def deciding_rule(
    town: Municipality,
    *,
    category: ObservationCategory,
    district: District | None,
    but: Collection[int] = (),
) -> OwnerRule | None:
    """The rule that says whose a fault would be. Rules of owners who are not in use are passed over."""
    rows = {rule.pk: rule for rule in rules_in_force(town)}
    rules = [
        Rule(pk=row.pk, owner=row.owner_id, category=row.category_id, district=row.district_id, position=row.position)
        for row in rows.values()
    ]
    lie = Lie(categories=_upwards(category), districts=_outwards(district))
    found = owner_for(rules, lie, but=but)
    return rows[found.pk] if found else None


def rule_about(observation: Observation, *, but: Collection[int] = ()) -> OwnerRule | None:
    return deciding_rule(
        observation.municipality, category=observation.category, district=observation.district, but=but
    )


def _upwards(category: ObservationCategory) -> list[int]:
    return [category.pk] if category.parent_id is None else [category.pk, category.parent_id]


def _outwards(district: District | None) -> list[int]:
    """The district, what it is a part of, and so on; a circle, which nothing makes, ends where it began."""
    found: list[int] = []
    while district is not None and district.pk not in found:
        found.append(district.pk)
        district = district.parent
    return found
