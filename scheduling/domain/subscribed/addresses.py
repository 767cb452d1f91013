"""The address of someone else's calendar, as people paste it. Pure but for settings."""

from urllib.parse import SplitResult, urlsplit, urlunsplit

from django.conf import settings
from django.utils.translation import gettext as _

from scheduling.exceptions import CalendarRefused

LONGEST = 500
HTTPS = "https"
# What the links of "subscribe" buttons begin with.
SCHEMES = frozenset({"https", "http", "webcal", "webcals", ""})


def calendar_address(text: str) -> str:
    """The address to fetch from, by https even where it was written without. Raises CalendarRefused with why not."""
    written = text.strip()
    if len(written) > LONGEST:
        raise CalendarRefused(_("Adressen är för lång."))
    try:
        parts = urlsplit(written if "://" in written else f"//{written}")
        host, port = name_of_host(parts), parts.port
    except ValueError:
        raise CalendarRefused(_("Det där går inte att läsa som en adress.")) from None
    if parts.scheme.lower() not in SCHEMES:
        raise CalendarRefused(_("Adressen ska börja med https eller webcal."))
    if parts.username or parts.password:
        raise CalendarRefused(_("Adressen har ett lösenord i sig. Be om en adress som går att läsa utan."))
    if not host or any(sign.isspace() or not sign.isprintable() for sign in written):
        raise CalendarRefused(_("Det där går inte att läsa som en adress."))
    place = host if port is None else f"{host}:{port}"
    is_plain = settings.OUTWARD_PLAIN_HTTP and parts.scheme == "http"
    return urlunsplit(("http" if is_plain else HTTPS, place, parts.path or "/", parts.query, ""))


def name_of_host(parts: SplitResult) -> str:
    """In the letters that go over the wire. Raises ValueError (UnicodeError is one) for what is no name."""
    host = (parts.hostname or "").rstrip(".")
    return f"[{host}]" if ":" in host else host.encode("idna").decode()


def host_of(address: str) -> str:
    """What may be shown and logged of an address: the rest can be a key."""
    return urlsplit(address).hostname or ""
