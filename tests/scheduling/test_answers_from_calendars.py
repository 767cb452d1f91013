"""A night in a person's own calendar leads to the page where its question is answered."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from scheduling.domain.answer_links import calendar_token
from scheduling.domain.calendar_links import find_link, revoke_link
from scheduling.domain.telling import time_words
from scheduling.enums import AttendanceState, Door, FeedKind
from scheduling.models import Attendance, CalendarLink
from tests.factories import member_of
from tests.scheduling.feeds.town import NOW, Town, body_at, link_to, values

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Attendance:
    """Bo, asked to a night, with a calendar of his own."""
    town = Town()
    bo = member_of(town.club, name="Bo Ek")
    town.place(town.walk, bo, AttendanceState.ASKED)
    return Attendance.objects.get(volunteer=bo)


def address_of(attendance: Attendance) -> str:
    body = body_at(link_to(attendance.volunteer, FeedKind.VOLUNTEER))
    (address,) = values(body, "URL")
    return address.removeprefix("http://127.0.0.1:8000")


def test_question_is_answered_from_the_calendar(asked: Attendance, client: Client) -> None:
    address = address_of(asked)
    with time_machine.travel(NOW, tick=False):
        assert "Bo" in client.get(address).content.decode()
        answered = client.post(address, {"svar": "ja", "start": time_words(asked.starts_at)})
    assert answered.status_code == 303
    asked.refresh_from_db()
    assert asked.state == AttendanceState.CONFIRMED
    assert asked.shift.events.latest("pk").door == Door.CALENDAR


def test_page_is_gone_with_the_calendar_and_when_the_night_begins(asked: Attendance, client: Client) -> None:
    address = address_of(asked)
    with time_machine.travel(asked.starts_at, tick=False):
        assert client.get(address).status_code == 410
    with time_machine.travel(NOW, tick=False):
        assert client.get(address).status_code == 200
        revoke_link(CalendarLink.objects.get(), now=NOW)
        assert client.get(address).status_code == 410
        assert client.post(address, {"svar": "ja", "start": time_words(asked.starts_at)}).status_code == 410
    asked.refresh_from_db()
    assert asked.state == AttendanceState.ASKED


def test_link_that_closes_later_still_answers(asked: Attendance, client: Client) -> None:
    address = address_of(asked)
    CalendarLink.objects.update(ends_at=NOW + timedelta(hours=1))
    with time_machine.travel(NOW, tick=False):
        assert client.get(address).status_code == 200


def test_token_is_signed_and_of_one_person(asked: Attendance, client: Client) -> None:
    town_link = find_link(link_to(asked.shift.association, FeedKind.ASSOCIATION))
    own = find_link(link_to(asked.volunteer, FeedKind.VOLUNTEER))
    assert town_link is not None
    assert own is not None
    other = Attendance.objects.exclude(pk=asked.pk).first()
    assert other is not None
    token = calendar_token(link=own.pk, attendance=asked.pk)
    forged = [
        token.replace(f"{own.pk}-{asked.pk}", f"{own.pk}-{other.pk}"),
        f"{'A' * 43}{own.pk}-{asked.pk}",
        calendar_token(link=town_link.pk, attendance=asked.pk),
        calendar_token(link=own.pk, attendance=other.pk),
        calendar_token(link=999_999, attendance=asked.pk),
        calendar_token(link=own.pk, attendance=999_999),
    ]
    with time_machine.travel(NOW, tick=False):
        assert client.get(f"/svar/{token}").status_code == 200
        assert [client.get(f"/svar/{one}").status_code for one in forged] == [404] * len(forged)
