"""Delivers what is due: many endpoints at once, one turn each, and again as long as there is something and time."""

from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from functools import partial
from time import monotonic

from django.conf import settings
from django.core.cache import caches

from api.domain.webhooks.claiming import Turn, claim_turns, claimable
from api.domain.webhooks.posting import ANSWER_WITHIN, Report, take
from api.domain.webhooks.recording import record
from messaging.gateways import clock
from messaging.gateways.wake import wake

TIME_BUDGET = 10.0  # seconds in which calls are begun; the last may take ANSWER_WITHIN more, within the worker's limit
NAP = 0.5  # seconds between two looks at what has become due while slow calls are under way
FAILING_SHARE = 4  # one place of so many is for endpoints that failed the last time
UNDER_WAY = "webhooks-under-way"  # a name in the cache

Running = dict[Future[Report], Turn]


def deliver_webhooks() -> int:
    """The worker's job. While one worker delivers, the others leave it to that one, and so stay free for texts.

    Nothing hangs on that: whoever delivers beside another finds other endpoints. Returns how many events arrived.
    """
    cache = caches["default"]
    if not cache.add(UNDER_WAY, value=True, timeout=TIME_BUDGET + ANSWER_WITHIN):
        return 0
    try:
        return deliver_due()
    finally:
        cache.delete(UNDER_WAY)
        if claimable(clock.now()).exists():
            wake(settings.DELIVER_WEBHOOKS_JOB)


def deliver_due(now: datetime | None = None) -> int:
    """Safe to run twice at once and safe to kill: what was said and not written down is said again, by the same id.

    Raises RuntimeError inside a transaction, where no socket may be opened.
    """
    closes_at, arrived = monotonic() + TIME_BUDGET, 0
    running: Running = {}
    with ThreadPoolExecutor(settings.WEBHOOK_CONNECTIONS, thread_name_prefix="webhooks") as threads:
        while True:
            if monotonic() < closes_at:
                for turn in claim_turns(now or clock.now(), **room_beside(running.values())):
                    running[threads.submit(partial(take, turn, closes_at=closes_at))] = turn
            if not running:
                return arrived
            done, _others = wait(running, timeout=NAP, return_when=FIRST_COMPLETED)
            for finished in done:
                del running[finished]
            arrived += _write_down(done, now=now or clock.now())


def _write_down(done: Collection[Future[Report]], *, now: datetime) -> int:
    """What something unforeseen befell is raised when the others are written down."""
    sound = [finished.result() for finished in done if finished.exception() is None]
    arrived = record(sound, now=now) if sound else 0
    for finished in done:
        finished.result()
    return arrived


def room_beside(running: Collection[Turn]) -> dict[str, int]:
    places = settings.WEBHOOK_CONNECTIONS
    failing = sum(turn.is_failing for turn in running)
    return {"room": places - len(running), "room_for_failing": max(1, places // FAILING_SHARE) - failing}
