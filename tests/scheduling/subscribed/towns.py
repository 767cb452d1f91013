"""Towns with calendars of others, for tests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from scheduling.domain.subscribed.keeping import keep_copy
from scheduling.domain.subscribed.occurrences import Contents, Occurrence
from scheduling.domain.subscribed.subscribing import accept_calendar, propose_calendar
from scheduling.enums import SpecialDayKind
from scheduling.models import SubscribedCalendar
from volunteers.models import Municipality

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
TODAY = MONDAY.date()
ADDRESS = "https://lag.example/hemma.ics?key=hemligt"
MATCH = Occurrence(
    "match-1@lag.example",
    "Lyktan–Åsö, hemma",
    date(2026, 10, 17),
    date(2026, 10, 17),
    starts_at=datetime(2026, 10, 17, 17, 0, tzinfo=UTC),
    ends_at=datetime(2026, 10, 17, 19, 0, tzinfo=UTC),
)
AWAY = Occurrence("match-2@lag.example", "Åsö–Lyktan, borta", date(2026, 10, 24), date(2026, 10, 24))
BREAK = Occurrence("lov@skola.example", "Höstlov", date(2026, 10, 26), date(2026, 11, 1))


def contents(*occurrences: Occurrence, **changed: Any) -> Contents:
    return Contents(**{"name": "Lyktans matcher", "occurrences": occurrences, **changed})


def proposed(town: Municipality, *occurrences: Occurrence, address: str = ADDRESS) -> SubscribedCalendar:
    """Looked into, and not accepted yet."""
    calendar = propose_calendar(town, address=address, now=MONDAY)
    keep_copy(calendar, contents(*occurrences), etag='"1"', last_modified="", now=MONDAY)
    calendar.refresh_from_db()
    return calendar


def followed(
    town: Municipality, *occurrences: Occurrence, kind: str = SpecialDayKind.HOME_MATCH, words: str = "", **changed: Any
) -> SubscribedCalendar:
    calendar = proposed(town, *occurrences, **changed)
    accept_calendar(calendar, name="Matcher", kind=kind, words=words, now=MONDAY)
    calendar.refresh_from_db()
    return calendar


def later(**passed: float) -> datetime:
    return MONDAY + timedelta(**passed)
