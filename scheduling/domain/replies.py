"""What a text that came in does to the rota: understood, applied, answered, once."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from messaging.domain.opt_outs import end_opt_out, is_opted_out, record_opt_out
from messaging.domain.outbox import queue_sms
from messaging.models import InboundMessage
from scheduling.domain import sms_texts
from scheduling.domain.answers import Answer, Meaning, read_answer
from scheduling.domain.attendance import take_no, take_yes
from scheduling.domain.history import record_event
from scheduling.domain.origins import Origin
from scheduling.domain.questions import Candidate, choose_question
from scheduling.domain.telling import code_words, leader_of, tell
from scheduling.enums import AttendanceState, Door, EventKind, ShiftState
from scheduling.exceptions import OverlapsAnotherShift, SchedulingError, TooLate
from scheduling.models import Attendance
from volunteers.models import Volunteer

logger = logging.getLogger(__name__)

SWEEP_AFTER = timedelta(seconds=30)  # a webhook at work needs less; what is older was left behind by a crash
MOST_TRIES = 10
State = AttendanceState


def apply_inbound(inbound: InboundMessage, *, now: datetime) -> None:
    """Understand one recorded text, act on it, answer it, and mark it handled: all or nothing, and once.

    Two answers of one person to overlapping nights can meet in the database; the second then reads anew and is told.
    """
    try:
        _apply(inbound, now=now)
    except IntegrityError:
        _apply(inbound, now=now)


@transaction.atomic
def _apply(inbound: InboundMessage, *, now: datetime) -> None:
    if inbound.handled_at is not None:
        return
    answer = read_answer(inbound.body)
    outcome = _opt_out_or_in(inbound, answer, now=now) or _answer(inbound, answer, now=now)
    mine = InboundMessage.objects.filter(pk=inbound.pk, handled_at=None)
    if not mine.update(handled_at=now, outcome=outcome):
        # Another process was quicker with the same text: everything done here is undone.
        transaction.set_rollback(True)


def _opt_out_or_in(inbound: InboundMessage, answer: Answer, *, now: datetime) -> str:
    """STOPP and START are the number's, not the person's. The provider answers its own keywords itself."""
    by_provider = inbound.opt_out_type.upper()
    if by_provider == "STOP" or answer.meaning == Meaning.STOP:
        if not by_provider and not is_opted_out(inbound.from_number):
            _reply(inbound, "stopped", now=now)
        record_opt_out(inbound.from_number, source="provider" if by_provider else "sms", now=now)
        return "stop"
    if by_provider == "START" or answer.meaning == Meaning.START:
        end_opt_out(inbound.from_number, now=now)
        if not by_provider:
            _reply(inbound, "started", now=now)
        return "start"
    if by_provider == "HELP" or answer.meaning == Meaning.HELP:
        if not by_provider:
            _reply(inbound, "help", now=now)
        return "help"
    return ""


def _answer(inbound: InboundMessage, answer: Answer, *, now: datetime) -> str:
    attendances = open_to_answers(inbound.from_number, now=now)
    choice = choose_question([_candidate(attendance) for attendance in attendances], answer)
    chosen = [attendance for attendance in attendances if attendance.pk in choice]
    if not chosen:
        return _nothing_to_answer(inbound, now=now)
    if len(chosen) > 1:
        _ask_which(inbound, chosen, now=now)
        return "which"
    attendance = chosen[0]
    if answer.meaning == Meaning.UNCLEAR:
        return _ask_back(inbound, attendance, now=now)
    return _act(inbound, attendance, answer, now=now)


def open_to_answers(number: str, *, now: datetime) -> list[Attendance]:
    """What an answer from this number can be about: nights that are not over, earliest first."""
    return list(
        Attendance.objects.filter(
            volunteer__mobile=number,
            ends_at__gt=now,
            shift__state__in=[ShiftState.PUBLISHED, ShiftState.UNDER_WAY],
            state__in=[State.ASKED, State.CONFIRMED, State.WAITING, State.DECLINED, State.LAPSED],
        )
        .select_related("volunteer", "last_text", "shift__association__municipality", "shift__route__district")
        .order_by("starts_at", "pk")
    )


def _candidate(attendance: Attendance) -> Candidate:
    return Candidate(
        pk=attendance.pk,
        state=attendance.state,
        code=attendance.reply_code,
        spoken_of_at=attendance.last_text.created_at if attendance.last_text else attendance.created_at,
    )


def _act(inbound: InboundMessage, attendance: Attendance, answer: Answer, *, now: datetime) -> str:
    origin = Origin(Door.SMS, answer=inbound)
    try:
        if answer.meaning == Meaning.YES:
            return take_yes(attendance, origin=origin, now=now).state
        return take_no(attendance, origin=origin, now=now).state
    except OverlapsAnotherShift:
        tell(attendance, "overlaps", now=now, key=str(inbound.pk), code=code_words(attendance))
        return "overlaps"
    except TooLate:
        tell(attendance, "too_late", now=now, key=str(inbound.pk), leader=leader_of(attendance.shift))
        return "too_late"


def _ask_back(inbound: InboundMessage, attendance: Attendance, *, now: datetime) -> str:
    text = tell(
        attendance,
        "unclear",
        now=now,
        key=str(inbound.pk),
        code=code_words(attendance),
        leader=leader_of(attendance.shift),
    )
    Attendance.objects.filter(pk=attendance.pk).update(last_answer=inbound, last_text=text)
    record_event(
        attendance.shift,
        EventKind.UNCLEAR,
        origin=Origin(Door.SMS, answer=inbound),
        now=now,
        attendance=attendance,
        from_state=attendance.state,
        to_state=attendance.state,
        text=text,
    )
    return "unclear"


def _ask_which(inbound: InboundMessage, chosen: Sequence[Attendance], *, now: datetime) -> None:
    language = chosen[0].volunteer.text_language
    choices = sms_texts.choice_words(chosen, language)
    _reply(inbound, "which", now=now, language=language, choices=choices, example=chosen[0].reply_code)


def _nothing_to_answer(inbound: InboundMessage, *, now: datetime) -> str:
    volunteer = Volunteer.objects.filter(mobile=inbound.from_number).first()
    if volunteer is None:
        _reply(inbound, "unknown_number", now=now)
        return "unknown_number"
    _reply(inbound, "nothing_open", now=now, language=volunteer.text_language, name=volunteer.first_name)
    return "nothing_open"


def _reply(
    inbound: InboundMessage, kind: str, *, now: datetime, language: str = "sv", name: str = "", **exact: object
) -> None:
    body = sms_texts.write(kind, language=language, clipped={"name": name}, **exact)
    queue_sms(to_number=inbound.from_number, body=body, kind=kind, dedupe_key=f"{kind}:inbound:{inbound.pk}", now=now)


def answer_unhandled(now: datetime) -> int:
    """The sweep: apply what was recorded but left unanswered by a crash. Returns how many were handled.

    A text that fails again and again is left for a person after MOST_TRIES, and logged without its words.
    """
    left = InboundMessage.objects.filter(handled_at=None, received_at__lt=now - SWEEP_AFTER, tries__lt=MOST_TRIES)
    handled = 0
    for inbound in left.order_by("received_at")[:500]:
        InboundMessage.objects.filter(pk=inbound.pk).update(tries=F("tries") + 1)
        try:
            apply_inbound(inbound, now=now)
        except (SchedulingError, IntegrityError) as error:
            # Only the kind of error: the words of a database error quote the row, with number and text.
            logger.error("Inbound text %s could not be applied: %s", inbound.pk, type(error).__name__)  # noqa: TRY400
        else:
            handled += 1
    return handled
