"""What an observation is called: VA-7K3F. Said on the phone and written on a note, so no two of its signs look alike.

Pure but for the draw. The letters before the hyphen tell the district; what comes after is drawn, so that a reference
says nothing of how many there are.
"""

import re
import secrets
import unicodedata

# Neither vowels, which make words, nor what is taken for another sign: 0 O Q, 1 I L, 2 Z, 5 S, 8 B.
SIGNS = "34679CDFGHJKMNPRTVWX"
DRAWN = 4
BY_DEFAULT = "LY"
WRITTEN = re.compile(rf"([A-Z]{{2}})[\s-]*([{SIGNS}]{{{DRAWN}}})")


def draw_reference(place: str) -> str:
    """A new one for somewhere in this district or municipality; the caller sees that nobody has it."""
    return f"{prefix_of(place)}-{''.join(secrets.choice(SIGNS) for _sign in range(DRAWN))}"


def prefix_of(place: str) -> str:
    """The first two letters of its name, without dots and rings: VA for Vårby."""
    plain = unicodedata.normalize("NFKD", place.upper())
    letters = "".join(sign for sign in plain if "A" <= sign <= "Z")
    return letters[:2] if len(letters) > 1 else BY_DEFAULT


def read_reference(text: str) -> str:
    """The reference that somebody wrote, in any case and with or without its hyphen; nothing when it is none."""
    found = WRITTEN.fullmatch(text.strip().upper())
    return f"{found[1]}-{found[2]}" if found else ""
