"""Faults ordered in advance: what a provider does on a bad day, a counted number of times or by a seeded chance."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import count
from random import Random
from threading import Lock
from typing import Any

from emulator.errors import SERVER_ERROR
from emulator.magic import Magic

BROKEN_STATUSES = frozenset({500, 503})


class Kind(StrEnum):
    RATE_LIMIT = "rate_limit"
    SERVER_ERROR = "server_error"
    REFUSE = "refuse"
    STALL = "stall"
    SLOW = "slow"
    CUT = "cut"
    CALLBACK_LOST = "callback_lost"
    CALLBACK_DOUBLED = "callback_doubled"
    CALLBACK_SHUFFLED = "callback_shuffled"
    CALLBACK_DELAYED = "callback_delayed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`left` None means until cleared. `seconds` is Retry-After for rate_limit, else how long the fault lasts."""

    id: int
    kind: Kind
    left: int | None
    probability: float
    seconds: float
    status: int
    to: str


class Faults:
    def __init__(self, *, seed: int) -> None:
        self._lock = Lock()
        self._seed = seed
        self.clear()

    def clear(self) -> None:
        with self._lock:
            self._random = Random(self._seed)
            self._ids = count(1)
            self._faults: list[Fault] = []
            self._magic_used: dict[str, int] = {}

    def order(self, spec: Mapping[str, Any]) -> Fault:
        """Adds the fault a JSON object or a form describes. Raises ValueError with the reason it could not be read."""
        fault = read_fault(spec, fault_id=next(self._ids))
        with self._lock:
            if spec.get("seed") not in {None, ""}:
                self._random = Random(int(spec["seed"]))
            self._faults.append(fault)
        return fault

    def draw(self, kind: Kind, *, to: str) -> Fault | None:
        """The first fault of this kind that strikes now, counted down; None when none does."""
        with self._lock:
            for place, fault in enumerate(self._faults):
                if fault.kind is kind and fault.to in {"", to} and self._random.random() < fault.probability:
                    self._count_down(place, fault)
                    return fault
        return None

    def _count_down(self, place: int, fault: Fault) -> None:
        if fault.left is None:
            return
        if fault.left == 1:
            del self._faults[place]
        else:
            self._faults[place] = replace(fault, left=fault.left - 1)

    def spend_magic(self, number: str, magic: Magic | None) -> int | None:
        """The code that befalls a text to this number now, or None."""
        if magic is None:
            return None
        with self._lock:
            used = self._magic_used.get(number, 0)
            if magic.times is not None and used >= magic.times:
                return None
            self._magic_used[number] = used + 1
            return magic.code

    def shuffle(self, items: list[Any]) -> None:
        """Any order but the one given, where there are two or more."""
        before = list(items)
        with self._lock:
            self._random.shuffle(items)
        if items == before:
            items.reverse()

    def listing(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._faults]


def read_fault(spec: Mapping[str, Any], *, fault_id: int) -> Fault:
    kinds = ", ".join(Kind)
    kind = str(spec.get("kind", ""))
    if kind not in set(Kind):
        raise ValueError(f"kind is one of {kinds}")
    probability = float(spec.get("probability") or 1)
    has_chance = spec.get("probability") not in {None, ""}
    times = spec.get("count") or 0
    status = int(spec.get("status") or SERVER_ERROR)
    if not 0 < probability <= 1:
        raise ValueError("probability is above 0 and at most 1")
    if status not in BROKEN_STATUSES:
        raise ValueError("status is 500 or 503")
    left = int(times) or (None if has_chance else 1)
    if left is not None and left < 1:
        raise ValueError("count is 1 or more")
    seconds = float(spec.get("seconds") or 1)
    if seconds < 0:
        raise ValueError("seconds is 0 or more")
    to = str(spec.get("to") or "")
    return Fault(
        id=fault_id, kind=Kind(kind), left=left, probability=probability, seconds=seconds, status=status, to=to
    )
