"""Fetches someone else's calendar over HTTP, within bounds of time and size that its server cannot stretch."""

import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from urllib.parse import urljoin

from messaging.enums import CallTrouble
from messaging.gateways.outward import Heard, ask
from messaging.gateways.protocol import NotHeard
from scheduling.enums import CalendarFault
from scheduling.exceptions import CalendarUnread

SECONDS = 10.0
LARGEST = 2 * 2**20  # octets, packed and unpacked: a calendar for people is a few hundred thousand
MOST_REDIRECTS = 4
OK, NOT_MODIFIED = 200, 304
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_FOUND = frozenset({404, 410})
ANY_ZLIB = 47  # gzip or zlib, by its own header
WANTED = {
    "Accept": "text/calendar, */*;q=0.1",
    # A name that a server's owner can look up, since they may wonder.
    "User-Agent": "Lykta/1 (calendar subscription)",
}
FAULTS = {
    CallTrouble.FORBIDDEN: CalendarFault.ADDRESS,
    CallTrouble.TIMED_OUT: CalendarFault.SLOW,
    CallTrouble.LOST: CalendarFault.UNREADABLE,
    CallTrouble.GARBLED: CalendarFault.UNREADABLE,
}
CHARSET = re.compile(r""";\s*charset\s*=\s*"?([A-Za-z][A-Za-z0-9._:-]{0,39})""", re.IGNORECASE)
DELAY = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class Fetched:
    """What a server sent: the calendar, how it says it is written, and by what the next request may ask for news."""

    body: bytes
    charset: str = ""
    etag: str = ""
    last_modified: str = ""


def fetch_calendar(address: str, *, etag: str, last_modified: str) -> Fetched | None:
    """None when the server says that nothing has changed. Raises CalendarUnread with why nothing of use came.

    Redirects are followed, each as carefully as the first address.
    """
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    news = {name: value for name, value in asked.items() if value}
    ends_at = monotonic() + SECONDS
    for _hop in range(MOST_REDIRECTS + 1):
        heard = heard_from(address, news, ends_at=ends_at)
        if heard.status not in REDIRECTS:
            return taken(heard, may_be_unchanged=bool(news), is_late=monotonic() >= ends_at)
        address = urljoin(address, heard.headers.get("location", ""))
    raise CalendarUnread(CalendarFault.REFUSED, status=heard.status)


def heard_from(address: str, news: dict[str, str], *, ends_at: float) -> Heard:
    left = ends_at - monotonic()
    if left <= 0:
        raise CalendarUnread(CalendarFault.SLOW)
    try:
        return ask(address, headers={**WANTED, **news}, at_most=LARGEST, within=left)
    except NotHeard as error:
        raise CalendarUnread(FAULTS.get(error.trouble, CalendarFault.UNREACHABLE)) from None


def taken(heard: Heard, *, may_be_unchanged: bool, is_late: bool) -> Fetched | None:
    if heard.status == NOT_MODIFIED and may_be_unchanged:
        return None
    if heard.status != OK:
        fault = CalendarFault.GONE if heard.status in NOT_FOUND else CalendarFault.REFUSED
        raise CalendarUnread(fault, status=heard.status, wait=asked_to_wait(heard))
    if not heard.is_whole:
        if is_late:
            raise CalendarUnread(CalendarFault.SLOW)
        is_larger = len(heard.body) >= LARGEST
        raise CalendarUnread(CalendarFault.TOO_LARGE if is_larger else CalendarFault.UNREADABLE)
    return Fetched(
        unpacked(heard.body, heard.headers.get("content-encoding", "")),
        charset=charset_of(heard),
        etag=heard.headers.get("etag", ""),
        last_modified=heard.headers.get("last-modified", ""),
    )


def unpacked(body: bytes, encoding: str) -> bytes:
    """Some pack what they were asked to send plain. A few octets can hold gigabytes: only so much is unpacked."""
    packed = encoding.strip().lower()
    if packed in {"", "identity"}:
        return body
    if packed not in {"gzip", "x-gzip", "deflate"}:
        raise CalendarUnread(CalendarFault.UNREADABLE)
    reader = zlib.decompressobj(ANY_ZLIB)
    try:
        plain = reader.decompress(body, LARGEST + 1)
    except zlib.error:
        raise CalendarUnread(CalendarFault.UNREADABLE) from None
    if len(plain) > LARGEST:
        raise CalendarUnread(CalendarFault.TOO_LARGE)
    if not reader.eof:
        raise CalendarUnread(CalendarFault.UNREADABLE)
    return plain


def charset_of(heard: Heard) -> str:
    """As the server says it, where that can be a name at all."""
    said = CHARSET.search(heard.headers.get("content-type", ""))
    return said[1].lower() if said else ""


def asked_to_wait(heard: Heard) -> timedelta:
    """Retry-After, in seconds or as a date (RFC 9110 section 10.2.3); none for what cannot be read."""
    said = heard.headers.get("retry-after", "").strip()
    if DELAY.fullmatch(said):
        return timedelta(seconds=int(said))
    try:
        return max(timedelta(0), parsedate_to_datetime(said).astimezone(UTC) - datetime.now(UTC))
    except (ValueError, TypeError):
        return timedelta(0)
