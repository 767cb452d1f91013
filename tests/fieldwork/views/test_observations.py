"""The list of what is noted, one of it, its photo, and the kinds that a town has."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fieldwork.domain.observations.categories import open_categories
from fieldwork.models import Observation, ObservationCategory, ObservationPhoto, ObservationRules
from tests.factories import AssociationFactory, DistrictFactory, coordinator_of, leader_of
from tests.factories.fieldwork import ObservationFactory, ObservationPhotoFactory, PlaceOwnerFactory
from volunteers.models import Association, Municipality, User

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def club() -> Association:
    club: Association = AssociationFactory()
    open_categories(club.municipality)
    return club


@pytest.fixture
def town(club: Association) -> Municipality:
    return club.municipality


def kind(town: Municipality, code: str) -> ObservationCategory:
    return ObservationCategory.objects.get(municipality=town, code=code)


def noted(town: Municipality, code: str = "lamp", **fields: Any) -> Observation:
    observation: Observation = ObservationFactory(municipality=town, category=kind(town, code), **fields)
    return observation


def shown(client: Client, user: User, **query: str) -> list[str]:
    """The references in the table, in order."""
    client.force_login(user)
    page = client.get(reverse("fieldwork:observations"), query_params=query)
    return [row.reference for row in page.context["rows"]]


def test_the_latest_comes_first_and_the_page_says_how_many(client: Client, town: Municipality) -> None:
    noted(town, reference="VA-3333", target_on=date(2026, 11, 1))
    noted(town, reference="VA-4444", target_on=date(2026, 10, 1))
    noted(town, reference="VA-6666", target_on=date(2026, 10, 10))
    noted(town, reference="VA-7777", state="fixed", fixed_at=TODAY)
    assert shown(client, coordinator_of(town)) == ["VA-4444", "VA-6666", "VA-3333"]
    page = " ".join(client.get(reverse("fieldwork:observations")).content.decode().split())
    assert "<b>3 väntar på att fixas.</b> 2 är sena." in page
    assert "19 dagar sen" in page


def test_a_list_is_narrowed_by_its_address(client: Client, town: Municipality) -> None:
    masmo, huge = DistrictFactory(municipality=town), PlaceOwnerFactory(municipality=town)
    noted(town, "graffiti", reference="VA-3333", district=masmo)
    noted(town, reference="VA-4444", owner=huge)
    noted(town, reference="VA-6666", state="fixed", fixed_at=TODAY)
    user = coordinator_of(town)
    assert shown(client, user, slag=str(kind(town, "vandalism").pk)) == ["VA-3333"]
    assert shown(client, user, omrade=str(masmo.pk)) == ["VA-3333"]
    assert shown(client, user, agare=str(huge.pk)) == ["VA-4444"]
    assert shown(client, user, lage="fixed") == ["VA-6666"]
    assert len(shown(client, user, lage="alla")) == 3
    assert shown(client, user, lage="x", slag="999", omrade="å") == ["VA-3333", "VA-4444"]


def test_each_sees_what_is_in_reach(client: Client, club: Association) -> None:
    noted(club.municipality, reference="VA-3333")
    other = ObservationFactory(reference="XX-4444")
    assert shown(client, coordinator_of(club.municipality)) == ["VA-3333"]
    assert shown(client, leader_of(club)) == ["VA-3333"]
    assert client.get(reverse("fieldwork:observation", args=[other.pk])).status_code == 404
    assert Client().get(reverse("fieldwork:observations")).status_code == 302


def test_rows_cost_no_queries_of_their_own(client: Client, town: Municipality) -> None:
    client.force_login(coordinator_of(town))
    counts = []
    for number in range(3):
        noted(town, reference=f"VA-333{number}", district=DistrictFactory(municipality=town))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("fieldwork:observations"))
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_other_programs_get_the_points(client: Client, club: Association) -> None:
    observation = noted(club.municipality, note="En hemlis", target_on=date(2026, 11, 1))
    noted(club.municipality, "litter", latitude=None, longitude=None)
    client.force_login(leader_of(club))
    answer = client.get(reverse("fieldwork:observations_geojson"))
    found = answer.json()
    assert answer["Content-Type"] == "application/geo+json"
    assert [one["geometry"] for one in found["features"]] == [
        {"type": "Point", "coordinates": [17.883, 59.264]},
        None,
    ]
    assert found["features"][0]["properties"]["reference"] == observation.reference
    assert "En hemlis" not in answer.content.decode()


def test_a_coordinator_says_what_becomes_of_it(client: Client, town: Municipality) -> None:
    observation = noted(town)
    client.force_login(coordinator_of(town))
    move = reverse("fieldwork:move_observation", args=[observation.pk])
    page = client.post(move, {"to": "planned", "seen": "new", "detail": "I vår."}, follow=True).content.decode()
    observation.refresh_from_db()
    assert (observation.state, "Nytt läge: Planerad." in page, "I vår." in page) == ("planned", True, True)
    again = client.post(move, {"to": "fixed", "seen": "new"}, follow=True).content.decode()
    observation.refresh_from_db()
    assert (observation.state, "Läget har ändrats sedan du öppnade sidan." in again) == ("planned", True)


def test_a_leader_reads_and_does_not_act(client: Client, club: Association) -> None:
    observation = noted(club.municipality)
    photo = ObservationPhotoFactory(observation=observation)
    client.force_login(leader_of(club))
    page = client.get(reverse("fieldwork:observation", args=[observation.pk])).content.decode()
    assert ("Nytt läge" in page, "Ta bort fotot" in page) == (False, False)
    assert client.post(reverse("fieldwork:move_observation", args=[observation.pk])).status_code == 404
    assert client.post(reverse("fieldwork:remove_photo", args=[photo.uuid])).status_code == 404
    assert ObservationPhoto.objects.count() == 1


def test_a_photo_is_served_to_those_who_may_and_kept_by_nothing_between(client: Client, club: Association) -> None:
    photo = ObservationPhotoFactory(observation=noted(club.municipality))
    address = reverse("fieldwork:observation_photo", args=[photo.uuid])
    client.force_login(leader_of(club))
    answer = client.get(address)
    assert answer.content == bytes(photo.jpeg)
    kept = ("Content-Type", "X-Content-Type-Options", "Cache-Control")
    assert [answer[name] for name in kept] == ["image/jpeg", "nosniff", "private, no-store"]
    client.force_login(leader_of(AssociationFactory()))
    assert client.get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_removed_photo_is_gone(client: Client, town: Municipality) -> None:
    photo = ObservationPhotoFactory(observation=noted(town))
    client.force_login(coordinator_of(town))
    remove = reverse("fieldwork:remove_photo", args=[photo.uuid])
    page = client.post(remove, {"reason": "En person syns."}, follow=True).content.decode()
    assert ("Fotot är borta." in page, "Ett foto togs bort." in page, "En person syns." in page) == (True, True, True)
    assert client.get(reverse("fieldwork:observation_photo", args=[photo.uuid])).status_code == 404
    assert client.post(remove).status_code == 404


def test_a_coordinator_changes_the_kinds(client: Client, town: Municipality) -> None:
    client.force_login(coordinator_of(town))
    here = reverse("fieldwork:categories", args=[town.pk])
    assert client.get(here).content.decode().count('id="slag-') == 12
    litter = kind(town, "litter")
    told = {f"slag{litter.pk}-{name}": value for name, value in {"name": "Skräp", "target_days": "1"}.items()}
    client.post(reverse("fieldwork:category", args=[litter.pk]), told)
    litter.refresh_from_db()
    assert (litter.name, litter.target_days, litter.is_active, litter.code) == ("Skräp", 1, False, "litter")
    client.post(reverse("fieldwork:shift_category", args=[litter.pk]), {"riktning": "upp"})
    litter.refresh_from_db()
    assert litter.position == 2
    taken = client.post(here, {"name": "klotter", "target_days": "3"})
    assert (taken.status_code, "Det finns redan ett slag med det namnet." in taken.content.decode()) == (422, True)
    client.post(here, {"name": "Trasig bänk", "target_days": "9", "parent": kind(town, "vandalism").pk})
    assert kind(town, "trasig-bank").parent == kind(town, "vandalism")
    client.post(reverse("fieldwork:observation_rules", args=[town.pk]), {"join_metres": "40", "pass_metres": "90"})
    rules = ObservationRules.objects.get(municipality=town)
    assert (rules.join_metres, rules.pass_metres) == (40, 90)


def test_the_kinds_of_a_town_are_its_coordinators_alone(client: Client, club: Association) -> None:
    client.force_login(leader_of(club))
    lamp = kind(club.municipality, "lamp")
    assert client.get(reverse("fieldwork:categories", args=[club.municipality_id])).status_code == 404
    assert client.post(reverse("fieldwork:category", args=[lamp.pk])).status_code == 404
    assert client.post(reverse("fieldwork:shift_category", args=[lamp.pk])).status_code == 404
    assert client.post(reverse("fieldwork:observation_rules", args=[club.municipality_id])).status_code == 404


def test_age_is_counted_from_the_first_sighting(client: Client, town: Municipality) -> None:
    noted(town, first_seen_at=TODAY - timedelta(days=12))
    client.force_login(coordinator_of(town))
    assert client.get(reverse("fieldwork:observations")).context["rows"][0].age == "12 dagar"
