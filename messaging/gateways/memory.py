"""A provider that keeps every text in a list, for unit tests. No process that serves people uses it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from threading import Lock

from messaging.gateways.protocol import GatewayError, Receipt, SendFrom, SentText


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptText:
    sid: str
    to: str
    body: str
    status_url: str
    useful_for: timedelta | None
    sender: SendFrom | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCall:
    sid: str
    to: str
    url: str
    status_url: str


@dataclass
class MemoryGateway:
    """`texts` is what was taken. The next calls of `send` meet the errors in `troubles`, one each; None is no error.

    `calls` is whom it rang. `prices` is what it says of texts by their id, when it lists them.
    With `is_taken_anyway` the text is taken first and the error raised then, as when an answer is lost.
    """

    texts: list[KeptText] = field(default_factory=list)
    calls: list[KeptCall] = field(default_factory=list)
    troubles: list[GatewayError | None] = field(default_factory=list)
    is_taken_anyway: bool = False
    find_trouble: GatewayError | None = None
    prices: dict[str, Decimal] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _lock: Lock = field(default_factory=Lock)

    def send(
        self, *, to: str, body: str, status_url: str, useful_for: timedelta | None, sender: SendFrom | None = None
    ) -> Receipt:
        with self._lock:
            trouble = self.troubles.pop(0) if self.troubles else None
            if trouble is not None and not self.is_taken_anyway:
                raise trouble
            sid = f"SM{next(self._numbers):032x}"
            kept = KeptText(sid=sid, to=to, body=body, status_url=status_url, useful_for=useful_for, sender=sender)
            self.texts.append(kept)
        if trouble is not None:
            raise trouble
        return Receipt(sid=sid, status="queued", segments=1)

    def call(self, *, to: str, url: str, status_url: str, sender: SendFrom | None = None) -> Receipt:  # noqa: ARG002 - the same shape as the real one
        with self._lock:
            trouble = self.troubles.pop(0) if self.troubles else None
            if trouble is not None and not self.is_taken_anyway:
                raise trouble
            sid = f"CA{next(self._numbers):032x}"
            self.calls.append(KeptCall(sid=sid, to=to, url=url, status_url=status_url))
        if trouble is not None:
            raise trouble
        return Receipt(sid=sid, status="queued")

    def find_calls(self, *, to: str, since: datetime) -> list[SentText]:
        if self.find_trouble is not None:
            raise self.find_trouble
        kept = [call for call in reversed(self.calls) if call.to == to]
        return [SentText(sid=call.sid, status="queued", body="", created_at=since) for call in kept]

    def find_sent(self, *, to: str, since: datetime) -> list[SentText]:
        """Every text to the number: this provider keeps no times."""
        if self.find_trouble is not None:
            raise self.find_trouble
        kept = [text for text in reversed(self.texts) if text.to == to]
        return [SentText(sid=text.sid, status="queued", body=text.body, created_at=since) for text in kept]

    def list_sent(self, *, since: datetime, until: datetime) -> Iterator[SentText]:  # noqa: ARG002 - the same shape as the real one
        """Every text, as delivered, with the price it was given."""
        if self.find_trouble is not None:
            raise self.find_trouble
        for text in self.texts:
            price = self.prices.get(text.sid)
            yield SentText(
                sid=text.sid,
                status="delivered",
                body=text.body,
                created_at=since,
                segments=1,
                price=price,
                price_unit="SEK" if price is not None else "",
            )
