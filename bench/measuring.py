"""How long the doors take, and how many queries they ask, in one process with nothing in between."""

import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.doors import Door, WrongAnswer, send
from bench.figures import Figure, median_and_p95

WARM_UP = 5
COUNTED = 3  # requests whose queries are counted: the first of all, which finds no cache filled, and two more
TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET CONSTRAINTS")


def measure(door: Door, *, requests: int) -> Figure:
    """Queries first, then times, which counting would lengthen. Raises WrongAnswer."""
    client = Client()
    counts = [count_queries(client, door) for _ in range(COUNTED)]
    for _ in range(min(WARM_UP, requests)):
        timed(client, door)
    times = [timed(client, door) for _ in range(requests)]
    queries, marks = max(counts)
    return Figure(door.name, *median_and_p95(times), queries=queries, marks=marks, bar=door.bar)


def count_queries(client: Client, door: Door) -> tuple[int, int]:
    """Queries, and beside them the statements that only begin and end transactions."""
    with CaptureQueriesContext(connection) as captured:
        timed(client, door, is_kept=True)
    door.put_back()
    marks = sum(query["sql"].startswith(TRANSACTION) for query in captured.captured_queries)
    return len(captured) - marks, marks


def timed(client: Client, door: Door, *, is_kept: bool = False) -> float:
    """Milliseconds of one request. Making it, and putting back what it changed, are not counted."""
    ask = door.ask()
    began = time.perf_counter()
    response = send(client, ask)
    took = time.perf_counter() - began
    if response.status_code != door.status:
        raise WrongAnswer(f"{door.name}: {response.status_code} instead of {door.status}")
    if not is_kept:
        door.put_back()
    return took * 1000
