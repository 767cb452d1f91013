"""The names of XML elements, as ElementTree writes them, and how answers shorten their namespaces."""

from xml.etree.ElementTree import register_namespace

DAV = "DAV:"
CALDAV = "urn:ietf:params:xml:ns:caldav"
CALENDAR_SERVER = "http://calendarserver.org/ns/"
APPLE = "http://apple.com/ns/ical/"
PREFIXES = {"D": DAV, "C": CALDAV, "CS": CALENDAR_SERVER, "A": APPLE}

for prefix, namespace in PREFIXES.items():
    register_namespace(prefix, namespace)


def full(name: str) -> str:
    """D:href as {DAV:}href."""
    prefix, local = name.split(":", 1)
    return f"{{{PREFIXES[prefix]}}}{local}"
