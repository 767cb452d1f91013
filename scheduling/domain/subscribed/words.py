"""How it stands with a calendar of someone else's, in words: when it came, what it lacks, why it fails. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from scheduling.domain.subscribed.occurrences import BROKEN, MOST_OCCURRENCES, TOO_LONG, TOO_OFTEN
from scheduling.enums import CalendarFault
from scheduling.models import SubscribedCalendar, SubscribedEvent
from volunteers.domain import calendar_words

LEFT_OUT = {
    BROKEN: ngettext_lazy("%(count)s post gick inte att läsa.", "%(count)s poster gick inte att läsa.", "count"),
    TOO_OFTEN: ngettext_lazy(
        "%(count)s post upprepas flera gånger om dagen och är inte med.",
        "%(count)s poster upprepas flera gånger om dagen och är inte med.",
        "count",
    ),
    TOO_LONG: ngettext_lazy(
        "%(count)s post varar i mer än hundra dagar och är inte med.",
        "%(count)s poster varar i mer än hundra dagar och är inte med.",
        "count",
    ),
}


class Health(StrEnum):
    """How it stands with a calendar."""

    AWAITED = "awaited"
    WELL = "well"
    FAILING = "failing"
    PAUSED = "paused"


@dataclass(frozen=True)
class Condition:
    """`sentence` says how it stands; `remarks` what the copy lacks."""

    health: Health
    sentence: str
    remarks: tuple[str, ...]


def condition_of(calendar: SubscribedCalendar, *, now: datetime, language: str) -> Condition:
    zone = calendar.municipality.zone

    def when(moment: datetime) -> str:
        return calendar_words.day_and_clock(moment, now=now, zone=zone, language=language)

    remarks = tuple(remarks_on(calendar))
    if calendar.paused_at:
        sentence = _("Pausad sedan %(when)s. Den hämtas inte och visas inte.") % {"when": when(calendar.paused_at)}
        return Condition(Health.PAUSED, sentence, remarks)
    if calendar.failing_since:
        words = {"when": when(calendar.failing_since), "why": fault_words(calendar)}
        sentence = _("Har inte gått att hämta sedan %(when)s: %(why)s.") % words
        if calendar.read_at:
            kept = _("Vi visar det som kom %(when)s.") % {"when": when(last_news(calendar))}
            sentence = f"{sentence} {kept}"
        return Condition(Health.FAILING, sentence, remarks)
    if calendar.read_at:
        sentence = _("Hämtad %(when)s.") % {"when": when(last_news(calendar))}
        return Condition(Health.WELL, sentence, remarks)
    return Condition(Health.AWAITED, _("Hämtas nu."), remarks)


def last_news(calendar: SubscribedCalendar) -> datetime:
    """When the server last sent it, or said that it was as before."""
    moments = [moment for moment in (calendar.fetched_at, calendar.read_at) if moment]
    return max(moments)


def fault_words(calendar: SubscribedCalendar) -> str:
    """With the number that whoever runs the server will ask for."""
    why = str(CalendarFault(calendar.fault).label)
    return f"{why} ({calendar.fault_status})" if calendar.fault_status else why


def remarks_on(calendar: SubscribedCalendar) -> Iterator[str]:
    for why, words in LEFT_OUT.items():
        count = calendar.left_out.get(why, 0)
        if count:
            yield words % {"count": count}
    if calendar.is_cut:
        yield _("Den har fler än %(count)s händelser. De första är med.") % {"count": MOST_OCCURRENCES}


def days_words(event: SubscribedEvent, *, today: date, zone: ZoneInfo, language: str) -> str:
    """Fre 16 okt 19.00, or 26 okt–1 nov, with the year when it is not this one."""
    year = "" if event.first_on.year == today.year else f" {event.first_on.year}"
    if event.first_on != event.last_on:
        return f"{calendar_words.days_span(event.first_on, event.last_on, language=language)}{year}"
    day = calendar_words.night_short(event.first_on, zone=zone, language=language)
    clock = f" {calendar_words.clock(event.starts_at, zone=zone, language=language)}" if event.starts_at else ""
    return f"{day}{year}{clock}"
