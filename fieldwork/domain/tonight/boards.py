"""Tonight's board, whole: everything that it shows, as plain values that can be compared with what was shown before."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.domain.alarms.crowds import read_crowds
from fieldwork.domain.alarms.policies import rules_of
from fieldwork.domain.duty import Duties
from fieldwork.domain.duty_rota.rotas import night_at, span_of_night
from fieldwork.domain.tonight.alarms import Banner, Ladder, banner_of, ladder_of
from fieldwork.domain.tonight.cards import Card, card_of, host_card
from fieldwork.domain.tonight.groups import Group, read_groups, towns_of
from fieldwork.enums import Met, Mood, OccurrenceKind
from fieldwork.enums.tonight import EXPECTED, ON_THE_WAY, GroupState
from fieldwork.models import HostDuty, WalkLog
from fieldwork.queries.tonight import hosts_at_work, night_shifts, occurrences_on
from scheduling.domain.number_words import capital, in_words
from volunteers.domain import calendar_words
from volunteers.models import Municipality
from volunteers.queries import Standing, municipalities_for

_S = GroupState
SOON = EXPECTED - {_S.LATER}


@dataclass(frozen=True)
class Contact:
    name: str
    what: str
    number: str


@dataclass(frozen=True)
class PersonLine:
    name: str
    words: str
    look: str
    word: str
    is_leader: bool


@dataclass(frozen=True)
class Logged:
    place: str
    words: str


@dataclass(frozen=True)
class Board:
    """`night` is the local date that it began on; `loud` are the keys of alarms that nobody has taken."""

    night: date
    sentence: str
    banners: tuple[Banner, ...]
    cards: tuple[Card, ...]
    ladders: tuple[Ladder, ...]
    contacts: tuple[Contact, ...]
    logs: tuple[Logged, ...]
    chosen: str
    people: tuple[PersonLine, ...]

    @property
    def loud(self) -> str:
        return " ".join(banner.key for banner in self.banners if banner.is_open)

    @property
    def title(self) -> str:
        """What the browser's tab says: the gravest alarm, else nothing of its own."""
        return self.banners[0].title if self.banners else ""


def read_board(standing: Standing, *, chosen: int | None, zone: ZoneInfo, language: str, now: datetime) -> Board:
    """`chosen` is the shift whose people and ladder are shown; without it the group in most trouble."""
    night = night_at(now, zone)
    groups = read_groups(night_shifts(standing, *span_of_night(night, zone)), now=now)
    hosts = hosts_at_work(towns_of(groups) | standing.municipalities, now=now)
    shown = next((group for group in groups if group.shift.pk == chosen), None) or _first(groups)
    alarms = sorted(
        ((alarm, group) for group in groups for alarm in group.alarms),
        key=lambda one: (one[0].is_drill, groups.index(one[1]), one[0].opened_at),
    )
    return Board(
        night=night,
        sentence=sentence_of(groups),
        banners=tuple(banner_of(alarm, group, now=now, language=language) for alarm, group in alarms),
        cards=cards_of(groups, hosts, language=language),
        ladders=tuple(_ladders(shown, language=language, now=now)),
        contacts=contacts_of(standing, groups, hosts, language=language, now=now),
        logs=logs_of(groups),
        chosen=shown.shift.place if shown else "",
        people=people_of(shown, language=language) if shown else (),
    )


def _first(groups: Sequence[Group]) -> Group | None:
    """The one in most trouble of those that still matter, else the first there is."""
    return next((group for group in groups if group.alarms), groups[0] if groups else None)


def _ladders(group: Group | None, *, language: str, now: datetime) -> list[Ladder]:
    if group is None or not group.alarms:
        return []
    rules, crowds = rules_of(group.policy), read_crowds(group.alarms, now=now)
    return [ladder_of(alarm, group, rules, crowds[alarm.pk], language=language) for alarm in group.alarms]


def sentence_of(groups: Sequence[Group]) -> str:
    """What a tired person can act on, in one sentence."""
    states = [group.state for group in groups]
    trouble = [group for group in groups if group.state in {_S.PANIC, _S.OVERDUE}]
    if trouble:
        count = len(trouble)
        return (
            _("%(place)s behöver någon nu.") % {"place": trouble[0].shift.place}
            if count == 1
            else _("%(count)s grupper behöver någon nu.") % {"count": capital(in_words(count))}
        )
    if _S.NOT_OUT in states:
        count = states.count(_S.NOT_OUT)
        words = ngettext("%(count)s grupp skulle ha gått ut.", "%(count)s grupper skulle ha gått ut.", count)
        return capital(words % {"count": in_words(count)})
    out = sum(state in ON_THE_WAY for state in states)
    if out:
        words = ngettext("%(count)s grupp är ute. Ingen är sen.", "%(count)s grupper är ute. Ingen är sen.", out)
        return capital(words % {"count": in_words(out)})
    return _quiet_sentence(states)


def _quiet_sentence(states: Collection[GroupState]) -> str:
    coming = sum(state in EXPECTED for state in states)
    if coming:
        words = ngettext("%(count)s grupp ska gå i kväll.", "%(count)s grupper ska gå i kväll.", coming)
        return capital(words % {"count": in_words(coming)})
    if _S.HOME in states:
        return _("Alla är hemma.")
    if _S.NEVER_OUT in states:
        return _("Ingen är ute.")
    return _("Ingen går i kväll.")


def cards_of(groups: Sequence[Group], hosts: Sequence[HostDuty], *, language: str) -> tuple[Card, ...]:
    """The groups in order of trouble, and hosts after those that are out."""
    cards = [(group.state, card_of(group, language=language)) for group in groups]
    quiet = {_S.LATER, _S.HOME, _S.CANCELLED}
    return (
        *(card for state, card in cards if state not in quiet),
        *(host_card(duty, language=language) for duty in hosts),
        *(card for state, card in cards if state in quiet),
    )


def contacts_of(
    standing: Standing, groups: Sequence[Group], hosts: Sequence[HostDuty], *, language: str, now: datetime
) -> tuple[Contact, ...]:
    """Leaders of groups that are out or about to be, hosts at work, and those on duty; each number once."""
    found = [
        Contact(leader.name, _("Ledare %(place)s") % {"place": group.shift.place}, leader.mobile)
        for group in groups
        if group.state in ON_THE_WAY | SOON and (leader := group.leader) is not None
    ]
    for duty in hosts:
        until = calendar_words.clock(duty.ends_at, zone=duty.municipality.zone, language=language)
        found.append(Contact(duty.name, _("Trygghetsvärdar till %(time)s") % {"time": until}, duty.number))
    found += _on_duty(standing, groups, now=now)
    once: dict[str, Contact] = {}
    for contact in found:
        if contact.number:
            once.setdefault(contact.number, contact)
    return tuple(once.values())


def _on_duty(standing: Standing, groups: Sequence[Group], *, now: datetime) -> list[Contact]:
    associations = {group.association.pk: group.association for group in groups}
    towns: dict[int, Municipality] = {one.municipality_id: one.municipality for one in associations.values()}
    if standing.municipalities - towns.keys():
        towns |= {town.pk: town for town in municipalities_for(standing)}
    duties = Duties(associations.values(), municipalities=towns.values(), now=now)
    found = [
        Contact(one.name, _("Samordnare i jour"), one.number)
        for town in towns.values()
        for one in duties.of_municipality(town)
    ]
    for association in associations.values():
        what = _("Jour %(association)s") % {"association": association.name}
        found += [Contact(one.name, what, one.number) for one in duties.of_association(association)]
    return found


def people_of(group: Group, *, language: str) -> tuple[PersonLine, ...]:
    def at(moment: datetime) -> str:
        return calendar_words.clock(moment, zone=group.zone, language=language)

    lines = []
    for one in group.people:
        if one.is_out and one.out_at:
            told = (_("Ut %(time)s") % {"time": at(one.out_at)}, "checked-in", _("Ute"))
        elif one.home_at:
            told = (_("Hemma %(time)s") % {"time": at(one.home_at)}, "home", _("Hemma"))
        elif one.has_missed or group.state in {_S.HOME, _S.NEVER_OUT}:
            told = (_("Skulle kommit %(time)s") % {"time": at(group.shift.starts_at)}, "no-show", _("Kom inte"))
        else:
            told = (_("Väntas %(time)s") % {"time": at(group.shift.starts_at)}, "confirmed", _("Klar"))
        lines.append(PersonLine(one.name, *told, is_leader=one.is_leader))
    return tuple(lines)


def logs_of(groups: Sequence[Group]) -> tuple[Logged, ...]:
    """The last written first."""
    told = [(group, group.log) for group in groups if group.log is not None]
    happened: dict[int, list[str]] = defaultdict(list)
    for shift, kind, count in occurrences_on([group.shift.pk for group, _log in told]) if told else []:
        happened[shift].append(f"{count} {str(OccurrenceKind(kind).label).lower()}")
    newest = sorted(told, key=lambda one: one[1].filed_at, reverse=True)
    return tuple(Logged(group.shift.place, log_words(log, happened[group.shift.pk])) for group, log in newest)


def log_words(log: WalkLog, happened: Sequence[str]) -> str:
    """Lugn, träffade 11–30 unga, 2 bråk."""
    said = [str(Mood(log.mood).label)] if log.mood else []
    if log.met:
        said.append(_("träffade %(count)s unga") % {"count": str(Met(log.met).label).lower()})
    words = ", ".join([*said, *happened]) or _("Inget särskilt")
    return f"{words}."
