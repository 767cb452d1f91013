"""Which question an answer answers. Pure: never acts on a bare JA that could mean two things."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduling.domain.answers import Answer, Meaning
from scheduling.enums import AttendanceState

State = AttendanceState


@dataclass(frozen=True)
class Candidate:
    """A night that an answer can be about. `spoken_of_at` is when the last text about it was written, in UTC."""

    pk: int
    state: str
    code: int
    spoken_of_at: datetime


def choose_question(candidates: Sequence[Candidate], answer: Answer) -> list[int]:
    """The keys of what the answer can mean: one when it is plain, several to ask back about, none when nothing fits.

    A code decides. Else the only open question, unless a no can just as well be about a night the person is confirmed
    for and was texted about later. Else the only night at all that such an answer fits.
    """
    if answer.code is not None:
        coded = [candidate.pk for candidate in candidates if candidate.code == answer.code]
        return coded or [candidate.pk for candidate in candidates if candidate.state == State.ASKED]
    asked = [candidate for candidate in candidates if candidate.state == State.ASKED]
    held = [candidate for candidate in candidates if candidate.state in {State.CONFIRMED, State.WAITING}]
    closed = [candidate for candidate in candidates if candidate.state in {State.DECLINED, State.LAPSED}]
    if answer.meaning == Meaning.NO:
        last_asked = max((candidate.spoken_of_at for candidate in asked), default=None)
        rivals = [one for one in held if last_asked is None or one.spoken_of_at >= last_asked]
        return [candidate.pk for candidate in (*asked, *rivals) or closed]
    if asked:
        return [candidate.pk for candidate in asked]
    return [candidate.pk for candidate in (closed if answer.meaning == Meaning.YES and closed else held or closed)]
