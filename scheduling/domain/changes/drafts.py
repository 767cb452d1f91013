"""Changes that wait: what shifts are to become, kept where nobody but their leaders sees it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from scheduling.domain.attendance import lock_shift
from scheduling.domain.changes.checks import require_change, require_leader
from scheduling.domain.changes.values import COPIED, CREW, NightValues, values_of
from scheduling.domain.shift_steps import require_step
from scheduling.enums import ShiftState
from scheduling.models import Route, Shift, ShiftChange
from volunteers.models import Association, User, Volunteer

KEPT = (*COPIED, *CREW, "leader_id", "is_cancelled", "cancel_reason", "follows_season", "made_by_id", "made_at")


@transaction.atomic
def draft_change(
    shift: Shift, after: NightValues, *, leader: Volunteer | None = None, actor: User | None, now: datetime
) -> ShiftChange | None:
    """Keep what a person wants the shift to be, in place of what waited before. None when that changes nothing.

    A shift of a season follows it no more, unless it is only opened or closed. Raises as `require_change` and
    `require_leader`.
    """
    shift = lock_shift(shift.pk)
    route = Route.objects.get(pk=after.route)
    require_change(shift, after, route=route, now=now)
    if leader is not None:
        require_leader(shift, leader)
        leader = None if shift.attendances.filter(volunteer=leader, is_leader=True).exists() else leader
    if after == values_of(shift) and leader is None:
        ShiftChange.objects.filter(shift=shift).delete()
        return None
    follows = shift.follows_season and (shift.season_id is None or (leader is None and _is_only_opened(shift, after)))
    change = change_to(shift, after, leader=leader, follows_season=follows, actor=actor, now=now)
    put_changes([change])
    return ShiftChange.objects.get(shift=shift)


def _is_only_opened(shift: Shift, after: NightValues) -> bool:
    """Of the shift as it is, or as its season is about to have it: that says nothing of whom a night is open to."""
    coming = ShiftChange.objects.filter(shift=shift, follows_season=True, is_cancelled=False).first()
    planned = [values_of(row) for row in (shift, coming) if row is not None]
    return any(not after.differs_beyond_opening(one) for one in planned)


@transaction.atomic
def draft_cancellation(shift: Shift, *, reason: str = "", actor: User | None, now: datetime) -> ShiftChange:
    """Keep that the shift is to be cancelled. Raises MoveNotAllowed for one that is over or cancelled already."""
    shift = lock_shift(shift.pk)
    require_step(shift, ShiftState.CANCELLED)
    follows = shift.follows_season and shift.season_id is None
    put_changes([cancellation_of(shift, reason=reason, follows_season=follows, actor=actor, now=now)])
    return ShiftChange.objects.get(shift=shift)


def change_to(
    shift: Shift,
    after: NightValues,
    *,
    leader: Volunteer | None = None,
    follows_season: bool,
    actor: User | None,
    now: datetime,
) -> ShiftChange:
    """A change that is not kept yet."""
    return ShiftChange(
        shift=shift, leader=leader, follows_season=follows_season, made_by=actor, made_at=now, **after.fields()
    )


def cancellation_of(
    shift: Shift, *, reason: str = "", follows_season: bool, actor: User | None, now: datetime
) -> ShiftChange:
    """As `change_to`, of a shift that is to be cancelled."""
    change = change_to(shift, values_of(shift), follows_season=follows_season, actor=actor, now=now)
    change.is_cancelled, change.cancel_reason = True, reason[:200]
    return change


def put_changes(changes: Iterable[ShiftChange]) -> None:
    """Keep these, each in place of what waited for its shift before. The shifts must be locked."""
    fields = [name.removesuffix("_id") for name in KEPT]
    ShiftChange.objects.bulk_create(
        changes, update_conflicts=True, unique_fields=["shift"], update_fields=fields, batch_size=200
    )


@transaction.atomic
def undo_change(shift: Shift) -> bool:
    """Leave the shift as it is. False when nothing waited."""
    lock_shift(shift.pk)
    deleted, _rows = ShiftChange.objects.filter(shift=shift).delete()
    return bool(deleted)


@transaction.atomic
def undo_changes(association: Association) -> int:
    """Leave all shifts of the association as they are. Returns how many changes were waiting."""
    deleted, _rows = ShiftChange.objects.filter(shift__association=association).delete()
    return deleted
