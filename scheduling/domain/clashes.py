"""Nights that get in each other's way: one route walked twice at a time, or one association out twice. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class ClashKind(StrEnum):
    ROUTE = "route"
    ASSOCIATION = "association"


@dataclass(frozen=True)
class Walk:
    """One group out, planned or already a shift. `key` tells two walks apart; `company` is None or its season.

    The groups of one season are meant to be out together; all others of an association are out twice.
    """

    key: object
    night: date
    association: int
    route: int
    starts_at: datetime
    ends_at: datetime
    company: int | None = None


@dataclass(frozen=True)
class Clash:
    """What gets in the way of a walk, and why."""

    kind: ClashKind
    other: Walk


def clashes_among(walks: Sequence[Walk], others: Iterable[Walk]) -> Mapping[object, list[Clash]]:
    """By the key of each of `walks`: what it meets among the others and among the walks themselves."""
    by_night: dict[date, list[Walk]] = defaultdict(list)
    for walk in (*walks, *others):
        by_night[walk.night].append(walk)
    found: dict[object, list[Clash]] = {}
    for walk in walks:
        near = (other for days in (-1, 0, 1) for other in by_night.get(walk.night + days * DAY, ()))
        met = [Clash(kind, other) for other in near if (kind := _clash(walk, other)) is not None]
        if met:
            found[walk.key] = met
    return found


def _clash(walk: Walk, other: Walk) -> ClashKind | None:
    if other.key == walk.key or other.starts_at >= walk.ends_at or other.ends_at <= walk.starts_at:
        return None
    if other.route == walk.route:
        return ClashKind.ROUTE
    is_company = walk.company is not None and walk.company == other.company
    return ClashKind.ASSOCIATION if other.association == walk.association and not is_company else None
