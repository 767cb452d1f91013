"""Answers in XML: 207 Multi-Status (RFC 4918, 13) and the errors that say what was not met (RFC 4918, 16)."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from xml.etree.ElementTree import Element, SubElement, tostring

from api.domain.caldav.names import full

# What XML 1.0 cannot say at all; our own texts have no control characters, names that were asked for may.
NOT_IN_XML = dict.fromkeys([*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])


def element(name: str, /, *children: Element | str, **attributes: str) -> Element:
    """An element by its short name, as D:href, with its text or its children."""
    made = Element(full(name), attributes)
    for child in children:
        if isinstance(child, str):
            made.text = child.translate(NOT_IN_XML)
        else:
            made.append(child)
    return made


def href(path: str) -> Element:
    return element("D:href", path)


def status_line(status: HTTPStatus) -> Element:
    return element("D:status", f"HTTP/1.1 {status.value} {status.phrase}")


def found(path: str, properties: Iterable[Element], lacking: Iterable[str] = ()) -> Element:
    """One resource with what it has of the properties asked for, and the full names of those it does not have."""
    response = element("D:response", href(path))
    parts: Mapping[HTTPStatus, list[Element]] = {
        HTTPStatus.OK: list(properties),
        HTTPStatus.NOT_FOUND: [Element(name) for name in lacking],
    }
    for status, names in parts.items():
        if names or (status == HTTPStatus.OK and not any(parts.values())):
            propstat = SubElement(response, full("D:propstat"))
            propstat.append(element("D:prop", *names))
            propstat.append(status_line(status))
    return response


def told(path: str, status: HTTPStatus, *conditions: Element) -> Element:
    """One resource of which nothing but a status is said, and perhaps why."""
    response = element("D:response", href(path), status_line(status))
    if conditions:
        response.append(element("D:error", *conditions))
    return response


def multistatus(responses: Iterable[Element], *, token: str = "") -> bytes:
    root = element("D:multistatus", *responses)
    if token:
        root.append(element("D:sync-token", token))
    return written(root)


def error(*conditions: Element) -> bytes:
    return written(element("D:error", *conditions))


def written(root: Element) -> bytes:
    """A carriage return is written as a reference: readers of XML would make a plain one a newline."""
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text.replace(b"\r", b"&#13;")
