"""Texts written from their templates in the reader's language: in one segment, in wider scripts in two.

The words stand in templates/sms/<language>/<kind>.txt. A name or place that is too long is clipped, never the message.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from messaging.domain import texts
from messaging.domain.numbers import show_number
from messaging.domain.personal_links import as_long
from messaging.exceptions import TextTooLong

CLIPS = (60, 24, 18, 14, 10, 7)  # longest part of a name or place, tried in turn until the text fits
SWEDISH = "sv"
WIDE_SCRIPTS = frozenset({"ar"})  # 70 letters to a segment, 67 to each of several
STROKED = {"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i", "Ħ": "H", "ħ": "h"}  # Unicode does not take these apart
LOST_SPACE = re.compile(r" +(?=[,.!?:;،؟])")
TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")  # a name that was clipped ends with one of its own


def neat(text: str) -> str:
    """One space between words, none before a sign, and one stop where two met."""
    return TWO_STOPS.sub(".", LOST_SPACE.sub("", " ".join(text.split())))


def plain(name: str) -> str:
    """A name in letters that one segment can carry: ş becomes s; what has no such letter is left out."""
    kept = []
    for letter in unicodedata.normalize("NFC", name):
        if texts.is_gsm(letter):
            kept.append(letter)
        else:
            apart = unicodedata.normalize("NFKD", STROKED.get(letter, letter))
            kept.extend(part for part in apart if texts.is_gsm(part))
    return "".join(kept).strip()


def clip(name: str, longest: int) -> str:
    return name if len(name) <= longest else name[: longest - 1].rstrip(" -,") + "."


def language_of(kind: str, language: str) -> str:
    """The person's language, or Swedish where this kind of text has no words in it."""
    return language if _has_words(kind, language) else SWEDISH


@lru_cache(maxsize=1024)
def _has_words(kind: str, language: str) -> bool:
    try:
        get_template(_path(kind, language))
    except TemplateDoesNotExist:
        return False
    return True


def _path(kind: str, language: str) -> str:
    return f"sms/{language}/{kind}.txt"


def write(kind: str, *, language: str, clipped: Mapping[str, str], **exact: object) -> str:
    """Render one text. `clipped` are names and places, `exact` what must stand whole.

    Raises TextTooLong when even the shortest clipping needs another segment, which a test over all kinds rules out.
    """
    spoken = language_of(kind, language)

    def render(names: dict[str, object]) -> str:
        with translation.override(spoken):
            return neat(render_to_string(_path(kind, spoken), names | exact))

    return fit(render, clipped=clipped, language=spoken)


def fit(render: Callable[[dict[str, object]], str], *, clipped: Mapping[str, str], language: str) -> str:
    """What `render` makes of names clipped just enough. Raises TextTooLong.

    A link cannot be clipped: where the address of the site is long, a text with one may take one segment more.
    """
    most, body = most_segments(language), ""
    for allowed in (most, most + 1):
        for longest in CLIPS:
            names: dict[str, object] = {name: clip(legible(said, language), longest) for name, said in clipped.items()}
            body = texts.tidy(render(names))
            if texts.segments(as_long(body)) <= allowed:
                return body
        if as_long(body) == body:
            break
    raise TextTooLong(
        _("Texten får inte plats i %(segments)s sms, inte ens med korta namn.") % {"segments": most_segments(language)}
    )


def most_segments(language: str) -> int:
    """What a text may cost: scripts outside the GSM alphabet have room for less than half as many letters."""
    return 2 if language in WIDE_SCRIPTS else 1


def legible(name: str, language: str) -> str:
    """A name in letters that cost no more than the text around it."""
    return name.strip() if language in WIDE_SCRIPTS else plain(name)


def number_words(number: str, language: str) -> str:
    """070-174 06 12. From right to left the groups would change places, so there it is one run of digits."""
    shown = show_number(number)
    return shown.replace("-", "").replace(" ", "") if language in WIDE_SCRIPTS else shown
