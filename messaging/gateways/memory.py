"""A provider that keeps every text in a list, for unit tests. No process that serves people uses it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from threading import Lock

from messaging.gateways.protocol import GatewayError, Receipt, SentText


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptText:
    sid: str
    to: str
    body: str
    status_url: str
    useful_for: timedelta | None


@dataclass
class MemoryGateway:
    """`texts` is what was taken. The next calls of `send` meet the errors in `troubles`, one each; None is no error.

    With `is_taken_anyway` the text is taken first and the error raised then, as when an answer is lost.
    """

    texts: list[KeptText] = field(default_factory=list)
    troubles: list[GatewayError | None] = field(default_factory=list)
    is_taken_anyway: bool = False
    find_trouble: GatewayError | None = None
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _lock: Lock = field(default_factory=Lock)

    def send(self, *, to: str, body: str, status_url: str, useful_for: timedelta | None) -> Receipt:
        with self._lock:
            trouble = self.troubles.pop(0) if self.troubles else None
            if trouble is not None and not self.is_taken_anyway:
                raise trouble
            sid = f"SM{next(self._numbers):032x}"
            self.texts.append(KeptText(sid=sid, to=to, body=body, status_url=status_url, useful_for=useful_for))
        if trouble is not None:
            raise trouble
        return Receipt(sid=sid, status="queued", segments=1)

    def find_sent(self, *, to: str, since: datetime) -> list[SentText]:
        """Every text to the number: this provider keeps no times."""
        if self.find_trouble is not None:
            raise self.find_trouble
        kept = [text for text in reversed(self.texts) if text.to == to]
        return [SentText(sid=text.sid, status="queued", body=text.body, created_at=since) for text in kept]
