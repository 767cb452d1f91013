"""Handing over on one's own page: others are asked, the place is kept, and somebody else's is taken."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from scheduling.domain.hand_overs.swaps import propose_swap
from scheduling.domain.own_page import shown_as
from scheduling.enums import AttendanceState as State
from scheduling.enums import HandOverState
from scheduling.models import Attendance, HandOver
from tests.scheduling.own_pages import let_in, shown_on
from tests.scheduling.rota import BY_LEADER, MONDAY, sms
from tests.scheduling.test_hand_overs import asked, crewed
from tests.scheduling.test_swaps import Two

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def press(client: Client, address: str, place: Attendance, word: str) -> str:
    return client.post(
        f"{address}/kvall/{place.pk}", {"svar": word, "start": shown_as(place)}, follow=True
    ).content.decode()


def test_owner_lets_others_be_asked_stands_and_can_take_it_back(client: Client) -> None:
    rota = crewed()
    owner, place = rota.people[0], rota.attendance(rota.people[0])
    mine = let_in(client, owner)
    assert "Jag kan inte, fråga andra" in shown_on(client, mine)
    page = press(client, mine, place, "fraga-andra")
    assert "Vi frågar andra. Du står kvar tills någon tar över, och då får du sms." in page
    assert "Jag kan inte, fråga andra" not in page
    assert (rota.state(owner), len(asked(rota))) == (State.CONFIRMED, 2)
    page = press(client, mine, place, "behall")
    assert "Vi frågar andra" not in page
    assert HandOver.objects.get().state == HandOverState.WITHDRAWN


def test_swap_is_read_and_answered_there(client: Client) -> None:
    two = Two()
    propose_swap(
        two.first.attendance(two.anna), two.bo, in_return=two.second.attendance(two.bo), origin=BY_LEADER, now=MONDAY
    )
    mine = let_in(client, two.bo)
    assert "Vill du byta kväll med Anna? Du går den här, Anna tar din lör 24 okt." in shown_on(client, mine)
    press(client, mine, two.first.attendance(two.bo), "ja")
    assert two.states() == [State.DECLINED, State.CONFIRMED, State.CONFIRMED, State.DECLINED]


def test_who_comes_too_late_is_told_that_it_is_solved(client: Client) -> None:
    rota = crewed()
    sms(rota.people[0], "fråga andra", now=MONDAY)
    first, second = asked(rota)
    sms(first, "ja", now=MONDAY)
    mine = let_in(client, second)
    page = press(client, mine, rota.attendance(second), "ja")
    assert "Kvällen är redan löst, så du behöver inte komma. Tack för att du ville." in page
    assert rota.state(second) == State.LAPSED
