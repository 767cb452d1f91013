"""Signing up without an account: the number, its code, and what the page says to whom."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from messaging.domain.numbers import show_number
from messaging.domain.one_time_codes import code_of
from scheduling.domain.attendance import remove_attendance
from scheduling.enums import AttendanceState, Door, SignUpState
from scheduling.models import Attendance, RememberedNight, Shift, SignUp
from tests.factories import member_of
from tests.scheduling.open_nights.town import FRIDAY, MONDAY, Town, full, terms
from tests.scheduling.rota import BY_LEADER, texts_to
from volunteers.enums import VolunteerState
from volunteers.models import NumberProof, Volunteer

pytestmark = pytest.mark.django_db
ANNA, STRANGER = "+46701740614", "+46701740687"


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def anna(town: Town) -> Volunteer:
    person: Volunteer = member_of(town.club, name="Anna Lindqvist", mobile=ANNA)
    return person


def place_of(night: Shift) -> str:
    return f"/oppet/kvall/{night.uuid}"


def ask(client: Client, night: Shift, number: str = ANNA) -> str:
    """The address of the page for the code."""
    return str(client.post(place_of(night), {"number": show_number(number)}).headers.get("Location", ""))


def sign_up(client: Client, night: Shift, number: str = ANNA) -> str:
    """The page after the right code."""
    where = ask(client, night, number)
    code = code_of(NumberProof.objects.latest("pk").uuid)
    return words(client.post(where, {"code": code}, follow=True).content)


def words(content: bytes) -> str:
    return " ".join(content.decode().split())


def test_known_volunteer_is_on_with_number_and_code(client: Client, town: Town, anna: Volunteer) -> None:
    night = town.night()
    page = sign_up(client, night)
    assert "<b>Tack Anna, du är med.</b>" in page
    assert ("Lindqvist" in page, anna.mobile in page) == (False, False)
    assert (Attendance.objects.get().state, night.events.get().door) == (AttendanceState.CONFIRMED, Door.OPEN)
    assert texts_to(anna) == ["number_code", "confirmed"]


def test_nothing_is_done_without_the_right_code(client: Client, town: Town, anna: Volunteer) -> None:
    night = town.night()
    where = ask(client, night)
    right = code_of(NumberProof.objects.get().uuid)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    answer = client.post(where, {"code": wrong})
    assert (answer.status_code, "Siffrorna stämmer inte." in answer.content.decode()) == (422, True)
    assert "Anna" not in words(client.get(place_of(night)).content)
    assert not Attendance.objects.exists()


def test_next_night_within_the_hour_is_one_press(client: Client, town: Town, anna: Volunteer) -> None:
    night, other = town.night(), town.night(FRIDAY + timedelta(days=7))
    sign_up(client, night)
    page = words(client.get(place_of(other)).content)
    assert "<b>Kan du gå, Anna?</b>" in page
    answer = client.post(f"{place_of(other)}/svar", {"person": anna.pk, "svar": "ja"}, follow=True)
    assert "Tack Anna, du är med." in answer.content.decode()
    assert Attendance.objects.count() == 2


def test_regret_gives_the_place_back(client: Client, town: Town, anna: Volunteer) -> None:
    night = town.night()
    sign_up(client, night)
    page = client.post(f"{place_of(night)}/svar", {"person": anna.pk, "svar": "nej"}, follow=True).content.decode()
    assert "Kan du gå, Anna?" in page
    assert Attendance.objects.get().state == AttendanceState.DECLINED


def test_full_night_and_a_leader_who_answers_first_say_so(client: Client, town: Town, anna: Volunteer) -> None:
    assert "Gruppen är full, och du står på reservlistan." in sign_up(client, full(town.night()))
    terms(town.club, asks_leader=True)
    night = town.night(FRIDAY + timedelta(days=7))
    answer = client.post(f"{place_of(night)}/svar", {"person": anna.pk, "svar": "ja"}, follow=True)
    assert "Tack Anna. Ledaren svarar dig med sms." in answer.content.decode()
    client.post(f"{place_of(night)}/svar", {"person": anna.pk, "svar": "nej"})
    assert SignUp.objects.get(shift=night).state == SignUpState.TAKEN_BACK


def test_reason_why_not_is_said_after_the_code(client: Client, town: Town, anna: Volunteer) -> None:
    night = town.night()
    sign_up(client, night)
    remove_attendance(Attendance.objects.get(), origin=BY_LEADER, now=MONDAY)
    answer = client.post(f"{place_of(night)}/svar", {"person": anna.pk, "svar": "ja"}, follow=True)
    assert "Ledaren har tagit bort dig från kvällen" in answer.content.decode()


def test_family_that_shares_a_number_chooses_who_goes(client: Client, town: Town, anna: Volunteer) -> None:
    bo = member_of(town.club, name="Bo Lindqvist", mobile=ANNA)
    night = town.night()
    page = sign_up(client, night)
    assert ("Kan du gå, Anna?" in page, "Kan du gå, Bo?" in page) == (True, True)
    assert not Attendance.objects.exists()
    client.post(f"{place_of(night)}/svar", {"person": bo.pk, "svar": "ja"})
    assert Attendance.objects.get().volunteer == bo


def test_nobody_answers_for_somebody_with_another_number(client: Client, town: Town, anna: Volunteer) -> None:
    night = town.night()
    bo = member_of(town.club, name="Bo Annan", mobile=STRANGER)
    assert client.post(f"{place_of(night)}/svar", {"person": anna.pk, "svar": "ja"}).status_code == 303
    sign_up(client, night)
    assert client.post(f"{place_of(night)}/svar", {"person": bo.pk, "svar": "ja"}).status_code == 404
    assert [one.volunteer for one in Attendance.objects.all()] == [anna]


def test_somebody_new_is_led_on_with_the_night_in_mind(client: Client, town: Town) -> None:
    night = town.night()
    page = sign_up(client, night, STRANGER)
    assert "Välkommen. Du är ny här." in page
    assert "Då anmäler vi dig till den här kvällen, om det finns plats kvar." in page
    answer = client.post(f"{place_of(night)}/bli")
    assert answer.headers["Location"] == f"/bli-nattvandrare?kommun={town.municipality.pk}"
    remembered = RememberedNight.objects.get()
    assert (remembered.shift, remembered.number) == (night, STRANGER)


def test_somebody_new_hears_when_the_night_is_not_for_new_people(client: Client, town: Town) -> None:
    terms(town.club, new_days=None)
    night = town.night()
    page = sign_up(client, night, STRANGER)
    assert "Kvällen är bara för dem som går med Vårby vuxna. Du kan bli nattvandrare ändå" in page
    client.post(f"{place_of(night)}/bli")
    assert not RememberedNight.objects.exists()


def test_no_page_tells_whether_a_number_is_known_before_it_is_proved(
    client: Client, town: Town, anna: Volunteer
) -> None:
    night = town.night()
    told, counts = [], []
    for number in (ANNA, STRANGER):
        browser = Client()
        with CaptureQueriesContext(connection) as queries:
            where = ask(browser, night, number)
            page = browser.get(where).content.decode()
        counts.append(len(queries))
        tokens = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
        told.append(tokens.sub("", page).replace(show_number(number), "NUMBER"))
    assert told[0] == told[1]
    assert counts[0] == counts[1]


def test_number_that_is_none_is_said_and_stays_in_the_form(client: Client, town: Town) -> None:
    night = town.night()
    answer = client.post(place_of(night), {"number": "070-174 06"})
    assert (answer.status_code, 'value="070-174 06"' in answer.content.decode()) == (422, True)
    empty = client.post(place_of(night), {"number": ""})
    assert "Skriv ditt mobilnummer." in empty.content.decode()
    assert not NumberProof.objects.exists()


def test_codes_are_limited_and_the_page_says_so(client: Client, town: Town) -> None:
    night = town.night()
    for _time in range(3):
        ask(client, night)
    answer = client.post(place_of(night), {"number": show_number(ANNA)})
    assert (answer.status_code, "Vänta en timme och prova igen." in answer.content.decode()) == (422, True)
    refused = client.post(f"{place_of(night)}/ny-kod")
    assert (refused.status_code, "Vänta en timme och prova igen." in refused.content.decode()) == (422, True)


def test_another_code_makes_the_first_useless_on_this_page(client: Client, town: Town, anna: Volunteer) -> None:
    night = town.night()
    where = ask(client, night)
    first = code_of(NumberProof.objects.latest("pk").uuid)
    answer = client.post(f"{place_of(night)}/ny-kod", follow=True)
    assert "En ny kod är på väg." in answer.content.decode()
    second = code_of(NumberProof.objects.latest("pk").uuid)
    assert client.post(where, {"code": first}).status_code == (422 if first != second else 303)
    assert client.post(where, {"code": second}).status_code == 303


def test_browser_is_handed_on_to_somebody_else(client: Client, town: Town, anna: Volunteer) -> None:
    night = town.night()
    sign_up(client, night)
    page = client.post(f"{place_of(night)}/annat-nummer", follow=True).content.decode()
    assert ("Anna" in page, "Ditt mobilnummer" in page) == (False, True)


def test_proof_is_good_for_an_hour(client: Client, town: Town, anna: Volunteer) -> None:
    night = town.night()
    sign_up(client, night)
    with time_machine.travel(MONDAY + timedelta(hours=1, seconds=1), tick=False):
        assert "Anna" not in client.get(place_of(night)).content.decode()


def test_pages_of_a_person_are_kept_nowhere(client: Client, town: Town, anna: Volunteer) -> None:
    night = town.night()
    sign_up(client, night)
    answer = client.get(place_of(night))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert ANNA not in str(answer.headers)


def test_paused_person_hears_it_once_the_number_is_theirs(client: Client, town: Town, anna: Volunteer) -> None:
    anna.state = VolunteerState.PAUSED
    anna.save()
    assert "Du är pausad just nu." in sign_up(client, town.night())


def test_code_page_without_a_number_leads_back(client: Client, town: Town) -> None:
    night = town.night()
    for path in ("kod", "ny-kod", "svar", "bli"):
        ways = client.get if path == "kod" else client.post
        assert ways(f"{place_of(night)}/{path}").headers["Location"] == place_of(night)
    closed = town.night(is_open=False)
    assert client.post(f"{place_of(closed)}/svar").status_code == 404
