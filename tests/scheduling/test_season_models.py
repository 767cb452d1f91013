"""What the database itself holds of seasons and of the municipality's special days."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.factories import RouteFactory, SeasonFactory, SeasonRouteFactory, ShiftFactory, SpecialDayFactory

pytestmark = pytest.mark.django_db


def test_a_season_has_one_shift_for_a_night_and_group() -> None:
    season = SeasonFactory()
    of_season = {"association": season.association, "season": season, "season_night": date(2026, 10, 2)}
    ShiftFactory(**of_season, season_group=0)
    ShiftFactory(**of_season, season_group=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftFactory(**of_season, season_group=1)


def test_shifts_outlive_their_season() -> None:
    season = SeasonFactory()
    shift = ShiftFactory(association=season.association, season=season, season_night=date(2026, 10, 2), season_group=0)
    season.delete()
    shift.refresh_from_db()
    assert shift.season is None


def test_a_season_takes_the_same_route_in_several_places_but_one_in_each() -> None:
    season = SeasonFactory()
    route = season.stops.get().route
    SeasonRouteFactory(season=season, route=route, position=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SeasonRouteFactory(season=season, route=RouteFactory(municipality=route.municipality), position=1)


@pytest.mark.parametrize(
    "fields",
    [{"crew_safe": 1}, {"crew_min": 5}, {"leaders_needed": 4}, {"last_night": date(2026, 10, 1)}, {"group_count": 0}],
)
def test_an_unsound_season_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SeasonFactory(**fields)


def test_a_source_marks_each_of_its_days_once_and_people_as_often_as_they_like() -> None:
    town = SpecialDayFactory().municipality
    SpecialDayFactory(municipality=town)
    marked = {"municipality": town, "source": "subscribed", "source_key": "match-1@club.example"}
    SpecialDayFactory(**marked)
    with pytest.raises(IntegrityError), transaction.atomic():
        SpecialDayFactory(**marked)
