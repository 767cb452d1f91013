"""The page on which a coordinator writes down who mends what."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from fieldwork.domain.owners.keeping import add_rule
from fieldwork.domain.referrals.open311 import service_for
from fieldwork.models import OwnerRule, PlaceOwner
from fieldwork.queries.owners import rules_of
from tests.factories import AssociationFactory, DistrictFactory, coordinator_of, leader_of
from tests.factories.fieldwork import ObservationCategoryFactory, ObservationFactory, PlaceOwnerFactory
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Municipality:
    association = AssociationFactory()
    return association.municipality  # type: ignore[no-any-return]  # a factory is not typed


@pytest.fixture
def maria(client: Client, town: Municipality) -> Client:
    client.force_login(coordinator_of(town))
    return client


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(f"fieldwork:{name}", args=args), query_params=query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


NEW = {"name": "Huge Bostäder", "kind": "housing", "way": "email", "email": "fel@huge.example", "is_active": "on"}


def test_owner_is_written_down_and_changed(maria: Client, town: Municipality) -> None:
    answer = maria.post(reverse("fieldwork:new_owner", args=[town.pk]), NEW, follow=True)
    assert "Huge Bostäder är sparad." in answer.content.decode()
    owner = PlaceOwner.objects.get()
    assert "bostadsbolag · med e-post, fel@huge.example" in page(maria, "owners", town.pk).lower()
    changed = NEW | {"way": "by_hand", "is_active": ""}
    maria.post(reverse("fieldwork:owner", args=[owner.pk]), changed)
    owner.refresh_from_db()
    assert (owner.way, owner.is_active, owner.sends_by_itself) == ("by_hand", False, False)
    assert "Tar inte emot" in page(maria, "owners", town.pk)


def test_owner_by_mail_without_an_address_is_asked_for_it(maria: Client, town: Municipality) -> None:
    answer = maria.post(reverse("fieldwork:new_owner", args=[town.pk]), NEW | {"email": ""})
    assert answer.status_code == 422
    assert "Skriv adressen som det ska skickas till." in answer.content.decode()
    assert not PlaceOwner.objects.exists()


def test_rule_is_added_tried_moved_and_removed(maria: Client, town: Municipality) -> None:
    owner, other = PlaceOwnerFactory(municipality=town), PlaceOwnerFactory(municipality=town, name="Elbolaget")
    cabinet = ObservationCategoryFactory(municipality=town, name="Elskåp")
    varby = DistrictFactory(municipality=town, name="Vårby")
    here = reverse("fieldwork:owners", args=[town.pk])
    assert "Ingen regel passar." in page(maria, "owners", town.pk, **{"prov-category": cabinet.pk})
    maria.post(here, {"regel-owner": owner.pk})
    answer = maria.post(here, {"regel-owner": other.pk, "regel-category": cabinet.pk, "regel-district": varby.pk})
    assert answer.status_code == 303
    tried = page(maria, "owners", town.pk, **{"prov-category": cabinet.pk, "prov-district": varby.pk})
    assert "<b>Elbolaget.</b> Regeln ”Elskåp, i Vårby” bestämmer." in tried
    first, second = rules_of(town)
    maria.post(reverse("fieldwork:shift_owner_rule", args=[second.pk]), {"riktning": "upp"})
    assert list(rules_of(town)) == [second, first]
    maria.post(reverse("fieldwork:remove_owner_rule", args=[second.pk]))
    assert list(rules_of(town)) == [first]


def test_rule_that_is_there_already_is_told_of_in_place(maria: Client, town: Municipality) -> None:
    owner = PlaceOwnerFactory(municipality=town)
    add_rule(town, owner=owner, category=None, district=None)
    answer = maria.post(reverse("fieldwork:owners", args=[town.pk]), {"regel-owner": owner.pk})
    assert answer.status_code == 422
    assert "Den regeln finns redan." in answer.content.decode()


def test_what_belongs_to_another_town_cannot_be_chosen(maria: Client, town: Municipality) -> None:
    owner = PlaceOwnerFactory(municipality=town)
    elsewhere = {
        "regel-owner": PlaceOwnerFactory().pk,
        "regel-category": ObservationCategoryFactory().pk,
        "regel-district": DistrictFactory().pk,
    }
    for name, pk in elsewhere.items():
        answer = maria.post(reverse("fieldwork:owners", args=[town.pk]), {"regel-owner": owner.pk, name: pk})
        assert answer.status_code == 422, name
    assert not OwnerRule.objects.exists()


def test_only_those_who_coordinate_the_town_come_in(client: Client, town: Municipality) -> None:
    owner = PlaceOwnerFactory(municipality=town)
    rule = add_rule(town, owner=owner, category=None, district=None)
    stranger, leader = coordinator_of(AssociationFactory().municipality), leader_of(town.associations.get())
    doors = [("owners", town.pk), ("new_owner", town.pk), ("owner", owner.pk)]
    presses = [("shift_owner_rule", rule.pk), ("remove_owner_rule", rule.pk)]
    for user in (stranger, leader):
        client.force_login(user)
        assert {client.get(reverse(f"fieldwork:{name}", args=[pk])).status_code for name, pk in doors} == {404}
        assert {client.post(reverse(f"fieldwork:{name}", args=[pk])).status_code for name, pk in presses} == {404}
    client.logout()
    assert {client.get(reverse(f"fieldwork:{name}", args=[pk])).status_code for name, pk in doors} == {302}
    assert OwnerRule.objects.filter(pk=rule.pk).exists()


def test_page_asks_no_more_of_the_database_when_there_is_more_to_show(maria: Client, town: Municipality) -> None:
    counts = []
    for _more in range(2):
        for _each in range(3):
            owner = PlaceOwnerFactory(municipality=town)
            category = ObservationCategoryFactory(municipality=town)
            add_rule(town, owner=owner, category=category, district=DistrictFactory(municipality=town))
            ObservationFactory(municipality=town, category=category, owner=owner)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(maria, "owners", town.pk)
        counts.append(len(asked))
    assert counts[0] == counts[1]


SYSTEM = NEW | {"way": "open311", "email": "", "open311_url": "https://fel.example/v2", "open311_format": "json"}


def test_system_of_an_owner_is_asked_what_it_takes_and_each_kind_gets_its_service(
    maria: Client, town: Municipality, settings: Settings
) -> None:
    lighting = ObservationCategoryFactory(municipality=town, name="Belysning")
    lamp = ObservationCategoryFactory(municipality=town, name="En lampa", parent=lighting)
    answer = maria.post(reverse("fieldwork:new_owner", args=[town.pk]), SYSTEM, follow=True)
    owner = PlaceOwner.objects.get()
    assert owner.open311_wanted_at is not None
    assert "Lykta frågar deras system." in answer.content.decode()
    assert "Det finns ingen nyckel för adressen." in page(maria, "owner_services", owner.pk)
    services = [
        {"code": "001", "name": "Lampor", "group": "Gata", "needs_more": False},
        {"code": "002", "name": "Stolpar", "group": "", "needs_more": True},
    ]
    PlaceOwner.objects.update(open311_services=services, open311_wanted_at=None)
    settings.OPEN311_KEYS = {"https://fel.example/v2": "hemlig-nyckel"}
    body = page(maria, "owner_services", owner.pk)
    assert "Gata: Lampor" in body
    assert "Stolpar (ber om mer än Lykta vet)" in body
    assert "Det finns en nyckel för den här adressen." in body
    assert "hemlig-nyckel" not in body
    here = reverse("fieldwork:owner_services", args=[owner.pk])
    assert maria.post(here, {f"slag-{lighting.pk}": "001"}).status_code == 303
    assert (service_for(owner, lighting), service_for(owner, lamp)) == ("001", "001")
    assert maria.post(here, {f"slag-{lighting.pk}": "999"}).status_code == 422
    maria.post(here, {f"slag-{lamp.pk}": "002"})
    assert (service_for(owner, lighting), service_for(owner, lamp)) == ("", "002")
    maria.post(reverse("fieldwork:fetch_owner_services", args=[owner.pk]))
    owner.refresh_from_db()
    assert owner.open311_wanted_at is not None
    maria.post(reverse("fieldwork:owner", args=[owner.pk]), SYSTEM | {"open311_url": "https://annan.example/v2"})
    owner.refresh_from_db()
    assert owner.open311_services == []


def test_owner_told_in_another_way_has_no_services(maria: Client, town: Municipality) -> None:
    owner = PlaceOwnerFactory(municipality=town, way="email")
    assert maria.get(reverse("fieldwork:owner_services", args=[owner.pk])).status_code == 404
    assert maria.post(reverse("fieldwork:fetch_owner_services", args=[owner.pk])).status_code == 404
