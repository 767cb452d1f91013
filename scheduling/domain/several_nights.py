"""Several nights at once: cancelled or moved as changes that wait to be published together, or copied as drafts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.attendance import lockable_shifts
from scheduling.domain.changes.checks import require_change, require_sound_times
from scheduling.domain.changes.drafts import cancellation_of, change_to, put_changes
from scheduling.domain.changes.values import NightValues, values_of
from scheduling.domain.clashes import Clash, Walk, clashes_among
from scheduling.domain.origins import Origin
from scheduling.domain.seasons.planning import Hours, resolve_hours
from scheduling.domain.shift_steps import require_step
from scheduling.domain.shifts import plan_shift
from scheduling.domain.walks import walks_between
from scheduling.enums import ShiftState
from scheduling.exceptions import SchedulingError
from scheduling.models import Shift, ShiftChange
from volunteers.domain.calendar_words import night_of
from volunteers.models import Association, User


@dataclass(frozen=True)
class Shifting:
    """So many days later, or earlier below zero, by the clocks in town. A time that is None stays as it is."""

    days: int = 0
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True)
class Copy:
    """A night that would come. `remark` says what the clocks do to it; `is_there` that there is such a one already."""

    shift: Shift
    values: NightValues
    remark: str
    is_there: bool = False
    clashes: Sequence[Clash] = ()


def shifted(values: NightValues, by: Shifting, zone: ZoneInfo) -> tuple[NightValues, str]:
    """The night elsewhen, and what the clocks do to it then. Raises SchedulingError where nothing is left of it."""
    starts_at, ends_at = values.starts_at.astimezone(zone), values.ends_at.astimezone(zone)
    hours = Hours(by.start or starts_at.time(), by.end or ends_at.time())
    if hours.start == hours.end:
        raise SchedulingError(_("Passet börjar och slutar samma tid. Ändra en av tiderna."))
    first, last, remark = resolve_hours(starts_at.date() + timedelta(days=by.days), hours, zone)
    return values.moved(first, last), remark


@transaction.atomic
def draft_moves(
    association: Association, keys: Collection[int], by: Shifting, *, actor: User | None, now: datetime
) -> int:
    """Keep that these shifts are to be moved, on top of what waits for them already. Returns how many changes wait.

    All or none: raises SchedulingError as `require_change`, and where nothing would move or no shift is chosen.
    """
    if by == Shifting():
        raise SchedulingError(_("Skriv hur många dagar kvällarna flyttas, eller en ny tid."))
    zone, moves, needless = association.municipality.zone, [], []
    shifts = _locked(association, keys)
    waiting = {change.shift_id: change for change in _changes_of(shifts)}
    for shift in shifts:
        change = waiting.get(shift.pk)
        change = None if change is None or change.is_cancelled else change
        after, _remark = shifted(values_of(change or shift), by, zone)
        require_change(shift, after, route=(change or shift).route, now=now)
        leader = change.leader if change else None
        if after == values_of(shift) and leader is None:
            needless.append(shift.pk)
        else:
            moves.append(change_to(shift, after, leader=leader, follows_season=_follows(shift), actor=actor, now=now))
    ShiftChange.objects.filter(shift__in=needless).delete()
    put_changes(moves)
    return len(moves)


@transaction.atomic
def draft_cancellations(
    association: Association, keys: Collection[int], *, reason: str = "", actor: User | None, now: datetime
) -> int:
    """Keep that these shifts are to be cancelled. Returns how many.

    All or none: raises MoveNotAllowed for one that is over or cancelled already, SchedulingError when none is chosen.
    """
    shifts = _locked(association, keys)
    for shift in shifts:
        require_step(shift, ShiftState.CANCELLED)
    put_changes(
        cancellation_of(shift, reason=reason, follows_season=_follows(shift), actor=actor, now=now) for shift in shifts
    )
    return len(shifts)


def foresee_copies(association: Association, shifts: Sequence[Shift], by: Shifting, *, now: datetime) -> list[Copy]:
    """The nights that copying would make, with what they run into. Nothing is written.

    Raises SchedulingError for a night that is over or cannot be, and when none is chosen.
    """
    if not shifts:
        raise SchedulingError(_("Kryssa för minst en kväll."))
    zone = association.municipality.zone
    copies = []
    for shift in shifts:
        values, remark = shifted(values_of(shift), by, zone)
        require_sound_times(values.starts_at, values.ends_at, now=now)
        copies.append(Copy(shift, values, remark))
    walks = [_walk_of(copy, association, zone) for copy in copies]
    others = walks_between(association, min(walk.night for walk in walks), max(walk.night for walk in walks))
    there = {(walk.association, walk.route, walk.starts_at, walk.ends_at) for walk in others}
    met = clashes_among(walks, others)
    return [
        replace(
            copy,
            is_there=(walk.association, walk.route, walk.starts_at, walk.ends_at) in there,
            clashes=met.get(walk.key, ()),
        )
        for copy, walk in zip(copies, walks, strict=True)
    ]


@transaction.atomic
def copy_shifts(
    association: Association, keys: Collection[int], by: Shifting, *, origin: Origin, now: datetime
) -> list[Shift]:
    """Copies as drafts, which nobody is told of. What is there already is not made twice.

    Raises as `foresee_copies`.
    """
    Association.objects.select_for_update().get(pk=association.pk)  # so that two presses of one button meet
    shifts = _locked(association, keys)
    return [
        plan_shift(
            association=association,
            route=copy.shift.route,
            kind=copy.values.kind,
            starts_at=copy.values.starts_at,
            ends_at=copy.values.ends_at,
            crew=copy.values.crew,
            note=copy.values.note,
            is_open=copy.values.is_open,
            origin=origin,
            now=now,
        )
        for copy in foresee_copies(association, shifts, by, now=now)
        if not copy.is_there
    ]


def _locked(association: Association, keys: Collection[int]) -> list[Shift]:
    """Raises SchedulingError when none is chosen."""
    shifts = list(lockable_shifts().filter(association=association, pk__in=keys).order_by("pk"))
    if not shifts:
        raise SchedulingError(_("Kryssa för minst en kväll."))
    return shifts


def _changes_of(shifts: Sequence[Shift]) -> Sequence[ShiftChange]:
    return list(ShiftChange.objects.filter(shift__in=shifts).select_related("route", "leader"))


def _follows(shift: Shift) -> bool:
    """Whoever takes a night of a season by hand takes it out of the season's."""
    return shift.follows_season and shift.season_id is None


def _walk_of(copy: Copy, association: Association, zone: ZoneInfo) -> Walk:
    values = copy.values
    night = night_of(values.starts_at, zone)
    return Walk(("copy", copy.shift.pk), night, association.pk, values.route, values.starts_at, values.ends_at)
