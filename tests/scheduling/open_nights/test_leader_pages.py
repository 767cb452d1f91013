"""Where leaders choose the terms of their open nights, share the link, and answer those who want to walk."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from scheduling.domain.open_nights.terms import terms_of
from scheduling.enums import AttendanceState
from scheduling.models import Attendance, SignUp
from tests.factories import MunicipalityFactory, UserFactory, coordinator_of, leader_of, member_of
from tests.scheduling.open_nights.town import MONDAY, Town, go, terms
from tests.scheduling.rota import texts_to

pytestmark = pytest.mark.django_db
GIVEN = {
    "members_days": "30",
    "others_days": "14",
    "new_days": "",
    "quota": "2",
    "quota_span": "month",
    "closes_hours": "6",
    "asks_leader": "on",
}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def leader(client: Client, town: Town) -> Client:
    client.force_login(leader_of(town.club))
    return client


def address(town: Town) -> str:
    return f"/foreningar/{town.club.pk}/oppna-kvallar"


def text(client: Client, where: str) -> str:
    return " ".join(client.get(where).content.decode().split())


def test_leader_chooses_terms_and_sees_them_kept(leader: Client, town: Town) -> None:
    assert "det här är Lyktas egna villkor" in text(leader, address(town))
    answer = leader.post(address(town), GIVEN)
    assert (answer.status_code, answer.headers["Location"]) == (303, address(town))
    chosen = terms_of(town.club)
    assert [chosen.members_days, chosen.others_days, chosen.new_days, chosen.quota, chosen.closes_hours] == [
        30,
        14,
        None,
        2,
        6,
    ]
    assert (chosen.quota_span, chosen.asks_leader) == ("month", True)
    page = text(leader, address(town))
    assert ("Villkoren är sparade och gäller nu." in page, "<b>Nya: aldrig.</b>" in page) == (True, True)
    leader.post(address(town), GIVEN)
    assert "Inget är ändrat." in text(leader, address(town))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"members_days": ""}, "Det här behövs."),
        ({"members_days": "många"}, "Skriv ett helt tal."),
        ({"quota": "0"}, "Skriv minst 1."),
        ({"closes_hours": "100"}, "Skriv högst 72."),
        ({"others_days": "31"}, "Föreningens egna ska inte släppas in senare"),
    ],
)
def test_what_does_not_hold_is_said_and_nothing_typed_is_lost(
    leader: Client, town: Town, wrong: dict[str, str], words: str
) -> None:
    answer = leader.post(address(town), GIVEN | wrong)
    page = answer.content.decode()
    assert (answer.status_code, words in page, 'value="14"' in page or "others_days" in wrong) == (422, True, True)
    assert terms_of(town.club).pk is None


def test_nobody_else_chooses_terms(client: Client, town: Town) -> None:
    for stranger in (leader_of(town.other), coordinator_of(MunicipalityFactory()), UserFactory()):
        client.force_login(stranger)
        assert (client.get(address(town)).status_code, client.post(address(town), GIVEN).status_code) == (404, 404)
    client.logout()
    assert client.get(address(town)).headers["Location"].startswith("/konto/login/")
    client.force_login(coordinator_of(town.municipality))
    assert client.post(address(town), GIVEN).status_code == 303


def test_page_of_the_association_has_the_link_to_share(leader: Client, town: Town) -> None:
    page = text(leader, f"/foreningar/{town.club.pk}")
    assert f'value="http://testserver/oppet/{town.club.uuid}"' in page
    assert f'href="{address(town)}"' in page


def wish(town: Town, **chosen: Any) -> SignUp:
    terms(town.club, asks_leader=True, **chosen)
    go(town.night(), member_of(town.club, name="Anna Lindqvist"))
    return SignUp.objects.get()


def test_wish_waits_in_the_inbox_and_is_told_of_on_the_board(leader: Client, town: Town) -> None:
    assert "Vill gå en öppen kväll" not in text(leader, "/inkorg")
    wish(town)
    page = text(leader, "/inkorg")
    assert ("Anna Lindqvist" in page, "Vårby, fredag 16 oktober" in page) == (True, True)
    assert '<a href="/inkorg#vill-ga">1 vill gå en öppen kväll</a>' in text(leader, "/pass")


def test_yes_and_no_from_the_inbox(leader: Client, town: Town) -> None:
    sign_up = wish(town)
    where = reverse("scheduling:answer_sign_up", args=[sign_up.pk])
    answer = leader.post(where, {"svar": "ja"}, follow=True)
    assert "Anna är med och får ett sms om det." in answer.content.decode()
    assert Attendance.objects.get().state == AttendanceState.CONFIRMED
    again = leader.post(where, {"svar": "nej"}, follow=True)
    assert "Anna har redan fått svar." in again.content.decode()
    assert texts_to(sign_up.volunteer) == ["confirmed"]


def test_no_from_the_inbox(leader: Client, town: Town) -> None:
    sign_up = wish(town)
    where = reverse("scheduling:answer_sign_up", args=[sign_up.pk])
    assert "Anna har fått ett vänligt nej." in leader.post(where, {"svar": "nej"}, follow=True).content.decode()
    assert texts_to(sign_up.volunteer) == ["not_this_time"]


def test_only_those_who_lead_answer(client: Client, town: Town) -> None:
    where = reverse("scheduling:answer_sign_up", args=[wish(town).pk])
    client.force_login(leader_of(town.other))
    assert (client.post(where, {"svar": "ja"}).status_code, client.get(where).status_code) == (404, 405)
    client.logout()
    assert client.post(where, {"svar": "ja"}).headers["Location"].startswith("/konto/login/")
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("count", [1, 20])
def test_inbox_reads_any_number_of_wishes_in_the_same_queries(
    leader: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    terms(town.club, asks_leader=True)
    night = town.night()
    for n in range(count):
        go(night, member_of(town.club, name=f"Person{n} Test"))
    with django_assert_max_num_queries(12):
        leader.get("/inkorg")
