"""An alarm on the board: the sentence across the room, and its ladder, step by step, with what comes next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.domain.alarms.crowds import Crowd
from fieldwork.domain.alarms.ladder import Rules, steps_ahead
from fieldwork.domain.alarms.showing import rungs_added, title_of, told_words
from fieldwork.domain.tonight.cards import first_name
from fieldwork.domain.tonight.groups import Group
from fieldwork.enums import AlarmKind, AlarmState, Rung
from fieldwork.models import Alarm, AlarmNotice, AlarmStep
from scheduling.domain.number_words import capital, in_words
from volunteers.domain import calendar_words

STEPS_AHEAD = 4  # one for each rung there can be
STEP_ICONS = {
    Rung.LEADER: "msg",
    Rung.GROUP: "users",
    Rung.ASSOCIATION_DUTY: "bell",
    Rung.COORDINATOR_DUTY: "bell",
}


@dataclass(frozen=True)
class Banner:
    """What stands on top. `key` changes with each alarm, and with who has it: then the board makes itself heard."""

    pk: int
    key: str
    title: str
    words: str
    is_open: bool
    is_drill: bool
    number: str
    called: str
    group: int


@dataclass(frozen=True)
class Line:
    """One line of the ladder."""

    time: str
    icon: str
    title: str
    words: str
    is_done: bool = False
    is_now: bool = False
    is_again: bool = False  # done, and nobody was told who had not been told before


@dataclass(frozen=True)
class Ladder:
    pk: int
    place: str
    chip: str
    lines: tuple[Line, ...]
    is_open: bool
    taken_by: str


def banner_of(alarm: Alarm, group: Group, *, now: datetime, language: str) -> Banner:
    leader = group.leader
    return Banner(
        pk=alarm.pk,
        key=f"{alarm.pk}:{alarm.state}",
        title=title_of(alarm, language=language, now=now),
        words=words_of(alarm, group, language=language),
        is_open=alarm.state == AlarmState.OPEN,
        is_drill=alarm.is_drill,
        number=leader.mobile if leader else "",
        called=first_name(leader) if leader else "",
        group=group.shift.pk,
    )


def words_of(alarm: Alarm, group: Group, *, language: str) -> str:
    """Skulle vara hemma 00.30. Tre är ute. Ingen har tagit larmet."""

    def at(moment: datetime) -> str:
        return calendar_words.clock(moment, zone=group.zone, language=language)

    said = []
    if alarm.kind == AlarmKind.OVERDUE:
        said.append(_("Skulle vara hemma %(time)s.") % {"time": at(alarm.due_home_at or group.due_home_at)})
    else:
        said.append(_("Larmade %(time)s.") % {"time": at(alarm.opened_at)})
    if group.out:
        count = len(group.out)
        words = ngettext("%(words)s är ute.", "%(words)s är ute.", count)
        said.append(capital(words % {"words": in_words(count)}))
    if alarm.state == AlarmState.ACKNOWLEDGED and alarm.acknowledged_at:
        taken = {"name": alarm.acknowledged_by, "time": at(alarm.acknowledged_at)}
        said.append(_("%(name)s tog larmet %(time)s.") % taken)
    else:
        said.append(_("Ingen har tagit larmet."))
    return " ".join(said)


def ladder_of(alarm: Alarm, group: Group, rules: Rules, crowd: Crowd, *, language: str) -> Ladder:
    steps = list(alarm.steps.all())
    lines = [_planned(alarm, group, language)] if alarm.kind == AlarmKind.OVERDUE else []
    for step in steps:
        notices = list(step.notices.all())
        is_last = step is steps[-1] and alarm.state == AlarmState.OPEN
        lines.append(_line(step, notices, group, language=language, is_now=is_last))
    return Ladder(
        pk=alarm.pk,
        place=group.shift.place,
        chip=_("Steg %(count)s") % {"count": len(steps)},
        lines=(
            *lines,
            *_taken(alarm, group, language),
            *_ahead(alarm, group, rules, crowd, language=language),
            _police(),
        ),
        is_open=alarm.state == AlarmState.OPEN,
        taken_by=alarm.acknowledged_by if alarm.state == AlarmState.ACKNOWLEDGED else "",
    )


def _planned(alarm: Alarm, group: Group, language: str) -> Line:
    due = alarm.due_home_at or group.due_home_at
    time = calendar_words.clock(due, zone=group.zone, language=language)
    return Line(time, "clock", _("Planerad hemkomst"), _("Gruppen är inte hemma."), is_done=True)


def _line(step: AlarmStep, notices: Sequence[AlarmNotice], group: Group, *, language: str, is_now: bool) -> Line:
    rungs = rungs_added(notices)
    names = list(dict.fromkeys(notice.name for notice in notices if notice.name and notice.is_first))
    return Line(
        time=calendar_words.clock(step.at, zone=group.zone, language=language),
        icon=STEP_ICONS[rungs[-1]] if rungs else "bell",
        title=_added(rungs, names),
        words=told_words(notices),
        is_done=not is_now,
        is_now=is_now,
        is_again=not rungs and not is_now,
    )


def _added(rungs: Sequence[Rung], names: Sequence[str]) -> str:
    """Föreningens jour: Peter Åkesson · Hela gruppen · Alla en gång till"""
    title = capital(", ".join(str(rung.label).lower() for rung in rungs)) or _("Alla en gång till")
    return f"{title}: {names[0]}" if len(names) == 1 else title


def _taken(alarm: Alarm, group: Group, language: str) -> tuple[Line, ...]:
    if alarm.state != AlarmState.ACKNOWLEDGED or alarm.acknowledged_at is None or alarm.rests_until is None:
        return ()
    taken, until = (
        calendar_words.clock(moment, zone=group.zone, language=language)
        for moment in (alarm.acknowledged_at, alarm.rests_until)
    )
    title = _("%(name)s har tagit larmet") % {"name": alarm.acknowledged_by}
    return (Line(taken, "user", title, _("Trappan vilar till %(time)s.") % {"time": until}, is_now=True),)


def _ahead(alarm: Alarm, group: Group, rules: Rules, crowd: Crowd, *, language: str) -> list[Line]:
    """Whom the next steps add, each in its time, if nobody takes the alarm or resolves it."""
    first_at = alarm.next_step_at or alarm.rests_until
    if first_at is None:
        return []
    steps = list(islice(steps_ahead(rules, crowd.standing(alarm), crowd.people, first_at=first_at), STEPS_AHEAD))
    lines = []
    for at, step in [one for one in steps if one[1].added] or steps[:1]:
        rungs = list(dict.fromkeys(person.rung for person in step.added))
        names = [person.name for person in step.added]
        time = calendar_words.clock(at, zone=group.zone, language=language)
        lines.append(Line(time, STEP_ICONS[rungs[-1]] if rungs else "bell", _added(rungs, names), ""))
    return lines


def _police() -> Line:
    return Line("", "shield", _("Polisen 114 14"), _("Vid fara ringer du 112 direkt, när som helst."))
