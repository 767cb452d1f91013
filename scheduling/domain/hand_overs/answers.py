"""What a text about handing over one's place does: others are asked, or are not needed after all."""

from scheduling.domain.answers import Meaning
from scheduling.domain.hand_overs.requests import keep_place, request_hand_over
from scheduling.domain.inbox import settle_answered
from scheduling.domain.incoming import Incoming
from scheduling.domain.origins import Origin
from scheduling.domain.pace import TOO_LATE_TO_ASK
from scheduling.enums import AttendanceState, Door, ShiftState
from scheduling.models import Attendance

NO_YES = frozenset({Meaning.UNCLEAR, Meaning.NO, Meaning.WITHDRAW})


def is_about_handing_over(incoming: Incoming, attendance: Attendance) -> bool:
    """Whether somebody on the crew says, in time, that another is to take the place, or need not."""
    answer, is_open = incoming.answer, attendance.shift.state == ShiftState.PUBLISHED
    if attendance.state != AttendanceState.CONFIRMED or not is_open:
        return False
    if answer.keeps and getattr(attendance, "hands_over", False):
        return True
    is_in_time = attendance.starts_at - incoming.now >= TOO_LATE_TO_ASK
    return answer.asks_others and answer.meaning in NO_YES and is_in_time


def answer_about_handing_over(incoming: Incoming, attendance: Attendance) -> str:
    """The outcome."""
    origin, now = Origin(Door.SMS, answer=incoming.inbound), incoming.now
    settle_answered(incoming.number, now=now)
    if incoming.answer.keeps:
        keep_place(attendance, origin=origin, now=now)
        return "kept"
    request_hand_over(attendance, origin=origin, now=now)
    return "handing_over"
