"""The work of `python -m bench.alarms` on the database that LYKTA_BENCH_DATABASE_URL names."""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import count
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection

from bench.figures import Figure
from bench.loading import prepare_database
from bench.moment import START
from config.settling import settle_worker
from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.models import Alarm, AlarmPolicy, CheckIn, FieldEvent, Walk
from messaging.models import OutboundMessage
from scheduling.models import Route, Shift
from volunteers.models import Association, District, Municipality, Volunteer

TOWNS, ASSOCIATIONS, CREW = 4, 10, 3
OVERDUE = START + timedelta(minutes=15)
BAR, QUIET_BAR, FULL = 2000, 150, 2000
STEPS = ("Second step", "Third step", "Fourth step")


class WrongCount(Exception):
    """Another number of steps was taken than there are groups out."""


@dataclass(frozen=True)
class Sweep:
    """How many milliseconds one took, how many of them the process was busy, and what it asked the database."""

    took: float
    work: float
    queries: int


def main() -> int:
    groups, times = (int(argument) for argument in sys.argv[1:])
    settle_worker()
    print(json.dumps([asdict(figure) for figure in measure_all(groups, times)]))
    return 0


def measure_all(groups: int, times: int) -> list[Figure]:
    """The first sweep for a tenth, a half and all of the groups; then the later steps, and one with nothing to do."""
    figures = []
    for some in sorted({groups // 10, groups // 2, groups}):
        prepare_database(is_replaced=True)
        send_out(some)
        figures.append(opened(some, times))
    figures.append(quiet(groups, times))
    return [*figures, *later_steps(groups, times)]


def send_out(groups: int) -> None:
    """So many groups that should be home by now."""
    towns = Municipality.objects.bulk_create(
        Municipality(name=f"Kommun {n}", contact_number="+46701740610") for n in range(TOWNS)
    )
    AlarmPolicy.objects.bulk_create(AlarmPolicy(municipality=town) for town in towns)
    associations = Association.objects.bulk_create(
        Association(municipality=town, name=f"Förening {n}", contact_number=f"+4670174{605 + n:04d}")
        for town in towns
        for n in range(ASSOCIATIONS)
    )
    districts = District.objects.bulk_create(District(municipality=town, name="Centrum") for town in towns)
    routes = Route.objects.bulk_create(
        Route(municipality=district.municipality, district=district, name="Torget", meeting_point="torget")
        for district in districts
    )
    by_town = {route.municipality_id: route for route in routes}
    shifts = Shift.objects.bulk_create(
        Shift(
            association=association,
            route=by_town[association.municipality_id],
            starts_at=START - timedelta(hours=4),
            ends_at=START,
            night=START.date(),
            state="under_way",
        )
        for association in (associations[n % len(associations)] for n in range(groups))
    )
    walks = Walk.objects.bulk_create(
        Walk(shift=shift, started_at=shift.starts_at, due_home_at=shift.ends_at) for shift in shifts
    )
    people = Volunteer.objects.bulk_create(
        Volunteer(
            municipality=walk.shift.association.municipality,
            name=f"Vandrare{n} Testsson",
            mobile=f"+4670{number * CREW + n:07d}",
        )
        for number, walk in enumerate(walks)
        for n in range(CREW)
    )
    CheckIn.objects.bulk_create(
        CheckIn(
            walk=walks[n // CREW],
            volunteer=person,
            is_leader=n % CREW == 0,
            out_at=walks[n // CREW].started_at,
            out_door="page",
        )
        for n, person in enumerate(people)
    )


def opened(groups: int, times: int) -> Figure:
    sweeps = []
    for _time in range(times):
        sweeps.append(swept(groups, minutes=0))
        put_back()
    return figure(f"Opened: {groups:,} groups", sweeps, bar=BAR if groups >= FULL else None)


def quiet(groups: int, times: int) -> Figure:
    """All alarms have been opened a minute ago."""
    swept(groups, minutes=0)
    sweeps = [swept(0, minutes=1) for _time in range(times)]
    return figure(f"Nothing due, {groups:,} groups out", sweeps, bar=QUIET_BAR)


def later_steps(groups: int, times: int) -> list[Figure]:
    """After the first step. The ladder does not climb the same step twice, so each time it begins anew."""
    sweeps: dict[str, list[Sweep]] = {name: [] for name in STEPS}
    for turn in range(times):
        if turn:
            put_back()
            swept(groups, minutes=0)
        for number, name in enumerate(STEPS, start=1):
            sweeps[name].append(swept(groups, minutes=5 * number))
    bar = BAR if groups >= FULL else None
    return [figure(f"{name}: {groups:,} groups", several, bar=bar) for name, several in sweeps.items()]


def swept(expected: int, *, minutes: int) -> Sweep:
    """Raises WrongCount."""
    queries = count()

    def counting(execute: Callable[..., Any], *given: Any) -> Any:
        next(queries)
        return execute(*given)

    began, busy = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(counting):
        taken = sweep_alarms(OVERDUE + timedelta(minutes=minutes))
    sweep = Sweep((time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000, next(queries))
    if taken != expected:
        raise WrongCount(f"{taken} steps were taken instead of {expected}.")
    return sweep


def put_back() -> None:
    for model in (Alarm, OutboundMessage, FieldEvent):
        model.objects.all().delete()


def figure(name: str, sweeps: Sequence[Sweep], *, bar: int | None = None) -> Figure:
    """The slowest in place of a percentile: an alarm is not late on average."""
    took = [sweep.took for sweep in sweeps]
    return Figure(
        name,
        median(took),
        max(took),
        queries=max(sweep.queries for sweep in sweeps),
        bar=bar,
        work=median(sweep.work for sweep in sweeps),
    )


if __name__ == "__main__":
    sys.exit(main())
