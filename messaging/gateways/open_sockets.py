"""Sockets that lead only to the open internet, and on which nothing goes on past one end in time."""

import http.client
import io
import socket
import ssl
from functools import cache
from ipaddress import ip_network
from threading import Thread
from time import monotonic
from typing import Any

from django.conf import settings

from messaging.enums import CallTrouble
from messaging.gateways.open_addresses import is_open
from messaging.gateways.protocol import NotHeard

PORTS = {"https": 443, "http": 80}
CONNECT_WITHIN = 5.0  # seconds for each address; what is there answers sooner


class Connection(http.client.HTTPConnection):
    """Connects only to what is open, and gives all that happens on the socket one end in time."""

    sock: "_Timed | None"
    timed: "_Timed | None" = None
    ends_at: float = 0.0

    def __init__(self, host: str, port: int, *, is_secure: bool) -> None:
        super().__init__(host, port)
        self.default_port = PORTS["https" if is_secure else "http"]
        self._is_secure = is_secure

    def connect(self) -> None:
        plain = _open_socket(_addresses(self.host, self.port, ends_at=self.ends_at), ends_at=self.ends_at)
        try:
            require_open(plain.getpeername()[0])
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._is_secure:
                plain.settimeout(_left(self.ends_at))
                plain = _tls().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
        self.sock = self.timed = _Timed(plain, self.ends_at)

    def begin(self, ends_at: float) -> None:
        """Connect where that is needed; from now on everything ends by `ends_at`."""
        self.ends_at = ends_at
        if self.sock is None:
            self.connect()
        elif self.timed is not None:
            self.timed.ends_at = ends_at

    def hang_up(self) -> None:
        self.close()
        if self.timed is not None:
            self.timed.shut()


class _Timed:
    """What http.client needs of a socket. No single reading or writing goes on past the end of the whole call."""

    def __init__(self, inner: socket.socket, ends_at: float) -> None:
        self._inner = inner
        self.ends_at = ends_at

    def sendall(self, data: Any) -> None:
        self._inner.settimeout(_left(self.ends_at))
        self._inner.sendall(data)

    def recv_into(self, buffer: Any) -> int:
        self._inner.settimeout(_left(self.ends_at))
        return self._inner.recv_into(buffer)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        """http.client is done with writing, maybe not with reading: `shut` is what closes."""

    def shut(self) -> None:
        self._inner.close()


class _Incoming(io.RawIOBase):
    def __init__(self, timed: _Timed) -> None:
        super().__init__()
        self._timed = timed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._timed.recv_into(buffer)


def require_open(address: str) -> None:
    """Raises NotHeard (FORBIDDEN)."""
    if not is_open(address, allowed=[ip_network(network) for network in settings.OUTWARD_NETWORKS]):
        raise NotHeard(CallTrouble.FORBIDDEN)


def _addresses(host: str, port: int, *, ends_at: float) -> list[tuple[int, tuple[Any, ...]]]:
    """Families and socket addresses of a name. Raises NotHeard when one of them is closed, or none is known in time.

    The system's own look-up cannot be given a time. A thread of its own is left to it, and forgotten when it is late.
    """
    found: list[list[tuple[Any, ...]]] = []
    looking = Thread(target=lambda: found.append(_look_up(host, port)), daemon=True)
    looking.start()
    looking.join(_left(ends_at))
    if not found:
        raise NotHeard(CallTrouble.TIMED_OUT)
    if not found[0]:
        raise NotHeard(CallTrouble.UNKNOWN_NAME)
    for _family, _kind, _protocol, _name, address in found[0]:
        require_open(str(address[0]))
    return [(family, address) for family, _kind, _protocol, _name, address in found[0]]


def _look_up(host: str, port: int) -> list[tuple[Any, ...]]:
    try:
        return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError):
        return []


def _open_socket(addresses: list[tuple[int, tuple[Any, ...]]], *, ends_at: float) -> socket.socket:
    """To the first address that answers."""
    failure: OSError = ConnectionError()
    for family, address in addresses:
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            opened.settimeout(min(CONNECT_WITHIN, _left(ends_at)))
            opened.connect(address)
        except OSError as error:
            opened.close()
            failure = error
        else:
            return opened
    raise NotHeard(CallTrouble.TIMED_OUT if isinstance(failure, TimeoutError) else CallTrouble.UNREACHABLE)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _left(ends_at: float) -> float:
    seconds = ends_at - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
