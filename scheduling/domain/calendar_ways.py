"""How a new link gets into people's calendars: one way for each program, and a code for the telephone. Pure.

What is said of the programs comes from their makers' pages and their users' reports: none can be hurried but by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from scheduling.domain.calendar_links import LinkAddresses

GOOGLE = "https://calendar.google.com/calendar/r"
OUTLOOK_AT_HOME = "https://outlook.live.com/calendar/0/addfromweb"
OUTLOOK_AT_WORK = "https://outlook.office.com/calendar/0/addfromweb"


@dataclass(frozen=True)
class Way:
    """`address` is what the button opens; `pace` how soon the program sees a change."""

    program: str
    button: str
    address: str
    pace: str

    @property
    def is_elsewhere(self) -> bool:
        """On somebody else's site rather than in a program of one's own."""
        return self.address.startswith("https://")


def ways_of(addresses: LinkAddresses, *, name: str) -> Sequence[Way]:
    """Google's button takes the webcal address: given the https one it looks for a person of that name."""
    in_outlook = urlencode({"url": addresses.https, "name": name})
    outlook = _("Hämtar ungefär var tredje timme, ibland bara en gång om dygnet.")
    return (
        Way(
            _("Apple Kalender"),
            _("Öppna i Apple Kalender"),
            addresses.webcal,
            _("iPhone, iPad och Mac. Hämtar så ofta som du ställer in: från var femte minut till en gång i veckan."),
        ),
        Way(
            _("Google Kalender"),
            _("Lägg till i Google"),
            f"{GOOGLE}?{urlencode({'cid': addresses.webcal})}",
            _("Hämtar var 8–24 timme, och det går inte att ändra. Inställda kvällar göms."),
        ),
        Way(_("Outlook.com"), _("Lägg till i Outlook"), f"{OUTLOOK_AT_HOME}?{in_outlook}", outlook),
        Way(_("Outlook på jobbet"), _("Lägg till i jobbets Outlook"), f"{OUTLOOK_AT_WORK}?{in_outlook}", outlook),
        Way(
            _("Thunderbird"),
            _("Öppna i Thunderbird"),
            addresses.webcal,
            _("Hämtar var 30:e minut. Öppnas ett annat program: kopiera länken, välj Ny kalender och På nätverket."),
        ),
    )


def code_of(address: str) -> SafeString:
    """A QR code as SVG, black on white with its quiet zone, as wide as where it stands."""
    drawn: str = segno.make_qr(address, error="m").svg_inline(
        border=4, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - squares alone, nothing of the address as text
