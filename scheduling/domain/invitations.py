"""Asking people, asking the silent once more, and letting silence lapse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from messaging.enums import OutboundState, Reason
from scheduling.domain.admission import require_allowed, require_free, require_members, require_open
from scheduling.domain.attendance import count_crew, lock_shift, move, new_attendance, promote_waiting
from scheduling.domain.calls import put_on_call_list
from scheduling.domain.history import record_event
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.telling import code_words, tell
from scheduling.domain.text_plans import HORIZON, Plans, answer_by, ladder_of, plan_of
from scheduling.domain.walk_rules.keeping import except_from
from scheduling.domain.walk_rules.reading import Gate
from scheduling.enums import AttendanceState, CallReason, Door, EventKind, ShiftState
from scheduling.exceptions import TooLate
from scheduling.models import Attendance, CallTask, Shift, TextPlan
from volunteers.domain import calendar_words
from volunteers.models import Volunteer

State = AttendanceState
NOT_SILENT_YET = timedelta(hours=6)  # whoever was asked this shortly before the second question is spared it
SILENT_FOR = timedelta(hours=12)  # after the second question; then somebody phones


@transaction.atomic
def invite_volunteers(
    shift: Shift,
    volunteers: Sequence[Volunteer],
    *,
    as_leader: bool = False,
    origin: Origin,
    now: datetime,
    at: datetime | None = None,
    exception: str = "",
    instead_of: Attendance | None = None,
) -> list[Attendance]:
    """Ask each of these people by SMS, all or none; now, or at a later moment before the night.

    `exception`: why a leader asks somebody in spite of a rule. `instead_of`: whose place they are asked for. Raises
    TooLate, NotAMember, OverlapsAnotherShift, NotAllowed or MoveNotAllowed.
    """
    shift = lock_shift(shift.pk)
    require_open(shift, now=now, door=Door.SMS)
    asked_at = now if at is None else max(now, at)
    if asked_at >= shift.starts_at:
        raise TooLate(_("Då har kvällen redan börjat. Välj en tidigare tid."))
    require_members(shift, volunteers)
    gate = Gate(shift, volunteers)
    question = _Question(
        shift, plan_of(shift.association), asked_at, as_leader, origin, now, gate, exception, instead_of
    )
    return [_ask(question, volunteer) for volunteer in volunteers]


@dataclass(frozen=True)
class _Question:
    """What everyone asked at once has in common."""

    shift: Shift
    plan: TextPlan
    asked_at: datetime
    as_leader: bool
    origin: Origin
    now: datetime
    gate: Gate
    exception: str
    instead_of: Attendance | None

    @property
    def due_at(self) -> datetime | None:
        return self.asked_at if self.asked_at > self.now else None

    @property
    def detail(self) -> str:
        """For a question that waits: when it goes."""
        if self.due_at is None:
            return ""
        zone = self.shift.association.municipality.zone
        language = get_language() or "sv"
        day = calendar_words.night_short(self.asked_at, zone=zone, language=language)
        clock = calendar_words.clock(self.asked_at, zone=zone, language=language)
        return _("frågan går %(day)s %(clock)s") % {"day": day, "clock": clock}


def _ask(question: _Question, volunteer: Volunteer) -> Attendance:
    shift, now = question.shift, question.now
    attendance = Attendance.objects.filter(shift=shift, volunteer=volunteer).first()
    is_new = attendance is None
    if attendance is None:
        fields = new_attendance(shift, as_leader=question.as_leader, now=now)
        attendance = Attendance(shift=shift, volunteer=volunteer, **fields)
    attendance.shift, attendance.volunteer = shift, volunteer
    require_free(attendance)
    attendance.is_leader, attendance.instead_of = question.as_leader, question.instead_of
    stops = require_allowed(attendance, door=question.origin.door, exception=question.exception, gate=question.gate)
    _write_question(question, attendance, is_new=is_new)
    except_from(attendance, stops, reason=question.exception, origin=question.origin, now=now)
    return attendance


def _write_question(question: _Question, attendance: Attendance, *, is_new: bool) -> None:
    shift, now = question.shift, question.now
    attendance.reply_code = free_code(attendance.volunteer, shift, now=now)
    attendance.confirm_by = answer_by(question.plan, shift, now=question.asked_at)
    attendance.asked_again_at = None
    text = tell(attendance, "ask", now=now, due_at=question.due_at, plan=question.plan, code=code_words(attendance))
    if not is_new:
        move(
            attendance,
            State.ASKED,
            kind=EventKind.ASKED,
            origin=question.origin,
            now=now,
            text=text,
            detail=question.detail,
        )
        if question.due_at is not None:
            attendance.asked_at = question.asked_at
            attendance.save(update_fields=["asked_at"])
        return
    attendance.asked_at, attendance.last_text = question.asked_at, text
    attendance.save()
    count_crew(shift, now=now)
    record_event(
        shift,
        EventKind.ASKED,
        origin=question.origin,
        now=now,
        attendance=attendance,
        to_state=State.ASKED,
        detail=question.detail,
        text=text,
    )


def free_code(volunteer: Volunteer, shift: Shift, *, now: datetime) -> int:
    """The number that tells this question from the others that the same phone can still answer."""
    others = Attendance.objects.filter(
        volunteer__mobile=volunteer.mobile,
        ends_at__gt=now,
        shift__state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY],
    ).exclude(shift=shift, volunteer=volunteer)
    return (others.aggregate(last=Max("reply_code"))["last"] or 0) + 1


def ask_silent_again(now: datetime) -> int:
    """Ask those who have not answered once more, when the plan says so; each question once. Returns how many."""
    unasked = Attendance.objects.filter(shift=OuterRef("pk"), state=State.ASKED, asked_again_at=None)
    near = Shift.objects.filter(
        Exists(unasked), state=ShiftState.PUBLISHED, starts_at__gt=now, starts_at__lt=now + HORIZON
    )
    shifts = list(near.select_related("association__municipality").order_by("pk"))
    plans = Plans({shift.association.municipality_id for shift in shifts})
    asked = 0
    for shift in shifts:
        plan = plans.of(shift.association.municipality_id, shift.association_id)
        again_at = ladder_of(shift, plan).ask_again_at
        if again_at is not None and again_at <= now:
            asked += _ask_silent(shift.pk, plan, again_at=again_at, now=now)
    return asked


@transaction.atomic
def _ask_silent(pk: int, plan: TextPlan, *, again_at: datetime, now: datetime) -> int:
    shift = lock_shift(pk)
    silent = shift.attendances.filter(
        state=State.ASKED, asked_again_at=None, asked_at__lte=again_at - NOT_SILENT_YET, confirm_by__gt=now
    ).exclude(last_text__state=OutboundState.QUEUED)
    reached = list(silent.exclude(last_text__reason=Reason.OPTED_OUT).select_related("volunteer").order_by("pk"))
    for attendance in reached:
        attendance.shift = shift
        text = tell(attendance, "ask_again", now=now, plan=plan, code=code_words(attendance))
        attendance.asked_again_at = attendance.updated_at = now
        attendance.last_text = text or attendance.last_text
        attendance.save(update_fields=["asked_again_at", "updated_at", "last_text"])
        record_event(shift, EventKind.ASKED_AGAIN, origin=BY_CLOCK, now=now, attendance=attendance, text=text)
    return len(reached)


def call_silent(now: datetime) -> int:
    """Let somebody phone those who are silent although they were asked twice. Returns how many."""
    known = CallTask.objects.filter(attendance=OuterRef("pk"), created_at__gte=OuterRef("asked_at"))
    silent = Attendance.objects.filter(
        ~Exists(known),
        state=State.ASKED,
        asked_again_at__lte=now - SILENT_FOR,
        confirm_by__gt=now,
        shift__state=ShiftState.PUBLISHED,
    )
    tasks = [put_on_call_list(one, reason=CallReason.SILENT, now=now) for one in silent.order_by("starts_at", "pk")]
    return sum(task is not None for task in tasks)


def lapse_silent(now: datetime) -> int:
    """Let questions lapse whose deadline has passed, and say so to those who were silent. Returns how many.

    A place that was held for one of them goes to the next in the queue.
    """
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
    promote_waiting(shift, now=now)
    return 1
