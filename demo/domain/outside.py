"""The calendars of others in the demo town: a school's and a club's that the demo serves, and one that is gone."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dateutil.easter import easter as easter_sunday
from django.conf import settings

from scheduling.domain.calendars import CalendarEvent, CalendarFeed, build_calendar
from scheduling.domain.seasons.special_days import enter_day
from scheduling.domain.subscribed.keeping import AHEAD, BACK, keep_copy, note_fault
from scheduling.domain.subscribed.reading import read_calendar
from scheduling.domain.subscribed.subscribing import accept_calendar, propose_calendar
from scheduling.enums import CalendarFault, SpecialDayKind
from scheduling.exceptions import CalendarUnread
from volunteers.models import Municipality

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
WEDNESDAY = 2
SCHOOL, CLUB, MARKET = "lasaret", "lyktan-bk", "marknader"
OPPONENTS = ("Åsö IF", "Norra BK", "Söder; lag 1", "Skogås FF", "Vreten SK")
KICK_OFF, FINAL_WHISTLE = time(19, 0), time(21, 0)
FOLLOWED = {
    SCHOOL: ("Läsåret", SpecialDayKind.SCHOOL_BREAK),
    CLUB: ("Lyktan BK hemma", SpecialDayKind.HOME_MATCH),
    MARKET: ("Stadens marknader", SpecialDayKind.EVENT),
}
GONE_FOR = timedelta(days=2)


def served(name: str, *, now: datetime, town: Municipality) -> bytes | None:
    """What the demo answers at the calendar's address. The market's is not there any more."""
    feeds = {SCHOOL: school_feed, CLUB: club_feed}
    return build_calendar(feeds[name](now, town)) if name in feeds else None


def school_feed(now: datetime, town: Municipality) -> CalendarFeed:
    """The breaks of this year and the next, as schools near Stockholm have them."""
    year = now.astimezone(town.zone).year
    return feed("Läsåret", *(whole_days(*one) for each in (year, year + 1) for one in breaks_of(each)))


def breaks_of(year: int) -> Iterator[tuple[str, date, date]]:
    """Name, first day, and the day after the last."""
    for name, week in (("Sportlov", 9), ("Höstlov", 44)):
        monday = date.fromisocalendar(year, week, 1)
        yield name, monday, monday + WEEK
    easter = easter_sunday(year)
    yield "Påsklov", easter + DAY, easter + WEEK
    yield "Sommarlov", last_day_of_school(year) + DAY, date(year, 8, 17)
    yield "Jullov", date(year, 12, 21), date(year + 1, 1, 9)


def last_day_of_school(year: int) -> date:
    """The Friday of the second week of June."""
    return date.fromisocalendar(year, 24, 5)


def club_feed(now: datetime, town: Municipality) -> CalendarFeed:
    """A home match every other Wednesday, when nobody walks as a rule."""
    wednesday = monday_of(now, town) + WEDNESDAY * DAY
    matches = (
        match(number, opponent, wednesday + (2 * number + 1) * WEEK, town) for number, opponent in enumerate(OPPONENTS)
    )
    return feed("Lyktan BK: hemmamatcher", *matches)


def market_feed(now: datetime, town: Municipality) -> CalendarFeed:
    saturday = monday_of(now, town) + 5 * DAY
    return feed("Marknader", whole_days("Marknad på torget", saturday + 2 * WEEK, saturday + 2 * WEEK + 2 * DAY))


def load_outside_calendars(town: Municipality, *, now: datetime) -> None:
    """All three as if they had been followed for a while; the market's has been gone for two days."""
    feeds = {SCHOOL: school_feed, CLUB: club_feed, MARKET: market_feed}
    today = now.astimezone(town.zone).date()
    for name, (title, kind) in FOLLOWED.items():
        calendar = propose_calendar(town, address=address_of(name), now=now)
        body = build_calendar(feeds[name](now, town))
        contents = read_calendar(body, zone=town.zone, first=today - BACK, last=today + AHEAD)
        came_at = now - GONE_FOR - DAY if name == MARKET else now
        keep_copy(calendar, contents, etag="", last_modified="", now=came_at)
        accept_calendar(calendar, name=title, kind=kind, words="", now=now)
        if name == MARKET:
            note_fault(calendar, CalendarUnread(CalendarFault.GONE, status=404), now=now - GONE_FOR)


def enter_last_day_of_school(town: Municipality, *, now: datetime) -> None:
    """No calendar tells it as a night for more adults, so the coordinator has entered it."""
    today = now.astimezone(town.zone).date()
    days = (last_day_of_school(year) for year in (today.year, today.year + 1))
    day = next(one for one in days if one >= today)
    enter_day(town, kind=SpecialDayKind.SCHOOL_END, name="Skolavslutning", first_on=day, last_on=None, now=now)


def address_of(name: str) -> str:
    return f"{settings.PUBLIC_URL}/demo/kalendrar/{name}.ics"


def feed(name: str, *events: CalendarEvent) -> CalendarFeed:
    return CalendarFeed(name=name, description="En påhittad kalender.", language="sv", events=events)


def match(number: int, opponent: str, day: date, town: Municipality) -> CalendarEvent:
    starts, ends = (datetime.combine(day, clock, tzinfo=town.zone) for clock in (KICK_OFF, FINAL_WHISTLE))
    return CalendarEvent(
        f"match-{number}@lyktan.example", f"Lyktan BK–{opponent}", starts, ends, updated_at=starts - 30 * DAY
    )


def whole_days(name: str, first: date, after: date) -> CalendarEvent:
    made_at = datetime.combine(first - 60 * DAY, time(12), tzinfo=Municipality().zone)
    return CalendarEvent(f"{name.lower()}-{first:%Y%m%d}@stad.example", name, first, after, updated_at=made_at)


def monday_of(now: datetime, town: Municipality) -> date:
    today = now.astimezone(town.zone).date()
    return today - today.weekday() * DAY
