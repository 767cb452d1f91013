"""The work of `python -m bench.follow_up` on the database that LYKTA_BENCH_DATABASE_URL names."""

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection
from django.test import Client
from django.urls import reverse

from bench.doors import WrongAnswer
from bench.figures import median_and_p95
from bench.follow_up_rows import write_nights
from bench.loading import database_name, settle
from bench.towns import coordinator_email
from fieldwork.domain.follow_up.gathering import follow_up_of
from fieldwork.domain.follow_up.periods import Period
from fieldwork.models import Walk
from fieldwork.queries.follow_up import Scope
from volunteers.models import Municipality, User

YEAR = Period(date(2025, 10, 13), date(2026, 10, 11))
STEPS = (1, 2, 5, 10)
OK = 200


@dataclass(frozen=True)
class Growth:
    """A year of so many municipalities: how many nights, and how many milliseconds; `work` are those that the process
    itself was busy, which other work on the machine does not lengthen.
    """

    towns: int
    nights: int
    median: float
    p95: float
    work: float


def main() -> int:
    print(json.dumps(measure_all(int(sys.argv[1]))))
    return 0


def measure_all(times: int) -> dict[str, object]:
    rows = 0 if Walk.objects.exists() else write_nights()
    settle()
    towns = list(Municipality.objects.order_by("pk"))
    growth = [asdict(grown(towns[:count], times)) for count in STEPS if count <= len(towns)]
    return {"database": database_name(), "rows": rows, "growth": growth, "page": page_times(times)}


def grown(towns: Sequence[Municipality], times: int) -> Growth:
    """The figures of each, one after the other, as a region asks for them."""
    took, worked, nights = [], [], 0
    for _time in range(times):
        began, busy = time.perf_counter(), time.process_time()
        nights = sum(follow_up_of(Scope(town), YEAR).total.tally.planned for town in towns)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    return Growth(len(towns), nights, *median_and_p95(took), work=median(worked))


def page_times(times: int) -> tuple[float, float]:
    """The whole page of one municipality's year, with the two periods that it is compared with. Raises WrongAnswer."""
    client = Client()
    client.force_login(User.objects.get(email=coordinator_email(1)))
    query = {"period": "egna", "fran": YEAR.first.isoformat(), "till": YEAR.last.isoformat()}
    took = []
    for _time in range(times):
        began = time.perf_counter()
        answer = client.get(reverse("fieldwork:follow_up"), query, headers={"Host": "127.0.0.1"})
        took.append((time.perf_counter() - began) * 1000)
        if answer.status_code != OK:
            raise WrongAnswer(f"The follow-up answered {answer.status_code}.")
    connection.close()
    return median_and_p95(took)


if __name__ == "__main__":
    sys.exit(main())
