"""What of its owner's nights a link opens, fixed when it is made: nothing in an address can widen or narrow it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q

from scheduling.domain.crew_conditions import COVERED
from scheduling.enums import Coverage
from volunteers.queries import districts_below


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Limits that all hold at once; an empty one is none. `alarm` is how many minutes before the start, 0 for never.

    `districts` are primary keys, each with everything below it as the tree is when the calendar is read. One that is
    removed stays here, so that a narrow link never widens. `hides_crew`: neither names nor counts, whatever the kind.
    """

    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    districts: tuple[int, ...] = ()
    only_short: bool = False
    hides_crew: bool = False
    alarm: int = 0

    @property
    def nights(self) -> Q:
        """The shifts within it."""
        within = Q()
        if self.kinds:
            within &= Q(kind__in=self.kinds)
        if self.states:
            within &= Q(state__in=self.states)
        if self.districts:
            within &= Q(route__district__in=districts_below(self.districts))
        if self.only_short:
            within &= COVERED[Coverage.MISSING]
        return within


EVERYTHING = Grant()


def written(grant: Grant) -> dict[str, Any]:
    """As it is kept with its link, without what limits nothing."""
    return {name: list(limit) if isinstance(limit, tuple) else limit for name, limit in asdict(grant).items() if limit}


def read_grant(kept: Mapping[str, Any]) -> Grant:
    """Raises TypeError for a limit that is not known here, which to pass over would be to widen the link."""
    limits: dict[str, Any] = {name: tuple(limit) if isinstance(limit, list) else limit for name, limit in kept.items()}
    return Grant(**limits)
