"""What came of one try to hand something over, whichever way it went."""

from dataclasses import dataclass

from fieldwork.enums import ReferralState


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Sent, to be tried again (`to` is queued), unknown, or failed for good; `trouble` says why in words.

    `asked_for` is how many seconds the receiver wants to be left alone.
    """

    to: ReferralState
    trouble: str = ""
    reference: str = ""
    token: str = ""
    words: str = ""
    asked_for: float | None = None
