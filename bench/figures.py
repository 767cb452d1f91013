"""What a measurement comes to. Knows nothing of Django, so that the process that writes the table needs no database."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Figure:
    """Times in milliseconds. `queries` is the most that one request asked, `marks` what began and ended transactions.

    `bar` is the most queries that the door may ask; `work` how long the process itself was busy, which other work on
    the machine does not lengthen.
    """

    door: str
    median: float
    p95: float
    queries: int | None = None
    marks: int | None = None
    bar: int | None = None
    work: float | None = None


@dataclass(frozen=True)
class Run:
    """One set measured on one database. `served` is what the `server` did at `rate` requests a second, if asked to."""

    size: str
    database: str
    load_seconds: float | None
    rows: int
    requests: int
    figures: tuple[Figure, ...]
    served: tuple[Figure, ...] = ()
    server: str = ""
    rate: float = 0.0

    @property
    def word(self) -> str:
        """The database without its version."""
        return self.database.split()[0]


def median_and_p95(times: Sequence[float]) -> tuple[float, float]:
    """The middle, and what ninety-five of a hundred stay within."""
    ordered = sorted(times)
    return statistics.median(ordered), ordered[ceil(0.95 * len(ordered)) - 1]
