"""How the districts of a town lie in each other."""

from collections.abc import Collection

from scheduling.domain.districts import branches
from volunteers.models import District, Municipality


def around(town: Municipality, districts: Collection[int]) -> frozenset[int]:
    """These districts, all that lies in them, and all that they lie in, as primary keys. One query."""
    wanted = set(districts)
    tree = branches(District.objects.filter(municipality=town)).values()
    below = (branch.below for branch in tree if branch.pk in wanted)
    return frozenset(branch.pk for branch in tree if branch.below & wanted).union(*below)


def above(town: Municipality, district: int) -> frozenset[int]:
    """The district and all that it lies in, as primary keys. One query."""
    tree = branches(District.objects.filter(municipality=town)).values()
    return frozenset(branch.pk for branch in tree if district in branch.below)
