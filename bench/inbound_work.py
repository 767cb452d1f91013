"""The bench of texts that come in, on the database that LYKTA_BENCH_DATABASE_URL names. Started by bench.inbound."""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.inbound_settings"
django.setup()

from django.db import connection

from bench.inbound_books import close_books
from bench.inbound_figures import InboundRun, percentile
from bench.inbound_load import post_all
from bench.inbound_people import Answer, load_people
from bench.inbound_readers import reading
from bench.inbound_requests import request_of, sid_of
from bench.inbound_stage import SERVER, Stage, staged
from bench.loading import database_name, prepare_database
from config.schedules import register_schedules
from messaging.models import InboundMessage

WARM_UP = 60  # texts from numbers that nobody has, before the clock starts
LAST_WORDS = 2_000  # letters of what the processes said, when texts were refused
LONGEST_WAIT = 300.0  # seconds for the last text to be applied


def main() -> int:
    outer = argparse.ArgumentParser(prog="python -m bench.inbound_work")
    outer.add_argument("--rate", type=float, required=True)
    outer.add_argument("--seconds", type=float, required=True)
    outer.add_argument("--readers", type=int, default=0)
    asked = outer.parse_args()
    prepare_database()
    register_schedules()
    answers = load_people(round(asked.rate * asked.seconds), now=datetime.now(UTC))
    print(json.dumps(asdict(run(answers, rate=asked.rate, readers=asked.readers))))
    return 0


def run(answers: Sequence[Answer], *, rate: float, readers: int) -> InboundRun:
    """Everything started, the texts posted, and the database asked what became of them."""
    requests = [request_of(answer, sid=sid_of(number)) for number, answer in enumerate(answers)]
    connection.close()
    with staged() as stage:
        warm_up(stage)
        stage.begin()
        spent = time.process_time()
        with reading(stage.web_port, readers) as readings:
            arrivals = post_all(stage.web_port, requests, rate=rate)
            spent = time.process_time() - spent
            applied_after = wait_until_applied(arrivals.ended_at)
        costs = stage.costs()
        logs = stage.words()
    statuses = [*arrivals.statuses, *(reading.status for reading in readings)]
    if any(status != HTTPStatus.OK for status in statuses):
        print(sorted(set(statuses)), file=sys.stderr)
        print(logs[-LAST_WORDS:], file=sys.stderr)
    books = close_books(answers)
    return InboundRun(
        database=database_name(),
        server=SERVER,
        rate=rate,
        texts=len(answers),
        refused=sum(status != HTTPStatus.OK for status in arrivals.statuses),
        median=percentile(arrivals.times, 50),
        p99=percentile(arrivals.times, 99),
        longest=max(arrivals.times),
        late_by=arrivals.late_by,
        applied_after=applied_after,
        faults=books,
        lock_errors=logs.count("database is locked"),
        costs={**costs, "load generator": spent},
        readers=readers,
        readings=[reading.milliseconds for reading in readings],
        readings_refused=sum(reading.status != HTTPStatus.OK for reading in readings),
    )


def warm_up(stage: Stage) -> None:
    """Every process and thread has met the door before the clock starts. Nobody has these numbers."""
    requests = [
        request_of(Answer(f"+4670009{number:04d}", "Hej"), sid=f"SMwarm{number:028x}") for number in range(WARM_UP)
    ]
    post_all(stage.web_port, requests, rate=20)
    wait_until_applied(time.monotonic())
    stage.is_up()


def wait_until_applied(since: float) -> float | None:
    """Seconds from then until no text waits; None when some still do after LONGEST_WAIT."""
    while time.monotonic() - since < LONGEST_WAIT:
        if not InboundMessage.objects.filter(handled_at=None).exists():
            return max(0.0, time.monotonic() - since)
        time.sleep(0.1)
    return None


if __name__ == "__main__":
    sys.exit(main())
