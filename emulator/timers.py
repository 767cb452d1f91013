"""Two ways of doing something later: at a time (Timers), and after what was asked before it (Lanes)."""

import heapq
import logging
import time
import zlib
from collections.abc import Callable
from itertools import count
from queue import SimpleQueue
from threading import Condition, Thread

Action = Callable[[], object]
logger = logging.getLogger(__name__)


def _run(action: Action) -> None:
    try:
        action()
    except Exception:
        logger.exception("A background action of the emulator failed")


class Timers:
    """One daemon thread that runs short actions when they are due. `speed` 2 halves every delay."""

    def __init__(self, *, speed: float) -> None:
        self._speed = speed
        self._heap: list[tuple[float, int, Action]] = []
        self._serial = count()
        self._woken = Condition()
        Thread(target=self._loop, name="emulator-timers", daemon=True).start()

    def after(self, seconds: float, action: Action) -> None:
        due = time.monotonic() + seconds / self._speed
        with self._woken:
            heapq.heappush(self._heap, (due, next(self._serial), action))
            self._woken.notify()

    def _loop(self) -> None:
        while True:
            _run(self._next_due())

    def _next_due(self) -> Action:
        with self._woken:
            while True:
                wait = self._heap[0][0] - time.monotonic() if self._heap else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._heap)[2]
                self._woken.wait(wait)


class Lanes:
    """A few daemon threads. Actions under one key run one by one in order; a slow webhook holds up its lane only."""

    def __init__(self, *, lanes: int = 8) -> None:
        self._queues: list[SimpleQueue[Action]] = [SimpleQueue() for _ in range(lanes)]
        for number, queue in enumerate(self._queues):
            Thread(target=self._loop, args=(queue,), name=f"emulator-lane-{number}", daemon=True).start()

    def put(self, key: str, action: Action) -> None:
        self._queues[zlib.crc32(key.encode()) % len(self._queues)].put(action)

    @staticmethod
    def _loop(queue: SimpleQueue[Action]) -> None:
        while True:
            _run(queue.get())
