"""The page where an association chooses what its calendars may say."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from messaging.models import OutboundMessage
from scheduling.domain.calendar_choices import choice_of
from scheduling.models import CalendarChoiceEvent
from tests.factories import AssociationFactory, MunicipalityFactory, UserFactory, coordinator_of, leader_of
from tests.scheduling.feeds.town import NOW, Town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def leader(client: Client, town: Town) -> Client:
    client.force_login(leader_of(town.club))
    return client


def address(town: Town) -> str:
    return f"/foreningar/{town.club.pk}/kalender"


def text(client: Client, town: Town) -> str:
    answer = client.get(address(town))
    assert answer.status_code == 200
    return answer.content.decode()


def test_leader_chooses_and_sees_at_once_what_the_calendars_say(leader: Client, town: Town) -> None:
    before = text(leader, town)
    assert ("<b>1/4 · ledare klar</b>" in before, "Ingen kväll framåt är öppen." in before) == (True, True)
    answer = leader.post(address(town), {"shows_first_names": "on", "opens_every_night": "on"})
    assert (answer.status_code, answer.headers["Location"]) == (303, address(town))
    after = text(leader, town)
    assert "<b>1/4 · ledare klar: Anna</b>" in after
    assert "2 kvällar framåt är öppna." in after
    assert "Hemlig" not in after
    assert "Valet är sparat." in after


def test_ticked_boxes_stand_as_chosen_and_unticking_takes_it_back(leader: Client, town: Town) -> None:
    leader.post(address(town), {"shows_first_names": "on"})
    initial = leader.get(address(town)).context["form"].initial
    assert initial == {"shows_first_names": True, "opens_every_night": False}
    leader.post(address(town), {})
    assert choice_of(town.club).shows_first_names is False


def test_history_says_who_and_when_and_nothing_is_written_for_the_same_again(leader: Client, town: Town) -> None:
    assert "Ingen har valt något än" in text(leader, town)
    for _time in range(2):
        leader.post(address(town), {"opens_every_night": "on"})
    shown = text(leader, town)
    event = CalendarChoiceEvent.objects.get()
    assert (event.actor, event.at) == (leader.get(address(town)).context["user"], NOW)
    assert "<b>Alla publicerade kvällar är öppna.</b>" in shown
    assert f"{event.actor}, <time" in shown
    assert "Inget är ändrat." in shown


def test_nobody_is_texted(leader: Client, town: Town) -> None:
    leader.post(address(town), {"shows_first_names": "on", "opens_every_night": "on"})
    assert not OutboundMessage.objects.exists()


def test_coordinator_chooses_for_the_associations_of_the_town(client: Client, town: Town) -> None:
    client.force_login(coordinator_of(town.municipality))
    assert client.post(address(town), {"shows_first_names": "on"}).status_code == 303
    assert choice_of(town.club).shows_first_names is True


def test_nobody_else_has_such_a_page(client: Client, town: Town) -> None:
    strangers = [leader_of(town.other), coordinator_of(MunicipalityFactory()), UserFactory()]
    for stranger in strangers:
        client.force_login(stranger)
        statuses = (client.get(address(town)).status_code, client.post(address(town), {}).status_code)
        assert statuses == (404, 404)
    client.logout()
    assert client.get(address(town)).headers["Location"].startswith("/konto/login/")
    assert choice_of(town.club).pk is None


def test_page_without_nights_says_so(client: Client, town: Town) -> None:
    quiet = AssociationFactory(municipality=town.municipality)
    client.force_login(leader_of(quiet))
    shown = client.get(f"/foreningar/{quiet.pk}/kalender").content.decode()
    assert "Ingen publicerad kväll framåt." in shown


def test_choice_is_reached_from_the_calendars_and_from_the_association(leader: Client, town: Town) -> None:
    for page in ("/kalender", f"/foreningar/{town.club.pk}"):
        assert f'href="{address(town)}"' in leader.get(page).content.decode()


def test_coordinator_is_led_to_the_associations(client: Client, town: Town) -> None:
    client.force_login(coordinator_of(town.municipality))
    shown = client.get("/kalender").content.decode()
    assert ('href="/foreningar"' in shown, f'href="{address(town)}"' in shown) == (True, False)


@pytest.mark.parametrize("count", [1, 30])
def test_queries_are_the_same_for_any_number_of_nights_and_choices(
    leader: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    leader.post(address(town), {"shows_first_names": "on", "opens_every_night": "on"})
    for n in range(count):
        town.night(town.club, town.route)
        CalendarChoiceEvent.objects.create(
            association=town.club, freedom="first_names", is_given=True, at=NOW - timedelta(hours=n)
        )
    with django_assert_max_num_queries(12):
        leader.get(address(town))
