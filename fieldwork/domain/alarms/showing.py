"""An alarm as whoever has to act on it reads it: what is known, who is out, whom to ring, and what comes next."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.domain.alarms.crowds import NOT_REACHED, Crowd, read_crowds
from fieldwork.domain.alarms.ladder import People, Rules, Standing, steps_ahead
from fieldwork.domain.alarms.policies import policy_for, rules_of
from fieldwork.domain.duty import duty_of_association, duty_of_municipality
from fieldwork.enums import AlarmKind, AlarmState, Rung
from fieldwork.models import Alarm, AlarmNotice, AlarmStep
from messaging.enums import Channel, OutboundState
from scheduling.domain.number_words import capital, in_words
from volunteers.domain import calendar_words

AHEAD = 3  # steps shown that have not been taken


@dataclass(frozen=True)
class Contact:
    name: str
    number: str
    what: str


@dataclass(frozen=True)
class Rungline:
    """One line of the ladder. `is_next`: it has not been taken."""

    at: datetime
    title: str
    words: str
    icon: str
    is_next: bool = False
    is_last: bool = False
    is_again: bool = False  # taken, and nobody was told who had not been told before


@dataclass(frozen=True)
class AlarmView:
    alarm: Alarm
    title: str
    sentence: str
    contacts: Sequence[Contact]
    lines: Sequence[Rungline]

    @property
    def to_ring(self) -> Contact | None:
        """Whom to ring first."""
        return self.contacts[0] if self.contacts else None


def view_of(alarm: Alarm, *, language: str, now: datetime) -> AlarmView:
    """Everything in a dozen queries, however long the ladder has become."""
    crowd = read_crowds([alarm], now=now)[alarm.pk]
    return AlarmView(
        alarm=alarm,
        title=title_of(alarm, language=language, now=now),
        sentence=_sentence(alarm, crowd, language=language),
        contacts=_each_once([*_group(alarm, crowd), *_duty(alarm, now=now)]),
        lines=[*lines_taken(alarm), *_ahead(alarm, crowd)],
    )


def _each_once(contacts: Sequence[Contact]) -> list[Contact]:
    """Whoever leads the group may have the duty as well; one number is rung once."""
    once: dict[str, Contact] = {}
    for contact in contacts:
        once.setdefault(contact.number, contact)
    return list(once.values())


def title_of(alarm: Alarm, *, language: str, now: datetime) -> str:
    """Vårby är 22 min sen. Once it is over, how late they were."""
    place = alarm.shift.place
    if alarm.kind == AlarmKind.PANIC:
        title = _("Larm från %(place)s") % {"place": place}
    else:
        due = alarm.due_home_at or alarm.opened_at
        late = calendar_words.length(due, max(due, alarm.resolved_at or now), language=language)
        title = _("%(place)s är %(late)s sen") % {"place": place, "late": late}
    return _("Övning: %(title)s") % {"title": title} if alarm.is_drill else title


def _sentence(alarm: Alarm, crowd: Crowd, *, language: str) -> str:
    def at(moment: datetime) -> str:
        return calendar_words.clock(moment, zone=alarm.shift.association.municipality.zone, language=language)

    said = []
    if alarm.is_drill:
        said.append(_("Det här är en övning. Ingen är i fara."))
    elif alarm.kind == AlarmKind.PANIC:
        caller = alarm.opened_by.first_name if alarm.opened_by else _("Någon i gruppen")
        said.append(_("%(name)s bad om hjälp %(time)s.") % {"name": caller, "time": at(alarm.opened_at)})
    else:
        said.append(_("Skulle vara hemma %(time)s.") % {"time": at(alarm.due_home_at or alarm.opened_at)})
    if not alarm.is_drill:
        said.append(capital(_("%(count)s ute.") % {"count": in_words(len(crowd.out))}))
    if alarm.state == AlarmState.ACKNOWLEDGED and alarm.rests_until:
        words = _("%(name)s har tagit larmet. Det går vidare %(time)s om det inte är löst då.")
        said.append(words % {"name": alarm.acknowledged_by, "time": at(alarm.rests_until)})
    elif alarm.state == AlarmState.OPEN and alarm.next_step_at:
        said.append(_("Ingen har tagit larmet. Nästa steg %(time)s.") % {"time": at(alarm.next_step_at)})
    return " ".join(said)


def _group(alarm: Alarm, crowd: Crowd) -> list[Contact]:
    """Whoever called first, then the leader, then the others who are out."""
    caller = alarm.opened_by if alarm.kind == AlarmKind.PANIC else None
    people = [*([caller] if caller else ()), *([crowd.leader] if crowd.leader else ()), *crowd.out]
    contacts: dict[str, Contact] = {}
    for person in people:
        what = _("Bad om hjälp") if person is caller else _("Leder gruppen") if person is crowd.leader else _("Ute")
        contacts.setdefault(person.mobile, Contact(person.name, person.mobile, what))
    return list(contacts.values())


def _duty(alarm: Alarm, *, now: datetime) -> list[Contact]:
    association = alarm.shift.association
    of_association = duty_of_association(association, now)
    of_town = duty_of_municipality(association.municipality, now)
    return [
        *(Contact(one.name, one.number, _("Föreningens jour")) for one in of_association),
        *(Contact(one.name, one.number, _("Samordnare i jour")) for one in of_town),
    ]


def lines_taken(alarm: Alarm) -> list[Rungline]:
    """The steps that have been taken, in three queries."""
    notices: dict[int, list[AlarmNotice]] = defaultdict(list)
    found = AlarmNotice.objects.filter(step__alarm=alarm).select_related("text").defer("text__body")
    for notice in found.order_by("pk"):
        notices[notice.step_id].append(notice)
    steps = list(AlarmStep.objects.filter(alarm=alarm).order_by("number"))
    is_open = alarm.state == AlarmState.OPEN
    lines = []
    for step in steps:
        rungs = rungs_added(notices[step.pk])
        added = ", ".join(str(rung.label).lower() for rung in rungs) or _("alla en gång till")
        is_last = is_open and step is steps[-1]
        lines.append(
            Rungline(
                at=step.at,
                title=_("Steg %(number)s: %(added)s") % {"number": step.number, "added": added},
                words=told_words(notices[step.pk]),
                icon="bell",
                is_last=is_last,
                is_again=not rungs and not is_last,
            )
        )
    return lines


def rungs_added(notices: Sequence[AlarmNotice]) -> list[Rung]:
    """Of those who had not been told before, in the order they were told."""
    return list(dict.fromkeys(Rung(notice.rung) for notice in notices if notice.is_first))


def told_words(notices: Sequence[AlarmNotice]) -> str:
    """Karin: sms framme, uppringd. Johan: sms på väg."""
    people: dict[str, list[str]] = {}
    for notice in notices:
        name = notice.name or str(Rung(notice.rung).label)
        people.setdefault(name, []).append(_state_words(notice))
    return " ".join(f"{name}: {', '.join(states)}." for name, states in people.items()) or _("Ingen gick att nå.")


def _state_words(notice: AlarmNotice) -> str:
    state = notice.text.state if notice.text else ""
    if notice.channel == Channel.VOICE:
        if state == OutboundState.DELIVERED:
            return _("uppringd, någon svarade")
        return _("svarade inte i telefon") if state in NOT_REACHED else _("rings upp")
    if state == OutboundState.DELIVERED:
        return _("sms framme")
    return _("sms kom inte fram") if state in {*NOT_REACHED, OutboundState.DROPPED} else _("sms på väg")


def _ahead(alarm: Alarm, crowd: Crowd) -> list[Rungline]:
    """What comes if nobody takes it, or the one who has it does not resolve it."""
    first_at = alarm.next_step_at or alarm.rests_until
    if first_at is None:
        return []
    return lines_ahead(rules_of(policy_for(alarm)), crowd.standing(alarm), crowd.people, first_at=first_at)


def lines_ahead(
    rules: Rules, standing: Standing, people: People, *, first_at: datetime, count: int = AHEAD
) -> list[Rungline]:
    """The steps to come, by the people known now."""
    steps = islice(steps_ahead(rules, standing, people, first_at=first_at), count)
    return [
        Rungline(
            at=at,
            title=_("Steg %(number)s") % {"number": step.number},
            words=_planned(step.added, len(step.tellings)),
            icon="clock",
            is_next=True,
        )
        for at, step in steps
    ]


def _planned(added: Sequence[object], total: int) -> str:
    names = ", ".join(str(getattr(person, "name", "")) for person in added)
    if names:
        return _("Även %(names)s får veta.") % {"names": names}
    return ngettext("%(count)s person får veta igen.", "%(count)s personer får veta igen.", total) % {"count": total}
