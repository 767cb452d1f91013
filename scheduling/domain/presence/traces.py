"""What in a short text leads to one person: a personal number, a phone, a plate, an e-mail address. Pure.

A time, a date, a sum, a bus line or 112 is none of them: nobody shall have to write round what everybody writes.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _
from stdnum import luhn

from scheduling.domain.number_words import listed
from scheduling.enums import Trace
from scheduling.exceptions import PersonalDataSeen

DASHES = re.compile("[\u2010-\u2015\u2212]")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")

# Ten or twelve digits that begin with a date, written together or with one and the same sign between its parts. A day
# of 61 to 91 is a coordination number's (samordningsnummer).
PERSONAL_NUMBER = re.compile(
    r"(?<!\d)(?P<century>(?:18|19|20)[ ]?)?(?P<a>\d\d)(?P<sign>[-./ ]?)(?P<b>0[1-9]|1[0-2])(?P=sign)"
    r"(?P<c>0[1-9]|[12]\d|3[01]|[6-8]\d|9[01])(?P<joint>\s*[-+/]?\s*)(?P<last>\d{4})(?!\d)"
)
MOST_CHUNKS = 8  # +46 (0) 70 17 40 60 5
MOBILE = re.compile(r"07[02369]\d{7}")
CLOCK_OR_YEAR = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d|(?:19|20)\d\d")

# Digits with what may stand between those of one number, as far as they go.
RUN = re.compile(r"(?<![^\W_])[+(]?\d(?:[\d\s()+./:-]*\d)?")
_CLOCK = r"(?:(?:[01]?\d|2[0-4])[.:][0-5]\d|(?:[01]\d|2[0-4])[0-5]\d|[01]?\d|2[0-4])"
_DAY = r"(?:(?:19|20)\d\d-\d\d-\d\d|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d\d)"
TIME_OR_DATE = re.compile(rf"{_CLOCK}-{_CLOCK}|(?:[01]\d|2[0-4])[.:]?[0-5]\d|{_DAY}(?:-{_DAY})?|(?:19|20)\d\d")
PLAINLY_A_TIME = re.compile(r".*[.:/].*|\d{4}-\d{4}")  # of what is a time or a date: no part of a number to ring
AT_HOME = re.compile(r"0[1-9]\d{6,8}")
ABROAD = re.compile(r"\+\d{8,15}|00[1-9]\d{7,13}")
AFTER_A_WORD = re.compile(r"(?<=[^\W\d_])(?:\+46|0046|0)7[02369]\d{7}(?!\d)")  # nr0701740605
WITHOUT_ZERO = re.compile(r"(?:46)?7[02369]\d{7}")

# Three letters of those that Swedish plates use, and two digits with a third or with a letter.
PLATE = re.compile(
    r"(?<![\w-])(?P<letters>[A-HJ-PR-UW-Z]{3})(?P<sign>[ ]{0,3}|-)(?P<rest>\d\d[\dA-HJ-NPR-UW-Z])(?![\w-])",
    re.IGNORECASE,
)
ABOUT_A_CAR = re.compile(
    r"\b(?:bil\w*|\w+bil(?:en|ar)?|reg\w*|skylt\w*|plåt\w*|mc|moped\w*|motorcykel\w*|epa\w*|a-traktor\w*|volvo|saab|bmw|audi|"
    r"mercedes|toyota|tesla|kia|ford|opel|car|plate|vehicle|van)\b",
    re.IGNORECASE,
)
# Words and signs before a number that is no plate: SOS 112, SEK 500, hus 12B.
NO_PLATES = frozenset({
    "apr", "att", "aug", "bad", "bus", "dag", "dec", "den", "det", "dkk", "eur", "feb", "fem", "fre", "gps", "gym",
    "har", "hos", "hus", "jan", "jul", "jun", "kap", "kom", "lag", "lgh", "maj", "mar", "max", "mer", "mot", "nok",
    "och", "okt", "ons", "oss", "per", "rad", "rum", "sal", "sek", "sen", "sep", "ska", "sms", "sos", "tel", "tom",
    "tor", "tre", "upp", "usd",
})  # fmt: skip
NEAR = timedelta(days=366)  # a date in a request is at most so long ago or ahead


def traces_in(text: str, *, today: date) -> list[Trace]:
    """What the text seems to hold, in the order of Trace; mistyped numbers too. `today` tells dates from births."""
    plain = plain_signs(text)
    found = {
        Trace.PERSONAL_NUMBER: any(is_birth(match, today) for match in PERSONAL_NUMBER.finditer(plain)),
        Trace.PHONE: has_phone(plain),
        Trace.PLATE: has_plate(plain),
        Trace.EMAIL: EMAIL.search(plain) is not None,
    }
    return [trace for trace, is_there in found.items() if is_there]


def plain_signs(text: str) -> str:
    """The same with every digit, space and dash in its plainest form, and nothing that cannot be seen."""
    signs = (
        str(unicodedata.digit(sign)) if sign.isdigit() else sign
        for sign in unicodedata.normalize("NFKC", text)
        if unicodedata.category(sign) != "Cf"
    )
    return DASHES.sub("-", "".join(signs))


def is_birth(match: re.Match[str], today: date) -> bool:
    """Unless it is a day near today with a time or a year after it, or a mobile number that only looks like it."""
    digits = re.sub(r"\D", "", match.group())
    if MOBILE.fullmatch(digits):
        return bool(luhn.is_valid(digits))
    is_set_apart = match["joint"].isspace() or bool(match["sign"] and match["joint"])
    if not is_set_apart or not CLOCK_OR_YEAR.fullmatch(match["last"]):
        return True
    first, month, last = (int(match[part]) for part in "abc")
    days = [(int(match["century"] or 20) * 100 + first, month, last)]
    if match["sign"].strip() and not match["century"]:
        days.append((2000 + last, month, first))
    return not any(is_near(*day, today) for day in days)


def is_near(year: int, month: int, day: int, today: date) -> bool:
    try:
        return abs(date(year, month, day) - today) <= NEAR
    except ValueError:
        return False


def has_phone(text: str) -> bool:
    return AFTER_A_WORD.search(text) is not None or any(is_phone(run.group()) for run in RUN.finditer(text))


def is_phone(run: str) -> bool:
    sentences = re.split(r"[.:/]\s+", re.sub(r"\s*-\s*", "-", run))
    return any(is_number_to_ring(some) for words in sentences for some in stretches(words.split()))


def stretches(chunks: list[str]) -> Iterator[list[str]]:
    """Every row of neighbours: a number may be written in one piece or in five, and a time may stand before it."""
    for first in range(len(chunks)):
        for last in range(first + 1, min(first + MOST_CHUNKS, len(chunks)) + 1):
            yield chunks[first:last]


def is_number_to_ring(chunks: list[str]) -> bool:
    times = [chunk for chunk in chunks if TIME_OR_DATE.fullmatch(chunk)]
    if len(times) == len(chunks) or any(PLAINLY_A_TIME.fullmatch(chunk) for chunk in times):
        return False
    written = "".join(chunks).replace("(0)", "")
    groups = re.findall(r"\d+", " ".join(chunks).replace("(0)", " "))
    digits = "".join(groups)
    if ABROAD.fullmatch(("+" if written.lstrip("(").startswith("+") else "") + digits):
        return True
    if any(len(group) == 1 for group in groups):
        return False
    if AT_HOME.fullmatch(digits):
        return True
    return bool(WITHOUT_ZERO.fullmatch(digits)) and len(groups[0]) in {2, len(digits)}


def has_plate(text: str) -> bool:
    """Capitals, or written together; small letters with a space between are words, where no car is spoken of."""
    is_about_a_car = ABOUT_A_CAR.search(text) is not None
    for match in PLATE.finditer(text):
        letters, rest = match["letters"], match["rest"]
        if letters.casefold() in NO_PLATES:
            continue
        if f"{letters}{rest}".isupper() or not match["sign"].isspace() or is_about_a_car:
            return True
    return False


def refuse_personal_data(text: str, *, field: str, today: date) -> None:
    """Raises PersonalDataSeen, which says what it looks like but never repeats it."""
    traces = traces_in(text, today=today)
    if traces:
        words = _("Det ser ut som %(what)s. Skriv platsen och anledningen, aldrig något om en enskild person.")
        raise PersonalDataSeen(
            words % {"what": listed([str(trace.label) for trace in traces])}, field=field, traces=tuple(traces)
        )
