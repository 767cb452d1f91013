"""Calls a web server as the SMS provider does, at a fixed rate whether or not it keeps up."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

HOST = "127.0.0.1"
GIVES_UP_AFTER = 15.0  # seconds, as Twilio does
NO_ANSWER = 0


@dataclass
class Arrivals:
    """What came of the calls, in the order they were due: milliseconds from then until the answer, and its status."""

    times: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    late_by: float = 0.0  # the most that a call left after it was due, in milliseconds
    ended_at: float = 0.0  # by the monotonic clock, when the last one was due


def post_all(port: int, requests: Sequence[bytes], *, rate: float) -> Arrivals:
    return asyncio.run(_post_all(port, requests, rate))


async def _post_all(port: int, requests: Sequence[bytes], rate: float) -> Arrivals:
    arrivals = Arrivals()
    loop = asyncio.get_running_loop()
    began = loop.time() + 0.1
    calls = []
    for number, request in enumerate(requests):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - loop.time()))
        arrivals.late_by = max(arrivals.late_by, (loop.time() - due) * 1000)
        calls.append(asyncio.create_task(_post(port, request, due)))
    arrivals.ended_at = time.monotonic()
    for taken, status in await asyncio.gather(*calls):
        arrivals.times.append(taken)
        arrivals.statuses.append(status)
    return arrivals


class Call(asyncio.Protocol):
    """One request over a connection of its own, as a proxy makes them."""

    def __init__(self, request: bytes, answer: "asyncio.Future[int]") -> None:
        self.request = request
        self.answer = answer
        self.transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self.request)  # type: ignore[attr-defined]  # a stream's transport can write

    def data_received(self, data: bytes) -> None:
        if not self.answer.done():
            self.answer.set_result(int(data[9:12]))
        if self.transport is not None:
            self.transport.close()

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.answer.done():
            self.answer.set_result(NO_ANSWER)


async def _post(port: int, request: bytes, due: float) -> tuple[float, int]:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[int] = loop.create_future()
    status = NO_ANSWER
    try:
        await loop.create_connection(lambda: Call(request, answer), HOST, port)
        status = await asyncio.wait_for(answer, GIVES_UP_AFTER)
    except (OSError, TimeoutError):
        status = NO_ANSWER
    return (loop.time() - due) * 1000, status
