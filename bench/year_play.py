"""The towns of a data set, and a year of them played."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import inf
from random import Random

from django.db import transaction

from bench.rows import Rows
from bench.sets import SEED, Size
from bench.towns import Group, write_towns
from bench.year_life import YEAR, Club, Life
from fieldwork.models import CheckIn, Walk, WalkLog
from scheduling.models import Shift
from volunteers.models import Municipality, Volunteer

FIRST_FRIDAY = date(YEAR, 1, 2)
WEEKS = 52
OVER = datetime(YEAR + 1, 1, 20, tzinfo=UTC)  # when the last word of the year has been said


@dataclass(frozen=True)
class Played:
    """What a part of the data set came to: some of its towns. `people` are those who walked, and `reached` is how far
    it came when the time was up first.
    """

    towns: int
    associations: int
    volunteers: int
    shifts: int
    walks: int
    logs: int
    people: int
    verbs: dict[str, int]
    stories: dict[str, int]
    seconds: float
    reached: str


def play_part(size: Size, *, part: int, parts: int, weeks: int = WEEKS, minutes: float = inf) -> Played:
    """Every n-th town of the set, each association on Fridays and Saturdays. All towns are in the database."""
    began = time.perf_counter()
    clubs = clubs_of(write_set(size), part=part, parts=parts)
    life = Life(SEED + part, clubs)
    fridays = [FIRST_FRIDAY + timedelta(weeks=week) for week in range(weeks)]
    nights = [(friday + timedelta(days=day), club) for friday in fridays for day in (0, 1) for club in clubs]
    reached = life.live(nights, seconds=60 * minutes)
    towns = towns_of(clubs)
    for town in towns:
        life.forget_somebody(town, OVER)
    return Played(
        towns=len(towns),
        associations=len(clubs),
        volunteers=Volunteer.objects.filter(municipality__in=towns).count(),
        shifts=Shift.objects.count(),
        walks=Walk.objects.count(),
        logs=WalkLog.objects.count(),
        people=CheckIn.objects.values("volunteer").distinct().count(),
        verbs=dict(life.verbs),
        stories=dict(Counter(life.stories)),
        seconds=time.perf_counter() - began,
        reached=f"{reached:%Y-%m-%d}" if reached else "",
    )


def write_set(size: Size) -> list[Group]:
    rows = Rows(chance := Random(SEED))
    with transaction.atomic():
        groups = write_towns(rows, chance, size)
        rows.finish()
    return groups


def clubs_of(groups: Sequence[Group], *, part: int, parts: int) -> list[Club]:
    towns = list(dict.fromkeys(group.association.municipality_id for group in groups))[part::parts]
    people = {one.pk: one for one in Volunteer.objects.filter(municipality__in=towns).select_related("municipality")}
    return [
        Club(group.association, group.routes, [people[one.pk] for one in group.members])
        for group in groups
        if group.association.municipality_id in towns
    ]


def towns_of(clubs: Sequence[Club]) -> list[Municipality]:
    return list(dict.fromkeys(club.association.municipality for club in clubs))
