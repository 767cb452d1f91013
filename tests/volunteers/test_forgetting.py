"""People who ask to be removed: what goes, what stays, and who may do it."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from messaging.domain.opt_outs import is_opted_out, record_opt_out
from messaging.models import InboundMessage, OutboundMessage
from tests.factories import (
    AssociationFactory,
    DistrictFactory,
    InboundFactory,
    MunicipalityFactory,
    UserFactory,
    coordinator_of,
    leader_of,
    member_of,
)
from tests.volunteers.lists import ANNA, HEADINGS, MEHMET, as_csv
from volunteers.domain.imports import accept_import, preview_import, read_list
from volunteers.domain.people import (
    add_volunteer,
    forget_volunteer,
    pause_volunteer,
    resume_volunteer,
    revise_volunteer,
)
from volunteers.exceptions import Forgotten
from volunteers.models import Association, Membership, PeopleImport, Volunteer
from volunteers.queries import people_list, standing_of, volunteers_for

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
NUMBER = "+46701740614"


@pytest.fixture
def association() -> Association:
    made: Association = AssociationFactory(name="Vårby vuxna")
    return made


@pytest.fixture
def anna(association: Association) -> Volunteer:
    made: Volunteer = member_of(
        association,
        name="Anna Lindqvist",
        mobile=NUMBER,
        email="anna@lykta.example",
        birth_year=1985,
        languages=["sv", "prs"],
        text_language="en",
        leader_training_until=date(2027, 6, 30),
        born_on=date(1985, 5, 1),
        gender="woman",
        introduced_on=date(2026, 1, 1),
        guardian_consent_on=date(2026, 1, 1),
        extract_shown_on=date(2026, 1, 1),
        home_district=DistrictFactory(municipality=association.municipality),
        consented_on=date(2026, 1, 1),
        informed_on=date(2026, 1, 1),
        note="Har egen väst",
        user=UserFactory(),
    )
    return made


def forgotten(volunteer: Volunteer) -> Volunteer:
    forget_volunteer(volunteer, now=NOW)
    volunteer.refresh_from_db()
    return volunteer


def test_nothing_told_of_the_person_is_left(anna: Volunteer) -> None:
    told = (
        *("email", "birth_year", "born_on", "leader_training_until", "introduced_on", "guardian_consent_on"),
        *("extract_shown_on", "home_district", "consented_on", "informed_on", "note"),
    )
    left = forgotten(anna)
    assert (left.name, left.mobile, left.state) == ("Borttagen person", "+0", "forgotten")
    assert (left.first_name, left.short_name) == ("Borttagen person", "Borttagen person")
    assert {name: getattr(left, name) for name in (*told, "user")} == {
        **dict.fromkeys(told),
        "user": None,
        "email": "",
        "note": "",
    }
    assert (left.languages, left.text_language, left.gender, Membership.objects.count()) == ([], "sv", "", 0)


def test_second_time_changes_nothing(anna: Volunteer) -> None:
    forgotten(anna)
    before = Volunteer.objects.values().get()
    forget_volunteer(anna, now=NOW)
    assert Volunteer.objects.values().get() == before


def test_two_forgotten_people_do_not_stand_in_each_others_way(association: Association, anna: Volunteer) -> None:
    for person in (anna, member_of(association)):
        forget_volunteer(person, now=NOW)
    assert list(Volunteer.objects.values_list("mobile", flat=True)) == ["+0", "+0"]


def test_texts_stay_while_somebody_else_has_the_number(anna: Volunteer) -> None:
    other = member_of(AssociationFactory(municipality=MunicipalityFactory()), mobile=NUMBER)
    InboundFactory(from_number=NUMBER)
    forget_volunteer(anna, now=NOW)
    left = [InboundMessage.objects.count()]
    forget_volunteer(other, now=NOW)
    assert [*left, InboundMessage.objects.count()] == [1, 0]


def test_silence_lasts(anna: Volunteer) -> None:
    record_opt_out(NUMBER, source="sms", now=NOW)
    forget_volunteer(anna, now=NOW)
    assert is_opted_out(NUMBER)


def test_list_that_would_bring_the_person_back_is_disposed_of(association: Association, anna: Volunteer) -> None:
    def upload(*rows: tuple[str, ...]) -> PeopleImport:
        content = as_csv(HEADINGS, *rows)
        return read_list(content, filename="a.csv", association=association, uploaded_by=UserFactory(), now=NOW)

    accepted = accept_import(upload(ANNA), now=NOW)
    waiting = upload(MEHMET)
    upload(MEHMET, ANNA)
    forget_volunteer(anna, now=NOW)
    assert set(PeopleImport.objects.all()) == {accepted, waiting}


def test_person_who_comes_back_is_somebody_new(association: Association, anna: Volunteer) -> None:
    forget_volunteer(anna, now=NOW)
    back, is_new = add_volunteer(
        municipality=association.municipality, associations=[association], now=NOW, name="Anna Lindqvist", mobile=NUMBER
    )
    assert (is_new, back.pk == anna.pk) == (True, False)


def test_list_finds_nobody_who_is_forgotten(association: Association, anna: Volunteer) -> None:
    forget_volunteer(anna, now=NOW)
    content = as_csv(HEADINGS, ANNA)
    people_import = read_list(content, filename="a.csv", association=association, uploaded_by=UserFactory(), now=NOW)
    assert [(line.outcome, line.volunteer) for line in preview_import(people_import)] == [("created", None)]


def test_forgotten_person_is_nowhere(association: Association, anna: Volunteer) -> None:
    forget_volunteer(anna, now=NOW)
    coordinator = standing_of(coordinator_of(association.municipality))
    found = (volunteers_for(coordinator), people_list(coordinator), people_list(coordinator, state="forgotten"))
    assert [list(people) for people in found] == [[], [], []]


def test_page_opened_before_brings_nobody_back(anna: Volunteer) -> None:
    forget_volunteer(anna, now=NOW)
    pause_volunteer(anna)
    resume_volunteer(anna)
    with pytest.raises(Forgotten):
        revise_volunteer(anna, now=NOW, name="Anna Lindqvist", mobile=NUMBER)
    anna.refresh_from_db()
    assert (anna.state, anna.name) == ("forgotten", "Borttagen person")


@pytest.mark.parametrize("who", ["leader", "coordinator"])
def test_person_is_removed_from_their_page(client: Client, anna: Volunteer, association: Association, who: str) -> None:
    client.force_login(leader_of(association) if who == "leader" else coordinator_of(association.municipality))
    page = reverse("volunteers:person", args=[anna.pk])
    address = reverse("volunteers:forget_person", args=[anna.pk])
    assert f'action="{address}"' in client.get(page).content.decode()
    answer = client.post(address, follow=True)
    assert answer.redirect_chain == [(reverse("volunteers:people"), 303)]
    assert ("Personen är borttagen." in answer.content.decode(), "Anna" in answer.content.decode()) == (True, False)
    assert client.get(page).status_code == client.post(address).status_code == 404


def test_leader_does_not_remove_someone_who_also_walks_with_others(
    client: Client, anna: Volunteer, association: Association
) -> None:
    other = AssociationFactory(municipality=association.municipality)
    Membership.objects.create(volunteer=anna, association=other)
    address = reverse("volunteers:forget_person", args=[anna.pk])
    client.force_login(leader_of(association))
    page = client.get(reverse("volunteers:person", args=[anna.pk])).content.decode()
    assert (address in page, "Be samordnaren." in page) == (False, True)
    answers = [client.post(address).status_code]
    client.force_login(coordinator_of(association.municipality))
    answers.append(client.post(address).status_code)
    assert answers == [404, 303]


@pytest.mark.parametrize("has_account", [True, False])
def test_dialog_tells_of_the_account_of_whoever_has_one(
    client: Client, anna: Volunteer, association: Association, *, has_account: bool
) -> None:
    if not has_account:
        Volunteer.objects.update(user=None)
    client.force_login(leader_of(association))
    page = client.get(reverse("volunteers:person", args=[anna.pk])).content.decode()
    assert ("Det går inte att ångra." in page, "Kontot att logga in med" in page) == (True, has_account)


def test_texts_of_others_are_left_alone(anna: Volunteer, association: Association) -> None:
    other = member_of(association, mobile="+46701740615")
    InboundFactory(from_number=NUMBER)
    kept = InboundFactory(from_number=other.mobile)
    forget_volunteer(anna, now=NOW)
    assert (InboundMessage.objects.get(), OutboundMessage.objects.count()) == (kept, 0)
