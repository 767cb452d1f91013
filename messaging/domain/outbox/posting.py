"""Opens the sockets: many at once, each to its own phone, until the provider has had enough. Touches no database."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from threading import Lock
from time import monotonic

from messaging.domain.error_codes import advice_for
from messaging.domain.outbox.channels import deliver
from messaging.domain.outbox.claiming import Letter
from messaging.domain.outbox.limits import LOSSES_IN_A_ROW, THREADS, WAITS_IN_A_ROW
from messaging.enums import Advice, Channel
from messaging.gateways.protocol import AnswerLost, GatewayError, NotReached, Receipt, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one letter: a receipt, a trouble, or neither, where it was never tried."""

    letter: Letter
    receipt: Receipt | None = None
    trouble: Exception | None = None

    @property
    def has_left(self) -> bool:
        """It left, or may have."""
        return self.receipt is not None or isinstance(self.trouble, AnswerLost)


@dataclass(slots=True)
class Door:
    """Whether the provider takes texts, as far as this run has heard. Shared by its threads.

    `is_tried` is whether the latest word was a yes: until then texts go one by one, so that a closed door is knocked
    on once and not by every thread.
    """

    closes_at: float  # by time.monotonic
    is_shut: bool = False
    is_tried: bool = False
    _rests: dict[str, float] = field(default_factory=dict)
    _waits: int = 0
    _losses: int = 0
    _lock: Lock = field(default_factory=Lock)

    def is_open(self) -> bool:
        return not self.is_shut and monotonic() < self.closes_at

    def lets_rest(self, letter: Letter) -> bool:
        """Whether the provider has asked to be left alone by the sender of this text."""
        return letter.message.channel == Channel.SMS and monotonic() < self._rests.get(letter.sender_name, 0.0)

    def hear(self, trouble: Exception | None, sender: str) -> None:
        advice = advice_for(trouble.code) if isinstance(trouble, Refused) else None
        with self._lock:
            if isinstance(trouble, Refused) and trouble.retry_after is not None:
                self._rests[sender] = monotonic() + trouble.retry_after
            self._waits = self._waits + 1 if advice is Advice.WAIT else 0
            self._losses = self._losses + 1 if isinstance(trouble, AnswerLost) else 0
            self.is_tried = trouble is None
            self.is_shut = (
                self.is_shut
                or isinstance(trouble, NotReached)
                or advice is Advice.HALT
                or self._waits >= WAITS_IN_A_ROW
                or self._losses >= LOSSES_IN_A_ROW
            )


def post(letters: Sequence[Letter], door: Door, *, now: datetime) -> list[Outcome]:
    """One outcome for each letter. Several to one phone go in their order, one after the other."""
    phones: dict[str, list[Letter]] = {}
    for letter in letters:
        phones.setdefault(letter.message.to_number, []).append(letter)
    waiting, outcomes = list(phones.values()), []
    while waiting and (len(waiting) == 1 or not door.is_tried):
        outcomes += _post_to_phone(waiting.pop(0), door, now)
    if waiting:
        doors, moments = [door] * len(waiting), [now] * len(waiting)
        for some in _threads(os.getpid()).map(_post_to_phone, waiting, doors, moments):
            outcomes += some
    return outcomes


@cache
def _threads(_process: int) -> ThreadPoolExecutor:
    """For the life of the process, so that each thread keeps its connection; a forked process makes its own."""
    return ThreadPoolExecutor(THREADS, thread_name_prefix="sending")


def _post_to_phone(letters: Sequence[Letter], door: Door, now: datetime) -> list[Outcome]:
    return [_post_one(letter, door, now=now) for letter in letters]


def _post_one(letter: Letter, door: Door, *, now: datetime) -> Outcome:
    if not door.is_open() or door.lets_rest(letter):
        return Outcome(letter=letter)
    is_mail = letter.message.channel == Channel.EMAIL  # another server's door: it says nothing of the provider's
    try:
        receipt = hand_over(letter, now=now)
    except GatewayError as trouble:
        if not is_mail:
            door.hear(trouble, letter.sender_name)
        return Outcome(letter=letter, trouble=trouble)
    except Exception as bug:  # noqa: BLE001 - raised again when the others are written down
        door.is_shut = True
        return Outcome(letter=letter, trouble=bug)
    if not is_mail:
        door.hear(None, letter.sender_name)
    return Outcome(letter=letter, receipt=receipt)


def hand_over(letter: Letter, *, now: datetime) -> Receipt:
    return deliver(letter.message, sender=letter.sender, now=now)
