"""A season carried out: nights that are missing come as drafts, others follow, and what is known to people waits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scheduling.domain.attendance import lock_shift, lockable_shifts
from scheduling.domain.changes.carrying_out import become, carry_out
from scheduling.domain.changes.drafts import cancellation_of, change_to, put_changes, undo_changes
from scheduling.domain.changes.values import values_of
from scheduling.domain.origins import Origin
from scheduling.domain.seasons.comparing import Row, Step, is_over
from scheduling.domain.seasons.looking import look_at
from scheduling.domain.seasons.saving import undo_edit
from scheduling.domain.shifts import plan_drafts
from scheduling.enums import ShiftState
from scheduling.exceptions import SchedulingError, TooLate
from scheduling.models import Season, Shift, ShiftChange
from volunteers.models import Association

BATCH = 200


@transaction.atomic
def carry_out_season(season: Season, *, origin: Origin, now: datetime) -> Mapping[Step, int]:
    """Make the nights as the season would have them. Nobody is texted.

    What is missing comes as drafts; drafts that follow the season are changed, or go; published nights that follow it
    get a change that waits to be published. Nights that somebody changed by hand are left. Returns how many rows took
    each step. Raises SchedulingError for a rule that cannot be read.
    """
    season = _locked(season)
    list(lockable_shifts().filter(season=season).order_by("pk"))  # held, so that nobody publishes one meanwhile
    look = look_at(season, language=get_language() or "sv", now=now)
    waiting = _carry_out_rows(season, look.rows, origin=origin, now=now)
    if not waiting and not look.counts[Step.PENDING]:
        Season.objects.filter(pk=season.pk).update(before_edit=None)
    return look.counts


@transaction.atomic
def follow_again(shift: Shift, *, origin: Origin, now: datetime) -> Step:
    """Let a shift that was changed by hand follow its season again: at once for a draft, else as a change that waits.

    For one that was cancelled by hand a new draft comes in its place. Returns what it meant. Raises TooLate once it has
    begun, SchedulingError where it belongs to no season.
    """
    shift = lock_shift(shift.pk)
    if shift.season is None or shift.season_night is None:
        raise SchedulingError(_("Passet hör inte till någon säsong."))
    if is_over(shift, now=now):
        raise TooLate(_("Passet har börjat eller är över."))
    season = _locked(shift.season)
    ShiftChange.objects.filter(shift=shift).delete()
    # One that is cancelled stays as it was in people's calendars, which tell by when it changed who was told of that.
    changed_at = shift.updated_at if shift.state == ShiftState.CANCELLED else now
    Shift.objects.filter(pk=shift.pk).update(follows_season=True, updated_at=changed_at)
    look = look_at(season, language=get_language() or "sv", now=now)
    place = (shift.season_night, shift.season_group)
    rows = [row for row in look.rows if (row.night, row.group) == place]
    _carry_out_rows(season, rows, origin=origin, now=now)
    return rows[0].step if rows else Step.SAME


@transaction.atomic
def undo_season(season: Season, *, origin: Origin, now: datetime) -> Mapping[Step, int]:
    """The season and its nights as they were before it was edited, where that has not been published."""
    return carry_out_season(undo_edit(season, now=now), origin=origin, now=now)


@transaction.atomic
def undo_all(association: Association, *, origin: Origin, now: datetime) -> int:
    """Nothing waits any more: edited seasons are as they were, shifts stay as they are. How many changes went."""
    for season in Season.objects.filter(association=association).exclude(before_edit=None):
        undo_season(season, origin=origin, now=now)
    return undo_changes(association)


def _carry_out_rows(season: Season, rows: Sequence[Row], *, origin: Origin, now: datetime) -> int:
    """Returns how many published shifts have a change that waits."""
    moving = [row for row in rows if row.step == Step.CHANGED]
    leaving = [row for row in rows if row.step == Step.GONE]
    _plan_missing(season, [row for row in rows if row.step == Step.NEW], origin=origin, now=now)
    _change_drafts(moving, origin=origin, now=now)
    _drop_drafts(_in_state(leaving, ShiftState.DRAFT), origin=origin, now=now)
    waiting = [*_changes(moving, origin=origin, now=now), *_cancellations(leaving, origin=origin, now=now)]
    put_changes(waiting)
    return len(waiting)


def _locked(season: Season) -> Season:
    return Season.objects.select_for_update(of=("self",)).select_related("association__municipality").get(pk=season.pk)


def _plan_missing(season: Season, rows: Sequence[Row], *, origin: Origin, now: datetime) -> None:
    drafts = [
        Shift(
            association=season.association,
            season=season,
            season_night=row.night,
            season_group=row.group,
            night=row.night,
            created_at=now,
            updated_at=now,
            **row.wanted.fields(),
        )
        for row in rows
        if row.wanted is not None
    ]
    plan_drafts(drafts, origin=origin, now=now)


def _in_state(rows: Iterable[Row], state: ShiftState) -> list[Shift]:
    return [row.shift for row in rows if row.shift is not None and row.shift.state == state]


def _change_drafts(rows: Sequence[Row], *, origin: Origin, now: datetime) -> None:
    """Nobody knows of a draft, so it simply follows; what waited for it is void."""
    wanted = {row.shift.pk: row.wanted for row in rows if row.shift is not None and row.wanted is not None}
    keys = [shift.pk for shift in _in_state(rows, ShiftState.DRAFT)]
    drafts = lockable_shifts().filter(pk__in=keys).order_by("pk") if keys else []
    carry_out([become(draft, wanted[draft.pk]) for draft in drafts], origin=origin, now=now)
    ShiftChange.objects.filter(shift__in=keys).delete()


def _drop_drafts(drafts: Sequence[Shift], *, origin: Origin, now: datetime) -> None:
    """Nobody knows of a draft, so it simply goes; one that something else hangs on is cancelled."""
    keys = {draft.pk for draft in drafts}
    try:
        with transaction.atomic():
            Shift.objects.filter(pk__in=keys).delete()
    except ProtectedError as error:
        held = {getattr(row, "shift_id", None) for row in error.protected_objects} & keys
        Shift.objects.filter(pk__in=keys - held).delete()
        kept = lockable_shifts().filter(pk__in=held).order_by("pk")
        carry_out([become(draft, None) for draft in kept], origin=origin, now=now)


def _changes(rows: Iterable[Row], *, origin: Origin, now: datetime) -> list[ShiftChange]:
    """What published shifts are to become. One that is already as the season would have it needs no change."""
    changes, needless = [], []
    for row in rows:
        if row.shift is None or row.wanted is None or row.shift.state != ShiftState.PUBLISHED:
            continue
        if values_of(row.shift) == row.wanted and row.shift.follows_season:
            needless.append(row.shift.pk)
        else:
            changes.append(change_to(row.shift, row.wanted, follows_season=True, actor=origin.actor, now=now))
    ShiftChange.objects.filter(shift__in=needless).delete()
    return changes


def _cancellations(rows: Iterable[Row], *, origin: Origin, now: datetime) -> list[ShiftChange]:
    shifts = _in_state(rows, ShiftState.PUBLISHED)
    return [cancellation_of(shift, follows_season=True, actor=origin.actor, now=now) for shift in shifts]
