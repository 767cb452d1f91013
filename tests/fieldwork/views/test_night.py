"""A night for its leaders at home and for coordinators: who may see it, and what is done by hand."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fieldwork.models import FieldEvent, KitItem
from tests.factories import AssociationFactory, UserFactory, coordinator_of, leader_of
from tests.fieldwork.groups import END, HOUR, START, Group, group_of
from volunteers.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_start() -> Iterator[None]:
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def group() -> Group:
    return group_of(3)


def entered(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def test_leader_at_home_checks_a_group_out_and_home_by_hand(client: Client, group: Group) -> None:
    karin = leader_of(group.shift.association)
    entered(client, karin)
    address = f"/ikvall/{group.shift.pk}"
    keys = [one.pk for one in group.places]
    told = client.post(address, {"gor": "ute", "vem": keys}, follow=True).content.decode()
    assert ("Tre är utcheckade." in told, f"av {karin.name} på sidan" in told) == (True, True)
    told = client.post(address, {"gor": "hemma", "vem": keys}, follow=True).content.decode()
    assert "Alla är hemma." in told
    assert {(event.actor, event.by, event.door) for event in FieldEvent.objects.all()} == {(karin, None, "page")}


def test_refusal_is_shown_with_its_reason(client: Client, group: Group) -> None:
    entered(client, coordinator_of(group.shift.association.municipality))
    answer = client.post(f"/ikvall/{group.shift.pk}", {"gor": "ute", "vem": [group.place(0).pk]})
    assert (answer.status_code, "Bara en, och det behövs två för att gå ut." in answer.content.decode()) == (422, True)
    assert client.post(f"/ikvall/{group.shift.pk}", {"gor": "ute"}).status_code == 422
    assert client.post(f"/ikvall/{group.shift.pk}", {"gor": "nej"}).status_code == 422


TO_THE_CREW = re.compile(r"\b(?:ni|er|era|ert)\b", re.IGNORECASE)


def told(office: Client, group: Group, *, at: datetime = START, **asked: object) -> str:
    """What the page of the night says, after what is `asked` of it."""
    with time_machine.travel(at, tick=False):
        address = f"/ikvall/{group.shift.pk}"
        page = (office.post(address, asked, follow=True) if asked else office.get(address)).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def test_who_does_not_walk_with_the_group_reads_of_it(client: Client) -> None:
    """A coordinator is never spoken to as one of those who walk, whatever the night has come to."""
    group = group_of(3)
    KitItem.objects.create(association=group.shift.association, kind="vest", label="Gula västar", quantity=4)
    office = entered(client, coordinator_of(group.shift.association.municipality))
    everybody = [one.pk for one in group.places]
    pages = {
        "Gruppen kan gå ut från 18.30.": told(office, group, at=START - 4 * HOUR),
        "Tre ska gå ut.": told(office, group),
        "Bara en, och det behövs två för att gå ut.": told(office, group, gor="ute", vem=everybody[:1]),
        "Tre är utcheckade.": told(office, group, gor="ute", vem=everybody),
        "Gruppen har tid till 01.00.": told(office, group, gor="mer-tid"),
        "Gruppen är försenad Den skulle vara hemma 01.00. Ring dem": told(office, group, at=END + HOUR),
        "Karin kom inte.": told(office, group, gor="kom-inte", vem=everybody[:1]),
        "Nu är de färre än det behövs. Ring dem innan de": told(office, group, gor="kom-inte", vem=everybody[1:2]),
        "Alla är hemma Sedan 01.30.": told(office, group, at=END + HOUR, gor="hemma", vem=everybody),
    }
    assert [words for words, page in pages.items() if words not in page] == []
    assert {words: TO_THE_CREW.findall(page) for words, page in pages.items()} == {words: [] for words in pages}


def test_coordinator_joins_two_groups_and_reads_of_both(client: Client) -> None:
    group = group_of(2, crew_safe=3)
    other = group_of(3, association=group.shift.association)
    office = entered(client, coordinator_of(group.shift.association.municipality))
    assert "Bara två, och det behövs tre för att gå ut." in told(office, group)
    page = told(office, group, gor="ga-med", grupp=other.shift.pk)
    assert f"De går med gruppen i {other.shift.place}. Ledarna vet om det." in page
    assert TO_THE_CREW.findall(page) == []


def test_who_was_never_checked_home_is_shown_as_presumed(client: Client, group: Group) -> None:
    group.go_out()
    row = group.check_in(1)
    row.home_at, row.is_presumed = row.out_at, True
    row.save()
    entered(client, leader_of(group.shift.association))
    assert "Antas hemma" in client.get(f"/ikvall/{group.shift.pk}").content.decode()


def test_night_of_others_is_not_there(client: Client, group: Group) -> None:
    town = group.shift.association.municipality
    for user in (
        UserFactory(),
        leader_of(AssociationFactory(municipality=town)),
        coordinator_of(AssociationFactory().municipality),
    ):
        entered(client, user)
        assert client.get(f"/ikvall/{group.shift.pk}").status_code == 404
        assert client.post(f"/ikvall/{group.shift.pk}", {"gor": "mer-tid"}).status_code == 404


def test_visitors_sign_in_first(client: Client, group: Group) -> None:
    assert client.get(f"/ikvall/{group.shift.pk}").status_code == 302


def test_page_of_the_shift_leads_here_when_the_night_is_near(client: Client, group: Group) -> None:
    entered(client, leader_of(group.shift.association))
    assert f'href="/ikvall/{group.shift.pk}"' in client.get(f"/pass/{group.shift.pk}").content.decode()


def test_page_costs_a_fixed_number_of_queries(client: Client) -> None:
    costs = []
    for size in (2, 5):
        group = group_of(size)
        group.go_out()
        entered(client, leader_of(group.shift.association))
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/ikvall/{group.shift.pk}")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 16
