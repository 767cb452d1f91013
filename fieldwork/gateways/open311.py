"""An owner's own system for faults, where it speaks Open311: GeoReport v2 (https://wiki.open311.org/GeoReport_v2/).

XML is what the standard requires of every system; an owner's setting may ask for JSON. Which of them came is told from
the answer itself. Opens sockets, to the open internet alone, and only from tasks.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.utils.dateparse import parse_datetime

from messaging.enums import CallTrouble
from messaging.gateways.outward import Heard, ask
from messaging.gateways.protocol import GatewayError, NotHeard

SECONDS = 15.0
LARGEST = 2 * 2**20  # octets: at most a thousand requests, or a city's list of services
AGENT = "Lykta/1 (Open311 GeoReport v2)"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
ROOM = 4000  # signs of a description
SAID_ROOM = 160
Row = Mapping[str, Any]


class SaidNo(GatewayError):
    """The system answered with an error. `words` are its own; `retry_after` is in seconds, where it says so.

    `may_have_kept` is whether what was sent may be there all the same.
    """

    def __init__(self, status: int, words: str, *, retry_after: float | None = None) -> None:
        super().__init__(f"refused with {status}")
        self.status = status
        self.words = words
        self.retry_after = retry_after

    @property
    def may_have_kept(self) -> bool:
        later = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}
        return self.status >= HTTPStatus.INTERNAL_SERVER_ERROR and self.status not in later

    @property
    def passes(self) -> bool:
        """Whether the same may be tried again later: nothing was kept, and the system is only busy."""
        return self.status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One system. `url` is what stands before `/requests.xml`; `jurisdiction` where it serves several."""

    url: str
    jurisdiction: str = ""
    format: str = "xml"

    def address(self, path: str, query: Mapping[str, str] | None = None) -> str:
        asked = {**({"jurisdiction_id": self.jurisdiction} if self.jurisdiction else {}), **(query or {})}
        return f"{self.url.rstrip('/')}/{path}.{self.format}{'?' if asked else ''}{urlencode(asked)}"

    @property
    def key(self) -> str:
        """From the environment, and only for the very address that it is written for."""
        return str(settings.OPEN311_KEYS.get(self.url.rstrip("/"), ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A kind of fault that the system takes. `needs_more`: it asks for answers that Lykta does not have."""

    code: str
    name: str
    group: str = ""
    needs_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is sent. A point, an address in words, or both."""

    service_code: str
    description: str
    latitude: float | None = None
    longitude: float | None = None
    address: str = ""
    media_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The system has it: by its number, by a token that a number comes for later, or by neither (a black box)."""

    request_id: str = ""
    token: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a request stands. The standard knows two states: open, and closed once it is resolved."""

    request_id: str
    is_closed: bool
    notes: str = ""
    description: str = ""
    expected_at: datetime | None = None


def list_services(desk: Desk) -> list[Service]:
    """What the system takes. Raises NotHeard, SaidNo."""
    rows = _rows(_get(desk, "services"), ("service",))
    return [
        Service(
            code=_word(row, "service_code"),
            name=_word(row, "service_name") or _word(row, "service_code"),
            group=_word(row, "group"),
            needs_more=_word(row, "metadata").lower() == "true",
        )
        for row in rows
        if _word(row, "service_code")
    ]


def send_report(desk: Desk, report: Report) -> Taken:
    """Raises NotHeard, SaidNo. Where the answer is lost or cannot be read, the report may have been taken."""
    given = {
        "api_key": desk.key,
        "jurisdiction_id": desk.jurisdiction,
        "service_code": report.service_code,
        "lat": "" if report.latitude is None else f"{report.latitude:.6f}",
        "long": "" if report.longitude is None else f"{report.longitude:.6f}",
        "address_string": report.address,
        "description": report.description[:ROOM],
        "media_url": report.media_url,
    }
    body = urlencode({name: value for name, value in given.items() if value}).encode()
    address = f"{desk.url.rstrip('/')}/requests.{desk.format}"
    heard = ask(
        address,
        method="POST",
        headers={"Content-Type": FORM, "User-Agent": AGENT},
        body=body,
        at_most=LARGEST,
        within=SECONDS,
    )
    row = next(iter(_rows(_sound(heard), ("request",))), None)
    if row is None:
        raise NotHeard(CallTrouble.GARBLED)
    return Taken(
        request_id=_word(row, "service_request_id"), token=_word(row, "token"), notice=_word(row, "service_notice")
    )


def number_of(desk: Desk, token: str) -> str:
    """The number that has come for a token; nothing while it has not. Raises NotHeard, SaidNo."""
    rows = _rows(_get(desk, f"tokens/{quote(token, safe='')}"), ("request",))
    return next((_word(row, "service_request_id") for row in rows), "")


def standings_of(desk: Desk, numbers: Sequence[str]) -> list[Standing]:
    """Several requests in one call, as the standard lets. Raises NotHeard, SaidNo."""
    return _standings(_get(desk, "requests", {"service_request_id": ",".join(numbers)}))


def find_report(desk: Desk, *, service_code: str, since: datetime, until: datetime, reference: str) -> Standing | None:
    """The request whose description holds our reference, of those made between two moments. Raises NotHeard, SaidNo."""
    query = {"service_code": service_code, "start_date": _moment(since), "end_date": _moment(until)}
    found = _standings(_get(desk, "requests", query))
    return next((one for one in found if reference in one.description and one.request_id), None)


def _get(desk: Desk, path: str, query: Mapping[str, str] | None = None) -> bytes:
    headers = {"User-Agent": AGENT}
    return _sound(ask(desk.address(path, query), headers=headers, at_most=LARGEST, within=SECONDS))


def _sound(heard: Heard) -> bytes:
    """The body of an answer that is a yes. Raises NotHeard for one that was cut, SaidNo for an error."""
    if HTTPStatus.OK <= heard.status < HTTPStatus.MULTIPLE_CHOICES:
        if not heard.is_whole:
            raise NotHeard(CallTrouble.GARBLED)
        return heard.body
    wait = heard.headers.get("retry-after", "").strip()
    raise SaidNo(heard.status, _complaint(heard.body), retry_after=float(wait) if wait.isdigit() else None)


def _complaint(body: bytes) -> str:
    """What the system says is wrong, as the standard has it: `errors`, each with a code and a description."""
    try:
        rows = _rows(body, ("error",))
    except NotHeard:
        return ""
    said = " ".join(word for row in rows if (word := _word(row, "description")))
    return said[:SAID_ROOM]


def _standings(body: bytes) -> list[Standing]:
    return [
        Standing(
            request_id=_word(row, "service_request_id"),
            is_closed=_word(row, "status").lower() == "closed",
            notes=_word(row, "status_notes"),
            description=_word(row, "description"),
            expected_at=_read_moment(_word(row, "expected_datetime")),
        )
        for row in _rows(body, ("request",))
    ]


def _rows(body: bytes, names: Iterable[str]) -> list[Row]:
    """The rows of an answer: the children of an XML root, or a JSON array of objects. Raises NotHeard (GARBLED)."""
    try:
        is_xml = body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        return _rows_of_xml(body, set(names)) if is_xml else _rows_of_json(body.decode("utf-8-sig"))
    except (ValueError, LookupError, ParseError, DefusedXmlException, RecursionError):
        raise NotHeard(CallTrouble.GARBLED) from None


def _rows_of_xml(body: bytes, names: set[str]) -> list[Row]:
    """Of whatever namespace: the standard lets one be there."""
    root: Element = fromstring(body.strip(), forbid_dtd=True)
    rows = [root] if _plain(root) in names else [child for child in root if _plain(child) in names]
    return [{_plain(member): (member.text or "").strip() for member in row} for row in rows]


def _plain(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _rows_of_json(text: str) -> list[Row]:
    """An array. Some systems send a single object, or wrap the array in one."""
    data = json.loads(text)
    if isinstance(data, Mapping):
        inner = next((value for value in data.values() if isinstance(value, list)), None)
        data = [data] if inner is None else inner
    if not isinstance(data, list) or not all(isinstance(row, Mapping) for row in data):
        raise ValueError
    return list(data)


def _word(row: Row, name: str) -> str:
    """A member as text: numbers are numbers in JSON, and nothing is null."""
    value = row.get(name)
    if value is None or isinstance(value, list | Mapping):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).replace("\0", "").strip()


def _moment(moment: datetime) -> str:
    """W3C's form of ISO 8601: 2010-01-01T00:00:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_moment(text: str) -> datetime | None:
    """None for what is no moment, and for one without its offset, which the standard does not allow."""
    try:
        read = parse_datetime(text)
    except ValueError:
        return None
    return read if read is not None and read.tzinfo is not None else None
