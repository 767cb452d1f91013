"""Every address of seasons and quiet changes, asked by those who may not: nothing out of reach exists."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from scheduling.models import Season, SpecialDay
from tests.factories import (
    AssociationFactory,
    SeasonFactory,
    ShiftFactory,
    SpecialDayFactory,
    coordinator_of,
    leader_of,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db

OF_A_SEASON = ["season", "change_season", "season_sheet"]
ACTS_ON_A_SEASON = ["choose_nights", "carry_out_season", "publish_season", "undo_season"]
ACTS_ON_A_SHIFT = ["undo_change", "follow_season", "cancel_later"]
OF_AN_ASSOCIATION = ["changes"]
ACTS_ON_AN_ASSOCIATION = ["publish_changes", "undo_changes"]
OF_A_TOWN = ["special_days"]
ACTS_ON_A_TOWN = ["remove_special_day"]
POSTED = {*ACTS_ON_A_SEASON, *ACTS_ON_A_SHIFT, *ACTS_ON_AN_ASSOCIATION, *ACTS_ON_A_TOWN}
OF_LEADERS = [*OF_A_SEASON, *ACTS_ON_A_SEASON, *ACTS_ON_A_SHIFT, *OF_AN_ASSOCIATION, *ACTS_ON_AN_ASSOCIATION]
WITHIN = [*OF_LEADERS, *OF_A_TOWN, *ACTS_ON_A_TOWN]


def address(name: str, season: Season) -> str:
    arguments = [season.pk]
    if name in ACTS_ON_A_SHIFT:
        arguments = [ShiftFactory(association=season.association).pk]
    if name in {*OF_AN_ASSOCIATION, *ACTS_ON_AN_ASSOCIATION}:
        arguments = [season.association_id]
    if name in OF_A_TOWN:
        arguments = [season.association.municipality_id]
    if name in ACTS_ON_A_TOWN:
        day: SpecialDay = SpecialDayFactory(municipality=season.association.municipality)
        arguments = [day.municipality_id, day.pk]
    return reverse(f"scheduling:{name}", args=arguments)


def status(client: Client, name: str, season: Season) -> int:
    to = address(name, season)
    return (client.post(to) if name in POSTED else client.get(to)).status_code


def other_leader(season: Season) -> User:
    user: User = leader_of(AssociationFactory())
    return user


def neighbour(season: Season) -> User:
    user: User = leader_of(AssociationFactory(municipality=season.association.municipality))
    return user


def other_coordinator(season: Season) -> User:
    user: User = coordinator_of(AssociationFactory().municipality)
    return user


@pytest.mark.parametrize("name", [*WITHIN, "seasons", "new_season"])
def test_page_sends_to_sign_in_when_nobody_is_signed_in(client: Client, name: str) -> None:
    season = SeasonFactory()
    to = reverse(f"scheduling:{name}") if name in {"seasons", "new_season"} else address(name, season)
    answer = client.post(to) if name in POSTED else client.get(to)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("name", WITHIN)
@pytest.mark.parametrize("who", [other_leader, neighbour, other_coordinator])
def test_page_does_not_exist_when_it_is_anothers(client: Client, name: str, who: Callable[[Season], User]) -> None:
    season = SeasonFactory()
    client.force_login(who(season))
    assert status(client, name, season) == 404


@pytest.mark.parametrize("name", [*OF_A_TOWN, *ACTS_ON_A_TOWN])
def test_the_towns_calendar_is_the_coordinators(client: Client, name: str) -> None:
    season = SeasonFactory()
    client.force_login(leader_of(season.association))
    assert status(client, name, season) == 404


@pytest.mark.parametrize("name", sorted(POSTED))
def test_change_is_refused_when_it_is_not_posted(client: Client, name: str) -> None:
    season = SeasonFactory()
    client.force_login(coordinator_of(season.association.municipality))
    assert client.get(address(name, season)).status_code == 405


@pytest.mark.parametrize("name", [*OF_A_SEASON, *OF_AN_ASSOCIATION])
def test_page_is_shown_to_its_leader_and_coordinator(client: Client, name: str) -> None:
    season = SeasonFactory()
    for user in (leader_of(season.association), coordinator_of(season.association.municipality)):
        client.force_login(user)
        assert status(client, name, season) == 200


def test_a_copy_of_anothers_season_does_not_exist(client: Client) -> None:
    season = SeasonFactory()
    client.force_login(other_leader(season))
    assert client.get(f"{reverse('scheduling:new_season')}?kopia={season.pk}").status_code == 404
