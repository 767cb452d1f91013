"""The call list: people whom no text reaches, or who do not answer, phoned about one night by a leader."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from messaging.domain.outbox import again_key
from messaging.enums import Channel, OutboundState, Reason
from messaging.models import NumberTrouble, OptOut, OutboundMessage
from scheduling.domain.attendance import confirm_attendance, decline_attendance
from scheduling.domain.history import record_event
from scheduling.domain.origins import Origin
from scheduling.enums import NEWS_CALLS, AttendanceState, CallOutcome, CallReason, Door, EventKind, ShiftState
from scheduling.exceptions import AlreadySeenTo, SchedulingError
from scheduling.models import Attendance, CallTask
from volunteers.models import User

MOST_AT_ONCE = 500
NOT_ARRIVED = frozenset({OutboundState.UNDELIVERED, OutboundState.FAILED})
NEVER_LEFT = frozenset({Reason.BAD_NUMBER, Reason.DAY_CAP, Reason.CEILING})
OF_QUESTIONS = frozenset({CallOutcome.YES, CallOutcome.NO})


def put_on_call_list(attendance: Attendance, *, reason: CallReason, now: datetime) -> CallTask | None:
    """Ask a leader to phone about an open question; None when it is not open. Safe to repeat: one call a question.

    Whoever was phoned about this question already is not put on the list again.
    """
    if attendance.state != AttendanceState.ASKED:
        return None
    asked_at = attendance.asked_at or attendance.created_at
    known = CallTask.objects.filter(attendance=attendance, created_at__gte=asked_at).first()
    if known is not None:
        return known
    # Two jobs may meet here: the database keeps one open call.
    CallTask.objects.bulk_create(
        [CallTask(attendance=attendance, reason=reason, created_at=now)], ignore_conflicts=True
    )
    return CallTask.objects.filter(attendance=attendance, closed_at=None).first()


@transaction.atomic
def fill_call_list(now: datetime) -> int:
    """Put on the list those whose open question did not reach them, and close what is settled. Returns how many came.

    A text that is tried once more, or went along with another, is judged by that one.
    """
    close_settled(now=now)
    unreached = _open_questions(now).filter(_is_silent() | _is_flagged() | _has_failed())
    rows = list(unreached.select_related("volunteer", "last_text__merged_into").order_by("starts_at")[:MOST_AT_ONCE])
    second_tries = _second_tries(attendance.last_text for attendance in rows)
    numbers = {attendance.volunteer.mobile for attendance in rows}
    silent = set(OptOut.objects.filter(number__in=numbers, ended_at=None).values_list("number", flat=True))
    flagged = set(NumberTrouble.objects.filter(number__in=numbers, is_flagged=True).values_list("number", flat=True))
    added = 0
    for attendance in rows:
        reason = _why(attendance, silent=silent, flagged=flagged, second_tries=second_tries)
        if reason is not None and put_on_call_list(attendance, reason=reason, now=now) is not None:
            added += 1
    return added


def _open_questions(now: datetime) -> QuerySet[Attendance]:
    """Those asked about a night to come, who have not been put on the list since they were asked."""
    known = CallTask.objects.filter(attendance=OuterRef("pk"), created_at__gte=OuterRef("asked_at"))
    return Attendance.objects.filter(
        ~Exists(known), state=AttendanceState.ASKED, starts_at__gt=now, shift__state=ShiftState.PUBLISHED
    )


def _is_silent() -> Exists:
    return Exists(OptOut.objects.filter(number=OuterRef("volunteer__mobile"), ended_at=None))


def _is_flagged() -> Exists:
    return Exists(NumberTrouble.objects.filter(number=OuterRef("volunteer__mobile"), is_flagged=True))


def _has_failed() -> Exists:
    """The last text, or the one it went along with, did not arrive."""
    last = OutboundMessage.objects.filter(pk=OuterRef("last_text"))
    return Exists(last.filter(state__in=[*NOT_ARRIVED, OutboundState.DROPPED]))


def _second_tries(texts: Iterable[OutboundMessage | None]) -> dict[str, str]:
    """The states of the rows that try a text once more, by their keys."""
    keys = {again_key(text.dedupe_key) for text in texts if text is not None} - {None}
    return dict(OutboundMessage.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", "state"))


def _why(
    attendance: Attendance, *, silent: set[str], flagged: set[str], second_tries: dict[str, str]
) -> CallReason | None:
    number, last = attendance.volunteer.mobile, attendance.last_text
    is_text = last is None or last.channel == Channel.SMS
    if is_text and number in silent:
        return CallReason.OPTED_OUT
    if is_text and number in flagged:
        return CallReason.BAD_NUMBER
    if last is None:
        return None
    text = last.merged_into or last
    state = second_tries.get(again_key(text.dedupe_key) or "", text.state)
    if state in NOT_ARRIVED or (state == OutboundState.DROPPED and text.reason in NEVER_LEFT):
        return CallReason.NOT_DELIVERED
    if state == OutboundState.DROPPED and text.reason == Reason.OPTED_OUT:
        return CallReason.OPTED_OUT
    return None


def close_settled(*, now: datetime) -> int:
    """Close the calls about what is no longer an open question, is known by now, or has begun. Returns how many."""
    is_open = Q(attendance__state=AttendanceState.ASKED, attendance__shift__state=ShiftState.PUBLISHED)
    is_unheard = Q(attendance__answered_at=None) | Q(attendance__answered_at__lt=F("created_at"))
    is_wanted = is_open & ~Q(reason__in=NEWS_CALLS) | is_unheard & Q(reason__in=NEWS_CALLS)
    settled = CallTask.objects.filter(closed_at=None).exclude(is_wanted, attendance__starts_at__gt=now)
    return CallTask.objects.filter(pk__in=list(settled.values_list("pk", flat=True)), closed_at=None).update(
        closed_at=now
    )


@transaction.atomic
def claim_call(task: CallTask, *, user: User, now: datetime) -> CallTask:
    """Say who is phoning, so that nobody else does. Raises AlreadySeenTo when someone is, or nobody needs to."""
    task = _locked(task)
    if task.claimed_by_id not in {None, user.pk}:
        raise AlreadySeenTo(_("%(name)s ringer redan.") % {"name": task.claimed_by})
    task.claimed_by, task.claimed_at = user, now
    task.save(update_fields=["claimed_by", "claimed_at"])
    return task


@transaction.atomic
def record_call(task: CallTask, outcome: CallOutcome, *, user: User, now: datetime) -> CallTask:
    """What came of the call. A yes or a no moves the rota as any other; without an answer the call stays to be made.

    Raises AlreadySeenTo, TooLate, OverlapsAnotherShift; SchedulingError for an answer to what was not asked.
    """
    task = _locked(task)
    if outcome in (OF_QUESTIONS if task.is_news else {CallOutcome.TOLD}):
        raise SchedulingError(_("Det passar inte det samtalet."))
    origin = Origin(Door.PHONE, actor=user)
    attendance = task.attendance
    record_event(
        attendance.shift,
        EventKind.CALLED,
        origin=origin,
        now=now,
        attendance=attendance,
        from_state=attendance.state,
        to_state=attendance.state,
        detail=str(outcome.label),
    )
    if outcome == CallOutcome.YES:
        confirm_attendance(attendance, origin=origin, now=now)
    elif outcome == CallOutcome.NO:
        decline_attendance(attendance, origin=origin, now=now)
    task.outcome = outcome
    task.claimed_by, task.claimed_at = (None, None) if outcome == CallOutcome.NO_ANSWER else (user, now)
    task.closed_at = None if outcome == CallOutcome.NO_ANSWER else now
    task.save(update_fields=["outcome", "claimed_by", "claimed_at", "closed_at"])
    return task


def _locked(task: CallTask) -> CallTask:
    """The call read anew, its row held. Raises AlreadySeenTo when it is closed or the question is."""
    rows = CallTask.objects.select_for_update(of=("self",)).select_related(
        "claimed_by", "attendance__volunteer", "attendance__shift"
    )
    fresh = rows.get(pk=task.pk)
    if fresh.closed_at is not None or not (fresh.is_news or fresh.attendance.state == AttendanceState.ASKED):
        raise AlreadySeenTo(_("Frågan är redan besvarad. Ingen behöver ringa."))
    return fresh
