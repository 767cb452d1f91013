"""The work of `python -m bench.planning` on the database that LYKTA_BENCH_DATABASE_URL names."""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from datetime import time as clock_time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import transaction
from django.test import Client
from django.urls import reverse

from bench.doors import WrongAnswer, board_door, send
from bench.figures import Figure, median_and_p95
from bench.moment import START
from bench.towns import coordinator_email, leader_email
from messaging.gateways import clock
from scheduling.domain.seasons.planning import Hours, SeasonRule
from scheduling.domain.seasons.plans import SeasonPlan
from scheduling.domain.seasons.saving import save_season
from scheduling.enums import Rotation, ShiftState
from scheduling.models import Route, Season, Shift
from volunteers.models import Association, User

NIGHTS, GROUPS = 78, 4
FIRST, LAST = date(2026, 11, 2), date(2027, 5, 2)  # 26 weeks, over the change of the clock in March
OK, SEE_OTHER = 200, (302, 303)


def main() -> int:
    times = int(sys.argv[1])
    print(json.dumps({what: asdict(figure) for what, figure in measure_all(times).items()}))
    return 0


def measure_all(times: int) -> dict[str, Figure]:
    season, leader = plan_season(), Client()
    leader.force_login(User.objects.get(email=leader_email(season.association_id)))
    shifts = NIGHTS * GROUPS
    looked, published = [], []
    look(leader, season)  # the first request of a process reads the calendar of the years to come
    for _time in range(times):
        looked.append(milliseconds(lambda: look(leader, season)))
        published.append(undone(lambda: make_and_publish(leader, season)))
    return {
        "preview": Figure(f"Preview of {shifts} nights", *median_and_p95(looked)),
        "publish": Figure(f"{shifts} nights made and published", *median_and_p95(published)),
        "board": board(times),
    }


def plan_season() -> Season:
    association = Association.objects.select_related("municipality").order_by("pk")[0]
    routes = Route.objects.filter(municipality=association.municipality).order_by("pk")[:GROUPS]
    rule = SeasonRule(
        first_night=FIRST,
        last_night=LAST,
        rule="FREQ=WEEKLY;BYDAY=TH,FR,SA",
        hours=Hours(clock_time(20, 30), clock_time(0, 30)),
        routes=tuple(route.pk for route in routes),
        groups=GROUPS,
        rotation=Rotation.NIGHTLY,
    )
    return save_season(SeasonPlan("Vintern", rule), association=association, now=clock.now())


def look(client: Client, season: Season) -> None:
    answer = client.get(reverse("scheduling:season", args=[season.pk]), headers={"Host": "127.0.0.1"})
    if answer.status_code != OK:
        raise WrongAnswer(f"The season's page answered {answer.status_code}.")


def make_and_publish(client: Client, season: Season) -> None:
    for name in ("carry_out_season", "publish_season"):
        answer = client.post(reverse(f"scheduling:{name}", args=[season.pk]), headers={"Host": "127.0.0.1"})
        if answer.status_code not in SEE_OTHER:
            raise WrongAnswer(f"{name} answered {answer.status_code}.")
    made = Shift.objects.filter(season=season, state=ShiftState.PUBLISHED).count()
    if made != NIGHTS * GROUPS:
        raise WrongAnswer(f"{made} shifts were published instead of {NIGHTS * GROUPS}.")


def board(times: int) -> Figure:
    """Of the first municipality, whose associations have some 300 shifts in view."""
    door = board_door("one municipality", User.objects.get(email=coordinator_email(1)), first=START.date())
    client = Client()
    ask = door.ask()
    send(client, ask)
    return Figure(door.name, *median_and_p95([milliseconds(lambda: send(client, ask)) for _time in range(times)]))


def milliseconds(deed: Callable[[], object]) -> float:
    """How many milliseconds it took."""
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000


def undone(deed: Callable[[], object]) -> float:
    """As `milliseconds`, and nothing of it is left."""
    with transaction.atomic():
        took = milliseconds(deed)
        transaction.set_rollback(True)
    return took


if __name__ == "__main__":
    sys.exit(main())
