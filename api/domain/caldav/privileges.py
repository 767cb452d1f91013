"""What a device may do, in the words of RFC 3744: read, and nothing else."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from api.domain.caldav.multistatus import element, href

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
READ, READ_OWN_PRIVILEGES, READ_BUSY = "D:read", "D:read-current-user-privilege-set", "C:read-free-busy"


def privileges(names: Iterable[str]) -> list[Element]:
    return [element("D:privilege", element(name)) for name in names]


def current_privileges(*, is_calendar: bool) -> Element:
    names = (READ, READ_OWN_PRIVILEGES, *((READ_BUSY,) if is_calendar else ()))
    return element("D:current-user-privilege-set", *privileges(names))


def supported_privileges() -> Element:
    parts = (supported(READ_BUSY, "Read when the nights are"), supported(READ_OWN_PRIVILEGES, "Read what is allowed"))
    return element("D:supported-privilege-set", supported(READ, "Read nights", *parts))


def supported(name: str, description: str, *parts: Element) -> Element:
    said = element("D:description", description, **{LANGUAGE: "en"})
    return element("D:supported-privilege", *privileges([name]), said, *parts)


def acl(principal_path: str) -> Element:
    """One entry, which nobody can change."""
    principal = element("D:principal", href(principal_path))
    return element(
        "D:acl", element("D:ace", principal, element("D:grant", *privileges([READ])), element("D:protected"))
    )


def needed(path: str, privilege: str) -> Element:
    """Why a change is refused (RFC 3744, 7.1.1)."""
    return element("D:need-privileges", element("D:resource", href(path), *privileges([privilege])))
