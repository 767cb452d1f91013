"""What a season would have, beside what there is: shift for shift, decided before anything is written. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from scheduling.domain.changes.values import NightValues, values_of
from scheduling.domain.seasons.planning import PlannedNight, Slot
from scheduling.domain.seasons.plans import SeasonPlan
from scheduling.enums import ShiftState
from scheduling.models import Shift, ShiftChange


class Step(StrEnum):
    """What carrying out the season means for one group of one night."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"
    PENDING = "pending"  # changed already, and waits to be published
    TOUCHED = "touched"  # changed by hand, and left alone
    OVER = "over"


@dataclass(frozen=True)
class Row:
    """One group of one night. `wanted` is what the season would have, None where it would have nothing."""

    night: date
    group: int
    step: Step
    slot: Slot | None = None
    shift: Shift | None = None
    wanted: NightValues | None = None


Place = tuple[date, int]


def change_of(shift: Shift) -> ShiftChange | None:
    """What the shift is to become, where something waits to be published. Read it along with the shift."""
    return getattr(shift, "change", None)


def compare(plan: SeasonPlan, nights: Iterable[PlannedNight], shifts: Sequence[Shift], *, now: datetime) -> list[Row]:
    """In order of night and group. Nights that have begun are not looked at, and none of them comes into being."""
    there = _by_place(shifts)
    rows = []
    for slot in (slot for night in nights for slot in night.slots):
        shift = there.pop((slot.night, slot.group), None)
        row = _compare(plan, slot, shift, now=now)
        rows += [row] if row else []
    rows += [_left_over(place, shift, now=now) for place, shift in there.items()]
    return sorted(rows, key=lambda row: (row.night, row.group))


def _by_place(shifts: Sequence[Shift]) -> dict[Place, Shift]:
    """By night and group of the season. One that was cancelled holds its place only where a person did it by hand."""
    places: dict[Place, Shift] = {}
    for shift in sorted(shifts, key=lambda shift: shift.state != ShiftState.CANCELLED):
        if shift.season_night is None or shift.season_group is None:
            continue
        if shift.state != ShiftState.CANCELLED or not shift.follows_season:
            places[shift.season_night, shift.season_group] = shift
    return places


def wanted_by(plan: SeasonPlan, slot: Slot) -> NightValues:
    return NightValues(slot.route, plan.kind, slot.starts_at, slot.ends_at, plan.crew, plan.note)


def _compare(plan: SeasonPlan, slot: Slot, shift: Shift | None, *, now: datetime) -> Row | None:
    wanted = wanted_by(plan, slot)
    if shift is None:
        return None if slot.starts_at <= now else Row(slot.night, slot.group, Step.NEW, slot, wanted=wanted)
    # A season does not say which of its nights are open: that is chosen night by night, and stays.
    wanted = replace(wanted, is_open=(change_of(shift) or shift).is_open)
    return Row(slot.night, slot.group, _step(shift, wanted, now=now), slot, shift, wanted)


def _step(shift: Shift, wanted: NightValues, *, now: datetime) -> Step:
    if is_over(shift, now=now):
        return Step.OVER
    change = change_of(shift)
    if not (change.follows_season if change else shift.follows_season) or shift.state == ShiftState.CANCELLED:
        return Step.TOUCHED
    if change is not None:
        return Step.PENDING if not change.is_cancelled and values_of(change) == wanted else Step.CHANGED
    return Step.SAME if values_of(shift) == wanted else Step.CHANGED


def _left_over(place: Place, shift: Shift, *, now: datetime) -> Row:
    """A shift that the season has no more."""
    night, group = place
    change = change_of(shift)
    if is_over(shift, now=now):
        step = Step.OVER
    elif shift.state == ShiftState.CANCELLED or not (change.follows_season if change else shift.follows_season):
        step = Step.TOUCHED
    else:
        step = Step.PENDING if change and change.is_cancelled else Step.GONE
    return Row(night, group, step, shift=shift)


def is_over(shift: Shift, *, now: datetime) -> bool:
    """Whether it has begun; a night that was cancelled and would not have begun yet is not."""
    return shift.state in {ShiftState.UNDER_WAY, ShiftState.DONE} or shift.starts_at <= now


def count_steps(rows: Iterable[Row]) -> Mapping[Step, int]:
    counts = dict.fromkeys(Step, 0)
    for row in rows:
        counts[row.step] += 1
    return counts
