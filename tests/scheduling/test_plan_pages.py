"""The page of a municipality's or an association's plan of texts, and the plan on the page of a shift."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from scheduling.domain.text_plans import plan_of
from scheduling.models import Attendance, Shift, TextPlan
from tests.factories import AssociationFactory, ShiftFactory, coordinator_of, leader_of, member_of
from volunteers.models import Association

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
FIELDS: dict[str, Any] = {
    "ask_days": 7,
    "ask_again_hours": 72,
    "answer_hours": 36,
    "remind_hours": 4,
    "bring": "reflexväst",
    "is_thanking": "on",
    "offer_hours": 12,
    "decide_hours": 30,
    "decide_again_hours": 3,
    "fill_days": 4,
    "summary_way": "sms",
    "summary_at": "17:00",
    "week_cap": 1,
    "quiet_from": "20:30",
    "quiet_to": "09:00",
    "day_cap": 3,
    "gather_minutes": 5,
    "month_ceiling": 500,
}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def association() -> Association:
    found: Association = AssociationFactory()
    return found


def post(client: Client, name: str, pk: int, **changes: Any) -> tuple[int, str]:
    answer = client.post(reverse(f"scheduling:{name}", args=[pk]), {**FIELDS, **changes})
    return answer.status_code, answer.content.decode()


def test_coordinator_sets_the_plan_of_every_association(client: Client, association: Association) -> None:
    client.force_login(coordinator_of(association.municipality))
    assert post(client, "town_plan", association.municipality_id)[0] == 303
    plan = plan_of(association)
    assert (plan.association_id, plan.ask_days, plan.quiet_from, plan.month_ceiling) == (None, 7, time(20, 30), 500)
    assert (plan.fill_days, plan.week_cap) == (4, 1)
    assert TextPlan.objects.count() == 1


def test_leader_makes_a_plan_of_their_own_and_goes_back(client: Client, association: Association) -> None:
    TextPlan.objects.update(month_ceiling=100)
    client.force_login(leader_of(association))
    address = reverse("scheduling:association_plan", args=[association.pk])
    assert "Föreningen följer kommunens plan." in client.get(address).content.decode()
    assert post(client, "association_plan", association.pk)[0] == 303
    own = plan_of(association)
    # The ceiling is not a leader's to choose.
    assert (own.association_id, own.bring, own.month_ceiling) == (association.pk, "reflexväst", 100)
    assert "Återgå till kommunens" in client.get(address).content.decode()
    assert client.post(reverse("scheduling:follow_town_plan", args=[association.pk])).status_code == 303
    assert plan_of(association).association_id is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"answer_hours": 96}, "Sista svar kommer efter den andra frågan."),
        ({"ask_days": 2}, "Den andra frågan kommer efter den första."),
        ({"quiet_from": "10:00", "quiet_to": "09:00"}, "Lämna minst sex timmar om dygnet att skicka på."),
        ({"quiet_from": "sent"}, "Skriv tiden som 21.00."),
        ({"day_cap": 0}, "day_cap"),
    ],
)
def test_plan_that_contradicts_itself_is_not_saved(
    client: Client, association: Association, changes: dict[str, Any], said: str
) -> None:
    client.force_login(leader_of(association))
    status, page = post(client, "association_plan", association.pk, **changes)
    assert status == 422
    assert said in page
    assert not TextPlan.objects.filter(association=association).exists()


def test_leader_cannot_change_the_plan_of_the_municipality(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    assert post(client, "town_plan", association.municipality_id)[0] == 404
    other: Association = AssociationFactory(municipality=association.municipality)
    assert post(client, "association_plan", other.pk)[0] == 404
    assert client.post(reverse("scheduling:follow_town_plan", args=[other.pk])).status_code == 404


def test_steps_follow_what_is_written_in_the_form(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    page = client.get(reverse("scheduling:plan_steps"), {**FIELDS, "ask_again_hours": 36}).content.decode()
    assert "Fråga, fre 23 okt 19.30" in page  # a week before, an hour before the quiet hours
    assert "Fråga igen" not in page
    assert "Påminnelse, fre 30 okt 16.30" in page
    assert "Ta med: reflexväst." in page
    assert "Tack, lör 31 okt 09.00" in page
    wrong = client.get(reverse("scheduling:plan_steps"), {**FIELDS, "ask_days": ""}).content.decode()
    assert "Rätta det som är markerat" in wrong


@pytest.fixture
def shift(association: Association) -> Shift:
    found: Shift = ShiftFactory(association=association, starts_at=datetime(2026, 10, 23, 18, 30, tzinfo=UTC))
    return found


def test_page_of_a_shift_shows_its_steps(client: Client, shift: Shift) -> None:
    client.force_login(leader_of(shift.association))
    page = client.get(reverse("scheduling:shift", args=[shift.pk])).content.decode()
    for step in ("Fråga, sön 18 okt 20.30", "Fråga igen, ons 21 okt 20.30", "Sista svar, tors 22 okt 20.30"):
        assert step in page
    assert "Påminnelse, fre 23 okt 17.30" in page


def test_question_far_ahead_can_wait_for_its_day(client: Client, shift: Shift) -> None:
    anna = member_of(shift.association, name="Anna Lindqvist")
    client.force_login(leader_of(shift.association))
    page = client.get(reverse("scheduling:shift", args=[shift.pk])).content.decode()
    assert "Fråga 5 dagar före (sön 18 okt)" in page
    answer = client.post(
        reverse("scheduling:ask", args=[shift.pk]), {"volunteers": [anna.pk], "as_leader": "", "is_later": "1"}
    )
    assert answer.status_code == 303
    text = OutboundMessage.objects.get()
    assert (text.state, text.due_at) == (OutboundState.QUEUED, shift.starts_at - timedelta(days=5))
    page = client.get(reverse("scheduling:shift", args=[shift.pk])).content.decode()
    assert "Får frågan sön 18 okt 20.30" in page
    assert "<b>Anna</b>: frågan går sön 18 okt 20.30." in page


def test_near_night_is_asked_for_at_once(client: Client, shift: Shift) -> None:
    Shift.objects.update(starts_at=MONDAY + timedelta(days=4), ends_at=MONDAY + timedelta(days=4, hours=4))
    client.force_login(leader_of(shift.association))
    assert "fraga-sen" not in client.get(reverse("scheduling:shift", args=[shift.pk])).content.decode()


def test_page_says_until_when_a_text_waits(client: Client, shift: Shift) -> None:
    anna = member_of(shift.association, name="Anna Lindqvist")
    client.force_login(leader_of(shift.association))
    client.post(reverse("scheduling:ask", args=[shift.pk]), {"volunteers": [anna.pk], "as_leader": ""})
    OutboundMessage.objects.update(due_at=MONDAY + timedelta(hours=20))
    assert Attendance.objects.get().last_text is not None
    page = client.get(reverse("scheduling:shift", args=[shift.pk])).content.decode()
    assert "sms:et väntar till i morgon 08.00" in page


def test_page_shows_what_leaders_will_read_of_the_next_night(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    address = reverse("scheduling:association_plan", args=[association.pk])
    assert "När en kväll är publicerad står det här vad ledarna får läsa." in client.get(address).content.decode()
    ShiftFactory(association=association)
    body = client.get(address).content.decode()
    assert f"Så läser ledarna i {association.name} den tors 15 okt 18.00, om inget ändras." in body
    assert ("I morgon fredag 16 oktober: 1 grupp, 1 är inte säker" in body, "Som sms" in body) == (True, False)
    TextPlan.objects.update(summary_way="sms")
    assert "I morgon fre 16/10, " in client.get(address).content.decode()
    TextPlan.objects.update(summary_way="off")
    assert "Ledarna får ingen sammanfattning." in client.get(address).content.decode()


def test_summary_by_text_is_not_set_in_the_quiet_hours(client: Client, association: Association) -> None:
    client.force_login(leader_of(association))
    status, body = post(client, "association_plan", association.pk, summary_at="22:00")
    assert (status, "Då är det tyst. Välj en tid när sms får skickas, eller e-post." in body) == (422, True)
    assert post(client, "association_plan", association.pk, summary_at="22:00", summary_way="email")[0] == 303
