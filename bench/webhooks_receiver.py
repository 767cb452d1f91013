"""The other side of `python -m bench.webhooks`: 40 endpoints that answer and some that never do, in one process.

Prints its two ports, then, when its input ends, what arrived as JSON: by which second each message came first, and how
many came again.
"""

import asyncio
import json
import sys
import time
from asyncio import StreamReader, StreamWriter

ANSWER = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


class Books:
    """First arrivals by message and endpoint, on the clock that all processes of a machine share."""

    def __init__(self) -> None:
        self.first: dict[tuple[str, str], float] = {}
        self.again = 0

    def note(self, path: str, message_id: str) -> None:
        if (path, message_id) in self.first:
            self.again += 1
        else:
            self.first[path, message_id] = time.time()


async def attend(books: Books, reader: StreamReader, writer: StreamWriter) -> None:
    try:
        while first := await reader.readline():
            headers = {}
            while (line := (await reader.readline()).decode().strip()) != "":
                name, _colon, value = line.partition(":")
                headers[name.lower()] = value.strip()
            await reader.readexactly(int(headers.get("content-length", 0)))
            books.note(first.split()[1].decode(), headers["webhook-id"])
            writer.write(ANSWER)
            await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def keep_silent(_reader: StreamReader, _writer: StreamWriter) -> None:
    await asyncio.sleep(3600)


async def serve() -> None:
    books = Books()

    async def attend_one(reader: StreamReader, writer: StreamWriter) -> None:
        await attend(books, reader, writer)

    answering = await asyncio.start_server(attend_one, "127.0.0.1", 0, backlog=256)
    silent = await asyncio.start_server(keep_silent, "127.0.0.1", 0, backlog=256)
    print(*(server.sockets[0].getsockname()[1] for server in (answering, silent)), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(json.dumps({"arrivals": sorted(books.first.values()), "again": books.again}), flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
