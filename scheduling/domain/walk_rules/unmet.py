"""What a group that is about to go out lacks by the rules that keep people safe, in sentences to whoever leads it."""

from scheduling.domain.walk_rules.reading import Gate
from scheduling.domain.walk_rules.words import about_group
from scheduling.enums import RuleKind
from scheduling.models import Shift

KEEP_SAFE = frozenset({RuleKind.WITH_ADULTS, RuleKind.FIRST_WALK})


def unmet_words(shift: Shift) -> list[str]:
    """Of those who have a place, so that whoever did not come is not counted on. A handful of queries."""
    return [about_group(one) for one in Gate(shift, []).wishes() if one.kind in KEEP_SAFE]
