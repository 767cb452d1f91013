"""The page where devices are connected and disconnected."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.passwords import find_device, make_password
from scheduling.models import CalendarCollection, DevicePassword, Season
from tests.factories import AssociationFactory, DistrictFactory, UserFactory, coordinator_of, leader_of
from volunteers.models import Association, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
PAGE, CONNECT = "/kalender/enheter", "/kalender/enheter/koppla"


@pytest.fixture
def association() -> Association:
    association: Association = AssociationFactory(name="Vårby IF")
    return association


@pytest.fixture
def karin(association: Association) -> User:
    user: User = leader_of(association)
    return user


@pytest.fixture
def leader(client: Client, karin: User) -> Client:
    client.force_login(karin)
    return client


@pytest.fixture
def coordinator(client: Client, association: Association) -> Client:
    client.force_login(coordinator_of(association.municipality))
    return client


def season_of(association: Association, **fields: Any) -> Season:
    today = date.today()  # noqa: DTZ011 - only a day that is near
    times = {"start_time": time(20, 30), "end_time": time(0, 30), "rule": "FREQ=WEEKLY;BYDAY=FR"}
    days = {"first_night": today, "last_night": today + timedelta(days=60)}
    return Season.objects.create(association=association, **{"name": "Hösten", **times, **days, **fields})


def offered(page: Any) -> dict[str, list[str]]:
    form = page.context["form"]
    return {group.name: [choice.label.strip() for choice in group.choices] for group in form.groups}


def test_visitor_is_sent_to_sign_in(client: Client) -> None:
    answer = client.get(PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/konto/login/?next={PAGE}")
    assert client.post(CONNECT).status_code == 302


def test_leader_connects_a_telephone_with_a_password_shown_once(
    leader: Client, karin: User, association: Association
) -> None:
    page = leader.post(CONNECT, {"name": "Karins telefon", "associations": [association.pk]})
    password = page.context["new"].password
    words = page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    for shown in (password, 'value="http://127.0.0.1:8000/caldav/"', f'value="{karin.email}"'):
        assert shown in words
    device = find_device(karin.email, password)
    assert device is not None
    assert [each.owner for each in device.collections.with_owners()] == [association]
    again = leader.get(PAGE).content.decode()
    assert password not in again
    assert "Karins telefon" in again
    assert "Nattvandring: Vårby IF" in again


def test_leader_is_offered_what_they_lead(leader: Client, association: Association) -> None:
    AssociationFactory(municipality=association.municipality)
    DistrictFactory(municipality=association.municipality)
    assert offered(leader.get(PAGE)) == {"associations": ["Vårby IF"]}
    season_of(association)
    season_of(association, name="I fjol", first_night=date(2025, 1, 1), last_night=date(2025, 6, 1))
    page = leader.get(PAGE)
    assert offered(page) == {"associations": ["Vårby IF"], "seasons": ["Vårby IF, Hösten"]}
    assert [field.name for field in page.context["form"].open_fields] == ["associations"]


def test_coordinator_is_offered_all_of_the_municipality(coordinator: Client, association: Association) -> None:
    outer = DistrictFactory(municipality=association.municipality, name="Vårby")
    DistrictFactory(municipality=association.municipality, name="Masmo", parent=outer)
    DistrictFactory()
    season_of(association)
    page = coordinator.get(PAGE)
    assert offered(page) == {
        "towns": [association.municipality.name],
        "associations": ["Vårby IF"],
        "districts": ["Vårby", "Masmo"],
        "seasons": ["Vårby IF, Hösten"],
    }
    assert [field.name for field in page.context["form"].open_fields] == ["towns"]
    coordinator.post(CONNECT, {"name": "Datorn", "towns": [association.municipality.pk], "districts": [outer.pk]})
    device = DevicePassword.objects.get()
    assert {each.owner for each in device.collections.with_owners()} == {association.municipality, outer}


def test_form_says_what_is_missing(leader: Client, association: Association) -> None:
    page = leader.post(CONNECT, {"name": ""})
    assert page.status_code == 422
    words = page.content.decode()
    assert "Välj minst en kalender." in words
    assert DevicePassword.objects.count() == 0
    assert leader.post(CONNECT, {"name": "x" * 41, "associations": [association.pk]}).status_code == 422


def test_what_is_not_offered_cannot_be_chosen(leader: Client, association: Association) -> None:
    other = AssociationFactory(municipality=association.municipality)
    for given in ({"associations": [other.pk]}, {"towns": [association.municipality.pk]}, {"associations": ["x"]}):
        assert leader.post(CONNECT, {"name": "x", **given}).status_code == 422
    assert CalendarCollection.objects.count() == 0


def test_a_device_follows_twenty_calendars_at_most(coordinator: Client, association: Association) -> None:
    town = association.municipality
    many = [AssociationFactory(municipality=town).pk for _ in range(20)]
    page = coordinator.post(CONNECT, {"name": "x", "towns": [town.pk], "associations": many})
    assert page.status_code == 422
    assert "Högst 20 kalendrar på en enhet." in page.content.decode()


def test_device_is_disconnected_with_a_press(leader: Client, karin: User, association: Association) -> None:
    password = make_password(karin, name="Telefonen", collections=[calendar_over(association)], now=NOW)
    device = DevicePassword.objects.get()
    answer = leader.post(f"{PAGE}/{device.pk}/koppla-bort")
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert find_device(karin.email, password) is None
    page = leader.get(PAGE)
    assert page.context["devices"] == []
    assert "Telefonen är bortkopplad" in page.content.decode()
    assert leader.post(f"{PAGE}/{device.pk}/koppla-bort").status_code == 404


def test_devices_of_others_are_not_there(coordinator: Client, karin: User) -> None:
    make_password(karin, name="Karins telefon", collections=[], now=NOW)
    assert coordinator.get(PAGE).context["devices"] == []
    assert coordinator.post(f"{PAGE}/{DevicePassword.objects.get().pk}/koppla-bort").status_code == 404
    assert find_device(karin.email, "x") is None


def test_someone_with_nothing_to_follow_is_told_so(client: Client) -> None:
    client.force_login(UserFactory())
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Du har inga kvällar att följa än." in page.content.decode()
    assert client.post(CONNECT, {"name": "x"}).status_code == 404


def test_calendar_page_leads_here(leader: Client) -> None:
    assert f'href="{PAGE}"' in leader.get("/kalender").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_are_the_same_for_any_number_of_devices(
    leader: Client,
    karin: User,
    association: Association,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(count):
        make_password(karin, name=f"Enhet {number}", collections=[calendar_over(association)], now=NOW)
    with django_assert_max_num_queries(12):
        assert len(leader.get(PAGE).context["devices"]) == count
