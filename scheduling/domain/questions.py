"""Which question an answer answers. Pure: never acts on a bare JA that could mean two things."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduling.domain.answers import Answer, Meaning
from scheduling.enums import AttendanceState

State = AttendanceState
HELD = frozenset({State.CONFIRMED, State.WAITING})
CLOSED = frozenset({State.DECLINED, State.LAPSED})
AGREES = frozenset({Meaning.YES, Meaning.YES_TELL})


@dataclass(frozen=True)
class Candidate:
    """A night that an answer can be about.

    `spoken_of_at` is when the last text about it was written, `prompted_at` when the last one that was no answer to a
    text of theirs was, such as a reminder; both in UTC. `hands_over`: others are asked for the place. `night` is the
    local date it starts on. Without it, an answer that names a day fits no night and is asked back.
    """

    pk: int
    state: str
    code: int
    spoken_of_at: datetime
    night: date | None = None
    prompted_at: datetime | None = None
    hands_over: bool = False


@dataclass(frozen=True)
class Choice:
    """The nights an answer can mean. Plain: act on each of them. Else ask back about them, also when it is but one."""

    keys: frozenset[int]
    is_plain: bool

    def __contains__(self, key: int) -> bool:
        return key in self.keys


def choose_question(candidates: Sequence[Candidate], answer: Answer, *, today: date | None = None) -> Choice:
    """The codes decide, else the days that the words name, else what is open and was last spoken of.

    `today` is the local date; without it "i kväll" fits no night. An answer that names what is not there is asked back.
    """
    named = _named(candidates, answer, today=today)
    if named is None:
        open_now = [one for one in candidates if one.state == State.ASKED]
        return _ask_back(open_now or candidates)
    if answer.codes:
        return Choice(frozenset(one.pk for one in named), is_plain=len(named) == len(set(answer.codes)))
    meant = _meant(named, answer, today=today)
    return Choice(frozenset(one.pk for one in meant), is_plain=len(meant) == 1)


def _ask_back(candidates: Sequence[Candidate]) -> Choice:
    return Choice(frozenset(one.pk for one in candidates), is_plain=False)


def _named(candidates: Sequence[Candidate], answer: Answer, *, today: date | None) -> Sequence[Candidate] | None:
    """Those that the codes and days of the answer allow: all when it names none, None when something fits nowhere."""
    coded = [one for one in candidates if not answer.codes or one.code in answer.codes]
    fitting = [one for one in coded if not answer.names_a_day or _is_on(one.night, answer, today=today)]
    has_unknown_code = not set(answer.codes) <= {one.code for one in fitting}
    if candidates and (has_unknown_code or not fitting):
        return None
    return fitting


def _is_on(night: date | None, answer: Answer, *, today: date | None) -> bool:
    """Whether everything the words say of the day is true of this night: "imorgon lördag" must be both."""
    if night is None:
        return False
    if answer.days and night.isoweekday() not in answer.days:
        return False
    if answer.dates and not any(night.day == day and month in {None, night.month} for day, month in answer.dates):
        return False
    return not answer.days_from_today or (
        today is not None and any(night == today + timedelta(days=days) for days in answer.days_from_today)
    )


def _meant(named: Sequence[Candidate], answer: Answer, *, today: date | None) -> Sequence[Candidate]:
    asked = [one for one in named if one.state == State.ASKED]
    held = [one for one in named if one.state in HELD]
    closed = [one for one in named if one.state in CLOSED]
    if answer.keeps and any(one.hands_over for one in held):
        return [one for one in held if one.hands_over]
    is_withdrawing = answer.meaning == Meaning.WITHDRAW or (answer.asks_others and answer.meaning == Meaning.UNCLEAR)
    if is_withdrawing:
        return [*held, *_spoken_of_since(asked, held)] or asked or closed
    match answer.meaning:
        case Meaning.YES | Meaning.YES_TELL:
            return _meant_by_yes(asked or closed, held)
        case Meaning.NO:
            return [*asked, *_spoken_of_since(held, asked)] or closed
        case Meaning.LATE:
            confirmed = [one for one in held if one.state == State.CONFIRMED]
            return [one for one in confirmed if one.night == today] or confirmed or asked or held or closed
    return asked or held or closed


def _meant_by_yes(offered: Sequence[Candidate], held: Sequence[Candidate]) -> Sequence[Candidate]:
    """An "ok" after a reminder is about the night it reminded of, or about the question: it could mean two things."""
    if not offered:
        return held
    since = max(one.spoken_of_at for one in offered)
    return [*offered, *(one for one in held if one.prompted_at is not None and one.prompted_at >= since)]


def _spoken_of_since(others: Sequence[Candidate], first: Sequence[Candidate]) -> list[Candidate]:
    """Those of the others that were texted about after the first ones: a bare no can just as well be about them."""
    since = max((one.spoken_of_at for one in first), default=None)
    return [one for one in others if since is None or one.spoken_of_at >= since]
