"""The coordinator's pages: districts, associations, roles and the municipality's settings."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from scheduling.models import Route
from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    MunicipalityFactory,
    RouteFactory,
    UserFactory,
    VolunteerFactory,
    coordinator_of,
    leader_of,
)
from volunteers.models import Association, District, Municipality, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality() -> Municipality:
    made: Municipality = MunicipalityFactory(name="Lyktköping")
    return made


@pytest.fixture
def coordinator(client: Client, municipality: Municipality) -> Client:
    client.force_login(coordinator_of(municipality))
    return client


def post(client: Client, name: str, pk: int, /, **fields: object) -> Any:
    return client.post(reverse(f"volunteers:{name}", args=[pk]), fields)


def tree(client: Client) -> list[tuple[str, int]]:
    page = client.get(reverse("volunteers:districts"))
    return [(d.name, d.tree_depth) for _municipality, districts in page.context["trees"] for d in districts]


def test_tree_is_drawn_in_order(coordinator: Client, municipality: Municipality) -> None:
    for name in ("Vårby", "Skogås"):
        post(coordinator, "add_district", municipality.pk, name=name)
    varby = District.objects.get(name="Vårby")
    post(coordinator, "add_district", municipality.pk, name="Masmo", parent=varby.pk)
    assert tree(coordinator) == [("Vårby", 0), ("Masmo", 1), ("Skogås", 0)]
    post(coordinator, "shift_district", varby.pk, riktning="ner")
    assert tree(coordinator) == [("Skogås", 0), ("Vårby", 0), ("Masmo", 1)]
    post(coordinator, "shift_district", varby.pk, riktning="ner")
    assert tree(coordinator) == [("Skogås", 0), ("Vårby", 0), ("Masmo", 1)]


def test_tree_is_sound_html(coordinator: Client, municipality: Municipality) -> None:
    top = DistrictFactory(municipality=municipality)
    middle = DistrictFactory(municipality=municipality, parent=top)
    DistrictFactory(municipality=municipality, parent=middle)
    DistrictFactory(municipality=municipality)
    page = coordinator.get(reverse("volunteers:districts")).content.decode()
    shown = page[page.index('<ul class="tree">') :]
    depth = 0
    for tag in re.findall(r"</?(?:ul|li)\b", shown[: shown.index("</section>")]):
        depth += -1 if tag.startswith("</") else 1
        assert depth >= 0
    assert depth == 0


def test_district_moves_but_never_into_itself(coordinator: Client, municipality: Municipality) -> None:
    top = DistrictFactory(municipality=municipality, name="Vårby")
    part = DistrictFactory(municipality=municipality, parent=top, name="Masmo")
    other = DistrictFactory(municipality=municipality, name="Skogås")
    assert post(coordinator, "edit_district", top.pk, name="Vårby", parent=part.pk).status_code == 422
    assert post(coordinator, "edit_district", part.pk, name="Masmo", parent=other.pk).status_code == 303
    part.refresh_from_db()
    assert part.parent == other


@pytest.mark.parametrize("is_top", [True, False])
def test_districts_name_is_taken_once_among_siblings(
    coordinator: Client, municipality: Municipality, *, is_top: bool
) -> None:
    parent = None if is_top else DistrictFactory(municipality=municipality)
    DistrictFactory(municipality=municipality, parent=parent, name="Vårby")
    answer = post(coordinator, "add_district", municipality.pk, name="Vårby", parent=parent.pk if parent else "")
    assert (answer.status_code, "Det finns redan ett område med det namnet här." in answer.content.decode()) == (
        422,
        True,
    )


@pytest.mark.parametrize("use", ["part", "resident", "route", None])
def test_district_is_deleted_only_when_unused(coordinator: Client, municipality: Municipality, use: str | None) -> None:
    district = DistrictFactory(municipality=municipality)
    if use == "part":
        DistrictFactory(municipality=municipality, parent=district)
    elif use == "resident":
        VolunteerFactory(municipality=municipality, home_district=district)
    elif use == "route":
        RouteFactory(municipality=municipality, district=district)
    post(coordinator, "delete_district", district.pk)
    assert District.objects.filter(pk=district.pk).exists() == (use is not None)
    assert Route.objects.count() == (use == "route")


def test_association_is_added_with_its_number_in_order(coordinator: Client, municipality: Municipality) -> None:
    answer = post(
        coordinator,
        "add_association",
        municipality.pk,
        name="Vårby vuxna",
        organisation_number="8024123450",
        contact_number="070-174 06 10",
        is_active="on",
    )
    added = Association.objects.get()
    assert (answer.status_code, added.organisation_number, added.contact_number) == (303, "802412-3450", "+46701740610")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"organisation_number": "802412-3456"}, "Organisationsnumret stämmer inte."),
        ({"name": "Skogås"}, "Det finns redan en förening med det namnet."),
        ({"contact_number": "12"}, "Numret går inte att ringa. Kolla siffrorna."),
    ],
)
def test_association_that_does_not_hold_is_refused(
    coordinator: Client, municipality: Municipality, fields: dict[str, str], sentence: str
) -> None:
    AssociationFactory(municipality=municipality, name="Skogås")
    answer = post(coordinator, "add_association", municipality.pk, **{"name": "Vårby", **fields})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_leader_changes_whom_to_reach_and_nothing_else(client: Client, municipality: Municipality) -> None:
    association = AssociationFactory(municipality=municipality, name="Vårby vuxna")
    client.force_login(leader_of(association))
    answer = post(client, "edit_association", association.pk, name="Annat", contact_name="Karin Öberg")
    association.refresh_from_db()
    assert (answer.status_code, association.name, association.contact_name, association.is_active) == (
        303,
        "Vårby vuxna",
        "Karin Öberg",
        True,
    )


def test_new_leader_gets_a_link_and_chooses_a_password(coordinator: Client, municipality: Municipality) -> None:
    association = AssociationFactory(municipality=municipality)
    answer = post(coordinator, "add_leader", association.pk, name="Karin Öberg", email="Karin@lykta.example")
    karin = User.objects.get(email="karin@lykta.example")
    assert (answer.status_code, [message.to for message in mail.outbox]) == (303, [["karin@lykta.example"]])
    link = re.search(r"https?://\S+/konto/password/reset/key/\S+", str(mail.outbox[0].body))
    assert link is not None
    visitor = Client()
    form = visitor.get(link[0], follow=True)
    chosen = {"password1": "en lykta i mörkret", "password2": "en lykta i mörkret"}
    visitor.post(form.redirect_chain[-1][0], chosen)
    karin.refresh_from_db()
    assert karin.check_password("en lykta i mörkret")
    assert Role.objects.filter(user=karin, association=association).count() == 1


def test_someone_with_an_account_gets_the_role_and_no_mail(coordinator: Client, municipality: Municipality) -> None:
    user = UserFactory(email="karin@lykta.example", name="Karin")
    post(coordinator, "add_coordinator", municipality.pk, name="Någon annan", email="KARIN@lykta.example")
    user.refresh_from_db()
    assert (user.name, user.roles.count(), mail.outbox) == ("Karin", 1, [])


def test_link_is_mailed_again(coordinator: Client, municipality: Municipality) -> None:
    leader = leader_of(AssociationFactory(municipality=municipality))
    post(coordinator, "send_link", Role.objects.get(user=leader).pk)
    assert [message.to for message in mail.outbox] == [[leader.email]]


def test_role_is_taken_but_never_the_last_coordinators(coordinator: Client, municipality: Municipality) -> None:
    leader = leader_of(AssociationFactory(municipality=municipality))
    post(coordinator, "take_role", Role.objects.get(user=leader).pk)
    last = Role.objects.get(municipality=municipality)
    post(coordinator, "take_role", last.pk)
    assert list(Role.objects.all()) == [last]
    another = coordinator_of(municipality)
    post(coordinator, "take_role", last.pk)
    assert [role.user for role in Role.objects.all()] == [another]


def test_municipality_is_changed(coordinator: Client, municipality: Municipality) -> None:
    fields = {
        "name": "Nyköping",
        "activity_word": "vuxenvandring",
        "time_zone": "Europe/Helsinki",
        "contact_number": "",
    }
    answer = post(coordinator, "municipality", municipality.pk, **fields)
    municipality.refresh_from_db()
    assert (answer.status_code, municipality.name, municipality.time_zone) == (303, "Nyköping", "Europe/Helsinki")
    assert post(coordinator, "municipality", municipality.pk, **{**fields, "time_zone": "Mars/X"}).status_code == 422
