"""What a simulated term begins with: an association, its nights, and the sixty who may be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bench.term_people import Character, people_of
from bench.towns import FIRST, LAST
from scheduling.domain.crews import CrewSize
from scheduling.domain.nights import resolve_night
from scheduling.domain.origins import Origin
from scheduling.domain.shifts import plan_shift, publish_shifts
from scheduling.domain.text_plans import save_plan
from scheduling.enums import Door
from scheduling.models import Route, Season, Shift
from volunteers.domain.availability import add_away, set_availability
from volunteers.models import Association, District, Membership, Municipality, User, Volunteer

FIRST_MONDAY = date(2026, 10, 5)
WEEKS = 26  # to 4 April: the clock is put back in the third and on in the twenty-fifth
THURSDAY, FRIDAY, SATURDAY = 3, 4, 5
STARTS, ENDS = time(20, 30), time(0, 30)
BEFORE = timedelta(days=10)  # the start; from then on people are asked, whoever asks them
CREW = CrewSize()
BY_LEADER = Origin(Door.PAGE)
FIRST_NUMBER = 605  # 070-174 06 05 and on: numbers that are kept free for fiction


@dataclass(frozen=True)
class Stage:
    """`people` by the key of the volunteer."""

    seed: int
    association: Association
    season: Season
    leader: User
    shifts: Sequence[Shift]
    people: Mapping[int, Character]


def set_stage(seed: int, *, weeks: int = WEEKS, count: int = 60, willing: str, fills_by_itself: bool) -> Stage:
    """`fills_by_itself`: the plan asks in turn. All else in it is as the product has it."""
    now = datetime.combine(FIRST_MONDAY, time(6), UTC)
    town = Municipality.objects.create(name="Lyktköping", contact_number="+46701740699")
    district = District.objects.create(municipality=town, name="Vårby")
    route = Route.objects.create(
        municipality=town,
        district=district,
        name="Vårby 1",
        meeting_point="biblioteket",
        meeting_address="Vårby gårds centrum 1",
        latitude=59.264,
        longitude=17.883,
        line=[[17.883, 59.264], [17.886, 59.266]],
    )
    association = Association.objects.create(municipality=town, name="Vårby IF")
    save_plan(association, fill_days=BEFORE.days if fills_by_itself else 0)
    leader = User.objects.create(email="ledare@lykta.example", name="Kim Ledare", password="!")  # noqa: S106 - none fits
    characters = people_of(seed, FIRST_MONDAY, weeks, willing=willing, count=count)
    people = {_join(association, district, who, now=now).pk: who for who in characters}
    shifts = [_plan(association, route, night, now=now) for night in nights(weeks)]
    publish_shifts(shifts, origin=BY_LEADER, now=now)
    return Stage(seed, association, _season_of(shifts), leader, shifts, people)


def _season_of(shifts: Sequence[Shift]) -> Season:
    """What the nights belong to, so that it can ask about them: no single rule has a Thursday every other week."""
    season = Season.objects.create(
        association=shifts[0].association,
        name="Terminen",
        first_night=shifts[0].night,
        last_night=shifts[-1].night,
        rule="FREQ=WEEKLY;BYDAY=FR,SA",
        start_time=STARTS,
        end_time=ENDS,
    )
    Shift.objects.filter(pk__in=[shift.pk for shift in shifts]).update(season=season)
    return season


def nights(weeks: int) -> list[date]:
    """Every Friday and Saturday, and every other Thursday; the first week is left to ask for the second."""
    days = []
    for week in range(2, weeks):
        chosen = (THURSDAY, FRIDAY, SATURDAY) if week % 2 else (FRIDAY, SATURDAY)
        days += [FIRST_MONDAY + timedelta(weeks=week, days=day) for day in chosen]
    return days


def _plan(association: Association, route: Route, night: date, *, now: datetime) -> Shift:
    starts_at, ends_at = resolve_night(night, STARTS, ENDS, association.municipality.zone)
    return plan_shift(
        association=association,
        route=route,
        starts_at=starts_at,
        ends_at=ends_at,
        crew=CREW,
        origin=BY_LEADER,
        now=now,
    )


def _join(association: Association, district: District, who: Character, *, now: datetime) -> Volunteer:
    name = f"{FIRST[who.number % len(FIRST)]} {LAST[who.number * 7 % len(LAST)]}"
    person = Volunteer.objects.create(
        municipality=association.municipality,
        name=name,
        mobile=f"+4670174{FIRST_NUMBER + who.number:04d}",
        home_district=district,
        leader_training_until=date(2028, 1, 1) if who.can_lead else None,
    )
    Membership.objects.create(volunteer=person, association=association)
    if who.tells_pattern:
        set_availability(person, weekdays=who.days, most_a_month=who.most_a_month, districts=[])
    for first_on, last_on in who.away if who.tells_away else ():
        add_away(person, first_on=first_on, last_on=last_on, today=now.date())
    return person
