"""The demo's season: weeks that have been and weeks to come, planned, asked and answered by the verbs.

What an association has every week comes from its season; what season.json has otherwise was changed by hand.

Week 0 is the one whose Friday is at least two days off, so that the newcomer has time to ask and be answered.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q

from demo.domain.bills import bill_texts
from demo.domain.data import read_data
from demo.domain.featured import featured_shift
from demo.domain.regular_nights import hours_of, plan_regular_nights
from fieldwork.domain.inbound import apply_inbound
from messaging.enums import OutboundState
from messaging.models import InboundMessage, OutboundMessage
from scheduling.domain.attendance import confirm_attendance
from scheduling.domain.changes.drafts import draft_change
from scheduling.domain.changes.values import NightValues, values_of
from scheduling.domain.crews import CrewSize
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.nights import resolve_night
from scheduling.domain.origins import Origin
from scheduling.domain.reminders import remind_crews, thank_crews
from scheduling.domain.shifts import cancel_shift, plan_shift, progress_shifts, publish_shifts, revise_shift
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
CHANGED_AGO = timedelta(hours=2)
SECOND_ROUND = timedelta(hours=3)  # ago: questions that are open now
SAYS_YES = ("JA", "Ja", "ja!", "Ja, jag kommer", "Japp", "ok")


@dataclass(frozen=True)
class Night:
    """One line of season.json on its date, and what it speaks of. `people` are the association's, by first name.

    `season_day` is the evening that its season had for it, None for a night beside the season.
    """

    line: dict[str, Any]
    day: date
    season_day: date | None
    association: Association
    route: Route
    people: dict[str, Volunteer]
    planner: User | None

    @property
    def origin(self) -> Origin:
        return Origin(Door.PAGE, actor=self.planner) if self.planner else Origin(Door.LOADED)

    def crew_size(self) -> CrewSize:
        target = self.line.get("target", 4)
        return CrewSize(target=target, maximum=self.line.get("maximum", target + 1))


def load_season(town: Municipality, *, now: datetime) -> None:
    """Plan, ask and answer every night of the season, then let the clock's jobs catch up with `now`."""
    chance = random.Random(SEED)
    nights = list(nights_of(town, now=now))
    regular = regular_shifts(nights)
    # The featured night first: its questions then have the plain codes, JA and NEJ without a number.
    for night in sorted(nights, key=lambda night: not night.line.get("featured")):
        load_night(night, regular.get((night.association.pk, night.season_day)), chance, now=now)
    catch_up(town, now=now)
    load_inbox(town, now=now)
    settle_texts(now=now)
    bill_texts(now=now)


def regular_shifts(nights: Sequence[Night]) -> dict[tuple[int, date | None], Shift]:
    """What the seasons of all associations have planned, by association and evening."""
    routes = {night.route.name: night.route for night in nights}
    origins = {night.association: night.origin for night in nights}
    planned: dict[tuple[int, date | None], Shift] = {}
    for association, origin in origins.items():
        days = {night.season_day for night in nights if night.association == association and night.season_day}
        shifts = plan_regular_nights(association, days, routes, origin=origin)
        planned |= {(association.pk, day): shift for day, shift in shifts.items()}
    return planned


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
            week_of = friday + timedelta(weeks=number)
            regular = line.get("moved_from", line["day"])
            yield Night(
                line=line,
                day=week_of + timedelta(days=DAYS[line["day"]]),
                season_day=None if line.get("extra") else week_of + timedelta(days=DAYS[regular]),
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


def load_night(night: Night, regular: Shift | None, chance: random.Random, *, now: datetime) -> None:
    zone = night.association.municipality.zone
    asked_on = min(night.day - PLANNED_BEFORE, now.astimezone(zone).date() - AT_LEAST_AGO)
    asked_at = datetime.combine(asked_on, ASKED_AT, tzinfo=zone) + timedelta(minutes=chance.randrange(120))
    by_planner = night.origin
    shift = shift_of(night, regular, now=asked_at - timedelta(days=1))
    if night.line.get("draft"):
        return
    publish_shifts([shift], origin=by_planner, now=asked_at - timedelta(minutes=5))
    gather_crew(shift, night, chance, origin=by_planner, asked_at=asked_at)
    if night.line["asked"]:
        open_ones = [night.people[name] for name in night.line["asked"]]
        invite_volunteers(shift, open_ones, origin=by_planner, now=now - SECOND_ROUND)
    if reason := night.line.get("cancelled"):
        cancel_shift(shift, reason=reason, origin=by_planner, now=shift.starts_at - timedelta(hours=6))
    if waiting := night.line.get("waiting"):
        starts_at, ends_at = moments_of(night, waiting)
        later = replace(values_of(shift), starts_at=starts_at, ends_at=ends_at)
        draft_change(shift, later, actor=night.planner, now=now - CHANGED_AGO)


def shift_of(night: Night, regular: Shift | None, *, now: datetime) -> Shift:
    """The draft that the season has made, changed by hand where the line has it otherwise; or one beside the season."""
    starts_at, ends_at = moments_of(night, night.line)
    wanted = {
        "route": night.route,
        "kind": night.line.get("kind", ShiftKind.NIGHT_WALK),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "crew": night.crew_size(),
        "note": night.line.get("note", ""),
        "is_open": night.line.get("open", False),
    }
    if regular is None:
        return plan_shift(association=night.association, **wanted, origin=night.origin, now=now)
    if values_of(regular) == NightValues(**{**wanted, "route": night.route.pk}):
        return regular
    return revise_shift(regular, **wanted, origin=night.origin, now=now)


def moments_of(night: Night, line: Mapping[str, Any]) -> tuple[datetime, datetime]:
    hours = hours_of(line)
    return resolve_night(night.day, hours.start, hours.end, night.association.municipality.zone)


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
            provider_sid=f"SMunasked{number[-4:]:0>25}", from_number=number, body=body, received_at=said_at
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
