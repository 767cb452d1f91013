"""The pages where a coordinator writes when safety hosts are at work."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from fieldwork.models import HostDuty
from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    MunicipalityFactory,
    coordinator_of,
    leader_of,
)
from tests.factories.fieldwork import HostDutyFactory
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 16, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_friday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory()
    return made


@pytest.fixture
def office(client: Client, town: Municipality) -> Client:
    client.force_login(coordinator_of(town))
    return client


def at(name: str, pk: int) -> str:
    return reverse(f"fieldwork:{name}", args=[pk])


def written(**changes: object) -> dict[str, object]:
    return {
        "name": "Värdarna i centrum",
        "number": "070-174 06 88",
        "start": "18.00",
        "end": "02.00",
        "first_on": "2026-10-16",
        "last_on": "2026-10-31",
        "weekdays": ["4", "5"],
        **changes,
    }


def test_a_team_is_entered_for_weekends_changed_and_taken_out(office: Client, town: Municipality) -> None:
    place = DistrictFactory(municipality=town, name="Vårby")
    said = office.post(at("hosts", town.pk), written(districts=[place.pk]), follow=True).content.decode()
    assert "Värdarna i centrum är inlagd 6 kvällar." in said
    assert "1 grupp är i tjänst nu." in said
    assert ["Fredag 16 oktober" in said, "18.00–02.00 · Vårby" in said, "070-174 06 88" in said] == [True] * 3
    second = HostDuty.objects.all()[1]
    page = office.get(at("host_duty", second.pk)).content.decode()
    assert ["lördag 17 oktober" in page, "<b>4 senare kvällar lades in samtidigt.</b>" in page] == [True, True]
    changed = written(start="20.00", framat="1")
    said = office.post(at("host_duty", second.pk), changed, follow=True).content.decode()
    assert ["Ändringen är sparad för 5 kvällar." in said, "20.00–02.00 · hela kommunen" in said] == [True, True]
    said = office.post(at("remove_host_duty", second.pk), follow=True).content.decode()
    assert ["Värdarna i centrum är borttagen 1 kväll." in said, HostDuty.objects.count()] == [True, 5]
    office.post(at("remove_host_duty", HostDuty.objects.all()[0].pk), {"framat": "1"})
    assert "Inga värdar är inlagda." in office.get(at("hosts", town.pk)).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": "07"}, "Det går inte att ringa numret: 07."),
        ({"name": ""}, "Det här behövs."),
        ({"end": "18.00"}, "Tiderna är desamma. Ändra en av dem."),
        ({"last_on": ""}, "Skriv hur länge dagarna ska upprepas."),
        ({"last_on": "2026-10-01"}, "Den sista dagen ligger före den första."),
        ({"districts": ["0"]}, "finns inte"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    office: Client, town: Municipality, changes: dict[str, object], said: str
) -> None:
    answer = office.post(at("hosts", town.pk), written(**changes))
    assert (answer.status_code, said in answer.content.decode(), HostDuty.objects.count()) == (422, True, 0)


def test_a_change_that_cannot_be_is_refused_in_words(office: Client, town: Municipality) -> None:
    duty = HostDutyFactory(municipality=town)
    answer = office.post(at("host_duty", duty.pk), written(end="18.00"))
    assert (answer.status_code, "Tiderna är desamma." in answer.content.decode()) == (422, True)


def test_far_nights_are_folded_away(office: Client, town: Municipality) -> None:
    for weeks in (0, 1, 6):
        HostDutyFactory(municipality=town, name="Värdar", starts_at=NOW + timedelta(weeks=weeks))
    page = office.get(at("hosts", town.pk)).content.decode()
    assert [page.count('id="grupp-'), "Visa 1 till" in page] == [2, True]
    assert office.get(at("hosts", town.pk), {"alla": "1"}).content.decode().count('id="grupp-') == 3


def test_only_coordinators_of_the_town_come_in(client: Client, town: Municipality) -> None:
    duty = HostDutyFactory(municipality=town)
    leader = leader_of(AssociationFactory(municipality=town))
    pages = [at("hosts", town.pk), at("host_duty", duty.pk)]
    assert [client.get(page).status_code for page in pages] == [302, 302]
    for user in (leader, coordinator_of(MunicipalityFactory())):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages] == [404, 404]
        assert client.post(at("hosts", town.pk), written()).status_code == 404
        assert client.post(at("remove_host_duty", duty.pk)).status_code == 404
    assert HostDuty.objects.count() == 1


@pytest.mark.parametrize("teams", [1, 5])
def test_as_many_queries_however_many_nights(
    office: Client, town: Municipality, teams: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(teams):
        duty = HostDutyFactory(municipality=town, name="Värdar", starts_at=NOW + timedelta(days=day))
        duty.districts.add(DistrictFactory(municipality=town))
    with django_assert_num_queries(7):
        office.get(at("hosts", town.pk))
