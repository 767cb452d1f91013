"""Calls out to addresses that others have written down: a partner's webhook, a calendar.

Whoever writes an address must not be able to make Lykta call what only Lykta can reach. So a name is looked up once,
every address it has must belong to the open internet, the socket is opened to one of those very addresses, and its
other end is looked at once more before anything is said. Redirects are not followed, no proxy is asked, and the whole
of a call has one end in time, however slowly the other side speaks.
"""

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from messaging.enums import CallTrouble
from messaging.gateways.open_sockets import PORTS, Connection
from messaging.gateways.protocol import NotHeard

LONGEST_URL = 2000
PIECE = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An answer. The names of `headers` are in lower case; `is_whole` is false where the body was cut."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool


def require_outward(url: str) -> SplitResult:
    """The parts of an address that may be called at all, wherever its name leads. Raises NotHeard (FORBIDDEN)."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise NotHeard(CallTrouble.FORBIDDEN) from None
    schemes = {"https", "http"} if settings.OUTWARD_PLAIN_HTTP else {"https"}
    is_plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if parts.scheme not in schemes or not host or port == 0 or "@" in parts.netloc or not is_plain:
        raise NotHeard(CallTrouble.FORBIDDEN)
    return parts


def ask(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    at_most: int,
    within: float,
) -> Heard:
    """One call, `within` so many seconds. Raises NotHeard. A redirect is an answer like any other."""
    with Line(url) as line:
        return line.ask(method=method, headers=headers, body=body, at_most=at_most, within=within)


class Line:
    """A connection to one address, kept open between calls. For one thread."""

    def __init__(self, url: str) -> None:
        self._parts = require_outward(url)
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.hang_up()
            self._connection = None

    def ask(
        self,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        at_most: int,
        within: float,
    ) -> Heard:
        """Raises NotHeard. Where the other side has closed a line that was kept open, one is opened anew."""
        ends_at = monotonic() + within
        is_kept = self._connection is not None
        try:
            return self._ask(method, headers or {}, body, at_most=at_most, ends_at=ends_at)
        except NotHeard as error:
            if not is_kept or error.trouble != CallTrouble.LOST:
                raise
        return self._ask(method, headers or {}, body, at_most=at_most, ends_at=ends_at)

    def _ask(
        self, method: str, headers: Mapping[str, str], body: bytes | None, *, at_most: int, ends_at: float
    ) -> Heard:
        target = f"{self._parts.path or '/'}{'?' if self._parts.query else ''}{self._parts.query}"
        try:
            connection = self._connected(ends_at)
            connection.request(method, target, body=body, headers={"Accept-Encoding": "identity", **headers})
            response = connection.getresponse()
        except NotHeard:
            self.hang_up()
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.hang_up()
            raise NotHeard(_trouble_of(error)) from None
        said, is_whole = _read(response, at_most)
        if not is_whole or response.will_close:
            self.hang_up()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Heard(status=response.status, headers=names, body=said, is_whole=is_whole)

    def _connected(self, ends_at: float) -> Connection:
        if self._connection is None:
            host, is_secure = str(self._parts.hostname), self._parts.scheme == "https"
            self._connection = Connection(host, self._parts.port or PORTS[self._parts.scheme], is_secure=is_secure)
        self._connection.begin(ends_at)
        return self._connection


def _read(response: http.client.HTTPResponse, at_most: int) -> tuple[bytes, bool]:
    """The body, or as much of it as was wanted and came; and whether that was all. What the status said still holds."""
    said, length = b"", response.length  # None where the body ends by itself
    try:
        while len(said) <= at_most:
            wanted = at_most + 1 - len(said) if length is None else min(at_most + 1, length) - len(said)
            piece = response.read1(min(PIECE, wanted)) if wanted else b""
            if not piece:
                return said, length is None or len(said) == length
            said += piece
    except (OSError, http.client.HTTPException, ValueError):
        return said[:at_most], False
    finally:
        response.close()
    return said[:at_most], False


def _trouble_of(error: Exception) -> CallTrouble:
    if isinstance(error, TimeoutError):
        return CallTrouble.TIMED_OUT
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return CallTrouble.INSECURE
    return CallTrouble.LOST if isinstance(error, OSError) else CallTrouble.GARBLED
