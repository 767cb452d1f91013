"""The work of `python -m bench.tonight` on the database that LYKTA_BENCH_DATABASE_URL names."""

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from itertools import chain
from statistics import median
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.test import Client

from bench.doors import WrongAnswer
from bench.figures import Figure, median_and_p95
from bench.moment import START
from bench.towns import coordinator_email
from config.settling import settle_web
from fieldwork.domain.alarms.policies import Policies
from fieldwork.domain.alarms.stepping import open_overdue
from fieldwork.enums import FieldEventKind, WalkState
from fieldwork.models import CheckIn, FieldEvent, Walk, WalkLog
from messaging.gateways import clock
from scheduling.enums import AttendanceState, Door, ShiftState
from scheduling.models import Attendance, Route, Shift
from volunteers.models import Association, User, Volunteer

GROUPS, PEOPLE = 200, 4
NOT_OUT, LATE, HOME = range(20), range(20, 30), range(30, 70)  # the others are out
PATH = "/ikvall"
OK, NOT_MODIFIED = 200, 304
PAGE = {"Host": "127.0.0.1"}
HTMX = PAGE | {"HX-Request": "true"}


def main() -> int:
    times = int(sys.argv[1])
    print(json.dumps({what: asdict(figure) for what, figure in measure_all(times).items()}))
    return 0


def measure_all(times: int) -> dict[str, Figure]:
    settle_web()
    set_out()
    client = Client()
    client.force_login(User.objects.get(email=coordinator_email(1)))
    section = client.get(PATH, headers=HTMX)
    if section.content.count(b'<article class="group"') != GROUPS:
        raise WrongAnswer("The board does not show every group.")
    return {
        "page": figure("The whole page", [timed(client, OK, PAGE) for _time in range(times)]),
        "section": figure("What is on it, changed", [timed(client, OK, HTMX) for _time in range(times)]),
        "unchanged": figure("Nothing new (304)", [timed_again(client) for _time in range(times)]),
    }


def figure(name: str, times: Sequence[tuple[float, float]]) -> Figure:
    took = [whole for whole, _busy in times]
    return Figure(f"{name}, {GROUPS} groups", *median_and_p95(took), work=median(busy for _whole, busy in times))


def timed_again(client: Client) -> tuple[float, float]:
    """Asked right after the last answer: whoever is late is a minute later with each minute."""
    return timed(client, NOT_MODIFIED, HTMX | {"If-None-Match": client.get(PATH, headers=HTMX)["ETag"]})


def timed(client: Client, status: int, headers: dict[str, str]) -> tuple[float, float]:
    """How many milliseconds it took, and how many the process was busy. Raises WrongAnswer."""
    began, busy = time.perf_counter(), time.process_time()
    answer = client.get(PATH, headers=headers)
    took, worked = time.perf_counter() - began, time.process_time() - busy
    if answer.status_code != status:
        raise WrongAnswer(f"The board answered {answer.status_code} instead of {status}.")
    return took * 1000, worked * 1000


def set_out() -> None:
    """The night as it stands in the database, made at once: each verb is tested where it lives."""
    now = clock.now()
    associations = list(Association.objects.filter(municipality=1).select_related("municipality").order_by("pk"))
    routes = list(Route.objects.filter(municipality=1).order_by("pk"))
    shifts = Shift.objects.bulk_create(
        Shift(
            association=associations[n % len(associations)],
            route=routes[n % len(routes)],
            starts_at=now - timedelta(hours=4 if n in LATE else 2),
            ends_at=now + timedelta(hours=-1 if n in LATE else 2),
            night=START.date(),
            state=ShiftState.UNDER_WAY,
            confirmed_count=PEOPLE,
            leader_count=1,
        )
        for n in range(GROUPS)
    )
    people = Volunteer.objects.bulk_create(
        Volunteer(municipality_id=1, name=f"Vandrare{n} Bengtsdotter", mobile=f"+46700{n:06d}")
        for n in range(GROUPS * PEOPLE)
    )
    crews = dict(zip([shift.pk for shift in shifts], handfuls(people), strict=True))
    places = Attendance.objects.bulk_create(chain.from_iterable(crew_of(shift, crews[shift.pk]) for shift in shifts))
    walk(shifts, places)
    open_overdue([shifts[n].pk for n in LATE], policies=Policies(), now=now)


def handfuls(people: Sequence[Volunteer]) -> Iterator[Sequence[Volunteer]]:
    return (people[start : start + PEOPLE] for start in range(0, len(people), PEOPLE))


def crew_of(shift: Shift, people: Sequence[Volunteer]) -> Iterator[Attendance]:
    for place, person in enumerate(people):
        yield Attendance(
            shift=shift,
            volunteer=person,
            state=AttendanceState.CONFIRMED,
            is_leader=place == 0,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
        )


def walk(shifts: Sequence[Shift], places: Sequence[Attendance]) -> None:
    gone = [(n, shift) for n, shift in enumerate(shifts) if n not in NOT_OUT]
    home = {shift.pk: shift.starts_at + timedelta(hours=1) for n, shift in gone if n in HOME}
    walks = Walk.objects.bulk_create(
        Walk(
            shift=shift,
            state=WalkState.HOME if n in HOME else WalkState.OUT,
            started_at=shift.starts_at,
            due_home_at=shift.ends_at,
            home_at=home.get(shift.pk),
        )
        for n, shift in gone
    )
    by_shift = {one.shift_id: one for one in walks}
    went = [place for place in places if place.shift_id in by_shift]
    CheckIn.objects.bulk_create(
        CheckIn(
            walk=by_shift[place.shift_id],
            volunteer_id=place.volunteer_id,
            attendance=place,
            is_leader=place.is_leader,
            out_at=place.starts_at,
            out_door=Door.PERSONAL,
            home_at=home.get(place.shift_id),
        )
        for place in went
    )
    FieldEvent.objects.bulk_create(
        FieldEvent(
            shift_id=place.shift_id,
            kind=FieldEventKind.OUT,
            at=place.starts_at,
            door=Door.PERSONAL,
            by_id=place.volunteer_id,
            volunteer_id=place.volunteer_id,
        )
        for place in went
    )
    WalkLog.objects.bulk_create(
        WalkLog(
            shift_id=shift,
            client_key=uuid4(),
            started_at=at - timedelta(hours=1),
            ended_at=at,
            mood="calm",
            met="11_30",
            filed_at=at,
            door=Door.PERSONAL,
        )
        for shift, at in home.items()
    )


if __name__ == "__main__":
    sys.exit(main())
