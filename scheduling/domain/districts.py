"""The tree of districts for choosing: each with its depth, and everything below it. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from volunteers.models import District


@dataclass(frozen=True)
class Branch:
    pk: int
    name: str
    depth: int
    below: frozenset[int]  # its own primary key and those of all districts below it

    @property
    def indent(self) -> str:
        """Before the name in a list of choices, which cannot show a tree."""
        return "– " * self.depth


def branches(districts: Iterable[District]) -> dict[int, Branch]:
    """By primary key, parents before their children, siblings in the order given."""
    children: dict[int | None, list[District]] = defaultdict(list)
    every = list(districts)
    known = {district.pk for district in every}
    for district in every:
        children[district.parent_id if district.parent_id in known else None].append(district)
    found: dict[int, Branch] = {}
    for root in children[None]:
        grow(root, 0, children, found)
    return found


def grow(
    district: District, depth: int, children: Mapping[int | None, list[District]], found: dict[int, Branch]
) -> frozenset[int]:
    """Enter the district in `found` with everything below it; the children follow it."""
    found[district.pk] = Branch(district.pk, district.name, depth, frozenset())
    below = frozenset({district.pk}).union(
        *(grow(child, depth + 1, children, found) for child in children[district.pk])
    )
    found[district.pk] = Branch(district.pk, district.name, depth, below)
    return below
