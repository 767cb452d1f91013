"""The demo's season: weeks that have been and weeks to come, planned, asked and answered by the verbs.

Week 0 is the one whose Friday is at least two days off, so that the newcomer has time to ask and be answered.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q

from demo.domain.bills import bill_texts
from demo.domain.data import read_data
from demo.domain.featured import featured_shift
from messaging.enums import OutboundState
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.attendance import confirm_attendance
from scheduling.domain.crews import CrewSize
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.nights import resolve_night
from scheduling.domain.origins import Origin
from scheduling.domain.reminders import remind_crews, thank_crews
from scheduling.domain.replies import apply_inbound
from scheduling.domain.shifts import cancel_shift, plan_shift, progress_shifts, publish_shifts
from scheduling.domain.text_plans import ladder_of, plan_of
from scheduling.enums import AttendanceState, Door, ShiftKind, ShiftState
from scheduling.models import Attendance, Route, Shift
from volunteers.models import Association, Municipality, User, Volunteer

FRIDAY = 4
SEED = 1842
DAYS = {"fre": 0, "lör": 1}
ASKED_AT = time(17, 0)  # and up to two hours later, when people are at home
PLANNED_BEFORE = timedelta(days=9)
NEWCOMER = "+46701740689"
WANTS_TO_JOIN = "Hej! Jag såg er vid centrum i fredags. Hur gör man för att vara med?"
WANTS_TO_BRING = "Hej, får jag ta med min granne? Hon vill prova."
AT_LEAST_AGO = timedelta(days=2)  # what was asked and answered is over by now
SECOND_ROUND = timedelta(hours=3)  # ago: questions that are open now
SAYS_YES = ("JA", "Ja", "ja!", "Ja, jag kommer", "Japp", "ok")


@dataclass(frozen=True)
class Night:
    """One line of season.json on its date, and what it speaks of. `people` are the association's, by first name."""

    line: dict[str, Any]
    day: date
    association: Association
    route: Route
    people: dict[str, Volunteer]
    planner: User | None

    def crew_size(self) -> CrewSize:
        target = self.line.get("target", 4)
        return CrewSize(target=target, maximum=self.line.get("maximum", target + 1))


def load_season(town: Municipality, *, now: datetime) -> None:
    """Plan, ask and answer every night of the season, then let the clock's jobs catch up with `now`."""
    chance = random.Random(SEED)
    # The featured night first: its questions then have the plain codes, JA and NEJ without a number.
    for night in sorted(nights_of(town, now=now), key=lambda night: not night.line.get("featured")):
        load_night(night, chance, now=now)
    catch_up(town, now=now)
    load_inbox(town, now=now)
    settle_texts(now=now)
    bill_texts(now=now)


def nights_of(town: Municipality, *, now: datetime) -> Iterator[Night]:
    season = read_data("season")
    owners = {route["name"]: route["association"] for route in read_data("places")["routes"]}
    associations = {association.name: association for association in town.associations.select_related("municipality")}
    routes = {route.name: route for route in town.routes.select_related("district", "municipality")}
    people = {name: people_of(association) for name, association in associations.items()}
    planners = {name: User.objects.filter(roles__association=each).first() for name, each in associations.items()}
    friday = next_friday(now.astimezone(town.zone).date())
    for number, week in enumerate(season["past"] + season["coming"], start=-len(season["past"])):
        for line in week:
            owner = owners[line["route"]]
            yield Night(
                line=line,
                day=friday + timedelta(weeks=number, days=DAYS[line["day"]]),
                association=associations[owner],
                route=routes[line["route"]],
                people=people[owner],
                planner=planners[owner],
            )


def people_of(association: Association) -> dict[str, Volunteer]:
    return {volunteer.first_name: volunteer for volunteer in association.volunteers.all()}


def next_friday(today: date) -> date:
    soonest = today + timedelta(days=2)
    return soonest + timedelta(days=(FRIDAY - soonest.weekday()) % 7)


def load_night(night: Night, chance: random.Random, *, now: datetime) -> None:
    start, end = (time.fromisoformat(night.line[key].replace(".", ":")) for key in ("start", "end"))
    zone = night.association.municipality.zone
    starts_at, ends_at = resolve_night(night.day, start, end, zone)
    asked_on = min(night.day - PLANNED_BEFORE, now.astimezone(zone).date() - AT_LEAST_AGO)
    asked_at = datetime.combine(asked_on, ASKED_AT, tzinfo=zone) + timedelta(minutes=chance.randrange(120))
    by_planner = Origin(Door.PAGE, actor=night.planner) if night.planner else Origin(Door.LOADED)
    shift = plan_shift(
        association=night.association,
        route=night.route,
        kind=night.line.get("kind", ShiftKind.NIGHT_WALK),
        starts_at=starts_at,
        ends_at=ends_at,
        crew=night.crew_size(),
        note=night.line.get("note", ""),
        origin=by_planner,
        now=asked_at - timedelta(days=1),
    )
    if night.line.get("draft"):
        return
    publish_shifts([shift], origin=by_planner, now=asked_at - timedelta(minutes=5))
    gather_crew(shift, night, chance, origin=by_planner, asked_at=asked_at)
    if night.line["asked"]:
        open_ones = [night.people[name] for name in night.line["asked"]]
        invite_volunteers(shift, open_ones, origin=by_planner, now=now - SECOND_ROUND)
    if reason := night.line.get("cancelled"):
        cancel_shift(shift, reason=reason, origin=by_planner, now=starts_at - timedelta(hours=6))


def gather_crew(shift: Shift, night: Night, chance: random.Random, *, origin: Origin, asked_at: datetime) -> None:
    """Ask those who will say yes, the leader first, and let each answer within some hours."""
    leader = [night.people[night.line["leader"]]] if night.line["leader"] else []
    crew = [night.people[name] for name in night.line["crew"]]
    attendances = invite_volunteers(shift, leader, as_leader=True, origin=origin, now=asked_at) if leader else []
    attendances += invite_volunteers(shift, crew, origin=origin, now=asked_at) if crew else []
    delays = sorted(chance.sample(range(2, 180), len(attendances)))
    for attendance, minutes in zip(attendances, delays, strict=True):
        answered_at = asked_at + timedelta(minutes=minutes)
        answer = record_yes(attendance, chance, at=answered_at)
        confirm_attendance(attendance, origin=Origin(Door.SMS, answer=answer), now=answered_at)


def record_yes(attendance: Attendance, chance: random.Random, *, at: datetime) -> InboundMessage:
    return InboundMessage.objects.create(
        provider_sid=f"SMdemo{attendance.pk:028d}",
        from_number=attendance.volunteer.mobile,
        body=chance.choice(SAYS_YES),
        received_at=at,
        handled_at=at,
        outcome="confirmed",
    )


def load_inbox(town: Municipality, *, now: datetime) -> None:
    """Two texts that only a person can answer: from somebody new, and from one who is coming."""
    coming = Attendance.objects.filter(
        shift__association__municipality=town,
        shift__state=ShiftState.PUBLISHED,
        state=AttendanceState.CONFIRMED,
        is_leader=False,
        starts_at__gt=now,
    )
    person = coming.exclude(shift=featured_shift(now=now)).order_by("starts_at", "pk")[0].volunteer
    for number, body in ((NEWCOMER, WANTS_TO_JOIN), (person.mobile, WANTS_TO_BRING)):
        said_at = now - timedelta(hours=3)
        inbound = InboundMessage.objects.create(
            provider_sid=f"SMdemo{number[-4:]:0>28}", from_number=number, body=body, received_at=said_at
        )
        apply_inbound(inbound, now=said_at)


def catch_up(town: Municipality, *, now: datetime) -> None:
    """What the clock would have done on each night that has been: reminders, beginning, end, thanks."""
    shifts = Shift.objects.filter(association__municipality=town, state=ShiftState.PUBLISHED, starts_at__lt=now)
    moments = set()
    for shift in shifts.select_related("association__municipality"):
        steps = ladder_of(shift, plan_of(shift.association))
        moments |= {steps.remind_at, shift.starts_at, shift.ends_at, steps.thank_at or shift.ends_at}
    for moment in sorted(moment for moment in moments if moment <= now):
        remind_crews(moment)
        progress_shifts(moment)
        thank_crews(moment)


def settle_texts(*, now: datetime) -> None:
    """What was said before today has long arrived. Only the texts of the featured night's leader and of those who
    have not answered are still to be sent, so that the phones show something at the first look.
    """
    to_send = Attendance.objects.filter(
        Q(is_leader=True) | Q(state=AttendanceState.ASKED), shift=featured_shift(now=now)
    ).values("last_text")
    OutboundMessage.objects.filter(state=OutboundState.QUEUED).exclude(pk__in=to_send).update(
        state=OutboundState.DELIVERED, sent_at=F("created_at"), updated_at=F("created_at")
    )
