"""How one group would best become two. Pure.

The leaders apart, the groups as even as can be, and those who are used to it, the grown-up and the young dealt between
them in turn, so that nobody new or under age ends up without company.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Walker:
    """Somebody of the group, by the key of their place. `may_lead` have the training; `leads` do it tonight."""

    key: int
    leads: bool = False
    may_lead: bool = False
    is_adult: bool = True
    is_experienced: bool = True

    @property
    def kind(self) -> tuple[bool, ...]:
        """Those that a group needs most come first."""
        return not self.leads, not self.may_lead, not self.is_adult, not self.is_experienced


@dataclass(frozen=True)
class Proposal:
    """`leader` leads the group that goes, None where nobody in it can."""

    stays: tuple[int, ...]
    goes: tuple[int, ...]
    leader: int | None


def propose_split(walkers: Sequence[Walker]) -> Proposal:
    """Two groups whose sizes differ by one at most. Walkers come in the order they joined."""
    in_need = sorted(walkers, key=lambda one: one.kind)
    groups: tuple[list[Walker], list[Walker]] = ([], [])
    for one in in_need:
        groups[_place_for(one, groups)].append(one)
    stays, goes = groups
    leader = next((one.key for one in goes if one.leads), None) or next((one.key for one in goes if one.may_lead), None)
    order = [one.key for one in walkers]
    return Proposal(
        stays=tuple(sorted((one.key for one in stays), key=order.index)),
        goes=tuple(sorted((one.key for one in goes), key=order.index)),
        leader=leader,
    )


def _place_for(one: Walker, groups: tuple[list[Walker], list[Walker]]) -> int:
    """The smaller group; of two alike the one with fewer of the same kind, and the first leader stays."""
    sizes = [(len(group), sum(other.kind == one.kind for other in group)) for group in groups]
    return 0 if sizes[0] <= sizes[1] else 1
