"""Many texts that came in at once: the plain answers among them in one transaction, all others one by one.

What an answer does is the same as for one text alone; only the statements are fewer. Whatever is out of the ordinary,
and whatever comes after it about the same night, is left to `apply_inbound`, in the order the texts came.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from messaging.domain.outbox import queue_all
from messaging.models import InboundMessage, OutboundMessage
from scheduling import queries
from scheduling.domain.admission import HAS_RULES
from scheduling.domain.answering import ASKED_BACK, is_outdated, tells_more
from scheduling.domain.answers import Meaning, is_auto_reply, read_answer
from scheduling.domain.attendance import count_crews, lockable_shifts, place_on, take_step
from scheduling.domain.awaited import LATELY, all_open_to_answers
from scheduling.domain.history import record_all
from scheduling.domain.incoming import Incoming
from scheduling.domain.keys import is_key
from scheduling.domain.origins import Origin
from scheduling.domain.questions import choose_question
from scheduling.domain.replies import (
    Reader,
    apply_inbound,
    candidate_of,
    nobody,
    today_of,
)
from scheduling.domain.telling import code_words, compose
from scheduling.domain.walk_rules.reading import Gate
from scheduling.enums import AttendanceState, Door, EventKind, ShiftState
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance, Shift, ShiftEvent
from scheduling.queries.hand_overs import HANDS_OVER
from volunteers.enums import VolunteerState
from volunteers.models import Volunteer

logger = logging.getLogger(__name__)

State = AttendanceState
PLAIN = frozenset({Meaning.YES, Meaning.NO})
MOVED = ("state", "updated_at", "confirmed_at", "waiting_since", "last_answer", "answered_at", "last_text")


class TakenMeanwhile(SchedulingError):
    """Another process has applied one of the texts: what was done here is undone."""


def apply_all(texts: Sequence[InboundMessage], *, clock: Callable[[], datetime], first: Reader = nobody) -> int:
    """Apply recorded texts, earliest first; a failure of one never loses another. Returns how many were applied.

    `first` reads what is not a plain answer before the rota does.

    What fails is logged without its words and left unhandled, for the sweep.
    """
    left = list(texts)
    if len(left) > 1:
        try:
            done = _apply_plain(left, now=clock())
            left = [text for text in left if text.pk not in done]
        except Exception as error:  # noqa: BLE001 - one by one, one that fails takes no other with it
            # Most likely they met other answers to the same nights.
            logger.info("%s texts are applied one by one: %s", len(left), type(error).__name__)
    return len(texts) - sum(not _apply_alone(text, now=clock(), first=first) for text in left)


def _apply_alone(text: InboundMessage, *, now: datetime, first: Reader) -> bool:
    try:
        apply_inbound(text, now=now, first=first)
    except Exception as error:  # noqa: BLE001 - whatever it was, the others are not to suffer from it
        # Only the kind of error: the words of a database error quote the row, with number and text.
        logger.error("Inbound text %s could not be applied: %s", text.pk, type(error).__name__)  # noqa: TRY400 - a traceback would hold the text
        return False
    return True


@dataclass
class _Crowd:
    """The nights that all these texts can be about, held until the transaction ends, and what becomes of them."""

    nights: Mapping[str, Sequence[Attendance]]
    shifts: Mapping[int, Shift]
    leaders: Mapping[int, list[Attendance]]
    busy: Mapping[int, Sequence[tuple[datetime, datetime]]]
    gates: Mapping[int, Gate]  # by shift, where there are rules
    left: set[int] = field(default_factory=set)  # shifts that a text left to be applied alone can be about
    steps: list["_Step"] = field(default_factory=list)

    def leader_of(self, shift: Shift) -> Volunteer | None:
        """As telling.leader_of, of what has been read."""
        known = min(self.leaders[shift.pk], key=lambda one: one.pk, default=None)
        return None if known is None or known.volunteer.is_forgotten else known.volunteer


@dataclass(frozen=True)
class _Step:
    text: InboundMessage
    attendance: Attendance
    event: ShiftEvent
    answer: OutboundMessage | None


@transaction.atomic
def _apply_plain(texts: Sequence[InboundMessage], *, now: datetime) -> set[int]:
    """Do what the plain ones say. Their primary keys. Raises TakenMeanwhile or a DatabaseError, and nothing is done."""
    times = Counter(text.from_number for text in texts)
    crowd = _gather(times, now=now)
    for text in texts:
        incoming = Incoming(text, read_answer(text.body), now)
        attendance = _plainly_meant(incoming, crowd) if times[text.from_number] == 1 else None
        if attendance is None:
            crowd.left |= {one.shift_id for one in crowd.nights[text.from_number]}
        else:
            crowd.steps.append(_take(incoming, attendance, crowd))
    _write(crowd, now=now)
    return {step.text.pk for step in crowd.steps}


def _gather(numbers: Iterable[str], *, now: datetime) -> _Crowd:
    """Lock first, in one order for all, then read: what is read stands until the transaction ends."""
    meant = all_open_to_answers(list(numbers), now=now)
    shifts = {one.pk: one for one in lockable_shifts().filter(pk__in=meant.values("shift").order_by()).order_by("pk")}
    nights: dict[str, list[Attendance]] = defaultdict(list)
    for attendance in meant.filter(shift__in=list(shifts)):
        attendance.shift = shifts[attendance.shift_id]
        nights[attendance.volunteer.mobile].append(attendance)
    leaders: dict[int, list[Attendance]] = defaultdict(list)
    for leader in queries.crew_leaders([pk for pk, shift in shifts.items() if shift.leader_count]):
        leaders[leader.shift_id].append(leader)
    people = {one.volunteer_id for mine in nights.values() for one in mine}
    return _Crowd(nights, shifts, leaders, queries.times_taken(people, after=now), _gates(nights, shifts))


def _gates(nights: Mapping[str, Sequence[Attendance]], shifts: Mapping[int, Shift]) -> dict[int, Gate]:
    """What the rules need to know of those asked. Others who join meanwhile can only make a rule easier to meet."""
    asked: dict[int, list[Volunteer]] = defaultdict(list)
    for attendance in (one for mine in nights.values() for one in mine if getattr(one.shift, HAS_RULES)):
        asked[attendance.shift_id].append(attendance.volunteer)
    return {pk: Gate(shifts[pk], people) for pk, people in asked.items()}


def _plainly_meant(incoming: Incoming, crowd: _Crowd) -> Attendance | None:
    """The open question that a plain answer answers, where nothing is out of the ordinary; None for all else."""
    text, answer, nights = incoming.inbound, incoming.answer, crowd.nights[incoming.number]
    if is_key(text) or text.opt_out_type or answer.meaning not in PLAIN or answer.tells or is_auto_reply(text.body):
        return None
    if not nights or getattr(nights[0], "is_silenced", False):
        return None
    if (getattr(nights[0], LATELY) or 0) >= settings.REPLIES_PER_HOUR:
        return None
    choice = choose_question([candidate_of(one) for one in nights], answer, today=today_of(nights, incoming.now))
    chosen = [one for one in nights if one.pk in choice]
    if not choice.is_plain or len(chosen) != 1 or not _is_ordinary(incoming, chosen[0], crowd):
        return None
    return chosen[0]


def _is_ordinary(incoming: Incoming, attendance: Attendance, crowd: _Crowd) -> bool:
    shift, last = attendance.shift, attendance.last_text
    is_first_answer = attendance.state == State.ASKED and (last is None or last.kind not in ASKED_BACK)
    is_open = shift.state == ShiftState.PUBLISHED and incoming.now < shift.starts_at
    may_change_hands = attendance.instead_of_id is not None or getattr(shift, HANDS_OVER)
    if may_change_hands or not is_first_answer or not is_open or shift.pk in crowd.left:
        return False
    if attendance.volunteer.state != VolunteerState.ACTIVE or is_outdated(incoming, attendance):
        return False
    if tells_more(incoming, attendance):
        return False
    if incoming.answer.meaning == Meaning.NO:
        # Who waits for a place is looked after when one answers alone.
        return shift.waiting_count == 0 or shift.confirmed_count >= shift.crew_max
    gate = crowd.gates.get(shift.pk)
    if gate and any(one.stops for one in gate.findings(attendance.volunteer, as_leader=attendance.is_leader)):
        return False
    meanwhile = crowd.busy.get(attendance.volunteer_id, ())
    return not any(start < attendance.ends_at and end > attendance.starts_at for start, end in meanwhile)


def _take(incoming: Incoming, attendance: Attendance, crowd: _Crowd) -> _Step:
    """What take_yes and take_no do, with the counts of the shift kept in memory until they are counted anew."""
    shift, now = attendance.shift, incoming.now
    origin = Origin(Door.SMS, answer=incoming.inbound)
    if incoming.answer.meaning == Meaning.NO:
        answer = compose(attendance, "declined", now=now, code=code_words(attendance))
        event = take_step(attendance, State.DECLINED, kind=EventKind.DECLINED, origin=origin, now=now, text=answer)
    else:
        place = place_on(shift, leader=crowd.leader_of)
        answer = compose(attendance, place.text, now=now, **place.words)
        event = take_step(attendance, place.state, kind=place.kind, origin=origin, now=now, text=answer)
        shift.confirmed_count += place.state == State.CONFIRMED
        if place.state == State.WAITING:
            shift.waiting_count += 1
            attendance.waiting_since = now + timedelta(microseconds=len(crowd.steps))  # in the order they came
        if attendance.is_leader and place.state == State.CONFIRMED:
            crowd.leaders[shift.pk].append(attendance)
    return _Step(incoming.inbound, attendance, event, answer)


def _write(crowd: _Crowd, *, now: datetime) -> None:
    """All that the steps changed, in a few statements."""
    steps = crowd.steps
    if not steps:
        return
    answered = [step for step in steps if step.answer is not None]
    kept = queue_all([step.answer for step in answered if step.answer is not None], now=now)
    for step, row in zip(answered, kept, strict=True):
        step.attendance.last_text = step.event.text = row
    queries.update_each([step.attendance for step in steps], MOVED)
    count_crews([crowd.shifts[pk] for pk in {step.attendance.shift_id for step in steps}], now=now)
    record_all(step.event for step in steps)
    for outcome in {step.attendance.state for step in steps}:
        mine = [step.text.pk for step in steps if step.attendance.state == outcome]
        unhandled = InboundMessage.objects.filter(pk__in=mine, handled_at=None)
        if unhandled.update(handled_at=now, outcome=outcome) != len(mine):
            raise TakenMeanwhile
