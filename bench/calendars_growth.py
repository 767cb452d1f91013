"""What a calendar costs part by part, and how that grows with its length."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bench.moment import START
from scheduling.domain.calendar_lines import write_calendar
from scheduling.domain.calendars import CalendarFeed, build_calendar
from scheduling.domain.feeds import OpenFeed, feed_of, open_feed, read_subscription

WORK = 20_000  # events in all, so that short calendars are made more often
LEAST, MOST = 3, 50  # times
Made = TypeVar("Made")


@dataclass(frozen=True)
class Growth:
    """Milliseconds at the median: of finding the link and counting the stamp, of reading the nights, of putting them in
    words, of writing them, and of icalendar's writing of the same. `is_equal` says that the two wrote the same bytes.
    """

    events: int
    stamp: float
    nights: float
    words: float
    write: float
    icalendar: float
    size: int
    is_equal: bool


def grow(token: str, *, nights: int) -> Growth:
    opened, feed = opened_by(token), feed_by(token)
    times = min(MOST, max(LEAST, WORK // nights))
    body = write_calendar(feed)
    return Growth(
        events=len(feed.events),
        stamp=median(lambda: opened_by(token).stamp, times),
        nights=median(lambda: len(opened_by(token).nights), times) - median(lambda: opened_by(token), times),
        words=median(lambda: feed_of(opened), times),
        write=median(lambda: write_calendar(feed), times),
        icalendar=median(lambda: build_calendar(feed), max(1, times // 10)),
        size=len(body),
        is_equal=body == build_calendar(feed),
    )


def opened_by(token: str) -> OpenFeed:
    """With one query, for the link; the nights are read when they are asked for. Raises SystemExit."""
    subscription = read_subscription(token, now=START)
    if subscription is None:
        raise SystemExit("There is no such calendar.")
    return open_feed(subscription, now=START)


def feed_by(token: str) -> CalendarFeed:
    return feed_of(opened_by(token))


def median(work: Callable[[], Made], times: int) -> float:
    taken = []
    for _time in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)
