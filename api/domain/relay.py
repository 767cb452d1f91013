"""Texts that this process has recorded and not yet applied: one thread at a time applies, others leave theirs with it.

A text that comes alone is applied at once. When they come faster than that, those that have gathered meanwhile are
applied together, which takes each of them a fraction of the time. What a crash leaves behind the sweep finds.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from time import monotonic, sleep

from messaging.models import InboundMessage

GATHERING = 0.1  # seconds between two rounds while texts keep coming
ROUND = 200  # texts in one transaction
SHARE = 1.0  # seconds that one request does the others' work, while there are others to go on


class Relay:
    """`apply` is given texts in the order they came, and raises nothing."""

    def __init__(
        self, apply: Callable[[Sequence[InboundMessage]], object], *, share: float = SHARE, gathering: float = GATHERING
    ) -> None:
        self._apply = apply
        self._share, self._gathering = share, gathering
        self._waiting: deque[InboundMessage] = deque()
        self._baton, self._successor = Lock(), Lock()
        self._since = 0.0

    def take(self, text: InboundMessage) -> None:
        """Apply it at once when nothing else is being applied; else it waits for `run`."""
        if self._waiting or not self._baton.acquire(blocking=False):
            self._waiting.append(text)
            return
        try:
            self._since = monotonic()
            self._apply([text])
        finally:
            self._baton.release()

    def run(self) -> None:
        """Apply all that waits, unless another thread is at it: whoever is sees what came before it ends."""
        while self._waiting and self._has_baton():
            try:
                if self._is_relieved():
                    return
            finally:
                self._baton.release()

    def _has_baton(self) -> bool:
        if self._baton.acquire(blocking=False):
            return True
        if monotonic() - self._since < self._share or not self._successor.acquire(blocking=False):
            return False
        try:
            return self._baton.acquire()
        finally:
            self._successor.release()

    def _is_relieved(self) -> bool:
        """Go on until nothing waits, or until another thread does. Whether it was the latter."""
        self._since = monotonic()
        while self._waiting:
            texts = [self._waiting.popleft() for _turn in range(min(ROUND, len(self._waiting)))]
            self._apply(texts)
            if self._successor.locked():
                return True
            if len(texts) > 1:
                sleep(self._gathering)
        return False
