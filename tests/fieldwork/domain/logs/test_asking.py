"""A missing log is asked for on the first morning and once more, of somebody who can tell, until it has come."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.logs.asking import ask_for_logs, asks_at
from fieldwork.domain.logs.filing import file_log
from fieldwork.models import LogAsk
from messaging.domain.personal_links import as_long
from messaging.domain.texts import segments
from messaging.models import OutboundMessage
from scheduling.models import Attendance, TextPlan
from tests.factories.fieldwork import WalkFactory
from tests.fieldwork.nights import ON_ITS_PAGE, Night, walked_night
from volunteers.enums import ContactWay
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")
SATURDAY_TEN = datetime(2026, 10, 17, 8, 0, tzinfo=UTC)
MONDAY_TEN = SATURDAY_TEN + timedelta(days=2)


@pytest.fixture
def night() -> Night:
    return walked_night()


def told() -> list[tuple[str, str]]:
    return list(OutboundMessage.objects.order_by("pk").values_list("to_number", "body"))


def test_leader_is_asked_in_the_morning_and_once_more_two_days_later(night: Night) -> None:
    link = f"{{sida}}/kvall/{night.karin.pk}/logg"
    assert ask_for_logs(SATURDAY_TEN - timedelta(seconds=1)) == 0
    assert [ask_for_logs(SATURDAY_TEN + timedelta(minutes=n)) for n in (0, 5)] == [1, 0]
    assert [ask_for_logs(MONDAY_TEN + timedelta(minutes=n)) for n in (-5, 0, 5)] == [0, 1, 0]
    assert ask_for_logs(MONDAY_TEN + timedelta(days=2)) == 0
    assert told() == [
        (
            night.leader.mobile,
            f"Hur gick det i Vårby fre 16/10? Svara LOGG 12 lugnt (antal ni mötte) eller skriv: {link}",
        ),
        (
            night.leader.mobile,
            f"Loggen för Vårby fre 16/10 saknas än. Svara LOGG 12 lugnt (antal ni mötte) eller skriv: {link}",
        ),
    ]
    asks = LogAsk.objects.order_by("number").values_list("number", "volunteer")
    assert list(asks) == [(1, night.leader.pk), (2, night.leader.pk)]


def test_worker_that_was_away_asks_once_and_not_twice_at_once(night: Night) -> None:
    late = MONDAY_TEN + timedelta(hours=3)
    assert [ask_for_logs(late), ask_for_logs(late + timedelta(minutes=5))] == [1, 0]
    assert LogAsk.objects.count() == 1


def test_log_that_came_is_not_asked_for_and_stops_the_question(night: Night) -> None:
    ask_for_logs(SATURDAY_TEN)
    told_now = SATURDAY_TEN + timedelta(seconds=20)
    file_log(night.shift, night.telling(), client_key=uuid4(), origin=ON_ITS_PAGE, by=night.leader, now=told_now)
    assert OutboundMessage.objects.get().state == "dropped"
    assert ask_for_logs(MONDAY_TEN) == 0


def test_first_who_was_out_is_asked_where_the_leader_cannot_be(night: Night) -> None:
    Volunteer.objects.filter(pk=night.leader.pk).update(contact_way=ContactWay.CALL)
    ask_for_logs(SATURDAY_TEN)
    assert [number for number, _body in told()] == [night.johan.volunteer.mobile]


def test_group_that_is_out_still_is_left_in_peace(night: Night) -> None:
    WalkFactory(shift=night.shift)
    assert ask_for_logs(SATURDAY_TEN) == 0


def test_night_that_nobody_walked_is_not_asked_about(night: Night) -> None:
    Attendance.objects.update(state="no_show")
    assert ask_for_logs(SATURDAY_TEN) == 0


def test_quiet_hours_put_the_question_off(night: Night) -> None:
    TextPlan.objects.update(quiet_from="22:00", quiet_to="11:00")
    assert ask_for_logs(SATURDAY_TEN) == 0
    assert ask_for_logs(SATURDAY_TEN + timedelta(hours=1)) == 1


@pytest.mark.parametrize("language", ["sv", "en", "fi", "so", "ar"])
def test_question_is_one_text_with_its_link_on_a_real_site(night: Night, settings: object, language: str) -> None:
    settings.PUBLIC_URL = "https://lykta.huddinge.se"  # type: ignore[attr-defined]  # pytest-django's own object
    Volunteer.objects.update(text_language=language)
    for now in (SATURDAY_TEN, MONDAY_TEN):
        ask_for_logs(now)
    most = 2 if language == "ar" else 1
    assert [segments(as_long(body)) <= most for _number, body in told()] == [True, True]


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001 - hypothesis gives the zone
def test_question_comes_in_daylight_after_some_sleep_whatever_the_clocks_do(at: datetime) -> None:
    ends_at = at.replace(tzinfo=UTC)
    first, second = asks_at(ends_at, TextPlan(), STOCKHOLM)
    local = [one.astimezone(STOCKHOLM) for one in (first, second)]
    assert all(10 <= one.hour < 21 for one in local)
    assert timedelta(hours=4) <= first - ends_at <= timedelta(hours=29)
    assert (local[1].date() - local[0].date()).days == 2
