"""What a text costs on the air: the GSM 7-bit alphabet (3GPP TS 23.038) and the segments a text is cut into."""

import unicodedata
from math import ceil

from django.utils.translation import gettext as _

from messaging.exceptions import TextTooLong

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape and a character: two septets
_GSM_OF_ANY_WIDTH = GSM | GSM_EXTENDED
GSM_WHOLE, GSM_PART = 160, 153
UCS2_WHOLE, UCS2_PART = 70, 67
_LAST_BMP = 0xFFFF
MOST_DEAR = 5  # more than that is another script, and no slip
UNSEEN = frozenset({"Mn", "Me", "Cf"})  # categories of what only changes how its neighbour looks

# Typography that word processors and date formats put in, one of which would halve the room of the whole text.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′´`", "'"),
        **dict.fromkeys("\t\u00a0\u2007\u2008\u2009\u200a\u202f\u2002\u2003\u3000", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\x00", None),
        "…": "...",
        "•": "-",
        "·": "-",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
# Letters of names that have no accent to take off.
_UNACCENTED = str.maketrans(
    {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "œ": "oe", "Œ": "OE"}
)


def tidy(text: str) -> str:
    """The text with å as one character and plain dashes, quotes and spaces.

    Letters the alphabet lacks lose their accents (Şahin becomes Sahin) where that brings the whole text into the
    alphabet, and only there: a text that needs 16 bits a character anyway keeps every letter.
    """
    written = unicodedata.normalize("NFC", text).replace("\r\n", "\n").translate(_PLAIN)
    if is_gsm(written):
        return written
    plain = "".join(char if _is_gsm_char(char) else _without_accent(char) for char in written)
    return plain if is_gsm(plain) else written


def is_gsm(text: str) -> bool:
    return _GSM_OF_ANY_WIDTH.issuperset(text)


def septets(text: str) -> int:
    """How many of a segment's 160 places the text takes. Raises ValueError when the alphabet does not hold it."""
    if not is_gsm(text):
        raise ValueError("not in the GSM 7-bit alphabet")
    return sum(_widths(text))


def segments(text: str) -> int:
    """How many texts the network bills. A two-place character is never split between two segments."""
    whole, part = (GSM_WHOLE, GSM_PART) if is_gsm(text) else (UCS2_WHOLE, UCS2_PART)
    if len(text) <= whole // 2:  # no character takes more than two places
        return 1
    if GSM.issuperset(text):
        return 1 if len(text) <= whole else ceil(len(text) / part)
    widths = _widths(text)
    if sum(widths) <= whole:
        return 1
    count, used = 1, 0
    for width in widths:
        if used + width > part:
            count, used = count + 1, 0
        used += width
    return count


def room_left(text: str, most: int) -> int:
    """How many more places `most` segments have; negative when the text is too long."""
    whole, part = (GSM_WHOLE, GSM_PART) if is_gsm(text) else (UCS2_WHOLE, UCS2_PART)
    return (whole if most == 1 else part * most) - sum(_widths(text))


def dear_letters(text: str) -> str:
    """The few signs, such as an emoji, without which the text would take fewer segments; none where there are none."""
    outside = dict.fromkeys(char for char in text if not _is_gsm_char(char))
    if not 0 < len(outside) <= MOST_DEAR:
        return ""
    without = "".join(char for char in text if char not in outside)
    seen = "".join(char for char in outside if unicodedata.category(char) not in UNSEEN)
    return seen if segments(without) < segments(text) else ""


def one_segment(text: str) -> str:
    """The tidied text. Raises TextTooLong when it takes more than one segment."""
    tidied = tidy(text)
    if segments(tidied) > 1:
        room = GSM_WHOLE if is_gsm(tidied) else UCS2_WHOLE
        raise TextTooLong(
            _("Texten får inte plats i ett sms: %(length)d tecken, och det finns plats för %(room)d.")
            % {"length": sum(_widths(tidied)), "room": room}
        )
    return tidied


def _is_gsm_char(char: str) -> bool:
    return char in _GSM_OF_ANY_WIDTH


def _widths(text: str) -> list[int]:
    """The places each character takes: septets in the GSM alphabet, 16-bit units outside it."""
    if GSM.issuperset(text):
        return [1] * len(text)
    if is_gsm(text):
        return [2 if char in GSM_EXTENDED else 1 for char in text]
    return [2 if ord(char) > _LAST_BMP else 1 for char in text]


def _without_accent(char: str) -> str:
    decomposed = unicodedata.normalize("NFD", char).translate(_UNACCENTED)
    return "".join(part for part in decomposed if not unicodedata.combining(part))
