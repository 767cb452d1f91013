"""Planning, publishing, changing and cancelling shifts."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.attendance import HELD, count_crew, lock_shift, move, promote_waiting
from scheduling.domain.crews import CrewSize, check_crew
from scheduling.domain.history import record_event
from scheduling.domain.nights import answer_deadline
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.telling import code_words, hold_back, tell
from scheduling.enums import SHIFT_MOVES, AttendanceState, EventKind, ShiftKind, ShiftState
from scheduling.exceptions import MoveNotAllowed, SchedulingError, TooLate, UnsoundCrew
from scheduling.models import Attendance, Route, Shift
from volunteers.domain.calendar_words import night_of
from volunteers.models import Association

State = AttendanceState
LONGEST_HOURS = 16  # a slip of the pen, such as 08.30 for 20.30, makes a shift of a day
LONGEST = timedelta(hours=LONGEST_HOURS)


def crew_fields(crew: CrewSize) -> dict[str, int]:
    return {
        "crew_safe": crew.safe,
        "crew_min": crew.minimum,
        "crew_target": crew.target,
        "crew_max": crew.maximum,
        "leaders_needed": crew.leaders,
    }


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
    origin: Origin,
    now: datetime,
) -> Shift:
    """A new draft, seen by its planners alone.

    Raises UnsoundCrew, TooLate for a night that is over, or SchedulingError for another town's route or a shift that is
    longer than anyone walks.
    """
    check_crew(crew)
    _require_sound_times(starts_at, ends_at, now=now)
    _require_same_town(association, route)
    shift = Shift.objects.create(
        association=association,
        route=route,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        night=night_of(starts_at, association.municipality.zone),
        note=note,
        created_at=now,
        updated_at=now,
        **crew_fields(crew),
    )
    record_event(shift, EventKind.PLANNED, origin=origin, now=now)
    return shift


def _require_sound_times(starts_at: datetime, ends_at: datetime, *, now: datetime) -> None:
    if ends_at <= now:
        raise TooLate(_("Den kvällen har redan varit. Välj ett senare datum."))
    if ends_at - starts_at > LONGEST:
        raise SchedulingError(_("Passet blir längre än %(hours)s timmar. Stämmer tiderna?") % {"hours": LONGEST_HOURS})


def _require_same_town(association: Association, route: Route) -> None:
    if route.municipality_id != association.municipality_id:
        raise SchedulingError(_("Rutten hör till en annan kommun."))


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
    origin: Origin,
    now: datetime,
) -> Shift:
    """Change a draft or a published shift. A new time or route voids every yes of a published one and asks again.

    Raises TooLate once the shift is under way, UnsoundCrew when the maximum falls under those confirmed.
    """
    shift = lock_shift(shift.pk)
    if shift.state not in {ShiftState.DRAFT, ShiftState.PUBLISHED} or now >= shift.ends_at:
        raise TooLate(_("Passet har börjat eller är inställt och kan inte ändras."))
    check_crew(crew)
    _require_sound_times(starts_at, ends_at, now=now)
    _require_same_town(shift.association, route)
    moved = (route.pk, starts_at, ends_at) != (shift.route_id, shift.starts_at, shift.ends_at)
    if not moved and crew.maximum < shift.confirmed_count:
        raise UnsoundCrew(_("Fler är redan klara än det högsta antalet. Ta bort någon först."))
    changes = {"route": route, "kind": kind, "starts_at": starts_at, "ends_at": ends_at, "note": note}
    for name, value in {**changes, **crew_fields(crew)}.items():
        setattr(shift, name, value)
    shift.night = night_of(starts_at, shift.association.municipality.zone)
    shift.revision += 1
    shift.updated_at = now
    if moved:
        _ask_again(shift, origin=origin, now=now)
    shift.save()
    record_event(shift, EventKind.CHANGED, origin=origin, now=now, detail=_("ny tid eller plats") if moved else "")
    promote_waiting(shift, now=now)
    return shift


def _ask_again(shift: Shift, *, origin: Origin, now: datetime) -> None:
    """A yes was given to another night than this has become: everyone who counted on it is asked anew."""
    for attendance in shift.attendances.select_related("volunteer").order_by("pk"):
        attendance.shift, attendance.starts_at, attendance.ends_at = shift, shift.starts_at, shift.ends_at
        if attendance.state not in HELD or shift.state != ShiftState.PUBLISHED:
            attendance.save(update_fields=["starts_at", "ends_at"])
            continue
        attendance.confirm_by = answer_deadline(now, shift.starts_at)
        attendance.reminded_at = None
        text = tell(attendance, "changed", now=now, code=code_words(attendance))
        if attendance.state == State.ASKED:
            attendance.last_text = text
            attendance.save()
            continue
        move(attendance, State.ASKED, kind=EventKind.ASKED, origin=origin, now=now, text=text)
    count_crew(shift, now=now)


@transaction.atomic
def publish_shifts(shifts: Iterable[Shift], *, origin: Origin, now: datetime) -> int:
    """Show these drafts to everyone concerned. Nobody is texted by that. Returns how many were drafts."""
    drafts = [shift for shift in shifts if shift.state == ShiftState.DRAFT]
    for draft in drafts:
        _step(lock_shift(draft.pk), ShiftState.PUBLISHED, kind=EventKind.PUBLISHED, origin=origin, now=now)
        draft.state = ShiftState.PUBLISHED
    return len(drafts)


def _step(shift: Shift, to: ShiftState, *, kind: EventKind, origin: Origin, now: datetime, detail: str = "") -> None:
    """One allowed move of a locked shift. Raises MoveNotAllowed."""
    if to not in SHIFT_MOVES[shift.state]:
        raise MoveNotAllowed(
            _("Passet är %(before)s och kan inte bli %(after)s.")
            % {"before": ShiftState(shift.state).label.lower(), "after": to.label.lower()}
        )
    before, shift.state = shift.state, to
    shift.revision += 1
    shift.updated_at = now
    shift.save(update_fields=["state", "revision", "updated_at", "cancel_reason"])
    record_event(shift, kind, origin=origin, now=now, from_state=before, to_state=to, detail=detail)


@transaction.atomic
def cancel_shift(shift: Shift, *, reason: str = "", origin: Origin, now: datetime) -> int:
    """Cancel the night. Everyone asked, confirmed or waiting is told and released. Returns how many were told.

    Raises MoveNotAllowed for a night that is over or already cancelled.
    """
    shift = lock_shift(shift.pk)
    shift.cancel_reason = reason[:200]
    _step(shift, ShiftState.CANCELLED, kind=EventKind.CANCELLED, origin=origin, now=now, detail=reason)
    held = shift.attendances.filter(state__in=HELD).select_related("volunteer", "last_text").order_by("pk")
    return sum(_release(attendance, shift, origin=origin, now=now) for attendance in list(held))


def _release(attendance: Attendance, shift: Shift, *, origin: Origin, now: datetime) -> bool:
    """Let one go of a cancelled night. Someone whose question has not even left hears nothing; returns whether told."""
    attendance.shift = shift
    was_asked_in_vain = hold_back(attendance, now=now) and attendance.state == State.ASKED
    text = None if was_asked_in_vain else tell(attendance, "cancelled", now=now)
    move(attendance, State.WITHDRAWN, kind=EventKind.WITHDRAWN, origin=origin, now=now, text=text)
    return text is not None


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
        _step(shift, ShiftState.UNDER_WAY, kind=EventKind.STARTED, origin=BY_CLOCK, now=now)
        _close_questions(shift, now=now)
        return 1
    if shift.state == ShiftState.UNDER_WAY and shift.ends_at <= now:
        _step(shift, ShiftState.DONE, kind=EventKind.FINISHED, origin=BY_CLOCK, now=now)
        return 1
    return 0


def _close_questions(shift: Shift, *, now: datetime) -> None:
    """When the group walks, open questions and the queue are over; nobody is texted about that."""
    for attendance in shift.attendances.filter(state__in=[State.ASKED, State.WAITING]).select_related("volunteer"):
        attendance.shift = shift
        move(attendance, State.LAPSED, kind=EventKind.LAPSED, origin=BY_CLOCK, now=now)
