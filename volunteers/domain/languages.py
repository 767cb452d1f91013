"""The languages volunteers speak: kept as codes (ISO 639-1, else 639-3), written and read as words."""

import re
import unicodedata
from collections.abc import Iterable

# Code: Swedish, English. Those most spoken in Sweden; any other is kept as the word that was written.
NAMES: dict[str, tuple[str, str]] = {
    "sv": ("svenska", "Swedish"),
    "en": ("engelska", "English"),
    "am": ("amhariska", "Amharic"),
    "ar": ("arabiska", "Arabic"),
    "bn": ("bengali", "Bengali"),
    "bs": ("bosniska", "Bosnian"),
    "da": ("danska", "Danish"),
    "de": ("tyska", "German"),
    "el": ("grekiska", "Greek"),
    "es": ("spanska", "Spanish"),
    "et": ("estniska", "Estonian"),
    "fa": ("persiska", "Persian"),
    "fi": ("finska", "Finnish"),
    "fr": ("franska", "French"),
    "hi": ("hindi", "Hindi"),
    "hr": ("kroatiska", "Croatian"),
    "hu": ("ungerska", "Hungarian"),
    "it": ("italienska", "Italian"),
    "ku": ("kurdiska", "Kurdish"),
    "lt": ("litauiska", "Lithuanian"),
    "lv": ("lettiska", "Latvian"),
    "nl": ("nederländska", "Dutch"),
    "no": ("norska", "Norwegian"),
    "pl": ("polska", "Polish"),
    "prs": ("dari", "Dari"),
    "ps": ("pashto", "Pashto"),
    "pt": ("portugisiska", "Portuguese"),
    "rmn": ("romani", "Romani"),
    "ro": ("rumänska", "Romanian"),
    "ru": ("ryska", "Russian"),
    "so": ("somaliska", "Somali"),
    "sq": ("albanska", "Albanian"),
    "sr": ("serbiska", "Serbian"),
    "ssl": ("teckenspråk", "Sign language"),
    "sw": ("swahili", "Swahili"),
    "syr": ("syriska", "Syriac"),
    "th": ("thailändska", "Thai"),
    "ti": ("tigrinja", "Tigrinya"),
    "tr": ("turkiska", "Turkish"),
    "uk": ("ukrainska", "Ukrainian"),
    "ur": ("urdu", "Urdu"),
    "vi": ("vietnamesiska", "Vietnamese"),
    "zh": ("kinesiska", "Chinese"),
}
CODES = {name.casefold(): code for code, names in NAMES.items() for name in (code, *names)}
AT_MOST = 10
LENGTH = 30


def read_languages(text: str) -> list[str]:
    """In the order written: Svenska, arabiska och English is sv, ar, en."""
    words = re.split(r"[,;/&+|\n]|\boch\b|\band\b", unicodedata.normalize("NFC", text).casefold())
    written = [word.strip()[:LENGTH] for word in words if word.strip()]
    return list(dict.fromkeys(CODES.get(word, word) for word in written))[:AT_MOST]


def name_languages(codes: Iterable[str], language: str = "sv") -> str:
    """As in running text: svenska, arabiska. `language` is the reader's, and anything but English is Swedish."""
    place = 1 if language.lower().startswith("en") else 0
    return ", ".join(NAMES[code][place] if code in NAMES else code for code in codes)
