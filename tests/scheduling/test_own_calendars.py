"""A volunteer puts their own nights in the telephone's calendar, from the page of a question to them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from messaging.domain.personal_links import hash_of
from scheduling.domain.answer_links import calendar_token
from scheduling.domain.calendar_links import find_link, make_link
from scheduling.domain.own_calendars import MADE_AT_MOST, OPEN_AT_MOST, WITHIN, make_own_link, own_links
from scheduling.enums import AttendanceState, FeedKind
from scheduling.exceptions import TooManyLinks
from scheduling.models import AnswerLink, Attendance, CalendarLink
from tests.factories import VolunteerFactory, leader_of, member_of
from tests.scheduling.feeds.town import NOW, Town, body_at, values
from tests.support.at_once import at_once, threads_share_the_database
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
PAGE = "/svar/hemlig/kalender"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _tonight() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def asked() -> Attendance:
    """Bo, asked to a night by a mail whose token is the word hemlig."""
    town = Town()
    town.place(town.walk, member_of(town.club, name="Bo Ek"), AttendanceState.ASKED)
    asked = Attendance.objects.get(volunteer__name="Bo Ek")
    AnswerLink.objects.create(attendance=asked, token_hash=hash_of("hemlig"), expires_at=asked.starts_at)
    return asked


@pytest.fixture
def bo(asked: Attendance) -> Volunteer:
    volunteer: Volunteer = asked.volunteer
    return volunteer


def token_on(answer: Any) -> str:
    return str(answer.context["addresses"].https).rsplit("/", 1)[1].removesuffix(".ics")


def test_page_of_the_question_leads_there(asked: Attendance, client: Client) -> None:
    assert f'href="{PAGE}?visa=1"' in client.get("/svar/hemlig?visa=1").content.decode()
    assert PAGE not in client.get("/svar/hemlig").content.decode()


def test_gate_tells_a_first_name_and_no_more(asked: Attendance, client: Client) -> None:
    make_link(asked.volunteer, label="Telefonen", now=NOW)
    body = client.get(PAGE).content.decode()
    assert [word in body for word in ("Är du Bo?", "Ek", "Centrum", "Telefonen")] == [True, False, False, False]


def test_reading_makes_nothing(asked: Attendance, client: Client) -> None:
    answer = client.get(f"{PAGE}?visa=1")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert CalendarLink.objects.count() == 0


def test_link_is_shown_once_and_shows_the_question_as_tentative(asked: Attendance, client: Client) -> None:
    answer = client.post(PAGE, {"alarm": "0"})
    token = token_on(answer)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert values(body_at(token), "STATUS") == ["TENTATIVE"]
    link = CalendarLink.objects.get()
    assert (link.volunteer, link.kind, link.made_by, link.ends_at) == (asked.volunteer, FeedKind.VOLUNTEER, None, None)
    listed = client.get(f"{PAGE}?visa=1").content.decode()
    assert [token in listed, "Gjord av dig" in listed] == [False, True]


def test_person_chooses_whether_the_calendar_sounds_and_sees_what_was_chosen(asked: Attendance, client: Client) -> None:
    assert "Larm i kalendern" in client.get(f"{PAGE}?visa=1").content.decode()
    tokens = [token_on(client.post(PAGE, {"alarm": alarm})) for alarm in ("0", "120")]
    Attendance.objects.filter(pk=asked.pk).update(state=AttendanceState.CONFIRMED)
    assert [values(body_at(token), "TRIGGER") for token in tokens] == [[], ["-PT2H"]]
    assert "Larm 2 timmar före." in client.get(f"{PAGE}?visa=1").content.decode()


@pytest.mark.parametrize("alarm", ["", "7", "-60"])
def test_alarm_that_is_not_offered_makes_no_link(asked: Attendance, client: Client, alarm: str) -> None:
    answer = client.post(PAGE, {"alarm": alarm})
    assert (answer.status_code, 'aria-invalid="true"' in answer.content.decode()) == (422, True)
    assert CalendarLink.objects.count() == 0


def test_gone_when_the_night_begins_and_unknown_without_a_token(asked: Attendance, client: Client) -> None:
    make_link(asked.volunteer, now=NOW)
    close = f"{PAGE}/{CalendarLink.objects.get().pk}/stang"
    with time_machine.travel(asked.starts_at, tick=False):
        found = [client.get(f"{PAGE}?visa=1"), client.post(PAGE, {"alarm": "0"}), client.post(close)]
    assert [each.status_code for each in found] == [410] * 3
    unknown = [client.get("/svar/gissad/kalender?visa=1"), client.post("/svar/gissad/kalender")]
    assert [each.status_code for each in unknown] == [404] * 2
    assert [link.revoked_at for link in CalendarLink.objects.all()] == [None]


def test_fourth_link_closes_the_oldest_and_says_so(bo: Volunteer, client: Client) -> None:
    for number in range(OPEN_AT_MOST):
        assert not make_own_link(bo, now=NOW - (OPEN_AT_MOST - number) * MINUTE).has_closed
    oldest = CalendarLink.objects.earliest("created_at")
    assert "Du hade tre länkar, så den äldsta är stängd." in client.post(PAGE, {"alarm": "0"}).content.decode()
    oldest.refresh_from_db()
    assert (oldest.revoked_at, own_links(bo, now=NOW).count()) == (NOW, OPEN_AT_MOST)


def test_link_that_a_leader_made_is_listed_but_never_crowded_out(bo: Volunteer, client: Client) -> None:
    leader = leader_of(bo.associations.get())
    make_link(bo, made_by=leader, label="Gamla telefonen", now=NOW - timedelta(days=1))
    for _ in range(OPEN_AT_MOST + 1):
        make_own_link(bo, now=NOW)
    listed = client.get(f"{PAGE}?visa=1").content.decode()
    assert [f"Gjord av {leader.name}" in listed, "Gamla telefonen" in listed] == [True, True]
    assert own_links(bo, now=NOW).count() == OPEN_AT_MOST + 1


def test_link_is_closed_by_its_button(bo: Volunteer, client: Client) -> None:
    made = make_own_link(bo, now=NOW)
    link = find_link(made.token)
    assert link is not None
    answer = client.post(f"{PAGE}/{link.pk}/stang", follow=True)
    assert "Länken är stängd." in answer.content.decode()
    assert own_links(bo, now=NOW).count() == 0
    assert client.get(f"{PAGE}/{link.pk}/stang").status_code == 405
    assert client.post(f"{PAGE}/{link.pk}/stang").status_code == 404


def test_link_of_somebody_else_is_not_found(bo: Volunteer, client: Client) -> None:
    anna = Volunteer.objects.get(name="Anna Hemlig")
    for owner in (anna, bo.associations.get()):
        make_link(owner, now=NOW)
    found = [client.post(f"{PAGE}/{link.pk}/stang").status_code for link in CalendarLink.objects.all()]
    assert found == [404, 404]


def test_page_that_was_opened_from_the_calendar_closes_with_it(asked: Attendance, client: Client) -> None:
    own = find_link(make_own_link(asked.volunteer, now=NOW).token)
    assert own is not None
    address = f"/svar/{calendar_token(link=own.pk, attendance=asked.pk)}/kalender"
    assert client.get(f"{address}?visa=1").status_code == 200
    answer = client.post(f"{address}/{own.pk}/stang")
    assert (answer.status_code, "Kalendern är stängd" in answer.content.decode()) == (200, True)
    assert client.get(f"{address}?visa=1").status_code == 410


def test_many_links_within_a_day_are_refused_in_words(bo: Volunteer, client: Client) -> None:
    for _ in range(MADE_AT_MOST):
        make_own_link(bo, now=NOW)
    answer = client.post(PAGE, {"alarm": "0"})
    assert (answer.status_code, "Du har gjort många länkar i dag." in answer.content.decode()) == (422, True)
    with pytest.raises(TooManyLinks):
        make_own_link(bo, now=NOW)
    assert make_own_link(bo, now=NOW + WITHIN).has_closed


@pytest.mark.django_db(transaction=True)
def test_no_more_are_open_than_there_is_room_for_when_many_are_made_at_once() -> None:
    threads_share_the_database()
    volunteer = VolunteerFactory()
    results = at_once(*[lambda: make_own_link(volunteer, now=NOW)] * 8)
    assert [one for one in results if isinstance(one, Exception)] == []
    assert own_links(volunteer, now=NOW).count() == OPEN_AT_MOST
