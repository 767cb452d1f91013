"""Receivers of calls: real servers on this machine, each as slow, dead or deceitful as a test asks for."""

import contextlib
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

TLS = Path(__file__).parent.parent / "data" / "tls"
NAME = "mottagare.example"  # whom the certificate is for
OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.1"  # both are this machine: tests let the first stand for the open internet


@dataclass(frozen=True)
class Call:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float


Behaviour = Callable[[socket.socket, Call], None]


def answer(
    status: int = 204, body: bytes = b"", *, closes: bool = False, pause: float = 0.0, **headers: str
) -> Behaviour:
    """A plain answer, after a pause; header names with underscores for hyphens."""

    def behave(line: socket.socket, _call: Call) -> None:
        time.sleep(pause)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        told |= {"Content-Length": str(len(body))} | ({"Connection": "close"} if closes else {})
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        line.sendall(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body)
        if closes:
            hang_up(line)

    return behave


def hang_up(line: socket.socket) -> None:
    """At once, though a file over the socket is still open: what came and was not read never will be."""
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    if line.fileno() >= 0:
        os.close(line.detach())


def raw(*pieces: bytes, every: float = 0.0) -> Behaviour:
    """Whatever bytes, one piece at a time, and then the line is closed."""

    def behave(line: socket.socket, _call: Call) -> None:
        for piece in pieces:
            line.sendall(piece)
            time.sleep(every)
        hang_up(line)

    return behave


def silent(seconds: float) -> Behaviour:
    def behave(line: socket.socket, _call: Call) -> None:
        time.sleep(seconds)
        hang_up(line)

    return behave


@dataclass
class Receiver:
    """`behave` may be changed at any time. `calls` are those that came, in order; `lines` how many connections did."""

    behave: Behaviour = field(default_factory=answer)
    host: str = OUTSIDE
    is_secure: bool = False
    calls: list[Call] = field(default_factory=list)
    lines: int = 0
    port: int = 0
    talks: list[threading.Thread] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{'https' if self.is_secure else 'http'}://{self.host}:{self.port}/hook"

    def serve(self, server: socket.socket) -> None:
        while True:
            try:
                line, _address = server.accept()
            except OSError:
                return
            self.lines += 1
            self.talks.append(threading.Thread(target=self._attend, args=[line], daemon=True))
            self.talks[-1].start()

    def hear_out(self) -> None:
        """Wait until everybody who called has hung up: then the last of what they said is in `calls` too."""
        for talk in self.talks:
            talk.join(60)

    def _attend(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), self._secured(line) as spoken, spoken.makefile("rb") as heard:
            while call := read_call(heard):
                self.calls.append(call)
                self.behave(spoken, call)
                if spoken.fileno() < 0:
                    return

    def _secured(self, line: socket.socket) -> socket.socket:
        if not self.is_secure:
            return line
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS / "mottagare.crt", TLS / "mottagare.key")
        return context.wrap_socket(line, server_side=True)


def read_call(heard: BinaryIO) -> Call | None:
    first = heard.readline().decode().split()
    if not first:
        return None
    headers = {}
    while (line := heard.readline().decode().strip()) != "":
        name, _colon, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = heard.read(int(headers.get("content-length", 0)))
    return Call(method=first[0], path=first[1], headers=headers, body=body, at=time.monotonic())


@contextlib.contextmanager
def receiving(behave: Behaviour | None = None, *, host: str = OUTSIDE, is_secure: bool = False) -> Iterator[Receiver]:
    """A receiver on a port of its own."""
    with socket.create_server((host, 0), backlog=128) as server:
        receiver = Receiver(behave or answer(), host, is_secure=is_secure, port=server.getsockname()[1])
        thread = threading.Thread(target=receiver.serve, args=[server], daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
