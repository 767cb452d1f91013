"""Every page, for everyone who has no business there: what is out of reach does not exist."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    MunicipalityFactory,
    UserFactory,
    coordinator_of,
    leader_of,
    member_of,
)
from tests.volunteers.boundaries.files import collection, feature
from tests.volunteers.lists import ANNA, HEADINGS, as_csv
from tests.volunteers.wanting import wanting
from volunteers.domain.boundaries.loading import read_file
from volunteers.domain.imports import read_list
from volunteers.models import (
    Association,
    BoundaryImport,
    District,
    Interest,
    Membership,
    Municipality,
    PeopleImport,
    Role,
    User,
    Volunteer,
)
from volunteers.queries import standing_of, volunteers_wholly_for
from volunteers.urls import urlpatterns

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
OPEN = {"accessibility", "privacy", "set_theme", "closed"}
LISTS = {"people", "add_person", "upload_import", "districts", "associations", "interests"}
READ_ONLY = {"person", "association"}
POST_ONLY = {
    "pause_person",
    "resume_person",
    "forget_person",
    "join",
    "leave",
    "add_away",
    "remove_away",
    "add_company",
    "remove_company",
    "discard_import",
    "discard_boundaries",
    "remove_boundary",
    "shift_district",
    "delete_district",
    "add_leader",
    "add_coordinator",
    "take_role",
    "send_link",
    "accept_interest",
    "decline_interest",
}
THINGS = {
    "person": "volunteer",
    "edit_person": "volunteer",
    "pause_person": "volunteer",
    "resume_person": "volunteer",
    "forget_person": "volunteer",
    "availability": "volunteer",
    "add_away": "volunteer",
    "remove_away": "volunteer",
    "add_company": "volunteer",
    "remove_company": "volunteer",
    "join": "volunteer",
    "leave": "volunteer",
    "accept_interest": "interest",
    "decline_interest": "interest",
    "preview_import": "people_import",
    "discard_import": "people_import",
    "boundaries": "municipality",
    "preview_boundaries": "boundary_import",
    "discard_boundaries": "boundary_import",
    "remove_boundary": "district",
    "edit_district": "district",
    "shift_district": "district",
    "delete_district": "district",
    "association": "association",
    "edit_association": "association",
    "add_leader": "association",
    "municipality": "municipality",
    "add_coordinator": "municipality",
    "add_district": "municipality",
    "add_association": "municipality",
    "take_role": "role",
    "send_link": "role",
}
COORDINATORS_ONLY = {
    "boundaries",
    "preview_boundaries",
    "discard_boundaries",
    "remove_boundary",
    "edit_district",
    "shift_district",
    "delete_district",
    "add_leader",
    "municipality",
    "add_coordinator",
    "add_district",
    "add_association",
    "take_role",
    "send_link",
}


@dataclass(frozen=True)
class Town:
    """One of each, all of the same association."""

    municipality: Municipality
    association: Association
    district: District
    volunteer: Volunteer
    people_import: PeopleImport
    boundary_import: BoundaryImport
    interest: Interest
    leader: User
    role: Role

    def address(self, name: str) -> str:
        if name in LISTS:
            return reverse(f"volunteers:{name}")
        thing: Any = getattr(self, THINGS[name])
        args = [thing.uuid if isinstance(thing, PeopleImport | BoundaryImport) else thing.pk]
        return reverse(f"volunteers:{name}", args=[*args, self.association.pk] if name == "leave" else args)


@pytest.fixture
def town() -> Town:
    association = AssociationFactory()
    leader = leader_of(association)
    return Town(
        municipality=association.municipality,
        association=association,
        district=DistrictFactory(municipality=association.municipality),
        volunteer=member_of(association),
        people_import=read_list(
            as_csv(HEADINGS, ANNA), filename="a.csv", association=association, uploaded_by=leader, now=NOW
        ),
        boundary_import=read_file(
            collection(feature("Vårby")),
            filename="a.geojson",
            municipality=association.municipality,
            uploaded_by=None,
            now=NOW,
        ),
        interest=wanting(association),
        leader=leader,
        role=Role.objects.get(user=leader),
    )


def ask(client: Client, town: Town, name: str) -> list[int]:
    """The answers to every method the page takes."""
    address = town.address(name)
    asked = [] if name in POST_ONLY else [client.get(address)]
    posted = [] if name in READ_ONLY else [client.post(address)]
    return [answer.status_code for answer in [*asked, *posted]]


def test_every_address_is_in_the_matrix() -> None:
    assert {str(pattern.name) for pattern in urlpatterns} == OPEN | LISTS | set(THINGS)


@pytest.mark.parametrize("name", sorted(LISTS | set(THINGS)))
def test_visitor_is_asked_to_sign_in(client: Client, town: Town, name: str) -> None:
    address = town.address(name)
    answers = [client.post(address)] if name in POST_ONLY else [client.get(address), client.post(address)]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (302, f"/konto/login/?next={address}")
    }


@pytest.mark.parametrize("name", sorted(THINGS))
@pytest.mark.parametrize("who", ["nobody", "neighbour", "stranger"])
def test_what_is_out_of_reach_does_not_exist(client: Client, town: Town, name: str, who: str) -> None:
    outsiders = {
        "nobody": UserFactory,
        "neighbour": lambda: leader_of(AssociationFactory(municipality=town.municipality)),
        "stranger": lambda: coordinator_of(MunicipalityFactory()),
    }
    client.force_login(outsiders[who]())
    assert set(ask(client, town, name)) == {404}


@pytest.mark.parametrize("name", sorted(COORDINATORS_ONLY))
def test_leading_the_association_is_not_enough_for_the_coordinators_pages(
    client: Client, town: Town, name: str
) -> None:
    client.force_login(town.leader)
    assert set(ask(client, town, name)) == {404}


@pytest.mark.parametrize("name", sorted((LISTS | set(THINGS)) - POST_ONLY))
def test_coordinator_reaches_every_page(client: Client, town: Town, name: str) -> None:
    client.force_login(coordinator_of(town.municipality))
    assert client.get(town.address(name)).status_code == 200


@pytest.mark.parametrize("name", sorted((LISTS | set(THINGS)) - POST_ONLY - COORDINATORS_ONLY - {"districts"}))
def test_leader_reaches_the_pages_of_the_association(client: Client, town: Town, name: str) -> None:
    client.force_login(town.leader)
    assert client.get(town.address(name)).status_code == 200


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("people", 200),
        ("interests", 200),
        ("add_person", 404),
        ("upload_import", 404),
        ("districts", 404),
        ("associations", 404),
    ],
)
def test_user_without_a_role_finds_an_empty_house(client: Client, town: Town, name: str, status: int) -> None:
    client.force_login(UserFactory())
    answer = client.get(town.address(name))
    assert (answer.status_code, town.volunteer.name in answer.content.decode()) == (status, False)


def test_filter_on_an_association_out_of_reach_does_not_exist(client: Client, town: Town) -> None:
    client.force_login(leader_of(AssociationFactory(municipality=town.municipality)))
    assert client.get(reverse("volunteers:people"), {"forening": town.association.pk}).status_code == 404


def test_other_associations_of_a_volunteer_are_not_shown(client: Client, town: Town) -> None:
    other = AssociationFactory(municipality=town.municipality, name="Hemliga föreningen")
    town.volunteer.memberships.create(association=other)
    client.force_login(town.leader)
    shown = [client.get(town.address(name)).content.decode() for name in ("people", "person", "edit_person")]
    assert [other.name in page for page in shown] == [False, False, False]


def test_list_cannot_be_uploaded_for_another_association(client: Client, town: Town) -> None:
    client.force_login(leader_of(AssociationFactory(municipality=town.municipality)))
    answer = client.post(reverse("volunteers:upload_import"), {"association": town.association.pk})
    assert (answer.status_code, PeopleImport.objects.count()) == (422, 1)


@pytest.mark.parametrize("name", ["people", "districts", "associations", "association", "person", "municipality"])
def test_page_takes_as_many_queries_with_thirty_rows_as_with_one(client: Client, town: Town, name: str) -> None:
    client.force_login(coordinator_of(town.municipality))
    few = queries(client, town.address(name))
    for _n in range(30):
        another = AssociationFactory(municipality=town.municipality)
        member_of(another)
        leader_of(another)
        leader_of(town.association)
        coordinator_of(town.municipality)
        town.volunteer.memberships.create(association=another)
        DistrictFactory(municipality=town.municipality, parent=town.district)
    assert queries(client, town.address(name)) == few


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_volunteer_who_also_walks_elsewhere_is_not_wholly_within_a_leaders_reach() -> None:
    mine, other = (AssociationFactory(municipality=municipality) for municipality in [MunicipalityFactory()] * 2)
    only_mine, in_both = member_of(mine), member_of(mine)
    Membership.objects.create(volunteer=in_both, association=other)
    leader, coordinator = standing_of(leader_of(mine)), standing_of(coordinator_of(mine.municipality))
    assert list(volunteers_wholly_for(leader)) == [only_mine]
    assert set(volunteers_wholly_for(coordinator)) == {only_mine, in_both}
