"""What every answer of CalDAV carries, and those that refuse."""

from collections.abc import Mapping
from http import HTTPStatus
from xml.etree.ElementTree import Element

from django.http import HttpResponse

from api.domain.caldav.multistatus import element, error
from api.domain.caldav.privileges import needed
from api.domain.caldav.resources import Kind

XML = "application/xml; charset=utf-8"
# RFC 4918 without its locks (class 2), RFC 3744 and RFC 4791. RFC 6578 is told of by the reports of a calendar.
COMPLIANCE = "1, 3, access-control, calendar-access"
COMMON = {
    "DAV": COMPLIANCE,
    "Cache-Control": "private, no-cache",
    "Vary": "Authorization",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Lykta", charset="UTF-8"'}
WRITES = {
    "PUT": "D:write-content",
    "POST": "D:write-content",
    "PATCH": "D:write-content",
    "PROPPATCH": "D:write-properties",
    "DELETE": "D:unbind",
    "MOVE": "D:unbind",
    "COPY": "D:bind",
    "MKCOL": "D:bind",
    "MKCALENDAR": "D:bind",
    "BIND": "D:bind",
    "UNBIND": "D:unbind",
    "REBIND": "D:unbind",
    "LOCK": "D:write-content",
    "UNLOCK": "D:unlock",
    "ACL": "D:write-acl",
}
ALLOWED = {
    Kind.CALENDAR: "OPTIONS, PROPFIND, REPORT",
    Kind.EVENT: "OPTIONS, GET, HEAD, PROPFIND",
}


def allowed(kind: Kind | None) -> str:
    return "OPTIONS, GET, HEAD, PROPFIND, REPORT" if kind is None else ALLOWED.get(kind, "OPTIONS, PROPFIND")


def answer(
    status: HTTPStatus, body: bytes = b"", *, media_type: str = XML, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type=media_type, headers={**COMMON, **(headers or {})})
    if not body:
        del response.headers["Content-Type"]
    return response


def refused(status: HTTPStatus, *conditions: Element) -> HttpResponse:
    """With the conditions that are not met, if there are words for them."""
    return answer(status, error(*conditions) if conditions else b"")


def unauthorized() -> HttpResponse:
    return answer(HTTPStatus.UNAUTHORIZED, headers=CHALLENGE)


def too_many(seconds: int) -> HttpResponse:
    return answer(HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(seconds)})


def not_allowed(kind: Kind | None) -> HttpResponse:
    return answer(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": allowed(kind)})


def read_only(path: str, method: str) -> HttpResponse:
    return refused(HTTPStatus.FORBIDDEN, needed(path, WRITES[method]))


def not_met(condition: str) -> HttpResponse:
    return refused(HTTPStatus.FORBIDDEN, element(condition))
