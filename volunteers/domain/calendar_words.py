"""Nights, days and times in the words people use, in every language a text can be written in.

Pages, texts and calendars all take their words from here, so that they never differ. Django's own formats are not used:
they vary with the locale data of a version and put no-break spaces into texts. Every moment is an aware datetime and is
shown in `zone`, the municipality's; `language` is a code such as "sv" or "en-gb", and one without words is Swedish.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal

HOUR = 3600
MINUTES = 60


@dataclass(frozen=True)
class Words:
    days: tuple[str, ...]
    short_days: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    clock_sign: str
    today: str
    yesterday: str
    tomorrow: str
    hours: tuple[str, str]
    minutes: str
    sms_day: str = "{day}/{month}"
    sms_until: str = "-"


SWEDISH = Words(
    days=("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    short_days=("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    months=(
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ),
    short_months=("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sept", "okt", "nov", "dec"),
    clock_sign=".",
    today="i dag",
    yesterday="i går",
    tomorrow="i morgon",
    hours=("timme", "timmar"),
    minutes="min",
)
ENGLISH = Words(
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    short_days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    clock_sign=":",
    today="today",
    yesterday="yesterday",
    tomorrow="tomorrow",
    hours=("hour", "hours"),
    minutes="min",
)

FINNISH = Words(
    days=("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"),
    short_days=("ma", "ti", "ke", "to", "pe", "la", "su"),
    months=(
        "tammikuuta",
        "helmikuuta",
        "maaliskuuta",
        "huhtikuuta",
        "toukokuuta",
        "kesäkuuta",
        "heinäkuuta",
        "elokuuta",
        "syyskuuta",
        "lokakuuta",
        "marraskuuta",
        "joulukuuta",
    ),
    short_months=(
        "tammi",
        "helmi",
        "maalis",
        "huhti",
        "touko",
        "kesä",
        "heinä",
        "elo",
        "syys",
        "loka",
        "marras",
        "joulu",
    ),
    clock_sign=".",
    today="tänään",
    yesterday="eilen",
    tomorrow="huomenna",
    hours=("tunti", "tuntia"),
    minutes="min",
    sms_day="{day}.{month}.",
)
_ARABIC_DAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_ARABIC_MONTHS = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
)
ARABIC = Words(
    days=_ARABIC_DAYS,
    short_days=_ARABIC_DAYS,
    months=_ARABIC_MONTHS,
    short_months=_ARABIC_MONTHS,
    clock_sign=":",
    today="اليوم",
    yesterday="أمس",
    tomorrow="غدا",
    hours=("ساعة", "ساعات"),
    minutes="دقيقة",
    sms_until=" حتى ",  # a hyphen between two times would show them in the other order, from right to left
)
_SOMALI_DAYS = ("Isniin", "Talaado", "Arbaco", "Khamiis", "Jimce", "Sabti", "Axad")
_SOMALI_MONTHS = (
    "Janaayo",
    "Febraayo",
    "Maarso",
    "Abriil",
    "Maajo",
    "Juun",
    "Luulyo",
    "Agoosto",
    "Sebtembar",
    "Oktoobar",
    "Nofembar",
    "Desembar",
)
SOMALI = Words(
    days=_SOMALI_DAYS,
    short_days=_SOMALI_DAYS,
    months=_SOMALI_MONTHS,
    short_months=_SOMALI_MONTHS,
    clock_sign=":",
    today="maanta",
    yesterday="shalay",
    tomorrow="berri",
    hours=("saac", "saacadood"),
    minutes="daqiiqo",
)
WORDS = {"sv": SWEDISH, "en": ENGLISH, "fi": FINNISH, "ar": ARABIC, "so": SOMALI}


def words_in(language: str) -> Words:
    return WORDS.get(language[:2].lower(), SWEDISH)


def night_of(moment: date | datetime, zone: tzinfo) -> date:
    """The day a moment belongs to in `zone`; a plain date is that day already. A night belongs to the day it starts."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def night_long(moment: date | datetime, *, zone: tzinfo, language: str = "sv") -> str:
    """As in running text: fredag 16 oktober."""
    day, words = night_of(moment, zone), words_in(language)
    return f"{words.days[day.weekday()]} {day.day} {words.months[day.month - 1]}"


def night_short(moment: date | datetime, *, zone: tzinfo, language: str = "sv") -> str:
    """As on boards: fre 16 okt."""
    day, words = night_of(moment, zone), words_in(language)
    return f"{words.short_days[day.weekday()]} {day.day} {words.short_months[day.month - 1]}"


def day_and_month(day: date, *, beside: date, language: str = "sv") -> str:
    """As in running text: 3 mars; with the year, 3 mars 2028, when that is not the one of the day it stands beside."""
    year = "" if day.year == beside.year else f" {day.year}"
    return f"{day.day} {month_name(day, language=language)}{year}"


def month_name(day: date, *, language: str = "sv") -> str:
    return words_in(language).months[day.month - 1]


def sms_date(moment: date | datetime, *, zone: tzinfo, language: str = "sv") -> str:
    """As in texts: fre 16/10."""
    day, words = night_of(moment, zone), words_in(language)
    return f"{words.short_days[day.weekday()]} {words.sms_day.format(day=day.day, month=day.month)}"


def clock(moment: datetime, *, zone: tzinfo, language: str = "sv") -> str:
    """20.30, in English 20:30."""
    return moment.astimezone(zone).strftime(f"%H{words_in(language).clock_sign}%M")


def span(starts_at: datetime, ends_at: datetime, *, zone: tzinfo, language: str = "sv") -> str:
    """20.30–00.30, with the dash of running text"""
    return f"{clock(starts_at, zone=zone, language=language)}–{clock(ends_at, zone=zone, language=language)}"


def sms_span(starts_at: datetime, ends_at: datetime, *, zone: tzinfo, language: str = "sv") -> str:
    """20.30-00.30, with the hyphen that the GSM alphabet has"""
    until = words_in(language).sms_until
    return f"{clock(starts_at, zone=zone, language=language)}{until}{clock(ends_at, zone=zone, language=language)}"


def days_span(first: date, last: date, *, language: str = "sv") -> str:
    """12–18 okt, or 26 okt–1 nov when the month turns"""
    months = words_in(language).short_months
    end = f"{last.day} {months[last.month - 1]}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    return f"{first.day} {months[first.month - 1]}–{end}"


def day_and_clock(moment: datetime, *, now: datetime, zone: tzinfo, language: str = "sv") -> str:
    """Near days in words, i dag 18.47, others as lör 10 okt 13.05, with the year when it is not this one."""
    words, day, today = words_in(language), night_of(moment, zone), night_of(now, zone)
    near = {today: words.today, today - timedelta(days=1): words.yesterday, today + timedelta(days=1): words.tomorrow}
    if day in near:
        return f"{near[day]} {clock(moment, zone=zone, language=language)}"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{night_short(moment, zone=zone, language=language)}{year} {clock(moment, zone=zone, language=language)}"


def length(starts_at: datetime, ends_at: datetime, *, language: str = "sv") -> str:
    """4 timmar, 4 timmar 30 min, 45 min: the real time between two moments, also when the clocks change between them"""
    words = words_in(language)
    # Python subtracts two moments of one zone by their clocks; only in UTC is the difference real on such a night.
    real = ends_at.astimezone(UTC) - starts_at.astimezone(UTC)
    hours, rest = divmod(int(real.total_seconds()), HOUR)
    minutes = rest // MINUTES
    parts = [f"{hours} {words.hours[hours != 1]}"] if hours else []
    if minutes or not hours:
        parts.append(f"{minutes} {words.minutes}")
    return " ".join(parts)


def clock_change(starts_at: datetime, ends_at: datetime, *, zone: tzinfo) -> Literal["summer", "winter"] | None:
    """Which time begins between the two moments: the night is then an hour shorter ("summer") or longer ("winter")."""
    before, after = starts_at.astimezone(zone).utcoffset(), ends_at.astimezone(zone).utcoffset()
    if before is None or after is None or before == after:
        return None
    return "summer" if after > before else "winter"
