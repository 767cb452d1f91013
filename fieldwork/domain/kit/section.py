"""What a group's page shows of its kit: what to take along, what to bring home, what has been missing since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fieldwork.domain.kit.counting import may_count_out
from fieldwork.enums import KitKind
from fieldwork.models import KitCount, KitGap, KitItem
from fieldwork.queries.kit import counts_of, gaps_open, kit_of
from scheduling.models import Shift

FOR_EACH = {KitKind.VEST, KitKind.JACKET}
ONE_EACH_NIGHT = {KitKind.PHONE, KitKind.FIRST_AID, KitKind.KEY, KitKind.TORCH}


class KitPhase(StrEnum):
    """What is to be counted now, if anything."""

    EARLY = "early"
    OUT = "out"
    IN = "in"
    DONE = "done"


@dataclass(frozen=True)
class KitLine:
    """One thing: `here` are those to choose from, with what the group has; `most` counts those that may turn up too."""

    item: KitItem
    here: int
    most: int
    proposed: int
    count: KitCount | None

    @property
    def taken(self) -> int:
        return self.count.taken if self.count else 0

    @property
    def is_home(self) -> bool:
        return self.count is not None and self.count.in_at is not None


@dataclass(frozen=True)
class KitSection:
    phase: KitPhase
    lines: Sequence[KitLine]
    missing: Sequence[KitGap]

    @property
    def taken(self) -> list[KitLine]:
        """What the group took along."""
        return [line for line in self.lines if line.count is not None]

    @property
    def out_limits(self) -> dict[int, int]:
        return {line.item.pk: line.most for line in self.lines if not line.is_home}

    @property
    def out_initial(self) -> dict[int, int]:
        return {line.item.pk: line.proposed for line in self.lines}

    @property
    def in_limits(self) -> dict[int, int]:
        return {line.item.pk: line.taken for line in self.taken}

    @property
    def in_initial(self) -> dict[int, int]:
        return {
            line.item.pk: line.taken if line.count.returned is None else line.count.returned
            for line in self.lines
            if line.count is not None
        }


def section_of(shift: Shift, *, now: datetime) -> KitSection | None:
    """None for an association that has nothing to take along. Three queries."""
    items = list(kit_of(shift.association))
    if not items:
        return None
    counts = {count.item_id: count for count in counts_of(shift)}
    lines = [_line(item, counts.get(item.pk), crew=shift.confirmed_count, is_new=not counts) for item in items]
    missing = list(gaps_open(shift.association))
    return KitSection(phase_of(list(counts.values()), may_go=may_count_out(shift, now=now)), lines, missing)


def phase_of(counts: Sequence[KitCount], *, may_go: bool) -> KitPhase:
    """Until something is taken along it is counted out; then it is to come home."""
    if not counts:
        return KitPhase.OUT if may_go else KitPhase.EARLY
    return KitPhase.IN if any(count.in_at is None for count in counts) else KitPhase.DONE


def _line(item: KitItem, count: KitCount | None, *, crew: int, is_new: bool) -> KitLine:
    own = count.taken if count is not None and count.in_at is None else 0
    here = item.here + own
    proposed = proposal(item.kind, here=here, crew=crew) if is_new else own
    return KitLine(item, here, here + item.missing, proposed, count)


def proposal(kind: str, *, here: int, crew: int) -> int:
    """A vest for each, one phone, one bag; what else there is goes along when somebody says so."""
    if kind in FOR_EACH:
        return min(here, crew)
    return min(here, 1) if kind in ONE_EACH_NIGHT else 0
