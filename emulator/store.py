"""What the provider remembers: texts, opt-outs and how its webhooks were received. In memory, bounded."""

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Condition, RLock
from typing import Any, Literal

Direction = Literal["inbound", "outbound-api", "outbound-reply"]
WEBHOOKS_KEPT = 500


def new_sid(prefix: str = "SM") -> str:
    return prefix + secrets.token_hex(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One text at the provider. Times are UTC on the demo's clock where there is one.

    `sender` is None until a Messaging Service has picked a number. `is_deleted` and `is_redacted` are what the
    API shows; the phone that got the text still has it. `price` is known when the text has come as far as it will.
    """

    sid: str
    direction: Direction
    to: str
    sender: str | None
    body: str
    status: str
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    segments: int = 1
    service_sid: str | None = None
    callback_url: str = ""
    error_code: int | None = None
    price: str | None = None
    price_unit: str = "USD"
    is_redacted: bool = False
    is_deleted: bool = False
    opt_out_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One call of the provider to the app and how it ended. `error_code` is what Twilio's debugger would show."""

    kind: Literal["inbound", "status", "call"]
    sid: str
    url: str
    params: dict[str, str]
    attempts: int
    http_status: int | None
    content_type: str
    answer: str
    error_code: int | None
    at: datetime


class Store:
    def __init__(self, *, capacity: int) -> None:
        self._capacity = capacity
        self._lock = RLock()
        self._changed = Condition(self._lock)
        self._messages: dict[str, Message] = {}
        self._opted_out: set[str] = set()
        self._webhooks: deque[Webhook] = deque(maxlen=WEBHOOKS_KEPT)

    def add(self, message: Message) -> None:
        with self._changed:
            self._messages[message.sid] = message
            while len(self._messages) > self._capacity:
                del self._messages[next(iter(self._messages))]
            self._changed.notify_all()

    def get(self, sid: str) -> Message | None:
        with self._lock:
            return self._messages.get(sid)

    def change(self, sid: str, **values: Any) -> Message | None:
        """The changed message, or None where a reset has taken it away in the meantime."""
        with self._changed:
            message = self._messages.get(sid)
            if message is None:
                return None
            self._messages[sid] = replace(message, **values)
            self._changed.notify_all()
            return self._messages[sid]

    def messages(self) -> list[Message]:
        """In the order they came to be, deleted ones too."""
        with self._lock:
            return list(self._messages.values())

    def record(self, webhook: Webhook) -> None:
        with self._changed:
            self._webhooks.append(webhook)
            self._changed.notify_all()

    def webhooks(self) -> list[Webhook]:
        with self._lock:
            return list(self._webhooks)

    def opt_out(self, number: str) -> None:
        with self._lock:
            self._opted_out.add(number)

    def opt_in(self, number: str) -> None:
        with self._lock:
            self._opted_out.discard(number)

    def has_opted_out(self, number: str) -> bool:
        with self._lock:
            return number in self._opted_out

    def opted_out(self) -> list[str]:
        with self._lock:
            return sorted(self._opted_out)

    def clear(self) -> None:
        with self._changed:
            self._messages.clear()
            self._opted_out.clear()
            self._webhooks.clear()
            self._changed.notify_all()

    def wait_for(self, is_true: Callable[[], bool], *, seconds: float) -> bool:
        """Waits until `is_true` or the seconds have passed; what it then is."""
        with self._changed:
            return self._changed.wait_for(is_true, timeout=seconds)
