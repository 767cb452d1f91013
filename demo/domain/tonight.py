"""A night that is going on, whatever the time: one group home with its log, one out, one late; and who is on duty."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from demo.domain.accounts import ACCOUNTS
from demo.domain.season import settle_texts
from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.domain.duty_rota.moments import nights_of_pattern
from fieldwork.domain.duty_rota.rotas import DutyRota, Person, rota_of
from fieldwork.domain.duty_rota.turns import give_duty
from fieldwork.domain.duty_rota.warnings import WEEK_AHEAD, warn_of_uncovered_duty
from fieldwork.domain.logs.filing import file_log
from fieldwork.domain.logs.words import LogWords
from fieldwork.domain.walks.coming_home import come_home
from fieldwork.domain.walks.extending import extend
from fieldwork.domain.walks.starting import check_out
from fieldwork.enums import Met, Mood
from fieldwork.models import Walk
from fieldwork.queries.duty import walks_between
from scheduling.domain.attendance import add_confirmed
from scheduling.domain.crews import CrewSize
from scheduling.domain.origins import Origin
from scheduling.domain.reminders import remind_crews
from scheduling.domain.shifts import plan_shift, progress_shifts, publish_shifts
from scheduling.domain.telling import leader_of
from scheduling.enums import Door
from scheduling.models import Shift
from volunteers.models import Association, Municipality, User, Volunteer

BY_HAND, ON_PHONE = Origin(Door.LOADED), Origin(Door.PERSONAL)
PLANNED_AGO = timedelta(days=6)
LOG_KEY = UUID("6f1d3f5e-0d3c-4f0b-9a57-5f0f1d8b7c11")
ON_DUTY = (("Maria Ekström", "+46701740606", 4), ("Yusuf Karlsson", "+46701740607", 5))  # by weekday, 4 is Friday
WEEKS = timedelta(weeks=7)
NOON = time(12)
CREW = 3


@dataclass(frozen=True)
class Out:
    """A group by its association: when it went out and was due home, in minutes from now, and whether it is home."""

    association: str
    started: int
    due: int
    home: int | None = None
    more: int = 0


GROUPS = (
    Out("Trångsunds sim", started=-240, due=-22),
    Out("Flemingsbergs föräldrar", started=-200, due=20, more=30),
    Out("Nattvandrarna i Skogås", started=-260, due=-20, home=-28),
)


def load_tonight(town: Municipality, *, now: datetime) -> None:
    """After the season, and the rules of who may walk."""
    for group in GROUPS:
        send_out(town.associations.select_related("municipality").get(name=group.association), group, now=now)
    progress_shifts(now)
    # The ladder as it went, step by step, until now.
    for minutes in range(7, -1, -1):
        sweep_alarms(now - timedelta(minutes=minutes))
    load_duty(town, now=now)
    settle_texts(now=now)


def send_out(association: Association, group: Out, *, now: datetime) -> None:
    """Not where its people are out with the season's own night."""
    started, due = now + timedelta(minutes=group.started), now + timedelta(minutes=group.due)
    people = free_people(association, started, due)
    if len(people) < CREW or not people[0].leader_training_until:
        return
    shift = plan_shift(
        association=association,
        route=Shift.objects.filter(association=association).select_related("route").latest("starts_at").route,
        starts_at=started,
        ends_at=due,
        crew=CrewSize(),
        origin=BY_HAND,
        now=now - PLANNED_AGO,
    )
    publish_shifts([shift], origin=BY_HAND, now=now - PLANNED_AGO)
    for person in people[:CREW]:
        at = now - PLANNED_AGO + timedelta(hours=1)
        add_confirmed(shift, person, as_leader=person == people[0], origin=BY_HAND, now=at)
    remind_crews(started - timedelta(hours=2))
    leader = leader_of(shift)
    check_out(shift, shift.attendances.select_related("volunteer"), origin=ON_PHONE, by=leader, now=started)
    walk = Walk.objects.get(shift=shift)
    if group.more:
        extend(walk, minutes=group.more, origin=ON_PHONE, by=leader, now=due - timedelta(minutes=30))
    if group.home is not None:
        home_at = now + timedelta(minutes=group.home)
        come_home(walk, walk.check_ins.all(), origin=ON_PHONE, by=leader, now=home_at)
        told = LogWords(started_at=started, ended_at=home_at, mood=Mood.CALM, met=Met.UP_TO_30, debrief_held=True)
        file_log(shift, told, client_key=LOG_KEY, origin=ON_PHONE, by=leader, now=home_at + timedelta(minutes=5))


def free_people(association: Association, first: datetime, last: datetime) -> list[Volunteer]:
    """Those who are on no other shift then, whoever leads first."""
    busy = Shift.objects.filter(starts_at__lt=last, ends_at__gt=first)
    free = association.volunteers.active().exclude(attendances__shift__in=busy).exclude(introduced_on=None)
    return sorted(free.order_by("pk"), key=lambda person: person.leader_training_until is None)


def load_duty(town: Municipality, *, now: datetime) -> None:
    """The municipality's, with a night of the coming week that nobody has and that is warned of; and that of Karin's
    association.
    """
    maria = User.objects.filter(roles__municipality=town).order_by("pk")[0]
    today = now.astimezone(town.zone).date()
    tonight = nights_on(now.astimezone(town.zone))
    walked = walks_between(now, now + timedelta(days=WEEK_AHEAD), municipality=town.pk)
    uncovered = max(set(walked.values_list("night", flat=True)) - tonight, default=None)
    rota = DutyRota(town)
    for name, number, weekday in ON_DUTY:
        person = Person(name, number, maria if name == maria.name else None)
        nights = set(nights_between(today, weekday)) - tonight - {uncovered}
        give_duty(rota, person, sorted(nights), start=time(18), end=time(4), by=maria, now=now)
        if person.user is not None:
            give_duty(rota, person, sorted(tonight), start=NOON, end=NOON, by=maria, now=now)
    own = rota_of(town.associations.select_related("municipality").get(name=ACCOUNTS[0].over))
    karin = User.objects.filter(roles__association=own.association).order_by("pk")[0]
    person = Person(karin.name, "+46701740612", karin)
    give_duty(own, person, nights_between(today, 4), start=time(20), end=time(2), by=karin, now=now)
    warn_of_uncovered_duty(now)


def nights_on(local: datetime) -> set[date]:
    """Tonight, whatever the hour at which the demo is opened: in the morning both the night that was and the next."""
    today = local.date()
    return {today} if local.time() >= NOON else {today - timedelta(days=1), today}


def nights_between(first: date, weekday: int) -> list[date]:
    return nights_of_pattern(first, first + WEEKS, weekdays=(weekday,))
