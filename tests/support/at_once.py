"""Several threads that begin together, each with a connection of its own."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections


def threads_share_the_database() -> None:
    """Leave the test out where threads cannot race: with SQLite in memory they all get one connection."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        pytest.skip("threads need PostgreSQL, or SQLite in a file (set LYKTA_TEST_SQLITE)")


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """What each job returned or raised, all begun together."""
    start, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int, job: Callable[[], object]) -> None:
        try:
            start.wait(60)
            results[place] = job()  # type: ignore[call-overload]
        except Exception as error:  # noqa: BLE001 - shown by the caller's assertion
            results[place] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return list(results)
