"""A small town with something of its own for every kind of calendar."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from scheduling.domain.calendar_lines import write_calendar
from scheduling.domain.calendar_links import Owner, make_link
from scheduling.domain.feeds import Grant, OpenFeed, feed_of, open_feed, read_subscription
from scheduling.enums import AttendanceState, FeedKind, ShiftKind
from scheduling.models import Route, Season, Shift
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    DistrictFactory,
    MunicipalityFactory,
    RouteFactory,
    ShiftFactory,
    member_of,
)
from tests.support.ical_checker import faults
from volunteers.models import Association, District, Municipality, Volunteer

NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(days=2)


class Town:
    """Two districts in one, two associations, a night of each with Anna on the first, and a host's shift."""

    def __init__(self) -> None:
        self.municipality: Municipality = MunicipalityFactory(name="Lyktköping")
        self.whole: District = DistrictFactory(municipality=self.municipality, name="Vårby")
        self.part: District = DistrictFactory(municipality=self.municipality, parent=self.whole, name="Gård")
        self.elsewhere: District = DistrictFactory(municipality=self.municipality, name="Skogås")
        self.club: Association = AssociationFactory(municipality=self.municipality, name="Vårby IF")
        self.other: Association = AssociationFactory(municipality=self.municipality, name="Skogås IF")
        self.anna: Volunteer = member_of(self.club, name="Anna Hemlig", mobile="+46701740633")
        self.season = Season.objects.create(
            association=self.club,
            name="Hösten",
            first_night=NOW.date(),
            last_night=NOW.date() + timedelta(days=90),
            rule="FREQ=WEEKLY",
            start_time=time(20),
            end_time=time(23),
        )
        self.route: Route = self.route_in(self.part, "Centrum")
        self.walk = self.night(self.club, self.route, season=self.season, confirmed_count=1, leader_count=1)
        self.far = self.night(self.other, self.route_in(self.elsewhere, "Skogen"), is_open=True)
        self.duty = self.night(self.club, self.route_in(self.whole, "Torget"), kind=ShiftKind.SAFETY_HOSTING)
        for shift in (self.walk, self.duty):
            self.place(shift, self.anna, is_leader=True)
        self.night(AssociationFactory(), RouteFactory())

    def route_in(self, district: District, name: str) -> Route:
        route: Route = RouteFactory(municipality=self.municipality, district=district, name=name)
        return route

    def night(self, association: Association, route: Route, **fields: Any) -> Shift:
        days = Shift.objects.count() + 1
        times = {"starts_at": NOW + timedelta(days=days), "created_at": EARLIER, "updated_at": EARLIER}
        shift: Shift = ShiftFactory(association=association, route=route, **{**times, **fields})
        return shift

    def place(self, shift: Shift, person: Volunteer, state: str = AttendanceState.CONFIRMED, **fields: Any) -> None:
        moments = dict.fromkeys(("asked_at", "created_at", "updated_at", "confirmed_at"), EARLIER)
        AttendanceFactory(shift=shift, volunteer=person, state=state, **{**moments, **fields})

    def owner(self, kind: str) -> Owner:
        owners: dict[str, Owner] = {
            FeedKind.VOLUNTEER: self.anna,
            FeedKind.ROSTER: self.anna,
            FeedKind.ASSOCIATION: self.club,
            FeedKind.PUBLIC: self.other,
            FeedKind.SEASON: self.season,
            FeedKind.ROUTE: self.route,
            FeedKind.DISTRICT: self.whole,
            FeedKind.MUNICIPALITY: self.municipality,
            FeedKind.PARTNER: self.municipality,
        }
        return owners[kind]


def link_to(owner: Owner, kind: str, grant: Grant | None = None) -> str:
    return make_link(owner, kind=FeedKind(kind), now=EARLIER, grant=grant or Grant())


def opened(token: str, *, now: datetime = NOW) -> OpenFeed:
    subscription = read_subscription(token, now=now)
    assert subscription is not None
    return open_feed(subscription, now=now)


def body_at(token: str, *, now: datetime = NOW) -> bytes:
    body = write_calendar(feed_of(opened(token, now=now)))
    assert faults(body) == []
    return body


def body_of(owner: Owner, kind: str, grant: Grant | None = None) -> bytes:
    return body_at(link_to(owner, kind, grant))


def values(body: bytes, name: str) -> list[str]:
    lines = body.decode().replace("\r\n ", "").split("\r\n")
    return [line.removeprefix(f"{name}:") for line in lines if line.startswith(f"{name}:")]
