"""The bench's work on the API, on the database that LYKTA_BENCH_DATABASE_URL names. `python -m bench.api` starts it."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.api_settings"
django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.api_doors import HEADERS, LIST, ApiDoor, api_doors, mixed, written
from bench.api_limits import PROCESSES
from bench.api_rows import PAST, add_past
from bench.doors import WrongAnswer, send
from bench.figures import median_and_p95
from bench.inbound_load import post_all
from bench.measuring import TRANSACTION
from bench.serving import HOST, web_server

WARM_UP = 5
KIB = 1024


def main() -> int:
    work, *numbers = sys.argv[1:]
    done: dict[str, Any] = {
        "rows": lambda: add_past(municipality=1),
        "doors": lambda: [measured(door) for door in api_doors()],
        "export": export,
        "mixed": lambda rate, seconds: load(rate=float(rate), seconds=float(seconds)),
    }
    print(json.dumps(done[work](*numbers)))
    return 0


def measured(door: ApiDoor) -> dict[str, Any]:
    """Queries of the first request of all, then the time of many, through Django's client without a socket."""
    client = Client()
    with CaptureQueriesContext(connection) as captured:
        taken(client, door)
    queries = sum(not query["sql"].startswith(TRANSACTION) for query in captured.captured_queries)
    for _time in range(WARM_UP):
        taken(client, door)
    median, p95 = median_and_p95([taken(client, door) for _time in range(door.times)])
    return {"name": door.name, "median": median, "p95": p95, "queries": queries, "bars": dict(door.bars)}


def taken(client: Client, door: ApiDoor) -> float:
    """Milliseconds. Raises WrongAnswer."""
    began = time.perf_counter()
    response = send(client, door.ask)
    took = time.perf_counter() - began
    if response.status_code != door.status:
        raise WrongAnswer(f"{door.name}: {response.status_code} instead of {door.status}")
    return took * 1000


def export() -> dict[str, Any]:
    """All the past over a real socket, and the most memory that the web server's worker ever had."""
    with web_server() as port:
        before = max(most_memory(pid) for pid in workers())
        began = time.perf_counter()
        request = Request(f"http://{HOST}:{port}{LIST}/export?from=1900-01-01&to=2026-10-01", headers=HEADERS)
        with urlopen(request) as answer:
            rows, size = 0, 0
            while piece := answer.read(1 << 16):
                rows, size = rows + piece.count(b"\n"), size + len(piece)
        seconds = time.perf_counter() - began
        return {
            "rows": rows,
            "wanted": PAST,
            "bytes": size,
            "seconds": seconds,
            "before": before,
            "most": max(most_memory(pid) for pid in workers()),
        }


def workers() -> Iterator[int]:
    """The web server's processes: children of the one that this process has started."""
    for master in children(os.getpid()):
        yield from children(master)


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def most_memory(pid: int) -> int:
    """The high-water mark of its resident memory, in bytes (proc(5), VmHWM)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * KIB


def load(*, rate: float, seconds: float) -> dict[str, Any]:
    """All kinds in turn at a fixed rate, whether or not the server keeps up. Times run from when each was due."""
    requests = [written(ask) for ask in mixed()]
    wanted = [requests[number % len(requests)] for number in range(round(rate * seconds))]
    with web_server(workers=PROCESSES, threads=1) as port:
        post_all(port, requests * WARM_UP, rate=rate / 4)
        arrived = post_all(port, wanted, rate=rate)
    median, p95 = median_and_p95(arrived.times)
    return {
        "rate": rate,
        "requests": len(wanted),
        "refused": sum(status not in {200, 304} for status in arrived.statuses),
        "median": median,
        "p95": p95,
        "longest": max(arrived.times),
        "late_by": arrived.late_by,
    }


if __name__ == "__main__":
    sys.exit(main())
