"""Planning, publishing, changing and cancelling shifts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.attendance import lock_shift, lockable_shifts, move
from scheduling.domain.changes.carrying_out import become, carry_out
from scheduling.domain.changes.checks import require_change, require_same_town, require_sound_times
from scheduling.domain.changes.values import NightValues, crew_fields, values_of
from scheduling.domain.crews import CrewSize, check_crew
from scheduling.domain.history import record_all, record_event, write_event
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.shift_steps import require_step, take_shift_step
from scheduling.enums import AttendanceState, EventKind, ShiftKind, ShiftState
from scheduling.models import Route, Shift, ShiftChange
from scheduling.queries import update_each
from volunteers.domain.calendar_words import night_of
from volunteers.models import Association

State = AttendanceState
BATCH = 200


@transaction.atomic
def plan_shift(
    *,
    association: Association,
    route: Route,
    kind: str = ShiftKind.NIGHT_WALK,
    starts_at: datetime,
    ends_at: datetime,
    crew: CrewSize,
    note: str = "",
    is_open: bool = False,
    origin: Origin,
    now: datetime,
) -> Shift:
    """A new draft, seen by its planners alone.

    Raises UnsoundCrew, TooLate for a night that is over, or SchedulingError for another town's route or a shift that is
    longer than anyone walks.
    """
    check_crew(crew)
    require_sound_times(starts_at, ends_at, now=now)
    require_same_town(association, route)
    shift = Shift.objects.create(
        association=association,
        route=route,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        night=night_of(starts_at, association.municipality.zone),
        note=note,
        is_open=is_open,
        created_at=now,
        updated_at=now,
        **crew_fields(crew),
    )
    record_event(shift, EventKind.PLANNED, origin=origin, now=now)
    return shift


def plan_drafts(drafts: Sequence[Shift], *, origin: Origin, now: datetime) -> None:
    """Write many new drafts at once, in the transaction of whoever has decided that each of them is sound."""
    Shift.objects.bulk_create(drafts, batch_size=BATCH)
    record_all(write_event(draft, EventKind.PLANNED, origin=origin, now=now) for draft in drafts)


@transaction.atomic
def revise_shift(
    shift: Shift,
    *,
    route: Route,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    crew: CrewSize,
    note: str,
    is_open: bool | None = None,
    origin: Origin,
    now: datetime,
) -> Shift:
    """Change a draft or a published shift at once. A new time or route of a published one asks everyone again.

    It is open or not as before when `is_open` is None. A shift of a season follows it no more, unless it is only opened
    or closed. Raises TooLate once the shift is under way, UnsoundCrew when the maximum
    falls under those confirmed.
    """
    shift = lock_shift(shift.pk)
    opens = shift.is_open if is_open is None else is_open
    after = NightValues(route.pk, kind, starts_at, ends_at, crew, note, opens)
    require_change(shift, after, route=route, now=now)
    by_hand = False if shift.season_id and after.differs_beyond_opening(values_of(shift)) else None
    step = become(shift, after, route=route, follows_season=by_hand)
    carry_out([step], tells_news=False, origin=origin, now=now)
    ShiftChange.objects.filter(shift=shift).delete()
    return shift


@transaction.atomic
def publish_shifts(shifts: Iterable[Shift], *, origin: Origin, now: datetime) -> int:
    """Show these drafts to everyone concerned. Nobody is texted by that. Returns how many were drafts."""
    drafts = {shift.pk: shift for shift in shifts if shift.state == ShiftState.DRAFT}
    locked = lockable_shifts().filter(pk__in=drafts, state=ShiftState.DRAFT).order_by("pk")
    published = list(locked)
    for shift in published:
        shift.state = drafts[shift.pk].state = ShiftState.PUBLISHED
        shift.revision += 1
        shift.updated_at = now
    update_each(published, ("state", "revision", "updated_at"))
    record_all(
        write_event(
            shift,
            EventKind.PUBLISHED,
            origin=origin,
            now=now,
            from_state=ShiftState.DRAFT,
            to_state=ShiftState.PUBLISHED,
        )
        for shift in published
    )
    return len(published)


@transaction.atomic
def cancel_shift(shift: Shift, *, reason: str = "", origin: Origin, now: datetime) -> int:
    """Cancel the night at once. Everyone asked, confirmed or waiting is told and released. Returns how many were told.

    Raises MoveNotAllowed for a night that is over or already cancelled.
    """
    shift = lock_shift(shift.pk)
    require_step(shift, ShiftState.CANCELLED)
    step = become(shift, None, reason=reason, follows_season=False if shift.season_id else None)
    return carry_out([step], origin=origin, now=now).told


def progress_shifts(now: datetime) -> int:
    """Follow the clock: what has begun is under way, what has ended is done. Returns how many steps were taken."""
    begun = Shift.objects.filter(state=ShiftState.PUBLISHED, starts_at__lte=now).values_list("pk", flat=True)
    steps = sum(_progress(pk, now=now) for pk in begun)
    ended = Shift.objects.filter(state=ShiftState.UNDER_WAY, ends_at__lte=now).values_list("pk", flat=True)
    return steps + sum(_progress(pk, now=now) for pk in ended)


@transaction.atomic
def _progress(pk: int, *, now: datetime) -> int:
    shift = lock_shift(pk)
    if shift.state == ShiftState.PUBLISHED and shift.starts_at <= now:
        take_shift_step(shift, ShiftState.UNDER_WAY, kind=EventKind.STARTED, origin=BY_CLOCK, now=now)
        _close_questions(shift, now=now)
        return 1
    if shift.state == ShiftState.UNDER_WAY and shift.ends_at <= now:
        take_shift_step(shift, ShiftState.DONE, kind=EventKind.FINISHED, origin=BY_CLOCK, now=now)
        return 1
    return 0


def _close_questions(shift: Shift, *, now: datetime) -> None:
    """When the group walks, open questions and the queue are over; nobody is texted about that."""
    for attendance in shift.attendances.filter(state__in=[State.ASKED, State.WAITING]).select_related("volunteer"):
        attendance.shift = shift
        detail = _("fick ingen plats") if attendance.state == State.WAITING else ""
        move(attendance, State.LAPSED, kind=EventKind.LAPSED, origin=BY_CLOCK, now=now, detail=detail)
