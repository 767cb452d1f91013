"""The life of a text at the provider, and how long each stage takes at speed 1."""

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.errors import CARRIER_FAULTS

TERMINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "received"})


@dataclass(frozen=True, slots=True)
class Step:
    """A state, how many seconds after acceptance it is reached, and the code it comes with."""

    state: str
    after: float
    error_code: int | None = None


def initial_state(*, by_service: bool) -> str:
    return "accepted" if by_service else "queued"


def path_of(*, by_service: bool, error_code: int | None) -> Sequence[Step]:
    """The steps after the initial state, in order. A filtered text fails before it is sent; the others on arrival."""
    queued = [Step("queued", 0.1)] if by_service else []
    sending = [*queued, Step("sending", 0.2)]
    if error_code is None:
        return [*sending, Step("sent", 0.5), Step("delivered", 1.2)]
    final = CARRIER_FAULTS[error_code].final_state
    if final == "failed":
        return [*sending, Step("failed", 0.5, error_code)]
    return [*sending, Step("sent", 0.5), Step(final, 1.2, error_code)]
