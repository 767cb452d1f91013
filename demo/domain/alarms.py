"""What the ladder has done before tonight: a drill of last month, and a group that was late until somebody called."""

from datetime import date, datetime, time, timedelta

from demo.domain.follow_up import tell_night
from demo.domain.season import settle_texts
from fieldwork.domain.alarms.policies import change_policy
from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.domain.drills.planning import monthly_at, plan_drill
from fieldwork.domain.drills.running import run_drills
from fieldwork.domain.duty_rota.rotas import DutyRota, Person
from fieldwork.domain.duty_rota.turns import give_duty
from fieldwork.domain.inbound import apply_inbound
from fieldwork.domain.walks.starting import check_out
from fieldwork.enums import Rung
from fieldwork.models import AlarmNotice, Drill
from messaging.enums import Channel, OutboundState
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.origins import Origin
from scheduling.enums import ON_CREW, Door, ShiftState
from scheduling.models import Shift
from volunteers.models import Municipality, User

ON_PHONE = Origin(Door.PERSONAL)
MARIAS_NUMBER = "+46701740606"
OFFERED = "Lars Björk"  # the leader who lets himself be rung in the drill
LATE_AT = "Stuvsta station och Snättringe"
MINUTE = timedelta(minutes=1)
OUT_AFTER = 6 * MINUTE
A_LIVELY_ONE = 2  # of the logs that the follow-up knows how to write
ASKED, OVERDUE, GROUP_TOLD, TAKEN, RESOLVED = 0, 15, 20, 23, 34  # minutes after the group was due home
BEGINS, DUTY_TOLD, COORDINATOR_TOLD, MARIA_TAKES, MARIA_ENDS, DRILL_ENDS = 0, 5, 10, 12, 14, 15  # and of the drill


def load_alarms(town: Municipality, *, now: datetime) -> None:
    """After the season, and before the nights that have been are walked: one of them is walked here."""
    change_policy(town, drills=True)
    hold_drill(town, now=now)
    come_late(town)


def hold_drill(town: Municipality, *, now: datetime) -> None:
    """On the evening that last month's drill plans for itself. The duty of an association is not reached by it."""
    month = last_month(now.astimezone(town.zone).date())
    planned = datetime.combine(month, time(12), tzinfo=town.zone)
    at = monthly_at(town, now=planned)
    if at is None:
        return
    maria = User.objects.filter(roles__municipality=town).order_by("pk")[0]
    evening, rota = at.astimezone(town.zone).date(), DutyRota(town)
    person = Person(maria.name, MARIAS_NUMBER, maria)
    give_duty(rota, person, [evening], start=time(18), end=time(4), by=maria, now=planned)
    plan_drill(town, starts_at=at, leader=town.volunteers.get(name=OFFERED), by=maria, now=planned)
    for minutes in (BEGINS, DUTY_TOLD, COORDINATOR_TOLD):
        run_drills(at + minutes * MINUTE)
        for number in AlarmNotice.objects.filter(rung=Rung.ASSOCIATION_DUTY).values_list("number", flat=True):
            miss(number)
        settle_texts(now=at)
    say(MARIAS_NUMBER, "TAR", at=at + MARIA_TAKES * MINUTE)
    say(MARIAS_NUMBER, "KLART, pratat med Lars", at=at + MARIA_ENDS * MINUTE)
    run_drills(at + DRILL_ENDS * MINUTE)
    Drill.objects.update(news="")  # the coordinators were mailed of it then
    settle_texts(now=at)


def last_month(today: date) -> date:
    """Its first day."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def come_late(town: Municipality) -> None:
    """The leader's phone was dead: in the second step one of the group took the alarm, and told of all when they were
    home.
    """
    nights = Shift.objects.filter(association__municipality=town, route__name=LATE_AT, state=ShiftState.DONE)
    shift = nights.latest("starts_at")
    crew = list(shift.attendances.filter(state__in=ON_CREW).select_related("volunteer").order_by("-is_leader", "pk"))
    leader, taker = crew[0].volunteer, crew[1].volunteer
    out_at, due = shift.starts_at + OUT_AFTER, shift.ends_at
    check_out(shift, crew, origin=ON_PHONE, by=leader, now=out_at)
    for minutes in (ASKED, OVERDUE, GROUP_TOLD):
        sweep_alarms(due + minutes * MINUTE)
        miss(leader.mobile)
        settle_texts(now=due)
    say(taker.mobile, "Jag tar det", at=due + TAKEN * MINUTE)
    say(taker.mobile, f"KLART, pratat med {leader.first_name}", at=due + RESOLVED * MINUTE)
    tell_night(shift, A_LIVELY_ONE)
    settle_texts(now=due)


def say(number: str, words: str, *, at: datetime) -> None:
    """A text comes in, and is done and answered as any other."""
    inbound = InboundMessage.objects.create(
        provider_sid=f"SMalarm{number[-4:]}{int(at.timestamp()):021d}", from_number=number, body=words, received_at=at
    )
    apply_inbound(inbound, now=at)


def miss(number: str) -> None:
    """What is on its way to a phone that is off: nobody answers a call, and nothing says that a text has come."""
    waiting = OutboundMessage.objects.filter(to_number=number, state=OutboundState.QUEUED)
    waiting.filter(channel=Channel.VOICE).update(state=OutboundState.UNDELIVERED)
    waiting.filter(channel=Channel.SMS).update(state=OutboundState.SENT)
