"""Several threads that begin together, each with a connection of its own."""

import fcntl
import os
import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

import pytest
from django.db import connection, connections

TURN = Path(gettempdir()) / f"lykta-at-once-{os.getuid()}"


def threads_share_the_database() -> None:
    """Leave the test out where threads cannot race: with SQLite in memory they all get one connection."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's connection alone has it
        pytest.skip("threads need PostgreSQL, or SQLite in a file (set LYKTA_TEST_SQLITE)")


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """What each job returned or raised, all begun together.

    Of tests in processes side by side one has its turn at a time: a server may have a hundred connections for them all.
    """
    with TURN.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return _in_threads(*jobs)


def _in_threads(*jobs: Callable[[], object]) -> list[object]:
    start, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int, job: Callable[[], object]) -> None:
        try:
            start.wait(120)
            results[place] = job()  # type: ignore[call-overload]  # each place takes its kind
        except Exception as error:  # noqa: BLE001 - shown by the caller's assertion
            results[place] = error  # type: ignore[call-overload]  # each place takes its kind
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    return list(results)
