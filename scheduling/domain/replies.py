"""What a text that came in does to the rota: understood, applied, answered, once."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from messaging.domain.opt_outs import end_opt_out, is_opted_out
from messaging.enums import Priority
from messaging.models import InboundMessage
from scheduling.domain.answering import act
from scheduling.domain.answers import Meaning, is_auto_reply, is_surely_machine, read_answer
from scheduling.domain.ask_backs import ask_which, named_by_number, say_how_it_stands, stands_already
from scheduling.domain.awaited import LATELY
from scheduling.domain.inbox import put_in_inbox
from scheduling.domain.incoming import Incoming, count_answers, language_at, reply, stay_silent
from scheduling.domain.keys import is_key, take_key
from scheduling.domain.page_requests import send_page
from scheduling.domain.questions import Candidate, choose_question
from scheduling.domain.silence import stop_texts
from scheduling.domain.strays import answer_stray, owners_of, promises_in_question, take_feedback, walk_told_of
from scheduling.domain.text_kinds import text_kind
from scheduling.enums import AttendanceState, Concern
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance

logger = logging.getLogger(__name__)

SWEEP_AFTER = timedelta(seconds=30)  # a webhook at work needs less; what is older was left behind by a crash
MOST_TRIES = 10
State = AttendanceState
# Whoever reads a text before the rota does: what came of it in a word, nothing when the text is not theirs.
Reader = Callable[[Incoming], str]


def nobody(_incoming: Incoming) -> str:
    return ""


def apply_inbound(inbound: InboundMessage, *, now: datetime, first: Reader = nobody) -> None:
    """Understand one recorded text, act on it, answer it, and mark it handled: all or nothing, and once.

    `first` is asked before anything else whether the text is theirs. Two answers of one person to overlapping nights
    can meet in the database; the second then reads anew and is told.
    """
    try:
        _apply(inbound, now=now, first=first)
    except IntegrityError:
        _apply(inbound, now=now, first=first)


@transaction.atomic
def _apply(inbound: InboundMessage, *, now: datetime, first: Reader) -> None:
    if inbound.handled_at is not None:
        return
    incoming = Incoming(inbound, read_answer(inbound.body), now)
    outcome = _take_first(incoming, first) or (take_key(inbound, now=now) if is_key(inbound) else _read(incoming))
    mine = InboundMessage.objects.filter(pk=inbound.pk, handled_at=None)
    if not mine.update(handled_at=now, outcome=outcome, is_automatic=inbound.is_automatic):
        # Another process was quicker with the same text: everything done here is undone.
        transaction.set_rollback(True)


def _take_first(incoming: Incoming, first: Reader) -> str:
    """What is about tonight is always done and written down. It is answered far longer than all else: only two machines
    come so far, and what is said in a call ends with it.
    """
    outcome = first(incoming)
    if outcome and not is_key(incoming.inbound):
        answered = count_answers(incoming.number, now=incoming.now)
        if answered > settings.SAFETY_REPLIES_PER_HOUR:
            people = owners_of(incoming.number)
            stay_silent(incoming, people[0] if len(people) == 1 else None, keeps_item=True)
    return outcome


def _read(incoming: Incoming) -> str:
    about_texts = _opt_out_or_in(incoming)
    if about_texts:
        return about_texts
    if is_auto_reply(incoming.inbound.body):
        return _leave_unanswered(incoming)
    attendances = incoming.nights
    is_enough = _answers_lately(incoming, attendances) >= settings.REPLIES_PER_HOUR
    outcome = _help(incoming) or send_page(incoming) or _answer(incoming, attendances)
    if is_enough:
        people = owners_of(incoming.number)
        stay_silent(incoming, people[0] if len(people) == 1 else None)
    return outcome


def _answers_lately(incoming: Incoming, attendances: Sequence[Attendance]) -> int:
    if not attendances:
        return count_answers(incoming.number, now=incoming.now)
    return getattr(attendances[0], LATELY) or 0


def _opt_out_or_in(incoming: Incoming) -> str:
    """STOPP and START are the number's, not the person's. The provider answers its own keywords itself."""
    by_provider, number, now = incoming.inbound.opt_out_type.upper(), incoming.number, incoming.now
    if by_provider == "STOP" or incoming.answer.meaning == Meaning.STOP:
        if not by_provider and not is_opted_out(number):
            reply(incoming, "stopped", language=language_at(number))
        stop_texts(number, incoming.nights, source="provider" if by_provider else "sms", now=now)
        return "stop"
    if by_provider == "START" or incoming.answer.meaning == Meaning.START:
        end_opt_out(number, now=now)
        if not by_provider:
            reply(incoming, "started", language=language_at(number))
        return "start"
    return "help" if by_provider == "HELP" else ""


def _help(incoming: Incoming) -> str:
    if incoming.answer.meaning != Meaning.HELP:
        return ""
    reply(incoming, "help", language=language_at(incoming.number))
    return "help"


def _leave_unanswered(incoming: Incoming) -> str:
    """A machine's answer gets none. A leader hears of it when it came in place of an answer that is awaited.

    What a person on the crew may have written as well, such as "på semester", reaches a leader too.
    """
    incoming.inbound.is_automatic = True
    nights = incoming.nights
    telling = [one for one in nights if one.state == State.ASKED]
    if not telling and not is_surely_machine(incoming.inbound.body):
        telling = [one for one in nights if one.state in {State.CONFIRMED, State.WAITING}]
    if telling:
        put_in_inbox(incoming.inbound, Concern.AUTOMATIC, attendance=telling[0], now=incoming.now)
    return "automatic"


def _answer(incoming: Incoming, attendances: Sequence[Attendance]) -> str:
    incoming, named = named_by_number(incoming, attendances)
    if named:
        return [act(incoming, attendance) for attendance in named][-1]
    walk = walk_told_of(incoming, attendances) if attendances else None
    if walk is not None:
        promises = promises_in_question(incoming, attendances)
        return ask_which(incoming, promises) if promises else take_feedback(incoming, walk)
    today = today_of(attendances, incoming.now)
    choice = choose_question([candidate_of(attendance) for attendance in attendances], incoming.answer, today=today)
    chosen = [attendance for attendance in attendances if attendance.pk in choice]
    if not chosen:
        return answer_stray(incoming)
    if choice.is_plain:
        return [act(incoming, attendance) for attendance in chosen][-1]
    if _is_for_the_leader(incoming, chosen):
        return act(incoming, chosen[0])
    return say_how_it_stands(incoming, chosen) if stands_already(incoming, chosen) else ask_which(incoming, chosen)


def _is_for_the_leader(incoming: Incoming, chosen: Sequence[Attendance]) -> bool:
    """A delay, and words of someone who is on every night they could mean: they move nothing, and the next walk's
    leader reads them. Nobody is asked which night for that.
    """
    if incoming.answer.meaning == Meaning.LATE:
        return chosen[0].state == State.CONFIRMED
    if incoming.answer.asks_others:
        return False
    is_said_of_one = len({one.volunteer_id for one in chosen}) == 1 and not incoming.answer.codes
    is_on_all = all(one.state == State.CONFIRMED for one in chosen)
    return incoming.answer.meaning == Meaning.UNCLEAR and is_said_of_one and is_on_all


def today_of(attendances: Sequence[Attendance], now: datetime) -> date | None:
    return now.astimezone(attendances[0].shift.association.municipality.zone).date() if attendances else None


def candidate_of(attendance: Attendance) -> Candidate:
    text = attendance.last_text
    is_prompt = text is not None and text_kind(text.kind).priority != Priority.ANSWER
    return Candidate(
        pk=attendance.pk,
        state=attendance.state,
        code=attendance.reply_code,
        spoken_of_at=text.created_at if text else attendance.created_at,
        night=attendance.shift.night,
        prompted_at=text.created_at if text and is_prompt else None,
        hands_over=getattr(attendance, "hands_over", False),
    )


def answer_unhandled(now: datetime, *, first: Reader = nobody) -> int:
    """The sweep: apply what was recorded but left unanswered by a crash. Returns how many were handled.

    A text that fails again and again is left for a person after MOST_TRIES, and logged without its words.
    """
    left = InboundMessage.objects.filter(handled_at=None, received_at__lt=now - SWEEP_AFTER, tries__lt=MOST_TRIES)
    handled = 0
    for inbound in left.order_by("received_at")[:500]:
        InboundMessage.objects.filter(pk=inbound.pk).update(tries=F("tries") + 1)
        try:
            apply_inbound(inbound, now=now, first=first)
        except (SchedulingError, IntegrityError) as error:
            # Only the kind of error: the words of a database error quote the row, with number and text.
            logger.error("Inbound text %s could not be applied: %s", inbound.pk, type(error).__name__)  # noqa: TRY400 - a traceback would hold the text
        else:
            handled += 1
    return handled
