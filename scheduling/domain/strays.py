"""Texts that answer no question: from strangers, from those not asked, and of how a walk went."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduling.domain.answers import Meaning, is_about_coming
from scheduling.domain.ask_backs import suggestion
from scheduling.domain.inbox import put_in_inbox
from scheduling.domain.incoming import Incoming, reply
from scheduling.enums import AttendanceState, Concern
from scheduling.models import Attendance
from volunteers.enums import VolunteerState
from volunteers.models import Volunteer

State = AttendanceState
HELD = frozenset({State.CONFIRMED, State.WAITING})
HOW_IT_WENT = timedelta(hours=36)  # after the end, a text is about the walk that was
ABOUT_A_NIGHT = frozenset({Meaning.WITHDRAW, Meaning.LATE})  # nobody says so of a walk that is over


def answer_stray(incoming: Incoming) -> str:
    """A text from a number with nothing to answer. Everyone gets a reply, and a leader or coordinator the text."""
    people = owners_of(incoming.number)
    walk = walk_told_of(incoming, []) if people else None
    if walk is not None:
        return take_feedback(incoming, walk)
    if not people:
        reply(incoming, "unknown_number")
        put_in_inbox(incoming.inbound, Concern.UNKNOWN_NUMBER, suggested=suggestion(incoming), now=incoming.now)
        return "unknown_number"
    if len(people) > 1:
        reply(incoming, "nothing_open", language=people[0].text_language)
        association = next(iter(people[0].associations.all()[:1]), None)
        put_in_inbox(incoming.inbound, Concern.SHARED_NUMBER, association=association, now=incoming.now)
        return "nothing_open"
    return _from_member(incoming, people[0])


def _from_member(incoming: Incoming, volunteer: Volunteer) -> str:
    if volunteer.state == VolunteerState.PAUSED:
        return tell_of_pause(incoming, volunteer)
    return _say(incoming, volunteer, "nothing_open", Concern.NOTHING_OPEN)


def tell_of_pause(incoming: Incoming, volunteer: Volunteer) -> str:
    return _say(incoming, volunteer, "paused", Concern.PAUSED)


def _say(incoming: Incoming, volunteer: Volunteer, kind: str, concern: Concern) -> str:
    reply(incoming, kind, language=volunteer.text_language, name=volunteer.first_name)
    put_in_inbox(incoming.inbound, concern, volunteer=volunteer, now=incoming.now)
    return kind


def owners_of(number: str) -> list[Volunteer]:
    """Those who have this number, earliest first."""
    return list(Volunteer.objects.known().filter(mobile=number).order_by("pk")[:5])


def walk_told_of(incoming: Incoming, attendances: Sequence[Attendance]) -> Attendance | None:
    """The walk that a text tells of: it ended lately, no question is open, nothing was said since of another night.

    A bare no after such a walk would otherwise be taken for the next night's.
    """
    answer = incoming.answer
    if answer.codes or answer.names_a_day or answer.meaning in ABOUT_A_NIGHT:
        return None
    if any(one.state == State.ASKED for one in attendances):
        return None
    walked = _last_walk(incoming.number, now=incoming.now)
    if walked is None:
        return None
    told_of_it = max(walked.ends_at, _spoken_of_at(walked))
    return None if any(_spoken_of_at(one) > told_of_it for one in attendances) else walked


def promises_in_question(incoming: Incoming, attendances: Sequence[Attendance]) -> list[Attendance]:
    """Those that a text after a walk may take back: "kommer inte" tells of no walk that was."""
    is_no = incoming.answer.meaning == Meaning.NO and is_about_coming(incoming.inbound.body)
    return [one for one in attendances if is_no and one.state in HELD]


def _last_walk(number: str, *, now: datetime) -> Attendance | None:
    walks = Attendance.objects.filter(
        volunteer__mobile=number,
        state__in=[State.CONFIRMED, State.ATTENDED],
        ends_at__lte=now,
        ends_at__gt=now - HOW_IT_WENT,
    )
    related = walks.select_related("volunteer", "last_text", "shift__association__municipality")
    return related.order_by("-ends_at").first()


def _spoken_of_at(attendance: Attendance) -> datetime:
    """When the last text about it was written."""
    return attendance.last_text.created_at if attendance.last_text else attendance.created_at


def take_feedback(incoming: Incoming, walk: Attendance) -> str:
    """How it went goes to the leader, with thanks."""
    person = walk.volunteer
    reply(incoming, "feedback", language=person.text_language, name=person.first_name)
    put_in_inbox(incoming.inbound, Concern.FEEDBACK, attendance=walk, now=incoming.now)
    return "feedback"
