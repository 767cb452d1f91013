"""Whom the steps of several alarms are about: who is out, who is on duty, and who has been told already."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from fieldwork.domain.alarms.ladder import OUT_THEMSELVES, Person, Standing
from fieldwork.domain.duty import Duties, OnDuty
from fieldwork.enums import AlarmKind, Rung
from fieldwork.models import Alarm, AlarmNotice, CheckIn, Walk
from messaging.enums import Channel, OutboundState
from messaging.queries import dead_ends_among, opted_out_among
from scheduling.models import Shift
from volunteers.enums import VolunteerState
from volunteers.models import Volunteer

NOT_REACHED = frozenset({OutboundState.FAILED, OutboundState.UNDELIVERED})
DEAF_FOR = timedelta(hours=1)  # then a phone that no text reached is texted once more, besides being rung up
WALKER = ("volunteer", "volunteer__name", "volunteer__mobile", "volunteer__text_language", "is_leader", "home_at")


class Told(NamedTuple):
    """The first notice of each number in an alarm."""

    alarm: int
    at: datetime
    rung: str
    name: str
    number: str
    volunteer: int | None
    user: int | None


class Walker(NamedTuple):
    """Somebody of a group, by the volunteer's key. Read by the thousand in a sweep, so no more than an alarm needs."""

    volunteer: int
    name: str
    mobile: str
    language: str
    is_leader: bool
    home_at: datetime | None

    @property
    def first_name(self) -> str:
        return next(iter(self.name.split()), self.name)


@dataclass
class Crowd:
    """The people of one alarm. `out` are those still out, leaders first; `leader` is the one to ring about them."""

    people: dict[Rung, list[Person]]
    out: list[Walker] = field(default_factory=list)
    leader: Walker | None = None
    told: dict[str, datetime] = field(default_factory=dict)
    deaf: frozenset[str] = frozenset()

    def standing(self, alarm: Alarm) -> Standing:
        return Standing(
            kind=AlarmKind(alarm.kind),
            steps_taken=alarm.steps_taken,
            rungs_reached=alarm.rungs_reached,
            told=self.told,
            deaf=self.deaf,
        )

    @property
    def on_duty(self) -> list[Person]:
        """Whoever has the duty and walks with the group comes last: they stand beside what help is needed with."""
        out = {one.mobile for one in self.out}
        people = [*self.people[Rung.ASSOCIATION_DUTY], *self.people[Rung.COORDINATOR_DUTY]]
        return sorted(people, key=lambda one: one.number in out)


def read_crowds(alarms: Sequence[Alarm], *, now: datetime) -> dict[int, Crowd]:
    """By the alarm's key, in eight queries however many, and however long their ladders have become.

    The shifts come with association and municipality.

    Whoever on duty has been told before is told again, though their turn has ended since: nobody has taken the alarm.
    Those of the group who have come home are left in peace.
    """
    shifts = {alarm.shift_id: alarm.shift for alarm in alarms}
    registered = _walkers(shifts)
    duties = Duties((shift.association for shift in shifts.values()), now=now)
    earlier, failed = _told_first(alarms), _failed_lately(alarms, now=now)
    crowds = {alarm.pk: _crowd(alarm, registered[alarm.shift_id], duties, earlier[alarm.pk]) for alarm in alarms}
    numbers = {person.number for crowd in crowds.values() for several in crowd.people.values() for person in several}
    silent = opted_out_among(numbers) | dead_ends_among(numbers)
    for pk, crowd in crowds.items():
        crowd.deaf = frozenset(silent | failed[pk])
    return crowds


def crowd_ahead(shift: Shift, *, now: datetime) -> Crowd:
    """Whom an alarm about a shift would be told to at this moment."""
    alarm = Alarm(shift=shift, kind=AlarmKind.OVERDUE)
    return read_crowds([alarm], now=now)[alarm.pk]


def _walkers(shifts: Iterable[int]) -> dict[int, list[Walker]]:
    """By shift, whoever was registered as out."""
    walks = dict(Walk.objects.filter(shift__in=list(shifts)).values_list("pk", "shift"))
    found = CheckIn.objects.filter(walk__in=walks).exclude(volunteer__state=VolunteerState.FORGOTTEN)
    by_shift: dict[int, list[Walker]] = defaultdict(list)
    for walk, *one in found.order_by("-is_leader", "out_at", "pk").values_list("walk", *WALKER):
        by_shift[walks[walk]].append(Walker._make(one))
    return by_shift


def _told_first(alarms: Sequence[Alarm]) -> dict[int, list[Told]]:
    found = AlarmNotice.objects.filter(is_first=True, step__alarm__in=[alarm.pk for alarm in alarms])
    rows = (
        found.exclude(number="")
        .order_by("step__at", "pk")
        .values_list(*("step__alarm", "step__at", "rung", "name", "number", "volunteer", "user"))
    )
    by_alarm: dict[int, list[Told]] = defaultdict(list)
    for one in map(Told._make, rows):
        by_alarm[one.alarm].append(one)
    return by_alarm


def _failed_lately(alarms: Sequence[Alarm], *, now: datetime) -> dict[int, set[str]]:
    """By alarm, the numbers that a text about it did not reach."""
    texts = AlarmNotice.objects.filter(channel=Channel.SMS, text__state__in=NOT_REACHED)
    lately = texts.filter(step__alarm__in=[alarm.pk for alarm in alarms], step__at__gte=now - DEAF_FOR)
    by_alarm: dict[int, set[str]] = defaultdict(set)
    for alarm, number in lately.order_by().values_list("step__alarm", "number").distinct():
        by_alarm[alarm].add(number)
    return by_alarm


def _crowd(alarm: Alarm, registered: Sequence[Walker], duties: Duties, earlier: Sequence[Told]) -> Crowd:
    association, caller = alarm.shift.association, caller_of(alarm)
    out, leaders = _who_is_out(alarm, registered)
    people = {
        Rung.LEADER: [_walker(one, Rung.LEADER) for one in leaders],
        Rung.GROUP: [_walker(one, Rung.GROUP) for one in out],
        Rung.ASSOCIATION_DUTY: _duty(duties.of_association(association, but=caller), Rung.ASSOCIATION_DUTY),
        Rung.COORDINATOR_DUTY: _duty(
            duties.of_municipality(association.municipality, but=caller), Rung.COORDINATOR_DUTY
        ),
    }
    told: dict[str, datetime] = {}
    for one in earlier:
        if one.number not in {*told, caller} and one.rung not in OUT_THEMSELVES:
            people[Rung(one.rung)].append(_told_before(one))
        told.setdefault(one.number, one.at)
    return Crowd(people=people, out=out, leader=leaders[0] if leaders else None, told=told)


def _who_is_out(alarm: Alarm, registered: Sequence[Walker]) -> tuple[list[Walker], list[Walker]]:
    """Those out and those to ask first: the leaders among them, else the leaders who are home, else everyone.

    Nobody out is told of a drill, which is only for those on duty and for the leader who offered to be rung. Whoever
    called for help is not told of it: they get an answer, and their phone stays silent.
    """
    if alarm.is_drill:
        return [], [_offered(alarm.opened_by)] if alarm.opened_by else []
    out = [one for one in registered if one.home_at is None]
    led = [one for one in out if one.is_leader] or [one for one in registered if one.is_leader] or out
    caller = caller_of(alarm)
    out = [one for one in out if one.mobile != caller]
    return out, [one for one in led if one.mobile != caller]


def _offered(leader: Volunteer) -> Walker:
    """Whoever is told of a drill, and walks with nobody."""
    return Walker(leader.pk, leader.name, leader.mobile, leader.text_language, is_leader=True, home_at=None)


def caller_of(alarm: Alarm) -> str:
    """The number of whoever called for help, whose phone stays silent though they have the duty; else nothing."""
    return alarm.opened_by.mobile if alarm.kind == AlarmKind.PANIC and alarm.opened_by else ""


def _walker(one: Walker, rung: Rung) -> Person:
    return Person(rung, one.name, one.mobile, one.language, volunteer=one.volunteer)


def _duty(people: Iterable[OnDuty], rung: Rung) -> list[Person]:
    return [Person(rung, one.name, one.number, user=one.user.pk if one.user else None) for one in people]


def _told_before(one: Told) -> Person:
    return Person(Rung(one.rung), one.name, one.number, volunteer=one.volunteer, user=one.user)
