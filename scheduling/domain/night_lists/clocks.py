"""Times as people write them in lists: 20.30-00.30, kl 20, 2030, 8:30 pm. Pure; Swedish and English."""

import re
import unicodedata
from datetime import time

from django.utils.translation import gettext as _

from volunteers.exceptions import NotUnderstood

DAY_MINUTES = 24 * 60
NOON, MIDNIGHT = 12, 24
BEFORE = re.compile(r"^(?:kl|klockan|från|from|at)\b\.?\s*")
STAMP = re.compile(r"\d{4}-\d{2}-\d{2}[ t](\d{2}[:.]\d{2}(?:[:.]\d{2})?)")
CLOCK = re.compile(r"(\d{1,2})(?:\s*[.:,]\s*(\d{2})(?:[.:]\d{2}(?:\.0+)?)?)?\s*([ap])?\.?m?\.?")
RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})")
FRACTION = re.compile(r"0?[.,]\d{3,}")  # a time that lost its format is a part of a day
LOST_ZERO = re.compile(r"(\d{1,2})[.,]([03])")  # 20.30 that a spreadsheet took for a number is 20.3
UNTIL = re.compile(r"\s*(?:-|\btill\b|\btil\b|\bto\b|\buntil\b)\s*(?:kl\b\.?\s*)?")
HOURS = r"\d{1,2}(?:[.:]\d{2})?"
AFTER_DATE = re.compile(
    rf"(?P<date>.*\d.*?)(?<![-–\s])[\s,]+(?:(?:kl\.?|klockan)\s*(?P<said>{HOURS}(?:\s*[-–]\s*{HOURS})?)"
    rf"|(?P<clock>\d{{1,2}}[.:]\d{{2}}(?:\s*[-–]\s*{HOURS})?))",
    re.IGNORECASE,
)
MIDNIGHTS = frozenset({"midnatt", "midnight", "24", "24.00", "24:00", "2400"})


def read_clock(text: str) -> time:
    """One time of day. Raises NotUnderstood."""
    found = _clock(_plain(text))
    if found is None:
        raise NotUnderstood(_unread(text))
    return found


def read_span(text: str) -> tuple[time, time | None]:
    """When it starts, and when it ends where that is said too. Raises NotUnderstood."""
    plain = _plain(text)
    start = _clock(plain)
    if start is not None:
        return start, None
    parts = UNTIL.split(plain)
    if len(parts) == 2:  # noqa: PLR2004 - from and until
        start, end = (_clock(part.strip()) for part in parts)
        if start is not None and end is not None:
            return start, end
    raise NotUnderstood(_unread(text))


def split_date(text: str) -> tuple[str, str]:
    """A cell with both, such as "fre 16 okt kl 20.30-00.30", as its date and its times; the times may be missing."""
    match = AFTER_DATE.fullmatch(text.strip())
    if match is None:
        return text, ""
    clock = match["said"] or match["clock"]
    is_bare_day = clock in {"00:00", "00.00"}  # how a spreadsheet shows a date that has no time
    return match["date"].rstrip(" ,"), "" if is_bare_day else clock


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("–", "-").replace("—", "-").strip()
    return BEFORE.sub("", plain).strip()


def _clock(plain: str) -> time | None:
    if match := STAMP.fullmatch(plain):
        plain = match[1]
    if plain in MIDNIGHTS:
        return time(0)
    if FRACTION.fullmatch(plain):
        return _of_minutes(round(float(plain.replace(",", ".")) * DAY_MINUTES))
    if match := LOST_ZERO.fullmatch(plain):
        return _of_hours(int(match[1]), int(match[2]) * 10)
    if match := RUN_TOGETHER.fullmatch(plain):
        return _of_hours(int(match[1]), int(match[2]))
    match = CLOCK.fullmatch(plain)
    return None if match is None else _on_the_face(match)


def _on_the_face(match: re.Match[str]) -> time | None:
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and not 1 <= hour <= NOON:
        return None
    if half:
        hour = hour % NOON + (NOON if half == "p" else 0)
    return _of_hours(hour, minute)


def _of_hours(hour: int, minute: int) -> time | None:
    if (hour, minute) == (MIDNIGHT, 0):
        return time(0)
    return time(hour, minute) if hour < MIDNIGHT and minute < 60 else None  # noqa: PLR2004 - as clocks have it


def _of_minutes(minutes: int) -> time:
    return time(minutes % DAY_MINUTES // 60, minutes % 60)


def _unread(text: str) -> str:
    return _("Tiden går inte att läsa: %(text)s. Skriv den som 20.30.") % {"text": text[:40]}
