"""What a token is kept as, and what people call the programs that come with one. Pure."""

import hashlib
import re

from django.utils.translation import gettext_noop

FIRST_WORD = re.compile(r"[\w.-]{1,40}")
# What programs call themselves, and what people call them. The first that fits wins.
CLIENTS = (
    ("google", "Google Kalender"),
    ("thunderbird", "Thunderbird"),
    ("outlook", "Outlook"),
    ("microsoft", "Outlook"),
    ("icsx5", "ICSx5"),
    ("davx5", "DAVx⁵"),
    ("nextcloud", "Nextcloud"),
    ("evolution", "GNOME"),
    ("gnome", "GNOME"),
    ("vdirsyncer", "vdirsyncer"),
    ("dataaccessd", "Apple Kalender"),
    ("calendaragent", "Apple Kalender"),
    # A browser says so first of all, and then on what machine it is: a Mac's is not the Mac's calendar.
    ("mozilla/", gettext_noop("en webbläsare")),
    ("ios/", "Apple Kalender"),
    ("mac os", "Apple Kalender"),
    ("macos", "Apple Kalender"),
)


def client_name(user_agent: str) -> str:
    """What a person would call the program; else the first word it says of itself."""
    said = user_agent.casefold()
    known = next((name for sign, name in CLIENTS if sign in said), "")
    first_word = FIRST_WORD.match(user_agent)
    return known or (first_word[0] if first_word else "")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
