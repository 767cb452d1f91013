"""A night in words, for its people and its leaders: how it stands, who is where, what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.domain.walks.coming_home import may_take_back
from fieldwork.domain.walks.nights import is_near, may_go_out_from
from fieldwork.domain.walks.starting import too_few_words
from fieldwork.models import CheckIn
from fieldwork.queries.nights import Night
from scheduling.domain.number_words import capital, in_words
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.domain import calendar_words

State = AttendanceState


class Stage(StrEnum):
    """How far a night has come."""

    OFF = "off"
    EARLY = "early"
    GATHERING = "gathering"
    OUT = "out"
    HOME = "home"
    NEVER_OUT = "never_out"  # it is over, and nobody said that they went


LOOKS = {Stage.OUT: "checked-in", Stage.HOME: "confirmed", Stage.NEVER_OUT: "missing"}


@dataclass(frozen=True)
class Person:
    """One of the crew: who, how it stands with them in colour, shape and words, and what can be done.

    `key` is that of their place. `number` is for those who may ring everybody.
    """

    key: int
    name: str
    number: str
    is_leader: bool
    is_me: bool
    look: str
    icon: str
    word: str
    line: str
    is_awaited: bool = False
    is_out: bool = False
    may_take_back: bool = False
    is_no_show: bool = False
    is_presumed: bool = False


@dataclass(frozen=True)
class NightCard:
    """`is_own`: whoever reads it walks with the group, and is told what to do; anybody else reads of the group."""

    stage: Stage
    look: str
    headline: str
    sentence: str
    people: list[Person]
    is_too_few: bool
    is_late: bool
    due: str
    is_own: bool

    @property
    def out(self) -> list[Person]:
        return [one for one in self.people if one.is_out]

    @property
    def awaited(self) -> list[Person]:
        return [one for one in self.people if one.is_awaited]


def stage_of(night: Night, *, now: datetime) -> Stage:
    shift = night.shift
    if night.is_out:
        return Stage.OUT
    if night.is_home:
        return Stage.HOME
    if shift.state in {ShiftState.DRAFT, ShiftState.CANCELLED}:
        return Stage.OFF
    if is_near(shift, now=now):
        return Stage.GATHERING
    return Stage.EARLY if now < shift.starts_at else Stage.NEVER_OUT


def night_card(night: Night, *, me: Attendance | None = None, language: str, now: datetime) -> NightCard:
    """`me` is whose page it is; none for the page of leaders."""
    stage, zone = stage_of(night, now=now), night.shift.association.municipality.zone
    is_late = night.is_out and night.walk is not None and night.walk.due_home_at <= now
    due_at = night.walk.due_home_at if night.walk is not None else night.shift.ends_at
    due = calendar_words.clock(due_at, zone=zone, language=language)
    is_too_few = stage == Stage.GATHERING and len(night.awaited) < night.shift.crew_safe
    return NightCard(
        stage=stage,
        look="overdue" if is_late else LOOKS.get(stage, "waiting"),
        headline=_headline(night, stage, is_late=is_late, is_own=me is not None),
        sentence=_sentence(night, stage, due, zone, me=me, is_late=is_late, language=language),
        people=[_person(night, one, me, zone, language=language, now=now) for one in night.crew],
        is_too_few=is_too_few,
        is_late=is_late,
        due=due,
        is_own=me is not None,
    )


def _headline(night: Night, stage: Stage, *, is_late: bool, is_own: bool) -> str:
    if is_late:
        return _("Ni är försenade") if is_own else _("Gruppen är försenad")
    if stage == Stage.OUT:
        count = len(night.out)
        return capital(ngettext("%(count)s är ute", "%(count)s är ute", count) % {"count": in_words(count)})
    return {
        Stage.OFF: _("Kvällen är inställd"),
        Stage.EARLY: _("Snart dags"),
        Stage.GATHERING: _("Dags att samlas"),
        Stage.HOME: _("Alla är hemma"),
        Stage.NEVER_OUT: _("Kvällen är slut"),
    }[stage]


def _sentence(
    night: Night,
    stage: Stage,
    due: str,
    zone: ZoneInfo,
    *,
    me: Attendance | None,
    is_late: bool,
    language: str,
) -> str:
    if stage == Stage.GATHERING:
        return _gathering_words(night, me)
    times = {
        "due": due,
        "opens": calendar_words.clock(may_go_out_from(night.shift), zone=zone, language=language),
        "home": _home_clock(night, zone, language=language),
    }
    said = _to_the_crew if me is not None else _of_the_group
    return said(stage, is_late=is_late) % times


def _home_clock(night: Night, zone: ZoneInfo, *, language: str) -> str:
    at = night.walk.home_at if night.walk is not None else None
    return calendar_words.clock(at, zone=zone, language=language) if at is not None else ""


def _to_the_crew(stage: Stage, *, is_late: bool) -> str:
    if is_late:
        return _("Ni skulle vara hemma %(due)s. Säg till att ni är hemma, eller be om mer tid.")
    return {
        Stage.OFF: _("Ingen går ut. Undrar du något, ring din förening."),
        Stage.EARLY: _("Ni kan gå ut från %(opens)s."),
        Stage.OUT: _("Hemma senast %(due)s. Checka in när ni är hemma."),
        Stage.HOME: _("Sedan %(home)s. Tack för i kväll!"),
        Stage.NEVER_OUT: _("Ingen sa till att gruppen gick ut. Ledaren kan rätta vilka som var med."),
    }.get(stage, "")


def _of_the_group(stage: Stage, *, is_late: bool) -> str:
    if is_late:
        return _("Den skulle vara hemma %(due)s. Ring dem, och checka in dem när de är hemma.")
    return {
        Stage.OFF: _("Ingen går ut."),
        Stage.EARLY: _("Gruppen kan gå ut från %(opens)s."),
        Stage.OUT: _("Hemma senast %(due)s."),
        Stage.HOME: _("Sedan %(home)s."),
        Stage.NEVER_OUT: _("Ingen sa till att gruppen gick ut. Här går det att rätta vilka som var med."),
    }.get(stage, "")


def _gathering_words(night: Night, me: Attendance | None) -> str:
    count = len(night.awaited)
    if count < night.shift.crew_safe:
        return too_few_words(count, night.shift.crew_safe, is_own=me is not None)
    if me is not None and me.pk in night.here:
        needed = in_words(night.shift.crew_safe)
        return _("Du är på plats. Ni går ut när %(count)s är samlade.") % {"count": needed}
    words = _("Ni är %(count)s. Gå ut när ni är samlade.") if me is not None else _("%(count)s ska gå ut.")
    return capital(words % {"count": in_words(count)})


def _person(
    night: Night, place: Attendance, me: Attendance | None, zone: ZoneInfo, *, language: str, now: datetime
) -> Person:
    registered = night.check_in_of(place)
    look, icon, word = _how_it_stands(night, place, registered)
    return Person(
        key=place.pk,
        name=place.volunteer.first_name if me is not None else place.volunteer.name,
        number=place.volunteer.mobile,
        is_leader=place.is_leader,
        is_me=me is not None and place.pk == me.pk,
        look=look,
        icon=icon,
        word=word,
        line=_times(registered, zone, language=language),
        is_awaited=registered is None and place.state == State.CONFIRMED,
        is_out=registered is not None and registered.home_at is None,
        may_take_back=registered is not None and may_take_back(registered, now=now),
        is_no_show=registered is None and place.state == State.NO_SHOW,
        is_presumed=registered is not None and registered.is_presumed,
    )


def _how_it_stands(night: Night, place: Attendance, registered: CheckIn | None) -> tuple[str, str, str]:
    """The design's state, its sign and its word."""
    if registered is not None:
        return _how_registered(registered)
    if place.state == State.NO_SHOW:
        return "no-show", "noshow", _("Kom inte")
    if place.state == State.ATTENDED:
        return "confirmed", "check", _("Gick med")
    if place.pk in night.here:
        return "confirmed", "check", _("På plats")
    return ("waiting", "clock", _("Inte ute")) if night.is_out else ("confirmed", "check", _("Anmäld"))


def _how_registered(registered: CheckIn) -> tuple[str, str, str]:
    if registered.home_at is None:
        return "checked-in", "lantern-lit", _("Ute")
    return ("waiting", "ask", _("Antas hemma")) if registered.is_presumed else ("confirmed", "home", _("Hemma"))


def _times(registered: CheckIn | None, zone: ZoneInfo, *, language: str) -> str:
    if registered is None:
        return ""
    out = _("Ut %(time)s") % {"time": calendar_words.clock(registered.out_at, zone=zone, language=language)}
    if registered.home_at is None:
        return out
    home = calendar_words.clock(registered.home_at, zone=zone, language=language)
    return f"{out} · " + _("Hemma %(time)s") % {"time": home}


@dataclass(frozen=True)
class Neighbour:
    """Another group that one can walk with tonight."""

    key: int
    place: str
    line: str


def neighbours(shifts: Sequence[Shift], zone: ZoneInfo, *, language: str) -> list[Neighbour]:
    found = []
    for shift in shifts:
        walk = getattr(shift, "walk", None)
        start = calendar_words.clock(shift.starts_at, zone=zone, language=language)
        is_out = _("Ute nu.") if walk is not None else _("Samling %(time)s.") % {"time": start}
        meeting = _("%(meeting)s, %(association)s") % {
            "meeting": capital(shift.route.meeting_point),
            "association": shift.association.name,
        }
        found.append(Neighbour(shift.pk, shift.place, f"{is_out} {meeting}"))
    return found
