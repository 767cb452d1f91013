"""Open nights on a volunteer's own page: which are offered, and what one press gives."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.walk_rules.keeping import save_rule
from scheduling.enums import AttendanceState, Door, RuleForce, RuleKind, SignUpState
from scheduling.models import Attendance, Shift, SignUp
from tests.factories import member_of
from tests.scheduling.open_nights.town import FRIDAY, MONDAY, Town, full, go, terms
from tests.scheduling.own_pages import let_in, link_to
from tests.scheduling.rota import BY_LEADER, texts_to
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def anna(town: Town) -> Volunteer:
    person: Volunteer = member_of(town.club, name="Anna Lindqvist")
    return person


def offered(client: Client, address: str) -> list[Shift]:
    return [card.shift for card in client.get(address).context["offers"].free]


def press(client: Client, address: str, night: Shift, svar: str = "ja") -> str:
    answer = client.post(f"{address}/oppet/{night.uuid}", {"svar": svar}, follow=True)
    return " ".join(answer.content.decode().split())


def test_nights_of_the_persons_waves_are_offered(client: Client, town: Town, anna: Volunteer) -> None:
    terms(town.club, members_days=30, others_days=7, new_days=7)
    terms(town.other, members_days=30, others_days=7, new_days=7)
    near = [town.night(), town.night(FRIDAY + timedelta(days=1), association=town.other)]
    later = town.night(FRIDAY + WEEK)
    town.night(FRIDAY + WEEK, association=town.other)
    address = let_in(client, anna)
    assert offered(client, address) == [*near, later]


def test_nights_that_are_settled_are_not_offered_again(client: Client, town: Town, anna: Volunteer) -> None:
    asked, mine, full_up, no, free = (town.night(FRIDAY + n * WEEK) for n in range(5))
    invite_volunteers(asked, [anna], origin=BY_LEADER, now=MONDAY)
    go(mine, anna)
    full(full_up)
    SignUp.objects.create(shift=no, volunteer=anna, state=SignUpState.REFUSED, at=MONDAY)
    assert offered(client, let_in(client, anna)) == [free]


def test_one_press_gives_the_place(client: Client, town: Town, anna: Volunteer) -> None:
    night = town.night()
    address = let_in(client, anna)
    page = press(client, address, night)
    assert Attendance.objects.get().state == AttendanceState.CONFIRMED
    assert (night.events.get().door, texts_to(anna)) == (Door.OPEN, ["confirmed"])
    assert "Mina kvällar" in page
    assert offered(client, address) == []


def test_press_on_a_night_that_has_filled_says_so(client: Client, town: Town, anna: Volunteer) -> None:
    night = full(town.night())
    assert "Gruppen blev full, och du står på reservlistan." in press(client, let_in(client, anna), night)


def test_wish_waits_for_the_leader_and_can_be_taken_back(client: Client, town: Town, anna: Volunteer) -> None:
    terms(town.club, asks_leader=True)
    night, address = town.night(), let_in(client, anna)
    page = press(client, address, night)
    assert ("först då är du med." in page, "Ledaren svarar dig med sms." in page) == (True, True)
    assert [card.shift for card in client.get(address).context["offers"].wished] == [night]
    press(client, address, night, "nej")
    assert SignUp.objects.get().state == SignUpState.TAKEN_BACK
    assert offered(client, address) == [night]


def test_refusal_is_said_on_the_page(client: Client, town: Town, anna: Volunteer) -> None:
    terms(town.club, quota=1)
    first, second = town.night(), town.night(FRIDAY + WEEK)
    address = let_in(client, anna)
    press(client, address, first)
    answer = client.post(f"{address}/oppet/{second.uuid}", {"svar": "ja"})
    assert (answer.status_code, "Du har redan 1 öppen kväll framför dig" in answer.content.decode()) == (422, True)


def test_rule_that_warns_is_said_beside_the_yes(client: Client, town: Town, anna: Volunteer) -> None:
    save_rule(town.municipality, RuleKind.INTRODUCTION, force=RuleForce.SOFT)
    assert "Du har inte läst introduktionen än." in press(client, let_in(client, anna), town.night())


def test_only_through_the_gate_and_only_by_post(client: Client, town: Town, anna: Volunteer) -> None:
    night, address = town.night(), link_to(anna)
    assert client.post(f"{address}/oppet/{night.uuid}", {"svar": "ja"}).headers["Location"] == address
    assert client.get(f"{address}/oppet/{night.uuid}").status_code == 405
    assert not Attendance.objects.exists()
    client.post(address, {"vem": "ja"})
    closed = town.night(FRIDAY + WEEK, is_open=False)
    assert client.post(f"{address}/oppet/{closed.uuid}", {"svar": "ja"}).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_own_page_reads_any_number_of_open_nights_in_the_same_queries(
    client: Client, town: Town, anna: Volunteer, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for n in range(count):
        town.night(FRIDAY + timedelta(hours=6 * n))
    address = let_in(client, anna)
    with django_assert_max_num_queries(22):
        client.get(address)
