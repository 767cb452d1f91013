"""UTE and HEMMA by text, from the number of somebody on tonight's crew. Each is done, and each is answered.

A leader's word is for the group, anybody else's for themselves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fieldwork.domain.alarms.policies import panic_words_of, policy_for
from fieldwork.domain.logs.asking import is_told, page_in_text
from fieldwork.domain.walks.coming_home import come_home
from fieldwork.domain.walks.contacts import contacts_of
from fieldwork.domain.walks.nights import is_near, may_go_out_from
from fieldwork.domain.walks.starting import CheckedOut, arrive, check_out
from fieldwork.domain.walks.words import Said, Word, named, read_word
from fieldwork.exceptions import FieldworkError, TooFewToGo
from fieldwork.queries.nights import Night, read_night, tonights_places
from messaging.enums import OutboundState
from scheduling.domain.inbox import put_in_inbox
from scheduling.domain.incoming import Incoming
from scheduling.domain.origins import Origin
from scheduling.domain.personal_links import is_enough, open_in_text
from scheduling.domain.sms_texts import number_words
from scheduling.domain.telling import tell
from scheduling.enums import AttendanceState, Concern, Door
from scheduling.models import Attendance
from volunteers.domain import calendar_words

WENT_OUT = "night_out"
ANSWER_OF_USE = timedelta(hours=2)
State = AttendanceState


@dataclass(frozen=True)
class Speaker:
    """Whose text it is, on which night, and what they say."""

    place: Attendance
    night: Night
    said: Said
    incoming: Incoming

    @property
    def now(self) -> datetime:
        return self.incoming.now

    @property
    def origin(self) -> Origin:
        return Origin(Door.SMS, answer=self.incoming.inbound)

    @property
    def is_for_group(self) -> bool:
        return self.night.speaks_for_all(self.place) and not self.said.is_own

    def answer(self, kind: str, *, link: str = "", **words: Any) -> str:
        """Queue it, once for each text however often it is read. Returns the kind, which is the outcome.

        `link` leads to a page of the person's own; it is left out for somebody who has got as many as anybody needs.
        """
        until, person = self.now + ANSWER_OF_USE, self.place.volunteer
        link = "" if link and is_enough(person, now=self.now) else link
        text = tell(self.place, kind, now=self.now, key=self.incoming.key, useful_until=until, link=link, **words)
        if link and text is not None and text.state != OutboundState.DROPPED:
            open_in_text(text, person, now=self.now)
        return kind

    def tell_leader(self) -> None:
        put_in_inbox(self.incoming.inbound, Concern.TOLD, attendance=self.place, now=self.now)

    def clock(self, moment: datetime) -> str:
        zone = self.night.shift.association.municipality.zone
        return calendar_words.clock(moment, zone=zone, language=self.place.volunteer.text_language)


def take_out_or_home(incoming: Incoming) -> str:
    """What came of it, in a word; nothing for other words, and for a number that walks with nobody tonight."""
    said = read_word(incoming.inbound.body)
    places = tonights_places(incoming.number, now=incoming.now) if said is not None else []
    if said is None or not places:
        return ""
    chosen = _meant(places, said, now=incoming.now)
    named_here = [one for one in chosen if named(one.volunteer.first_name) in said.names]
    speaking = named_here or chosen
    if len({one.shift_id for one in speaking}) > 1:
        return _ask_who(speaking, said, incoming)
    night = read_night(speaking[0].shift)
    leader = next((one for one in speaking if night.speaks_for_all(one)), None)
    act = {Word.OUT: _go_out, Word.HOME: _come_home, Word.ON_WAY: _be_on_way}[said.word]
    outcomes = [act(Speaker(one, night, said, incoming)) for one in ([leader] if leader is not None else speaking)]
    return outcomes[-1]


def _meant(places: Sequence[Attendance], said: Said, *, now: datetime) -> list[Attendance]:
    """For each of those who share the number the one night that they can mean."""
    by_person: dict[int, list[Attendance]] = {}
    for place in places:
        by_person.setdefault(place.volunteer_id, []).append(place)
    return [min(mine, key=lambda one: _order(one, said, now=now)) for mine in by_person.values()]


def _order(place: Attendance, said: Said, *, now: datetime) -> tuple[int, float]:
    """Home is said of the night one is out on. Out is said of the one that is on, until its group is due; then of the
    next that gathers. Else it is the nearest.
    """
    check_in, shift = getattr(place, "checkin", None), place.shift
    is_out = check_in is not None and check_in.home_at is None
    is_done = check_in is not None and (not is_out or check_in.walk.due_home_at <= now)
    distance = abs((shift.starts_at - now).total_seconds())
    if said.word != Word.OUT:
        return (0 if is_out else 1 if check_in is not None else 2), distance
    if is_out and not is_done:
        return 0, distance
    return (1 if is_near(shift, now=now) and not is_done else 2), distance


def _ask_who(speaking: Sequence[Attendance], said: Said, incoming: Incoming) -> str:
    first = speaking[0]
    names = ", ".join(one.volunteer.first_name for one in speaking)
    speaker = Speaker(first, read_night(first.shift), said, incoming)
    return speaker.answer("night_which", other=names, word="UTE" if said.word == Word.OUT else "HEMMA")


def _go_out(speaker: Speaker) -> str:
    night, now = speaker.night, speaker.now
    if not night.is_out and not is_near(night.shift, now=now):
        is_over = now >= night.shift.ends_at
        return speaker.answer("night_not_now", is_over=is_over, opens=speaker.clock(may_go_out_from(night.shift)))
    people = _going(speaker)
    if people is None:
        speaker.tell_leader()
        return speaker.answer("night_who", is_all=speaker.is_for_group)
    try:
        if speaker.is_for_group:
            done = check_out(night.shift, people, origin=speaker.origin, by=speaker.place.volunteer, now=now)
        else:
            done = arrive(speaker.place, origin=speaker.origin, now=now)
    except TooFewToGo as few:
        return _answer_too_few(speaker, few)
    except FieldworkError as error:
        return _refuse(speaker, error)
    return _answer_out(speaker, done)


def _going(speaker: Speaker) -> list[Attendance] | None:
    """Of the group those meant: all who are counted on, or those named, or all but those. None for names of others."""
    crew = [one for one in speaker.night.crew if one.state != State.NO_SHOW]
    return _those_meant(speaker, crew)


def _those_meant(speaker: Speaker, people: Iterable[Attendance]) -> list[Attendance] | None:
    """Of these people. A name of one's own below a text for the group is a signature."""
    said, crew = speaker.said, list(people)
    own = named(speaker.place.volunteer.first_name)
    names = [name for name in said.names if name != own]
    known = {named(one.volunteer.first_name) for one in speaker.night.crew}
    if not known.issuperset(names):
        return None
    if not names:
        return crew
    if said.is_but:
        return [one for one in crew if named(one.volunteer.first_name) not in names]
    return [one for one in crew if named(one.volunteer.first_name) in {*names, own}]


def _answer_out(speaker: Speaker, done: CheckedOut) -> str:
    night, said = done.night, speaker.said
    if done.is_waiting:
        return speaker.answer("night_waiting", count=night.shift.crew_safe)
    is_all, count = speaker.is_for_group, len(night.out)
    if is_all and said.count not in {None, count}:
        speaker.tell_leader()
        return speaker.answer("night_out_count", said=said.count, count=count, other=_names(night))
    due = speaker.clock(night.walk.due_home_at) if night.walk is not None else ""
    policy = policy_for(night.shift)
    words: dict[str, Any] = {"due": due, "minutes": policy.extend_minutes, "help": panic_words_of(policy)[0]}
    return speaker.answer(WENT_OUT, is_all=is_all, is_again=not done.new, count=count, **words)


def _answer_too_few(speaker: Speaker, few: TooFewToGo) -> str:
    me = speaker.place.volunteer
    others = [one for one in contacts_of(speaker.night, me=me, now=speaker.now) if not one.leads]
    number = number_words(others[0].number, me.text_language) if others else ""
    who = {"group": others[0].name if others else "", "duty": number}
    return speaker.answer("night_too_few", count=few.count, needed=few.needed, **who)


def _refuse(speaker: Speaker, error: FieldworkError) -> str:
    return speaker.answer("night_refused", reason=str(error))


def _names(night: Night) -> str:
    return ", ".join(one.volunteer.first_name for one in night.out)


def _be_on_way(speaker: Speaker) -> str:
    """On the way is not home: who is out stays so, and is asked to say when they are home."""
    mine = speaker.night.check_in_of(speaker.place)
    is_out = speaker.night.is_out and (speaker.is_for_group or (mine is not None and mine.home_at is None))
    return speaker.answer("night_on_way", is_all=speaker.is_for_group) if is_out else _come_home(speaker)


def _come_home(speaker: Speaker) -> str:
    night = speaker.night
    mine = night.check_in_of(speaker.place)
    if night.walk is None or (mine is None and not (speaker.is_for_group and night.check_ins)):
        return _not_out(speaker)
    if not night.is_out or (mine is not None and mine.home_at is not None and not speaker.is_for_group):
        return speaker.answer("night_home", is_again=True, is_all=night.is_home, is_told=True, other="")
    return _group_home(speaker) if speaker.is_for_group else _bring_home(speaker, [speaker.place])


def _not_out(speaker: Speaker) -> str:
    is_over = speaker.now >= speaker.night.shift.ends_at or speaker.night.is_home
    if is_over:
        speaker.tell_leader()
    return speaker.answer("night_not_out", is_over=is_over)


def _group_home(speaker: Speaker) -> str:
    """All who are out, those named, or all but those. Nobody is home by a number that leaves open who is not."""
    night, said = speaker.night, speaker.said
    out = {one.volunteer_id for one in night.out}
    people = _those_meant(speaker, [one for one in night.crew if one.volunteer_id in out])
    if people is None and not said.is_but:
        return ""
    is_short = said.count is not None and said.count < len(out) and not said.names
    if people is None or is_short:
        speaker.tell_leader()
        return speaker.answer("night_home_count", count=len(out), other=_names(night))
    return _bring_home(speaker, people)


def _bring_home(speaker: Speaker, people: Sequence[Attendance]) -> str:
    night, walk = speaker.night, speaker.night.walk
    if walk is None:
        return _not_out(speaker)
    rows = [row for one in people if (row := night.check_in_of(one)) is not None]
    done = come_home(walk, rows, origin=speaker.origin, by=speaker.place.volunteer, now=speaker.now)
    left = _names(done.night)
    is_of_others = speaker.place.volunteer_id in {one.volunteer_id for one in done.night.out}
    if left and is_of_others:
        return speaker.answer("night_home_left", other=left)
    is_all = night.speaks_for_all(speaker.place) and not left
    is_log_told = is_told(night.shift)
    return speaker.answer(
        "night_home",
        link=page_in_text(speaker.place) if is_all and not is_log_told else "",
        is_all=is_all,
        is_again=False,
        is_told=is_log_told,
        other=left if speaker.is_for_group else "",
    )
