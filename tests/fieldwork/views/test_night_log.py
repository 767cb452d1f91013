"""The log as leaders and coordinators meet it: read, corrected with a reason, written by hand, and missed."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from fieldwork.domain.logs.filing import file_log
from fieldwork.domain.logs.words import Happened
from fieldwork.models import LogAsk, WalkLog
from scheduling.models import Shift
from tests.factories import ShiftFactory, coordinator_of, leader_of
from tests.fieldwork.nights import HOME, ON_ITS_PAGE, Night, another_night, later, walked_night
from tests.fieldwork.views.test_own_log import filled_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _next_day() -> Iterator[None]:
    with time_machine.travel(later(14), tick=False):
        yield


@pytest.fixture
def night() -> Night:
    night = walked_night()
    night.shift.association.name = "Vårby vuxna på stan"
    night.shift.association.save()
    return night


@pytest.fixture
def leading(night: Night, client: Client) -> Client:
    client.force_login(leader_of(night.shift.association))
    return client


def tell(night: Night, **said: object) -> WalkLog:
    told = night.telling(**said)
    return file_log(night.shift, told, client_key=uuid4(), origin=ON_ITS_PAGE, by=night.leader, now=HOME)


def test_leader_reads_what_was_told_and_by_whom(night: Night, leading: Client) -> None:
    tell(night, met="11_30", occurrences=(Happened("party", 2, "torget"),), contacts={"police": 1}, note="Glas")
    page = leading.get(f"/ikvall/{night.shift.pk}/logg")
    assert [(line.name, line.words) for line in page.context["lines"]] == [
        ("Ute", "20.30–00.30"),
        ("Rutt", night.shift.route.name),
        ("Kvällen", "Lugn"),
        ("Unga vi pratade med", "11–30"),
        ("Fest", "2, torget"),
        ("Polisen, 114 14", "1"),
        ("Pratat igenom kvällen", "Nej"),
        ("Till nästa grupp", "Glas"),
    ]
    assert "Karin Öberg har skrivit den." in page.content.decode()


def test_correction_needs_a_reason_and_is_read_in_the_history(night: Night, leading: Client) -> None:
    tell(night, met="60_")
    address = f"/ikvall/{night.shift.pk}/logg"
    told = filled_in(leading, address, met="31_60")
    assert leading.post(address, told).status_code == 422
    assert leading.post(address, told | {"reason": "Räknade dubbelt"}).status_code == 303
    page = leading.get(address)
    [past] = page.context["history"]
    assert (past.reason, [(line.name, line.words) for line in past.lines]) == (
        "Räknade dubbelt",
        [("Unga vi pratade med", "Fler än 60")],
    )
    assert "Rättad 1 gång." in page.content.decode()


def test_correction_of_what_another_has_corrected_meanwhile_is_read_again_first(night: Night, leading: Client) -> None:
    tell(night, met="60_")
    address = f"/ikvall/{night.shift.pk}/logg"
    mine, theirs = (filled_in(leading, address, met=met, reason="Fel") for met in ("31_60", "11_30"))
    assert leading.post(address, theirs).status_code == 303
    refused = leading.post(address, mine)
    assert (refused.status_code, "har rättat loggen under tiden" in refused.content.decode()) == (422, True)
    assert WalkLog.objects.get().met == "11_30"


def test_leader_writes_what_somebody_told_on_the_phone(night: Night, leading: Client) -> None:
    address = f"/ikvall/{night.shift.pk}/logg"
    assert "Loggen saknas." in leading.get(address).content.decode()
    leading.post(address, filled_in(leading, address, mood="calm"))
    log = WalkLog.objects.get()
    assert (log.door, log.filed_by, log.mood) == ("page", None, "calm")


def test_coordinator_reads_too_and_others_find_nothing(night: Night, client: Client) -> None:
    address = f"/ikvall/{night.shift.pk}/logg"
    elsewhere = ShiftFactory().association
    codes = {}
    for name, user in {
        "coordinator": coordinator_of(night.shift.association.municipality),
        "leader elsewhere": leader_of(elsewhere),
        "coordinator elsewhere": coordinator_of(elsewhere.municipality),
    }.items():
        client.force_login(user)
        codes[name] = client.get(address).status_code
    assert codes == {"coordinator": 200, "leader elsewhere": 404, "coordinator elsewhere": 404}
    assert Client().get(address).status_code == 302


def test_missing_logs_are_listed_with_whom_to_ring_for_those_who_reach_them(night: Night, leading: Client) -> None:
    LogAsk.objects.create(shift=night.shift, number=1, at=later(10), volunteer=night.leader)
    LogAsk.objects.create(shift=night.shift, number=2, at=later(58), volunteer=night.leader)
    walked_night()
    tell(another_night(night, days=-1), mood="calm")
    page = leading.get("/loggar")
    [one] = page.context["nights"]
    assert (one.shift, one.asked, one.is_asked_out) == (night.shift, "Karin Öberg är frågad två gånger", True)
    body = page.content.decode()
    assert [words in body for words in ("1 kväll saknar logg.", "tel:+46701740612", "Ring Karin")] == [True] * 3


@pytest.mark.parametrize("fields", [{"state": "cancelled"}, {"state": "under_way"}, {"kind": "safety_hosting"}])
def test_night_that_was_not_walked_is_not_missed(night: Night, leading: Client, fields: dict[str, str]) -> None:
    Shift.objects.filter(pk=night.shift.pk).update(**fields)
    assert leading.get("/loggar").context["nights"] == []


def test_list_asks_as_many_questions_for_one_night_as_for_five(
    night: Night, leading: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(9):  # type: ignore[operator]  # pytest-django's own callable
        leading.get("/loggar")
    for n in range(1, 5):
        another_night(night, days=-n)
    with django_assert_max_num_queries(9):  # type: ignore[operator]  # pytest-django's own callable
        assert len(leading.get("/loggar").context["nights"]) == 5
