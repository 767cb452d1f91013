"""Volunteers by hand: added, changed, paused, joined and left."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    MunicipalityFactory,
    coordinator_of,
    leader_of,
    member_of,
)
from volunteers.models import Association, Membership, Volunteer

pytestmark = pytest.mark.django_db
ANNA = {"name": "Anna Lindqvist", "mobile": "070-174 06 14", "text_language": "sv"}


@pytest.fixture
def association() -> Association:
    made: Association = AssociationFactory(name="Vårby vuxna")
    return made


@pytest.fixture
def leader(client: Client, association: Association) -> Client:
    client.force_login(leader_of(association))
    return client


def add(client: Client, association: Association, **fields: str) -> "tuple[int, str]":
    answer = client.post(reverse("volunteers:add_person"), {**ANNA, "association": association.pk, **fields})
    return answer.status_code, answer.content.decode()


def test_person_is_added_with_everything_told(leader: Client, association: Association) -> None:
    district = DistrictFactory(municipality=association.municipality)
    status, _page = add(
        leader,
        association,
        email="anna@lykta.example",
        birth_year="1985",
        languages="Svenska, dari",
        leader_training_until="2027-06-30",
        home_district=str(district.pk),
        note="Har egen väst",
    )
    anna = Volunteer.objects.get()
    assert (status, anna.mobile, anna.birth_year, anna.languages, anna.home_district, anna.note) == (
        303,
        "+46701740614",
        1985,
        ["sv", "prs"],
        district,
        "Har egen väst",
    )
    assert list(anna.associations.all()) == [association]


@pytest.mark.parametrize(
    ("field", "written", "sentence"),
    [
        ("mobile", "08-123 45 67", "Det är inget mobilnummer: 08-123 45 67."),
        ("birth_year", "19850210-1234", "Här ska bara födelseåret stå. Personnummer sparas aldrig."),
        ("note", "850210-1234", "Anteckningen ser ut att innehålla ett personnummer."),
        ("name", "0701740614", "Det ser inte ut som ett namn."),
    ],
)
def test_page_says_what_to_put_right(
    leader: Client, association: Association, field: str, written: str, sentence: str
) -> None:
    status, page = add(leader, association, **{field: written})
    assert (status, Volunteer.objects.count()) == (422, 0)
    assert sentence in page or field == "name"


def test_person_known_elsewhere_in_the_municipality_joins_unchanged(leader: Client, association: Association) -> None:
    other = AssociationFactory(municipality=association.municipality)
    known = member_of(other, name="Anna Lindqvist", mobile="+46701740614", email="anna@lykta.example")
    assert add(leader, association, email="annan@lykta.example")[0] == 303
    known.refresh_from_db()
    assert (set(known.associations.all()), known.email) == ({association, other}, "anna@lykta.example")


def test_number_under_another_name_is_refused(leader: Client, association: Association) -> None:
    member_of(AssociationFactory(municipality=association.municipality), name="Ida Ek", mobile="+46701740614")
    status, page = add(leader, association)
    assert (status, "Numret finns redan i kommunen under ett annat namn." in page, "Ida" in page) == (422, True, False)


def test_person_is_changed(leader: Client, association: Association) -> None:
    anna = member_of(association, name="Anna Lindkvist", mobile="+46701740614")
    address = reverse("volunteers:edit_person", args=[anna.pk])
    assert 'value="070-174 06 14"' in leader.get(address).content.decode()
    assert leader.post(address, {**ANNA, "mobile": "0701740615"}).status_code == 303
    anna.refresh_from_db()
    assert (anna.name, anna.mobile) == ("Anna Lindqvist", "+46701740615")


def test_change_to_a_number_that_someone_has_is_refused(leader: Client, association: Association) -> None:
    member_of(association, mobile="+46701740615")
    anna = member_of(association, mobile="+46701740614")
    answer = leader.post(reverse("volunteers:edit_person", args=[anna.pk]), {**ANNA, "mobile": "0701740615"})
    assert (answer.status_code, Volunteer.objects.filter(mobile="+46701740615").count()) == (422, 1)


def test_person_is_paused_and_resumed(leader: Client, association: Association) -> None:
    anna = member_of(association)
    states = []
    for name in ("pause_person", "resume_person"):
        leader.post(reverse(f"volunteers:{name}", args=[anna.pk]))
        anna.refresh_from_db()
        states.append(anna.state)
    assert states == ["paused", "active"]


def test_person_leaves_and_the_leader_no_longer_reaches_them(leader: Client, association: Association) -> None:
    anna = member_of(association)
    answer = leader.post(reverse("volunteers:leave", args=[anna.pk, association.pk]))
    assert answer.headers["Location"] == reverse("volunteers:people")
    assert (Membership.objects.count(), Volunteer.objects.count()) == (0, 1)


def test_person_joins_another_association_of_the_municipality(client: Client, association: Association) -> None:
    client.force_login(coordinator_of(association.municipality))
    anna = member_of(association)
    other = AssociationFactory(municipality=association.municipality)
    elsewhere = AssociationFactory(municipality=MunicipalityFactory())
    address = reverse("volunteers:join", args=[anna.pk])
    statuses = [client.post(address, {"association": each.pk}).status_code for each in (elsewhere, other)]
    assert (statuses, set(anna.associations.all())) == ([422, 303], {association, other})


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("namn=öberg", ["Åsa Öberg"]),
        ("namn=ÅSA", ["Åsa Öberg"]),
        ("namn=obefintlig", []),
        ("status=paused", ["Ida Ek"]),
        ("", ["Ida Ek", "Åsa Öberg"]),
    ],
)
def test_list_is_searched_in_any_case(leader: Client, association: Association, query: str, names: list[str]) -> None:
    member_of(association, name="Åsa Öberg")
    member_of(association, name="Ida Ek", state="paused")
    page = leader.get(f"{reverse('volunteers:people')}?{query}")
    assert [volunteer.name for volunteer in page.context["page"]] == names


def test_number_is_shown_as_people_write_it(leader: Client, association: Association) -> None:
    member_of(association, mobile="+46701740614")
    page = leader.get(reverse("volunteers:people")).content.decode()
    assert ("070-174 06 14" in page, "+46701740614" in page) == (True, False)


@pytest.mark.parametrize("name", ["upload_import", "add_person"])
def test_only_association_is_filled_in_unseen(client: Client, name: str) -> None:
    association = AssociationFactory()
    client.force_login(leader_of(association))
    page = client.get(reverse(f"volunteers:{name}")).content.decode()
    assert f'<input type="hidden" name="association" value="{association.pk}"' in page


def test_someone_who_is_called_may_have_a_fixed_line(leader: Client, association: Association) -> None:
    address = reverse("volunteers:add_person")
    britta = {"name": "Britta Ek", "mobile": "08-465 004 05", "text_language": "sv", "contact_way": "call"}
    assert leader.post(address, britta | {"association": association.pk}).status_code == 303
    person = Volunteer.objects.get(name="Britta Ek")
    assert (person.mobile, person.contact_way) == ("+46846500405", "call")
    shown = leader.get(reverse("volunteers:person", args=[person.pk])).content.decode()
    assert "08-465 004 05<small>Frågas i telefonsamtal</small>" in shown
    edit = reverse("volunteers:edit_person", args=[person.pk])
    by_text = leader.post(edit, britta | {"contact_way": "sms"})
    assert by_text.status_code == 422
    assert "Det är inget mobilnummer: 08-465 004 05." in by_text.content.decode()
    person.refresh_from_db()
    assert person.contact_way == "call"


def test_nobody_is_called_at_a_number_that_costs_extra(leader: Client) -> None:
    form = ANNA | {"mobile": "0900-123 45 67", "contact_way": "call"}
    answer = leader.post(reverse("volunteers:add_person"), form)
    assert answer.status_code == 422
    assert "Det går inte att ringa numret: 0900-123 45 67." in answer.content.decode()


def test_training_that_runs_out_within_two_months_stands_out(leader: Client, association: Association) -> None:
    today = timezone.localdate()
    for days in (60, 61):
        member_of(association, leader_training_until=today + timedelta(days=days))
    page = leader.get(reverse("volunteers:people")).content.decode()
    assert f"går ut {today + timedelta(days=60)}" in page
    assert f"till {today + timedelta(days=61)}" in page
