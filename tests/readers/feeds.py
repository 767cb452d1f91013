"""One feed of every kind, with the nights of the clock's changes in it, as it leaves Lykta's own door."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.test import Client

from scheduling.domain.calendar_links import find_link, make_link, revoke_link
from scheduling.domain.calendars import clean
from scheduling.domain.feeds import feed_of, open_feed, read_subscription
from scheduling.enums import AttendanceState, FeedKind, ShiftKind
from scheduling.models import Route, Season, Shift
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    MunicipalityFactory,
    RouteFactory,
    ShiftFactory,
    member_of,
)
from tests.readers.entries import Entry
from tests.readers.nights import WALKS
from volunteers.models import Association, Volunteer

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
PLACE = "Söder; lag 1, Åsö"
DAY = date(2027, 3, 1)


@dataclass(frozen=True)
class Town:
    """One association that walks every one of those nights, and one volunteer who is on or asked to each; and the same
    nights once more for a safety host of theirs.
    """

    association: Association
    volunteer: Volunteer
    host: Volunteer
    season: Season
    route: Route
    shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class Feed:
    """What left the door, and what it should be read as, by the night that it belongs to."""

    body: bytes
    entries: Mapping[date, Sequence[Entry]]


def town() -> Town:
    municipality = MunicipalityFactory(activity_word="nattvandring")
    association = AssociationFactory(municipality=municipality, name="Åsö \\ vänner")
    volunteer, host = member_of(association), member_of(association)
    season = Season.objects.create(
        association=association,
        name="Våren; 1",
        first_night=DAY,
        last_night=date(2027, 12, 1),
        rule="FREQ=DAILY",
        start_time=time(21),
        end_time=time(4),
    )
    route = RouteFactory(municipality=municipality, name=PLACE, district__name="Söder")
    shifts = tuple(
        ShiftFactory(
            association=association,
            route=route,
            season=season,
            kind=kind,
            is_open=True,
            night=walk.night,
            starts_at=walk.starts,
            ends_at=walk.ends,
            created_at=NOW - timedelta(days=3),
            updated_at=NOW - timedelta(days=3),
        )
        for kind in (ShiftKind.NIGHT_WALK, ShiftKind.SAFETY_HOSTING)
        for walk in WALKS
    )
    for kind, person in ((ShiftKind.NIGHT_WALK, volunteer), (ShiftKind.SAFETY_HOSTING, host)):
        place_on([shift for shift in shifts if shift.kind == kind], person)
    return Town(association, volunteer, host, season, route, shifts)


def place_on(shifts: Sequence[Shift], person: Volunteer) -> None:
    """Nobody has a place on two nights at once, but may be asked to many."""
    first_of_night: set[date] = set()
    for shift in shifts:
        is_first = shift.night not in first_of_night
        first_of_night.add(shift.night)
        state = AttendanceState.CONFIRMED if is_first else AttendanceState.ASKED
        AttendanceFactory(shift=shift, volunteer=person, state=state, asked_at=NOW - timedelta(days=2))


# Makes the link of each kind; a kind without a row here fails the proof.
LINKS: Mapping[str, Callable[[Town], str]] = {
    FeedKind.VOLUNTEER: lambda town: make_link(town.volunteer, now=NOW),
    FeedKind.ROSTER: lambda town: make_link(town.host, kind=FeedKind.ROSTER, now=NOW),
    FeedKind.ASSOCIATION: lambda town: make_link(town.association, now=NOW),
    FeedKind.PUBLIC: lambda town: make_link(town.association, kind=FeedKind.PUBLIC, now=NOW),
    FeedKind.SEASON: lambda town: make_link(town.season, now=NOW),
    FeedKind.ROUTE: lambda town: make_link(town.route, now=NOW),
    FeedKind.DISTRICT: lambda town: make_link(town.route.district, now=NOW),
    FeedKind.MUNICIPALITY: lambda town: make_link(town.association.municipality, now=NOW),
    FeedKind.PARTNER: lambda town: make_link(town.association.municipality, kind=FeedKind.PARTNER, now=NOW),
}


def closed(town: Town) -> str:
    token = make_link(town.association, now=NOW)
    link = find_link(token)
    assert link is not None
    revoke_link(link, now=NOW)
    return token


# What a link shows instead of nights: one whole day.
DAYS: Mapping[str, Callable[[Town], str]] = {
    "no nights yet": lambda town: make_link(AssociationFactory(municipality=town.association.municipality), now=NOW),
    "closed": closed,
}


def every_feed(client: Client) -> dict[str, Feed]:
    """By the name of its kind. Made in the database, fetched over HTTP."""
    place = town()
    return {str(kind): feed_at(client, link(place), place.shifts) for kind, link in {**LINKS, **DAYS}.items()}


def feed_at(client: Client, token: str, shifts: Sequence[Shift]) -> Feed:
    answer = client.get(f"/calendar/{token}.ics")
    assert answer.status_code == 200
    entries: dict[date, list[Entry]] = {}
    for entry in entries_of(token):
        entries.setdefault(night_of(entry, shifts), []).append(entry)
    return Feed(answer.content, entries)


def entries_of(token: str) -> list[Entry]:
    """From the plain values that the feed is built of, before any of it becomes iCalendar."""
    subscription = read_subscription(token, now=NOW)
    assert subscription is not None
    events = feed_of(open_feed(subscription, now=NOW)).events
    return [
        Entry(event.uid, event.starts, event.ends, *map(clean, (event.summary, event.location, event.description)))
        for event in events
    ]


def night_of(entry: Entry, shifts: Sequence[Shift]) -> date:
    """By the row in the database, which must have the very same moments. A whole day is its own night."""
    if not isinstance(entry.starts, datetime):
        return entry.starts
    (shift,) = (shift for shift in shifts if entry.uid.startswith(f"shift-{shift.uuid}@"))
    assert (entry.starts, entry.ends) == (shift.starts_at, shift.ends_at)
    return shift.night


def counts(feed: Feed) -> dict[date, int]:
    return {night: len(entries) for night, entries in feed.entries.items()}
