"""When a webhook that did not arrive is tried again, and when that is enough. Pure."""

from datetime import datetime, timedelta

# What passes after the first, second, … failure: in all about three days.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=8),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
)
JITTER = 0.15  # of a wait, either way, so that what failed together does not come back together
# What could not be tried so often, since the endpoint was paused or had others before it, is given up after this.
KEPT = timedelta(days=4)
# An endpoint that fails is let rest, each time longer, so that a long queue for it is no long row of failures.
RESTS = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 60, 120, 300))
LONGEST_REST = timedelta(hours=1)  # however long it asks to be left alone


def next_try(failures: int, *, now: datetime, chance: float) -> datetime | None:
    """When an event that has failed so many times is tried again; None when it has been enough. `chance` is 0 to 1."""
    if failures > len(WAITS):
        return None
    return now + WAITS[failures - 1] * (1 + JITTER * (2 * chance - 1))


def rest_until(failures: int, *, now: datetime, chance: float, asked_for: float | None = None) -> datetime:
    """How long an endpoint that has failed so many times in a row rests; `asked_for` is its Retry-After in seconds."""
    rest = RESTS[min(failures, len(RESTS)) - 1] * (1 + JITTER * (2 * chance - 1))
    if asked_for is not None:
        rest = max(rest, min(timedelta(seconds=asked_for), LONGEST_REST))
    return now + rest
