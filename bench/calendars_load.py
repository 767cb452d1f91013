"""As many requests as a web server answers, of a few clients that each wait for their answer before they ask again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bench.doors import Ask
from bench.figures import median_and_p95
from bench.serving import HOST

CLIENTS = 8
WARM_UP = 1.0  # seconds


@dataclass(frozen=True)
class Answered:
    """Times in milliseconds, of those with the right status; `wrong` counts all others."""

    seconds: float
    right: int
    wrong: int
    median: float
    p95: float


def count_answers(port: int, ask: Ask, *, status: int, seconds: float) -> Answered:
    request = written(ask)
    asyncio.run(ask_on(port, request, seconds=WARM_UP))
    answers = asyncio.run(ask_on(port, request, seconds=seconds))
    right = [took for took, found in answers if found == status]
    median, p95 = median_and_p95(right) if right else (0.0, 0.0)
    return Answered(seconds, len(right), len(answers) - len(right), median, p95)


def written(ask: Ask) -> bytes:
    """The whole request, over a connection of its own as a proxy makes them."""
    head = "".join(f"{name}: {value}\r\n" for name, value in ask.headers.items())
    return f"GET {ask.path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n{head}\r\n".encode()


async def ask_on(port: int, request: bytes, *, seconds: float) -> Sequence[tuple[float, int]]:
    """Milliseconds and status of every answer that was there in time."""
    stop_at = asyncio.get_running_loop().time() + seconds
    clients = [one_client(port, request, stop_at) for _client in range(CLIENTS)]
    return [answer for answers in await asyncio.gather(*clients) for answer in answers]


async def one_client(port: int, request: bytes, stop_at: float) -> Sequence[tuple[float, int]]:
    loop = asyncio.get_running_loop()
    answers = []
    while (began := loop.time()) < stop_at:
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(request)
        status = int((await reader.readline()).split()[1])
        await reader.read()
        writer.close()
        if loop.time() < stop_at:
            answers.append(((loop.time() - began) * 1000, status))
    return answers
