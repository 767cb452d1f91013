"""What Lykta asks of whoever carries its texts, and how such a carrier says no."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The provider has taken the text. `status` is in its own words; `segments` is 0 where it does not say yet."""

    sid: str
    status: str
    segments: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SentText:
    """A text that the provider knows of."""

    sid: str
    status: str
    body: str
    created_at: datetime
    error_code: str = ""


class SmsGateway(Protocol):
    def send(self, *, to: str, body: str, status_url: str, useful_for: timedelta | None) -> Receipt:
        """Hand over one text. After `useful_for` the provider shall not send it any more.

        Raises NotReached, Refused or AnswerLost.
        """

    def find_sent(self, *, to: str, since: datetime) -> list[SentText]:
        """The texts to a number that the provider took after a moment, newest first. Raises like `send`."""


class GatewayError(Exception):
    """The root of all that can go wrong with a provider. Holds no number and no text: it may be logged."""


class NotReached(GatewayError):
    """Nobody answered, so nothing was handed over: the same text may be tried again."""


class AnswerLost(GatewayError):
    """The text may have been taken or not: only the provider knows."""


class Refused(GatewayError):
    """The provider said no, and nothing will be sent. `code` is its own error code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"refused with {code}")
        self.code = code
