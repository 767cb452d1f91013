"""What one run of texts that came in amounts to. Knows nothing of Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class InboundRun:
    """Times in milliseconds, `applied_after` in seconds after the last text was due; None when it never was.

    `faults` are texts that were not recorded once, applied once and answered once, in words. `costs` are seconds of
    processor time by process. `readings` are the times of pages that were read meanwhile.
    """

    database: str
    server: str
    rate: float
    texts: int
    refused: int
    median: float
    p99: float
    longest: float
    late_by: float
    applied_after: float | None
    faults: Sequence[str]
    lock_errors: int
    costs: Mapping[str, float]
    readers: int = 0
    readings: Sequence[float] = ()
    readings_refused: int = 0

    @property
    def word(self) -> str:
        """The database without its version."""
        return self.database.split()[0]

    @property
    def is_sound(self) -> bool:
        """Whether every text was taken, recorded, applied and answered, each once."""
        return not self.faults and not self.refused and not self.lock_errors and self.applied_after is not None

    @property
    def per_text(self) -> float:
        """Milliseconds of processor time for each text, all processes together."""
        return sum(self.costs.values()) * 1000 / self.texts


def percentile(times: Sequence[float], share: float) -> float:
    """What so many of a hundred stay within."""
    ordered = sorted(times)
    return ordered[max(0, ceil(share / 100 * len(ordered)) - 1)]
