"""The pages where coordinators write what groups are told before a night."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from fieldwork.models import Briefing, BriefingRead
from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    MunicipalityFactory,
    ShiftFactory,
    coordinator_of,
    leader_of,
)
from tests.factories.fieldwork import BriefingFactory
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 16, 10, 0, tzinfo=UTC)


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
        "district": "",
        "first_night": "2026-10-16",
        "last_night": "2026-10-18",
        "text": "Mycket folk vid torget efter 22.",
        "hours_before": "4",
        **changes,
    }


def test_a_briefing_is_written_changed_and_taken_back(office: Client, town: Municipality) -> None:
    assert "Ingen genomgång gäller i kväll." in office.get(at("briefings", town.pk)).content.decode()
    place = DistrictFactory(municipality=town, name="Vårby")
    said = office.post(at("briefings", town.pk), written(district=place.pk), follow=True).content.decode()
    assert ["Genomgången är sparad." in said, "1 genomgång gäller i kväll." in said] == [True, True]
    assert ["Fre 16 okt – sön 18 okt · Vårby" in said, "Ännu oläst." in said] == [True, True]
    briefing = Briefing.objects.get()
    BriefingRead.objects.create(briefing=briefing, shift=ShiftFactory(), revision=1, at=NOW)
    assert "1 grupp har läst." in office.get(at("briefings", town.pk)).content.decode()
    said = office.post(at("briefing", briefing.pk), written(text="Lugnt väntas."), follow=True).content.decode()
    words = ("Lugnt väntas.", "hela kommunen", "Ännu oläst.")
    assert [one in said for one in words] == [True, True, True]
    assert "Mycket folk vid torget" in office.get(at("briefing", briefing.pk)).content.decode()
    said = office.post(at("take_back_briefing", briefing.pk), follow=True).content.decode()
    assert ["Ingen ser den längre." in said, Briefing.objects.exists()] == [True, False]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": ""}, "Det här behövs."),
        ({"text": "Leta efter ABC 123."}, "Det ser ut som"),
        ({"last_night": "2026-10-01"}, "Den sista dagen ligger före den första."),
        ({"hours_before": "40"}, "mindre än eller lika med 24"),
        ({"district": "0"}, "giltigt alternativ"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    office: Client, town: Municipality, changes: dict[str, object], said: str
) -> None:
    answer = office.post(at("briefings", town.pk), written(**changes))
    assert (answer.status_code, said in answer.content.decode(), Briefing.objects.count()) == (422, True, 0)


def test_what_was_written_is_not_lost_when_it_is_refused(office: Client, town: Municipality) -> None:
    said = office.post(at("briefings", town.pk), written(text="Leta efter ABC 123 vid torget.")).content.decode()
    assert "Leta efter ABC 123 vid torget.</textarea>" in said


def test_those_that_have_been_are_not_listed(office: Client, town: Municipality) -> None:
    BriefingFactory(municipality=town, text="i går", first_night=NOW.date() - timedelta(days=1))
    BriefingFactory(municipality=town, text="i dag")
    page = office.get(at("briefings", town.pk)).content.decode()
    assert ["i går" in page, "i dag" in page] == [False, True]


def test_only_coordinators_of_the_town_come_in(client: Client, town: Municipality) -> None:
    briefing = BriefingFactory(municipality=town)
    pages = [at("briefings", town.pk), at("briefing", briefing.pk)]
    assert [client.get(page).status_code for page in pages] == [302, 302]
    for user in (leader_of(AssociationFactory(municipality=town)), coordinator_of(MunicipalityFactory())):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages] == [404, 404]
        assert client.post(at("briefing", briefing.pk), written(text="Annat")).status_code == 404
        assert client.post(at("take_back_briefing", briefing.pk)).status_code == 404
    assert Briefing.objects.get().text == briefing.text


@pytest.mark.parametrize("number", [1, 4])
def test_as_many_queries_however_many(
    office: Client, town: Municipality, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _one in range(number):
        BriefingFactory(municipality=town, district=DistrictFactory(municipality=town))
    with django_assert_num_queries(6):
        office.get(at("briefings", town.pk))
