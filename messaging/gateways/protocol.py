"""What Lykta asks of whoever carries its texts, and how such a carrier says no."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from messaging.enums import CallTrouble


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFrom:
    """Where a text leaves from: a number (or a name) or a messaging service, one of the two."""

    number: str = ""
    messaging_service_sid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The provider has taken the text. `status` is in its own words; `segments` is 0 where it does not say yet."""

    sid: str
    status: str
    segments: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SentText:
    """A text that the provider knows of. `price` is what it cost, above nought, in `price_unit`; None until it says."""

    sid: str
    status: str
    body: str
    created_at: datetime
    error_code: str = ""
    segments: int = 0
    price: Decimal | None = None
    price_unit: str = ""


class SmsGateway(Protocol):
    def send(
        self, *, to: str, body: str, status_url: str, useful_for: timedelta | None, sender: SendFrom | None = None
    ) -> Receipt:
        """Hand over one text, from any thread. After `useful_for` the provider shall not send it any more.

        Without a sender it leaves from the one in the settings. Raises NotReached, Refused or AnswerLost.
        """

    def find_sent(self, *, to: str, since: datetime) -> list[SentText]:
        """The texts to a number that the provider took after a moment, newest first. Raises like `send`."""

    def call(self, *, to: str, url: str, status_url: str, sender: SendFrom | None = None) -> Receipt:
        """Ring a number, from any thread. What to say is asked for at `url` when somebody answers. Raises like `send`.

        A messaging service cannot ring: then the number in the settings does.
        """

    def find_calls(self, *, to: str, since: datetime) -> list[SentText]:
        """The calls to a number taken after a moment, newest first and without words. Raises like `send`."""

    def list_sent(self, *, since: datetime, until: datetime) -> Iterator[SentText]:
        """Every text that left between two moments, page by page. Raises like `send`."""


class GatewayError(Exception):
    """The root of all that can go wrong with a provider. Holds no number and no text: it may be logged."""


class NotReached(GatewayError):
    """Nobody answered, so nothing was handed over: the same text may be tried again."""


class AnswerLost(GatewayError):
    """The text may have been taken or not: only the provider knows."""


class Refused(GatewayError):
    """The provider said no, and nothing will be sent. `code` is its own error code.

    `retry_after` is how many seconds its sender shall be left alone, where it says so.
    """

    def __init__(self, code: str, *, retry_after: float | None = None) -> None:
        super().__init__(f"refused with {code}")
        self.code = code
        self.retry_after = retry_after


class NotHeard(GatewayError):
    """Nothing came back that is an answer. Holds no address: it may be logged."""

    def __init__(self, trouble: CallTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
