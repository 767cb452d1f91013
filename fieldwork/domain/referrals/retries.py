"""When what did not get there is tried again, and when that is enough. Pure."""

from datetime import timedelta

# What passes after the first, second, … try that handed nothing over: in all two days.
WAITS = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=30),
)
JITTER = 0.15  # of a wait, either way, so that what failed together does not come back together
# How long after a try of unknown fate the owner's system is asked whether it arrived, each time after the one before.
LOOKS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
FIRST_NUMBER, FIRST_FOLLOWED = timedelta(minutes=5), timedelta(hours=1)  # after it was taken
FOLLOWED_EVERY = timedelta(hours=6)
LONGEST_ASKED = timedelta(days=1)  # however long a receiver asks to be left alone


def wait_after(attempts: int, *, chance: float, asked_for: float | None = None) -> timedelta | None:
    """How long to wait after so many tries; None when it has been enough. `chance` is 0 to 1.

    `asked_for` is the receiver's Retry-After, in seconds.
    """
    if attempts > len(WAITS):
        return None
    wait = WAITS[attempts - 1] * (1 + JITTER * (2 * chance - 1))
    return wait if asked_for is None else max(wait, min(timedelta(seconds=asked_for), LONGEST_ASKED))
