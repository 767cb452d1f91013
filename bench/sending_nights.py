"""Nights whose crews are all to be reminded at this very moment, added to a data set that is there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import Max, Model

from bench.loading import settle
from bench.moment import START
from bench.rows import Rows
from bench.sets import SEED
from bench.towns import FIRST, LAST, mobile
from scheduling.enums import AttendanceState, ShiftKind, ShiftState
from scheduling.models import Attendance, Route, Shift
from volunteers.enums import Language, VolunteerState
from volunteers.models import Association, Volunteer

CREW = 5
PEOPLE = 50_000  # as many numbers of the series are still free; with more reminders each of them walks twice
HOUR = timedelta(hours=1)
WALKS = (START + HOUR, START + 2.5 * HOUR)
WRITTEN = (Volunteer, Shift, Attendance)


@dataclass(frozen=True)
class Place:
    """Where a crew walks."""

    association: int
    municipality: int
    route: int


def write_nights(reminders: int) -> None:
    """So many confirmed people, five to a night, each to be reminded once the bench's clock has begun."""
    chance = Random(f"{SEED}, tonight")  # else the first would have the keys of the set's own
    rows = Rows(chance)
    for model in WRITTEN:
        rows.counts[model] = last_key(model)
    places, walkers = places_of_all(), min(reminders, PEOPLE)
    with transaction.atomic():
        people = [write_walker(rows, chance, places[n // CREW % len(places)], n) for n in range(walkers)]
        for first in range(0, reminders, CREW):
            crew = [people[n % walkers] for n in range(first, first + CREW)]
            write_night(rows, places[first // CREW % len(places)], crew, starts_at=WALKS[first // walkers])
        rows.finish()
    settle()


def last_key(model: type[Model]) -> int:
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0)


def places_of_all() -> list[Place]:
    """Every association, with a route of its municipality."""
    routes = dict(Route.objects.order_by("-pk").values_list("municipality", "pk"))
    owners = Association.objects.order_by("pk").values_list("pk", "municipality")
    return [Place(association, town, routes[town]) for association, town in owners]


def write_walker(rows: Rows, chance: Random, place: Place, number: int) -> int:
    return rows.put(
        Volunteer,
        uuid=rows.uuid(),
        municipality_id=place.municipality,
        name=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
        mobile=mobile(10_000 + number),
        languages=["svenska"],
        text_language=Language.SWEDISH,
        state=VolunteerState.ACTIVE,
        consented_on=date(2025, 1, 15),
        informed_on=date(2025, 1, 15),
        created_at=START - timedelta(days=600),
    )


def write_night(rows: Rows, place: Place, crew: list[int], *, starts_at: datetime) -> None:
    shift = rows.put(
        Shift,
        uuid=rows.uuid(),
        kind=ShiftKind.NIGHT_WALK,
        association_id=place.association,
        route_id=place.route,
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        night=starts_at.date(),
        state=ShiftState.PUBLISHED,
        confirmed_count=len(crew),
        leader_count=1,
        revision=1,
        created_at=START - timedelta(days=30),
        updated_at=START - timedelta(days=3),
    )
    for position, person in enumerate(crew):
        rows.put(
            Attendance,
            uuid=rows.uuid(),
            shift_id=shift,
            volunteer_id=person,
            state=AttendanceState.CONFIRMED,
            is_leader=position == 0,
            starts_at=starts_at,
            ends_at=starts_at + HOUR,
            asked_at=START - timedelta(days=5),
            answered_at=START - timedelta(days=3),
            confirmed_at=START - timedelta(days=3),
            created_at=START - timedelta(days=5),
            updated_at=START - timedelta(days=3),
        )
