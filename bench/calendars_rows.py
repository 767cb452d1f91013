"""Calendars of a known length beside a data set's own: a volunteer's nights, and districts full of them."""

from collections.abc import Iterable
from datetime import time, timedelta
from random import Random

from django.db import transaction

from bench.calendars_limits import OWN
from bench.moment import START
from bench.towns import MEETING_POINTS, mobile
from scheduling.domain.feeds.tokens import hash_of
from scheduling.domain.nights import resolve_night
from scheduling.enums import AttendanceState, FeedKind, ShiftState
from scheduling.models import Attendance, CalendarLink, Route, Shift
from volunteers.models import Association, District, Municipality, Volunteer

SEED = 40
NIGHTS = 50  # that a route is walked
ROUTES = 5  # of a part of a district
PAST = timedelta(days=20)
BEGINS, ENDS = time(20, 30), time(0, 30)
ASKED = 4  # every so many of the volunteer's nights still waits for an answer
NUMBER = 99_999  # beyond those of the data sets


def own_token() -> str:
    return "v-bench-own"


def district_token(nights: int) -> str:
    return f"d-bench-{nights}"


@transaction.atomic
def add_calendars(lengths: Iterable[int]) -> None:
    """In the first municipality: a district for each length, and a volunteer on nights of the shortest."""
    town, chance = Municipality.objects.earliest("pk"), Random(SEED)
    districts = {nights: add_district(town, nights, chance) for nights in sorted(lengths)}
    for nights, district in districts.items():
        add_link(district_token(nights), kind=FeedKind.DISTRICT, district=district)
    person = add_volunteer(districts[min(districts)])
    add_link(own_token(), kind=FeedKind.VOLUNTEER, volunteer=person)


def add_link(token: str, **fields: object) -> None:
    CalendarLink.objects.create(token_hash=hash_of(token), created_at=START, **fields)


def add_district(town: Municipality, nights: int, chance: Random) -> District:
    """Each route is walked by one association, in one part of the district, night after night."""
    whole = District.objects.create(municipality=town, name=f"{nights:,} kvällar")
    groups = list(Association.objects.filter(municipality=town).order_by("pk"))
    for number in range(nights // NIGHTS):
        if number % ROUTES == 0:
            part = District.objects.create(municipality=town, parent=whole, name=f"{whole.name}, del {number}")
        route = add_route(part, number, chance)
        Shift.objects.bulk_create(night_on(route, groups[number % len(groups)], turn, chance) for turn in range(NIGHTS))
    return whole


def add_route(part: District, number: int, chance: Random) -> Route:
    meeting = chance.choice(MEETING_POINTS)
    return Route.objects.create(
        municipality=part.municipality,
        district=part,
        name=f"{part.name}, runda {number}",
        meeting_point=meeting,
        meeting_address=f"{meeting.capitalize()}gatan {chance.randint(1, 40)}",
        latitude=round(59.2 + chance.uniform(-0.2, 0.2), 5),
        longitude=round(18 + chance.uniform(-0.2, 0.2), 5),
    )


def night_on(route: Route, association: Association, turn: int, chance: Random) -> Shift:
    night = (START - PAST).date() + timedelta(days=2 * turn)
    starts_at, ends_at = resolve_night(night, BEGINS, ENDS, route.municipality.zone)
    is_over = ends_at < START
    crew = chance.randint(0, 4)
    return Shift(
        association=association,
        route=route,
        night=night,
        starts_at=starts_at,
        ends_at=ends_at,
        state=ShiftState.DONE if is_over else ShiftState.PUBLISHED,
        confirmed_count=crew,
        leader_count=min(crew, chance.randint(0, 1)),
        asked_count=0 if is_over else chance.randint(0, 2),
        revision=chance.randint(1, 12),
        created_at=START - timedelta(days=60),
        updated_at=START - timedelta(minutes=chance.randint(1, 50_000)),
    )


def add_volunteer(district: District) -> Volunteer:
    """On the first nights to come of the district's first route."""
    person = Volunteer.objects.create(municipality=district.municipality, name="Anna Lindqvist", mobile=mobile(NUMBER))
    route = Route.objects.filter(district__parent=district).earliest("pk")
    ahead = Shift.objects.filter(route=route, starts_at__gt=START).order_by("starts_at")[:OWN]
    Attendance.objects.bulk_create(place_on(shift, person, turn) for turn, shift in enumerate(ahead))
    return person


def place_on(shift: Shift, person: Volunteer, turn: int) -> Attendance:
    is_asked = turn % ASKED == 0
    at = START - timedelta(days=2)
    return Attendance(
        shift=shift,
        volunteer=person,
        state=AttendanceState.ASKED if is_asked else AttendanceState.CONFIRMED,
        is_leader=not is_asked and turn % 2 == 0,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        reply_code=turn + 1,
        asked_at=at,
        confirmed_at=None if is_asked else at,
        created_at=at,
        updated_at=at,
    )
