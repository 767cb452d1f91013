"""What is to happen when in a simulated term, in the order of time."""

import heapq
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bench.term_clock import set_clock
from scheduling.models import Shift

Act = Callable[[datetime], None]
HOURS = range(8, 21, 2)  # local; in quiet hours the jobs have nothing to do but on a night
LAST_HOURS, OFTEN = timedelta(hours=6), timedelta(minutes=15)  # before a start rounds wait for twenty minutes only
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


class Agenda:
    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []
        self._turns = count()

    def at(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self._acts, (moment, next(self._turns), act))

    def carry_out(self) -> None:
        """Everything, with the clock set to each moment; an act may put down more."""
        while self._acts:
            moment, _turn, act = heapq.heappop(self._acts)
            set_clock(moment)
            act(moment)


def ticks(shifts: Sequence[Shift], zone: ZoneInfo, first: date) -> set[datetime]:
    """When the clock's jobs run: every other hour of the day, and when a night begins and ends. In production they run
    every few minutes, and find nothing to do in between.
    """
    last = max(shift.night for shift in shifts) + 2 * A_DAY
    days = (first + n * A_DAY for n in range((last - first).days))
    found = {datetime.combine(day, time(hour), zone).astimezone(UTC) for day in days for hour in HOURS}
    for shift in shifts:
        found |= {shift.starts_at + A_MINUTE, shift.ends_at + A_MINUTE}
    return found


def last_hours(shifts: Sequence[Shift]) -> set[datetime]:
    """When nights are looked at more often than that."""
    return {shift.starts_at - OFTEN * n for shift in shifts for n in range(1, LAST_HOURS // OFTEN)}
