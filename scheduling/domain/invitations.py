"""Asking people, reminding those who said yes, and letting silence lapse."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from scheduling.domain.admission import require_free, require_members, require_open
from scheduling.domain.attendance import count_crew, lock_shift, move, new_attendance
from scheduling.domain.history import record_event
from scheduling.domain.nights import answer_deadline, moment_of
from scheduling.domain.number_words import in_words
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.telling import code_words, leader_of, tell
from scheduling.enums import AttendanceState, Door, EventKind, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.models import Volunteer

State = AttendanceState
REMIND_AT = time(18, 0)  # local time on the day before the night
REMIND_UNTIL = timedelta(hours=2)  # before the start; later than that a reminder only disturbs


@transaction.atomic
def invite_volunteers(
    shift: Shift, volunteers: Sequence[Volunteer], *, as_leader: bool = False, origin: Origin, now: datetime
) -> list[Attendance]:
    """Ask each of these people by SMS, all or none.

    Raises TooLate, NotAMember, OverlapsAnotherShift or MoveNotAllowed.
    """
    shift = lock_shift(shift.pk)
    require_open(shift, now=now, door=Door.SMS)
    require_members(shift, volunteers)
    return [_ask(shift, volunteer, as_leader=as_leader, origin=origin, now=now) for volunteer in volunteers]


def _ask(shift: Shift, volunteer: Volunteer, *, as_leader: bool, origin: Origin, now: datetime) -> Attendance:
    attendance = Attendance.objects.filter(shift=shift, volunteer=volunteer).first()
    is_new = attendance is None
    if attendance is None:
        attendance = Attendance(shift=shift, volunteer=volunteer, **new_attendance(shift, as_leader=as_leader, now=now))
    attendance.shift, attendance.volunteer = shift, volunteer
    require_free(attendance)
    attendance.is_leader = as_leader
    attendance.reply_code = free_code(volunteer, shift, now=now)
    attendance.confirm_by = answer_deadline(now, shift.starts_at)
    text = tell(attendance, "ask", now=now, code=code_words(attendance))
    if not is_new:
        return move(attendance, State.ASKED, kind=EventKind.ASKED, origin=origin, now=now, text=text)
    attendance.last_text = text
    attendance.save()
    count_crew(shift, now=now)
    record_event(shift, EventKind.ASKED, origin=origin, now=now, attendance=attendance, to_state=State.ASKED, text=text)
    return attendance


def free_code(volunteer: Volunteer, shift: Shift, *, now: datetime) -> int:
    """The number that tells this question from the others that the same phone can still answer."""
    others = Attendance.objects.filter(
        volunteer__mobile=volunteer.mobile,
        ends_at__gt=now,
        shift__state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY],
    ).exclude(shift=shift, volunteer=volunteer)
    return (others.aggregate(last=Max("reply_code"))["last"] or 0) + 1


def reminder_due(shift: Shift) -> datetime:
    """18.00 local time on the day before the night, in UTC."""
    zone = shift.association.municipality.zone
    return moment_of(datetime.combine(shift.night - timedelta(days=1), REMIND_AT), zone)


def remind_crews(now: datetime) -> int:
    """Text everyone confirmed, once, on the evening before; later ones know already. Returns how many."""
    near = Shift.objects.filter(
        state=ShiftState.PUBLISHED, starts_at__gt=now + REMIND_UNTIL, starts_at__lt=now + timedelta(hours=48)
    ).select_related("association__municipality")
    return sum(_remind_crew(shift.pk, now=now) for shift in near if reminder_due(shift) <= now)


@transaction.atomic
def _remind_crew(pk: int, *, now: datetime) -> int:
    shift = lock_shift(pk)
    due = reminder_due(shift)
    crew = list(
        shift.attendances.filter(state=State.CONFIRMED, reminded_at=None, confirmed_at__lt=due).select_related(
            "volunteer"
        )
    )
    leader = leader_of(shift) if crew else None
    for attendance in crew:
        attendance.shift = shift
        with translation.override(attendance.volunteer.text_language):
            count = in_words(shift.confirmed_count)
        text = tell(attendance, "reminder", now=now, key="once", crew=count, leader=leader)
        attendance.reminded_at, attendance.last_text = now, text
        attendance.save(update_fields=["reminded_at", "last_text"])
        record_event(shift, EventKind.REMINDED, origin=BY_CLOCK, now=now, attendance=attendance, text=text)
    return len(crew)


def lapse_silent(now: datetime) -> int:
    """Let questions lapse whose deadline has passed, and say so to those who were silent. Returns how many."""
    silent = Attendance.objects.filter(state=State.ASKED, confirm_by__lte=now).values_list("pk", "shift_id")
    return sum(_lapse(pk, shift_pk, now=now) for pk, shift_pk in silent.order_by("shift_id", "pk"))


@transaction.atomic
def _lapse(pk: int, shift_pk: int, *, now: datetime) -> int:
    shift = lock_shift(shift_pk)
    attendance = (
        Attendance.objects.filter(pk=pk, state=State.ASKED, confirm_by__lte=now).select_related("volunteer").first()
    )
    if attendance is None:
        return 0
    attendance.shift = shift
    worth_telling = shift.state == ShiftState.PUBLISHED and now < shift.starts_at
    text = tell(attendance, "lapsed", now=now, code=code_words(attendance)) if worth_telling else None
    move(attendance, State.LAPSED, kind=EventKind.LAPSED, origin=BY_CLOCK, now=now, text=text)
    return 1
