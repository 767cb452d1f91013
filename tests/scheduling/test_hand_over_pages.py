"""Hand-overs and swaps on the leader's pages: what they say, what can be done there, how they refuse."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from scheduling.domain.hand_overs.news import mail_not_taken
from scheduling.domain.hand_overs.requests import expire_hand_overs
from scheduling.enums import AttendanceState as State
from scheduling.enums import HandOverState
from scheduling.models import Attendance, HandOver
from tests.factories import ShiftFactory, leader_of
from tests.scheduling.rota import MONDAY
from tests.scheduling.test_hand_overs import crewed
from tests.scheduling.test_swaps import Two
from volunteers.models import Association

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def leading(client: Client, association: Association) -> Client:
    client.force_login(leader_of(association))
    return client


def address(name: str, place: Attendance) -> str:
    return reverse(f"scheduling:{name}", args=[place.shift_id, place.pk])


def test_leader_lets_others_be_asked_and_sees_how_it_stands(client: Client) -> None:
    rota = crewed()
    leader, place = leading(client, rota.shift.association), rota.attendance(rota.people[0])
    page = reverse("scheduling:shift", args=[rota.shift.pk])
    assert leader.get(page).content.decode().count("Kan inte, fråga andra") == 3
    answer = leader.post(address("hand_over", place), headers=HTMX).content.decode()
    assert "Vi frågar andra. Person0 står kvar tills någon tar över, och får ett sms om det." in answer
    text = leader.get(page).content.decode()
    said = (
        "Vill lämna över sin plats sedan i dag 12.00, och står kvar tills någon tar över. Frågade: Person3 och Person4."
    )
    assert said in text
    assert text.count("I stället för Person0") == 2
    assert "På telefon, enligt" in text
    assert text.count("Kan inte, fråga andra") == 2
    board = leader.get(reverse("scheduling:board")).content.decode()
    assert "En vill lämna över sin plats" in board
    assert 'data-state="confirmed"' in board
    answer = leader.post(address("keep_place", place), headers=HTMX).content.decode()
    assert "Person0 behåller sin plats. Ingen mer blir frågad." in answer
    assert "En vill lämna över" not in leader.get(reverse("scheduling:board")).content.decode()
    assert "Ingen blir frågad om den platsen längre." in leader.post(address("keep_place", place)).content.decode()


def test_who_stood_first_in_the_queue_has_it_at_once(client: Client) -> None:
    rota = crewed(on_crew=4)
    rota.ask(rota.people[5])
    Attendance.objects.filter(volunteer=rota.people[5]).update(state=State.WAITING, waiting_since=MONDAY)
    type(rota.shift).objects.update(waiting_count=1, asked_count=0)
    leader = leading(client, rota.shift.association)
    answer = leader.post(address("hand_over", rota.attendance(rota.people[0])), follow=True).content.decode()
    assert "Den som stod först på reservlistan har tagit platsen efter Person0." in answer


def test_swap_is_asked_about_or_done_at_once(client: Client) -> None:
    two = Two()
    leader, place = leading(client, two.first.shift.association), two.first.attendance(two.anna)
    page = leader.get(address("swap", place)).content.decode()
    given = two.second.attendance(two.bo)
    assert f'<option value="byt-{given.pk}">Bo Alm, som går lör 24 okt i Vårby</option>' in page
    assert f'<option value="ta-{two.third.pk}">Cia Dal' in page
    asked = leader.post(address("swap", place), {"with_whom": f"byt-{given.pk}"}, follow=True).content.decode()
    assert "Frågan är på väg till Bo. Anna står kvar tills Bo säger ja." in asked
    assert "Bo fick i dag 12.00 frågan om att byta mot lör 24 okt." in asked
    done = leader.post(address("swap_agreed", place), {"with_whom": f"byt-{given.pk}"}, follow=True).content.decode()
    assert "Anna och Bo har bytt kväll. Båda får ett sms om det." in done
    assert two.states() == [State.DECLINED, State.CONFIRMED, State.CONFIRMED, State.DECLINED]


def test_place_is_taken_over_by_hand(client: Client) -> None:
    two = Two()
    leader, place = leading(client, two.first.shift.association), two.first.attendance(two.anna)
    done = leader.post(address("swap_agreed", place), {"with_whom": f"ta-{two.third.pk}"}, follow=True)
    assert "Cia tar över efter Anna. Båda får ett sms om det." in done.content.decode()
    assert two.first.state(two.third) == State.CONFIRMED


def test_swap_that_cannot_be_is_refused_at_the_field(client: Client) -> None:
    two = Two()
    leader, place = leading(client, two.first.shift.association), two.first.attendance(two.anna)
    empty = leader.post(address("swap", place))
    assert (empty.status_code, "Välj vem bytet är med." in empty.content.decode()) == (422, True)
    Attendance.objects.filter(pk=place.pk).update(is_leader=True)
    type(two.first.shift).objects.filter(pk=two.first.shift.pk).update(leaders_needed=1, leader_count=1)
    given = two.second.attendance(two.bo)
    refused = leader.post(address("swap", place), {"with_whom": f"byt-{given.pk}"})
    assert refused.status_code == 422
    assert "Bo har inte gått ledarutbildningen, och gruppen behöver en ledare." in refused.content.decode()


def test_nobody_to_swap_with_is_said(client: Client) -> None:
    rota = crewed(people=2, on_crew=2)
    leader = leading(client, rota.shift.association)
    page = leader.get(address("swap", rota.attendance(rota.people[0]))).content.decode()
    assert "Ingen i föreningen kan byta just nu." in page


def test_who_holds_no_place_swaps_nothing(client: Client) -> None:
    two = Two()
    place = two.first.attendance(two.anna)
    Attendance.objects.update(state=State.DECLINED)
    leader = leading(client, two.first.shift.association)
    assert leader.get(address("swap", place)).status_code == 303


@pytest.mark.parametrize("name", ["hand_over", "keep_place", "swap", "swap_agreed"])
def test_other_associations_places_do_not_exist(client: Client, name: str) -> None:
    rota = crewed()
    stranger = leading(client, ShiftFactory().association)
    assert stranger.post(address(name, rota.attendance(rota.people[0]))).status_code == 404
    client.logout()
    assert client.post(address(name, rota.attendance(rota.people[0]))).status_code == 302


def test_leader_hears_once_that_nobody_took_it(client: Client, mailoutbox: list[EmailMessage]) -> None:
    rota = crewed()
    leading(client, rota.shift.association).post(address("hand_over", rota.attendance(rota.people[0])))
    late = HandOver.objects.get().expires_at
    expire_hand_overs(late)
    assert (mail_not_taken(late), mail_not_taken(late)) == (1, 0)
    (letter,) = mailoutbox
    assert letter.subject == "Vårby, fredag 16 oktober: ingen tog över"
    assert "Person0 ville lämna över sin plats, men ingen har kunnat ta den." in letter.body
    assert HandOver.objects.get().state == HandOverState.EXPIRED
    with time_machine.travel(late + timedelta(minutes=1), tick=False):
        page = client.get(reverse("scheduling:shift", args=[rota.shift.pk])).content.decode()
    assert "Ingen kunde ta över efter <b>Person0</b>, som står kvar." in page
