"""Which nights have somebody on duty all the time that somebody is needed. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

AFTERWARDS = timedelta(hours=1)  # a group that is late calls for the duty when its time is over
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Need:
    """One night on which somebody walks: from the first start until an hour after the last end."""

    night: date
    starts_at: datetime
    ends_at: datetime
    groups: int = 1


def needs_of(shifts: Iterable[tuple[date, datetime, datetime]]) -> list[Need]:
    """One for each night, in order, of shifts told as night, start and end."""
    needs: dict[date, Need] = {}
    for night, starts_at, ends_at in shifts:
        known = needs.get(night)
        needs[night] = (
            Need(night, starts_at, ends_at + AFTERWARDS)
            if known is None
            else replace(
                known,
                starts_at=min(known.starts_at, starts_at),
                ends_at=max(known.ends_at, ends_at + AFTERWARDS),
                groups=known.groups + 1,
            )
        )
    return [needs[night] for night in sorted(needs)]


def gaps(need: Need, turns: Iterable[Stretch]) -> Sequence[Stretch]:
    """The stretches of the need in which nobody has the duty; none when the night is covered."""
    uncovered, reached = [], need.starts_at
    for starts_at, ends_at in sorted(turns):
        if starts_at >= need.ends_at:
            break
        if starts_at > reached:
            uncovered.append((reached, starts_at))
        reached = max(reached, ends_at)
    if reached < need.ends_at:
        uncovered.append((reached, need.ends_at))
    return uncovered
