"""A municipality begins with Lykta: what holds there before anybody has decided anything else."""

from django.db import transaction

from scheduling.domain.walk_rules.keeping import save_rule
from scheduling.domain.walk_rules.kinds import KINDS
from scheduling.enums import RuleForce, RuleKind
from volunteers.domain.roles import give_role
from volunteers.models import Municipality

FROM_THE_START = (RuleKind.FIRST_WALK,)


@transaction.atomic
def open_town(*, name: str, coordinator: str, email: str) -> Municipality:
    """With its first coordinator, who chooses a password by "forgotten password". Raises ValidationError."""
    town = Municipality(name=name)
    town.full_clean()
    town.save()
    keep_first_rules(town)
    give_role(over=town, name=coordinator, email=email)
    return town


def keep_first_rules(town: Municipality) -> None:
    """Numbers as their kinds begin. They warn, since in a town that begins hardly anybody is experienced yet."""
    for kind in FROM_THE_START:
        save_rule(town, kind, force=RuleForce.SOFT, number=KINDS[kind].number, most=KINDS[kind].most)
