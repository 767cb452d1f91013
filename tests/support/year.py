"""A small town in which a year is lived through the real verbs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bench.term_clock import set_clock
from bench.year_life import CLOCK_CHANGES, YEAR, Club, Life
from tests.factories import AssociationFactory, DistrictFactory, MunicipalityFactory, RouteFactory, member_of
from volunteers.models import Association, Municipality

OVER = datetime(YEAR + 1, 1, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Year:
    """The town as it is when the year is over."""

    town: Municipality
    associations: Sequence[Association]
    stories: Sequence[str]


def live_a_year(seed: int, *, nights: int, people: int = 9, clubs: int = 2) -> Year:
    """So many evenings, on each of which all associations walk. The same seed lives the same year, but for ids and
    drawn references; at last somebody who walked is forgotten.
    """
    town = MunicipalityFactory(name="Lyktköping")
    whole = DistrictFactory(municipality=town, name="Norra")
    part = DistrictFactory(municipality=town, name="Norra torget", parent=whole)
    other = DistrictFactory(municipality=town, name="Södra")
    routes = [RouteFactory(municipality=town, district=one, name=one.name) for one in (whole, part, other)]
    groups = []
    for number in range(clubs):
        association = AssociationFactory(municipality=town, name=f"Förening {number + 1}")
        members = [member_of(association, name=f"Vandrare{n} Testsson") for n in range(people)]
        groups.append(Club(association, routes[number:] + routes[:number], members))
    life = Life(seed, groups)
    life.live([(night, club) for night in evenings(nights) for club in groups])
    life.forget_somebody(town, OVER)
    set_clock(OVER)
    return Year(town, [club.association for club in groups], life.stories)


def evenings(wanted: int) -> list[date]:
    """Spread over the year, each on a Friday or a Saturday, with both nights on which the clock is changed."""
    first, step = date(YEAR, 1, 9), timedelta(days=max(1, 340 // wanted))
    days = [first + step * n for n in range(wanted - len(CLOCK_CHANGES))]
    weekends = [day + timedelta(days=(4 - day.weekday()) % 7) for day in days]
    return sorted([*weekends, *CLOCK_CHANGES])
