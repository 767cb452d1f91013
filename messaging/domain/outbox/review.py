"""The last look at texts before they leave: whoever queued them knows what must still be so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from messaging.models import OutboundMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of one text about to leave: as it stands, or dropped for a Reason, or later, or with other words.

    `absorbs` are the primary keys of other queued texts that `body` says too; they are dropped as merged into this one.
    """

    drop: str = ""
    later: datetime | None = None
    body: str = ""
    absorbs: tuple[int, ...] = ()


AS_IT_IS = Verdict()
# Given queued texts (locked) and the moment; answers by primary key, and what it leaves out leaves as it is.
Review = Callable[[Sequence[OutboundMessage], datetime], dict[int, Verdict]]


def no_review(_texts: Sequence[OutboundMessage], _now: datetime) -> dict[int, Verdict]:
    """Nobody has anything to say."""
    return {}
