"""A key pressed in a call, as an answer: 1 is yes, 2 is no. Recorded and done as a text is, once for each call."""

from datetime import datetime
from uuid import UUID

from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.admission import stop_sentence
from scheduling.domain.attendance import locked, take_no, take_yes
from scheduling.domain.origins import Origin
from scheduling.domain.spoken_words import QUESTIONS
from scheduling.domain.telling import leader_of, tell, time_words
from scheduling.enums import AttendanceState, Door
from scheduling.exceptions import NoSwap, NotAllowed, OverlapsAnotherShift, SchedulingError, TooLate
from scheduling.models import Attendance

YES, NO = "1", "2"
KEYS = frozenset({YES, NO})
SIGN = "key:"  # what tells the provider's id of a key from that of a text; the call's own id follows
REFUSED: dict[type[SchedulingError], str] = {  # what a yes or no runs into, and the words that say so
    OverlapsAnotherShift: "overlaps",
    NotAllowed: "not_allowed",
    NoSwap: "swap_stopped",
    TooLate: "too_late",
}
State = AttendanceState
ANSWERABLE = frozenset({State.ASKED, State.CONFIRMED, State.WAITING, State.DECLINED, State.LAPSED})


def key_sid(call_sid: str, message_uuid: UUID) -> str:
    """The one id under which a call's key is recorded: the question and the start of the call's id. 64 characters."""
    return f"{SIGN}{message_uuid.hex}:{call_sid}"[:64]


def is_key(inbound: InboundMessage) -> bool:
    return inbound.provider_sid.startswith(SIGN)


def take_key(inbound: InboundMessage, *, now: datetime) -> str:
    """Do what a recorded key says, inside the caller's transaction; what came of it in a word.

    Nothing is done where the night is another by now, or the person is off it: then a later call says so.
    """
    message = OutboundMessage.objects.filter(uuid=_message_uuid(inbound)).first()
    attendance = asked_in(message) if message is not None else None
    if message is None or attendance is None or not is_open(attendance, message):
        return "over"
    origin = Origin(Door.CALL, answer=inbound)
    try:
        if inbound.body == YES:
            return take_yes(attendance, origin=origin, now=now).state
        return take_no(attendance, origin=origin, now=now).state
    except tuple(REFUSED) as error:
        kind, leader = REFUSED[type(error)], leader_of(attendance.shift)
        reason = stop_sentence(attendance) if isinstance(error, NotAllowed) else ""
        tell(attendance, kind, now=now, key=str(inbound.pk), leader=leader, reason=reason)
        return kind


def asked_in(message: OutboundMessage) -> Attendance | None:
    """The place on a night that a call is about, held until the transaction ends."""
    if message.about is None:
        return None
    found = Attendance.objects.filter(uuid=message.about, volunteer__mobile=message.to_number).first()
    return None if found is None else locked(found)


def is_open(attendance: Attendance, message: OutboundMessage) -> bool:
    """Whether the call still asks what it was to ask."""
    return (
        message.kind in QUESTIONS
        and attendance.state in ANSWERABLE
        and not attendance.volunteer.is_forgotten
        and message.expects in {"", time_words(attendance.starts_at)}
    )


def _message_uuid(inbound: InboundMessage) -> UUID:
    return UUID(inbound.provider_sid.removeprefix(SIGN)[:32])
