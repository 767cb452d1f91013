"""What an answer about one night does: a yes, a no, a delay, a question. What is not plain goes to a leader."""

from collections.abc import Callable
from datetime import timedelta

from messaging.domain.opt_outs import end_opt_out
from messaging.domain.outbox import queue_sms
from messaging.enums import OutboundState, Reason
from scheduling.domain import sms_texts
from scheduling.domain.admission import stop_sentence
from scheduling.domain.answers import Meaning
from scheduling.domain.ask_backs import PLAIN_NO, suggestion
from scheduling.domain.attendance import locked, move, take_no, take_yes
from scheduling.domain.awaited import LEADER_NOTICE
from scheduling.domain.hand_overs.answers import answer_about_handing_over, is_about_handing_over
from scheduling.domain.history import record_event
from scheduling.domain.inbox import put_in_inbox, settle_answered
from scheduling.domain.incoming import Incoming
from scheduling.domain.origins import Origin
from scheduling.domain.said_times import names_another_time
from scheduling.domain.telling import CHANGES, code_words, hold_back, leader_of, tell, time_words
from scheduling.domain.text_kinds import text_kind
from scheduling.domain.text_plans import answer_by, plan_of
from scheduling.enums import AttendanceState, Concern, Door, EventKind
from scheduling.exceptions import NoSwap, NotAllowed, OverlapsAnotherShift, SchedulingError, TooLate
from scheduling.models import Attendance, ShiftEvent
from volunteers.enums import VolunteerState

State = AttendanceState
PLAIN_YES = frozenset({Meaning.YES, Meaning.YES_TELL})
PLAIN = PLAIN_YES | PLAIN_NO
UNCLEAR, QUESTION, PASSED_ON = "unclear", "question", "passed_on"
ASKED_BACK = frozenset({UNCLEAR, QUESTION, PASSED_ON, "which", "which_person"})
CHANGED = frozenset({"changed", "changed_again", "moved", CHANGES})
ON_ITS_WAY = frozenset({OutboundState.QUEUED, OutboundState.SENDING, OutboundState.UNKNOWN})
LOST = frozenset({OutboundState.UNDELIVERED, OutboundState.FAILED, OutboundState.DROPPED})
READING_TIME = timedelta(seconds=15)  # who answers sooner than this has not read the text
NEAR = timedelta(hours=6)  # before the start: what a leader must know now goes to their phone too


def act(incoming: Incoming, attendance: Attendance) -> str:
    """Do what the text means about this night, and answer it. The outcome."""
    meaning = incoming.answer.meaning
    if is_about_handing_over(incoming, attendance):
        return answer_about_handing_over(incoming, attendance)
    if meaning not in PLAIN:
        return _late(incoming, attendance) if meaning == Meaning.LATE else ask_back(incoming, attendance)
    try:
        return (
            _tell_of_change(incoming, attendance) if is_outdated(incoming, attendance) else _move(incoming, attendance)
        )
    except tuple(REFUSALS) as error:
        return REFUSALS[type(error)](incoming, attendance)


def _move(incoming: Incoming, attendance: Attendance) -> str:
    """A plain yes or no. Whoever had said stop and now says yes to the question wants texts again."""
    is_paused = attendance.volunteer.state == VolunteerState.PAUSED
    if is_paused and incoming.answer.meaning in PLAIN_YES and attendance.state != State.CONFIRMED:
        return _paused(incoming, attendance)
    origin, now = Origin(Door.SMS, answer=incoming.inbound), incoming.now
    tells = tells_more(incoming, attendance)
    was_lapsed, last_kind = attendance.state == State.LAPSED, _last_kind(attendance)
    if incoming.answer.meaning in PLAIN_YES:
        if getattr(attendance, "is_silenced", False):
            end_opt_out(incoming.number, now=now)
        moved = take_yes(attendance, origin=origin, now=now, tells=tells)
    else:
        moved = take_no(attendance, origin=origin, now=now, tells=tells)
    if last_kind in ASKED_BACK:
        settle_answered(incoming.number, now=now)
    if tells:
        _tell_leader(incoming, moved, EventKind.TOLD, Concern.TOLD)
    if was_lapsed and moved.state == State.WAITING:
        _to_inbox(incoming, moved, Concern.AFTER_LAPSE)
    return moved.state


def tells_more(incoming: Incoming, attendance: Attendance) -> bool:
    """Whether a plain answer says something that the leader wants to know, such as another time than the walk's."""
    if incoming.answer.tells or incoming.answer.meaning not in PLAIN_YES:
        return incoming.answer.tells
    zone = attendance.shift.association.municipality.zone
    text = incoming.inbound.body
    return names_another_time(text, starts_at=attendance.starts_at, ends_at=attendance.ends_at, zone=zone)


def _last_kind(attendance: Attendance) -> str:
    return attendance.last_text.kind if attendance.last_text else ""


def is_outdated(incoming: Incoming, attendance: Attendance) -> bool:
    """Whether the person answers a night as it was: it was moved, or word of the change has not reached them.

    Of those who said no or were silent nobody is texted about a change, so their yes may be to another place.
    """
    text = attendance.last_text
    if text is None:
        return False
    if text.kind != CHANGES and text.expects and text.expects != time_words(attendance.starts_at):
        return True
    if text.kind in CHANGED and attendance.state == State.ASKED:
        is_lost = text.state in LOST and text.reason != Reason.MERGED
        is_unread = text.sent_at is not None and incoming.inbound.received_at < text.sent_at + READING_TIME
        return is_lost or is_unread or text.state in ON_ITS_WAY
    if attendance.state in {State.DECLINED, State.LAPSED} and incoming.answer.meaning in PLAIN_YES:
        changes = ShiftEvent.objects.filter(
            shift=attendance.shift_id, kind=EventKind.CHANGED, attendance=None, at__gt=text.created_at
        )
        return changes.exclude(detail="").exists()
    return False


def _tell_of_change(incoming: Incoming, attendance: Attendance) -> str:
    """Nobody is put down for, or taken off, a night they have not heard of: they are told what it is now, and asked."""
    now = incoming.now
    if incoming.answer.meaning in PLAIN_YES and getattr(attendance, "is_silenced", False):
        end_opt_out(incoming.number, now=now)
    attendance = locked(attendance)
    if now >= attendance.starts_at:
        return _after_start(incoming, attendance)
    hold_back(attendance, now=now)
    attendance.confirm_by = answer_by(plan_of(attendance.shift.association), attendance.shift, now=now)
    text = tell(attendance, "changed_again", now=now, key=incoming.key, code=code_words(attendance))
    origin = Origin(Door.SMS, answer=incoming.inbound)
    if attendance.state != State.ASKED:
        move(attendance, State.ASKED, kind=EventKind.ASKED, origin=origin, now=now, text=text)
        return "changed"
    attendance.last_text, attendance.last_answer = text, incoming.inbound
    attendance.save(update_fields=["confirm_by", "last_text", "last_answer"])
    _record(incoming, attendance, EventKind.ASKED_AGAIN)
    return "changed"


def _late(incoming: Incoming, attendance: Attendance) -> str:
    """Someone on the crew is delayed: the leader hears of it. From someone not on it, it is no yes."""
    if attendance.state != State.CONFIRMED:
        return ask_back(incoming, attendance, concern=Concern.LATE)
    leader = leader_of(attendance.shift)
    text = tell(attendance, "late_told", now=incoming.now, key=incoming.key, leader=leader)
    _remember(incoming, attendance, text)
    _tell_leader(incoming, attendance, EventKind.LATE, Concern.LATE)
    return "late"


def ask_back(incoming: Incoming, attendance: Attendance, *, concern: Concern | None = None) -> str:
    """Neither yes nor no: a leader reads it, and the person hears so, and how to answer. Asked back but once.

    From someone on the crew no answer is awaited, so the text is only passed on.
    """
    answer = incoming.answer
    is_awaited = attendance.state == State.ASKED and _last_kind(attendance) not in {UNCLEAR, PASSED_ON}
    kind = QUESTION if answer.is_question and attendance.state == State.ASKED else UNCLEAR if is_awaited else PASSED_ON
    text = tell(
        attendance,
        kind,
        now=incoming.now,
        key=incoming.key,
        code=code_words(attendance),
        leader=leader_of(attendance.shift),
        is_asked=attendance.state == State.ASKED,
    )
    _remember(incoming, attendance, text)
    _record(incoming, attendance, EventKind.UNCLEAR)
    _to_inbox(incoming, attendance, concern or (Concern.QUESTION if answer.is_question else Concern.UNCLEAR))
    _notify_leader(incoming, attendance)
    return "unclear"


def _overlapping(incoming: Incoming, attendance: Attendance) -> str:
    tell(attendance, "overlaps", now=incoming.now, key=incoming.key, code=code_words(attendance))
    _to_inbox(incoming, attendance, Concern.UNCLEAR)
    return "overlaps"


def _not_allowed(incoming: Incoming, attendance: Attendance) -> str:
    """A rule stands in the way: the person hears which, and the leader can make an exception."""
    leader = leader_of(attendance.shift)
    text = tell(
        attendance, "not_allowed", now=incoming.now, key=incoming.key, leader=leader, reason=stop_sentence(attendance)
    )
    _remember(incoming, attendance, text)
    _to_inbox(incoming, attendance, Concern.RULE)
    return "not_allowed"


def _no_swap(incoming: Incoming, attendance: Attendance) -> str:
    """Something keeps one of the two from the other's night; the leader sees what, on the page of the swap."""
    text = tell(attendance, "swap_stopped", now=incoming.now, key=incoming.key)
    _remember(incoming, attendance, text)
    _to_inbox(incoming, attendance, Concern.RULE)
    return "swap_stopped"


def _paused(incoming: Incoming, attendance: Attendance) -> str:
    """A paused person gets no place by text; the leader decides."""
    text = tell(attendance, "paused", now=incoming.now, key=incoming.key)
    _remember(incoming, attendance, text)
    _to_inbox(incoming, attendance, Concern.PAUSED)
    return "paused"


def _after_start(incoming: Incoming, attendance: Attendance) -> str:
    is_no = incoming.answer.meaning in PLAIN_NO
    leader = leader_of(attendance.shift)
    tell(attendance, "too_late", now=incoming.now, key=incoming.key, leader=leader, is_no=is_no)
    _to_inbox(incoming, attendance, Concern.AFTER_START)
    if attendance.state == State.CONFIRMED:
        _notify_leader(incoming, attendance)
    return "too_late"


def _remember(incoming: Incoming, attendance: Attendance, text: object) -> None:
    """What was said last about this night, by them and to them."""
    attendance.last_answer = incoming.inbound
    Attendance.objects.filter(pk=attendance.pk).update(last_answer=incoming.inbound, last_text=text)


def _record(incoming: Incoming, attendance: Attendance, kind: EventKind) -> None:
    record_event(
        attendance.shift,
        kind,
        origin=Origin(Door.SMS, answer=incoming.inbound),
        now=incoming.now,
        attendance=attendance,
        from_state=attendance.state,
        to_state=attendance.state,
        text=attendance.last_text,
    )


def _to_inbox(incoming: Incoming, attendance: Attendance, concern: Concern) -> None:
    put_in_inbox(incoming.inbound, concern, attendance=attendance, suggested=suggestion(incoming), now=incoming.now)


def _tell_leader(incoming: Incoming, attendance: Attendance, kind: EventKind, concern: Concern) -> None:
    _record(incoming, attendance, kind)
    _to_inbox(incoming, attendance, concern)
    _notify_leader(incoming, attendance)


def _notify_leader(incoming: Incoming, attendance: Attendance) -> None:
    """Near the start, and while the group walks, someone else's words go to the leader's phone. To nobody else's."""
    shift = attendance.shift
    if shift.starts_at - incoming.now > NEAR or incoming.now >= shift.ends_at:
        return
    leader = leader_of(shift)
    if leader is None or leader.mobile == incoming.number:
        return
    association = shift.association
    language = sms_texts.language_of(LEADER_NOTICE, leader.text_language)
    body = sms_texts.write(
        LEADER_NOTICE,
        language=language,
        clipped={
            "name": attendance.volunteer.first_name,
            "place": shift.place,
            "words": " ".join(incoming.inbound.body.split()),
        },
        is_late=incoming.answer.meaning == Meaning.LATE,
        **sms_texts.shift_words(shift, language),
    )
    queue_sms(
        to_number=leader.mobile,
        body=body,
        kind=LEADER_NOTICE,
        dedupe_key=f"{LEADER_NOTICE}:{incoming.key}",
        now=incoming.now,
        expires_at=shift.ends_at,
        priority=text_kind(LEADER_NOTICE).priority,
        lane=association.municipality_id,
        payer=association.pk,
    )


REFUSALS: dict[type[SchedulingError], Callable[[Incoming, Attendance], str]] = {
    OverlapsAnotherShift: _overlapping,
    NotAllowed: _not_allowed,
    NoSwap: _no_swap,
    TooLate: _after_start,
}
