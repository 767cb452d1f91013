"""The demo's clock: the true time plus an offset that the simulator's buttons move."""

import threading
import time
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.module_loading import import_string

from config.schedules import JOBS
from demo.models import MovedClock

KNOWN_FOR = 1.0  # seconds that a process trusts the offset it last read
STEP = timedelta(minutes=30)


class Known:
    """The offset as this process last read it, and until when (by the monotonic clock) it is trusted."""

    offset = timedelta(0)
    until = 0.0


_moving = threading.Lock()


def moved_now() -> datetime:
    """The demo's present moment, in UTC. What settings.CLOCK names in the demo."""
    return timezone.now() + current_offset()


def current_offset() -> timedelta:
    if time.monotonic() >= Known.until:
        row = MovedClock.objects.filter(pk=1).first()
        remember(row.offset if row else timedelta(0))
    return Known.offset


def set_offset(offset: timedelta) -> None:
    """Seen here at once, by the other processes within a second."""
    MovedClock.objects.update_or_create(pk=1, defaults={"offset": offset})
    remember(offset)


def remember(offset: timedelta) -> None:
    Known.offset, Known.until = offset, time.monotonic() + KNOWN_FOR


def forget() -> None:
    """Read the offset anew next time."""
    Known.until = 0.0


def move_time(to: datetime) -> datetime:
    """Walk the clock forward to a moment, running every job at each step, so that reminders and lapses come in order.

    Never backwards. Returns the demo's clock as it then stands.
    """
    with _moving:
        for moment in steps_between(moved_now(), to):
            set_offset(moment - timezone.now())
            run_jobs()
    return moved_now()


def steps_between(start: datetime, end: datetime) -> list[datetime]:
    """Half hours by the clock after `start`, and `end` itself."""
    first = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + STEP
    steps = []
    while first < end:
        if first > start:
            steps.append(first)
        first += STEP
    return [*steps, end] if end > start else []


def run_jobs() -> None:
    for job in JOBS:
        import_string(job.function)()
