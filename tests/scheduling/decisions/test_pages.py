"""A night that is too few: red and first on the board, and decided on its own page."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from scheduling.domain.decisions.asking import ask_for_decisions
from scheduling.domain.decisions.words import hours_to_choose, proposed_hour
from scheduling.enums import DecisionState as State
from scheduling.models import FillRound, NightDecision, ShiftEvent, TextPlan
from tests.factories import ShiftFactory, coordinator_of, leader_of
from tests.scheduling.rota import Rota, make_rota, texts_to

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
THURSDAY = datetime(2026, 10, 15, 18, 30, tzinfo=UTC)  # 20.30, a day before the night
NOON = datetime(2026, 10, 16, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_thursday() -> Iterator[None]:
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def rota() -> Rota:
    rota = make_rota(4, leaders_needed=0)
    ask_for_decisions(THURSDAY)
    return rota


@pytest.fixture
def leader(client: Client, rota: Rota) -> Client:
    client.force_login(leader_of(rota.shift.association))
    return client


def page(client: Client, rota: Rota) -> str:
    return client.get(reverse("scheduling:shift", args=[rota.shift.pk])).content.decode()


def keep(client: Client, rota: Rota, until: datetime | str, **fields: str) -> tuple[int, str]:
    value = until if isinstance(until, str) else until.isoformat()
    address = reverse("scheduling:keep_filling", args=[rota.shift.pk])
    answer = client.post(address, {"until": value, **fields}, follow=True)
    return answer.status_code, answer.content.decode()


def test_board_says_it_first_and_shows_the_row_in_red(leader: Client, rota: Rota) -> None:
    ShiftFactory(association=rota.shift.association, starts_at=THURSDAY - HOUR * 2, confirmed_count=3, leader_count=1)
    board = leader.get("/pass").content.decode()
    assert "<b>1 kväll måste avgöras nu.</b>" in board
    assert "0 av minst 2 klara. Fyll på, slå ihop eller ställ in." in board
    assert f'id="pass-{rota.shift.pk}" data-state="missing"' in board
    assert "Måste avgöras</span>" in board
    assert f'href="/pass/{rota.shift.pk}#avgor"' in board
    assert board.index('id="avgors"') < board.index('id="veckor"')


def test_boards_sections_change_when_a_decision_does(leader: Client, rota: Rota) -> None:
    def etag() -> str:
        return str(leader.get("/pass", headers={"HX-Request": "true"}).headers["ETag"])

    before = etag()
    assert etag() == before
    NightDecision.objects.update(updated_at=THURSDAY + HOUR)
    assert etag() != before


def test_coordinators_board_says_it_too(client: Client, rota: Rota) -> None:
    client.force_login(coordinator_of(rota.shift.association.municipality))
    assert "1 kväll måste avgöras nu." in client.get("/pass").content.decode()


def test_page_says_what_is_wrong_and_offers_the_ways(leader: Client, rota: Rota) -> None:
    shown = page(leader, rota)
    assert "För få för att gå säkert." in shown
    assert "0 av minst 2 klara. Ingenting ställs in av sig självt: välj ett av tre." in shown
    assert "I tur står Person0 och tre till." in shown
    assert f'<option value="{NOON.replace(hour=17, minute=30).isoformat()}">fre 16 okt 19.30</option>' in shown


def test_filling_goes_on_until_the_hour_chosen_and_then_it_is_asked_again(leader: Client, rota: Rota) -> None:
    status, shown = keep(leader, rota, NOON, asks_fast="1")
    assert status == 200
    assert "Gruppen fylls på till fre 16 okt 12.00." in shown
    assert "Beslut: vi fyller på till fre 16 okt 12.00." in shown
    assert (FillRound.objects.get().is_fast, texts_to(rota.people[0])) == (True, ["ask"])
    board = leader.get("/pass").content.decode()
    assert "måste avgöras nu" not in board
    assert "0 av minst 2 klara. Gruppen fylls på." in board
    assert ask_for_decisions(NOON - HOUR) == 0
    assert [ask_for_decisions(NOON), ask_for_decisions(NOON)] == [1, 0]
    assert NightDecision.objects.get().state == State.OPEN


def test_filling_goes_on_without_asking_anybody_where_that_is_not_wished(leader: Client, rota: Rota) -> None:
    assert keep(leader, rota, NOON)[0] == 200
    assert not FillRound.objects.exists()


@pytest.mark.parametrize("until", ["", "strax", "2026-10-16T10:00:00", "2026-10-15T18:00:00+00:00"])
def test_hour_that_cannot_be_is_refused_with_a_reason(leader: Client, rota: Rota, until: str) -> None:
    status, shown = keep(leader, rota, until)
    assert status == 422
    assert "Välj till när ni fyller på." in shown or "Välj en tid som inte har varit" in shown
    assert NightDecision.objects.get().state == State.OPEN


def test_who_comes_second_hears_that_it_is_decided(leader: Client, rota: Rota) -> None:
    NightDecision.objects.update(state=State.FILLED)
    status, shown = keep(leader, rota, NOON)
    assert (status, "Någon har redan avgjort kvällen." in shown) == (422, True)


def test_leader_of_another_association_decides_nothing(client: Client, rota: Rota) -> None:
    client.force_login(leader_of(ShiftFactory().association))
    assert keep(client, rota, NOON)[0] == 404
    assert ShiftEvent.objects.filter(kind="decided").count() == 0


def test_night_that_is_no_longer_too_few_shows_no_decision(leader: Client, rota: Rota) -> None:
    rota.shift.confirmed_count = 2
    rota.shift.save()
    assert "För få för att gå säkert." not in page(leader, rota)
    assert "måste avgöras nu" not in leader.get("/pass").content.decode()


def test_hours_to_choose_end_an_hour_before_the_start_and_are_not_at_night() -> None:
    starts_at, zone = THURSDAY + 24 * HOUR, ZoneInfo("Europe/Stockholm")
    plan = TextPlan()

    def hours(now: datetime) -> list[str]:
        return [f"{at.astimezone(zone):%d %H.%M}" for at in hours_to_choose(plan, starts_at, zone, now=now)]

    assert hours(THURSDAY) == ["16 08.00", "16 12.00", "16 19.30"]
    assert hours(NOON) == ["16 14.00", "16 16.00", "16 19.30"]
    assert hours(starts_at - timedelta(minutes=100)) == ["16 19.30"]
    assert hours(starts_at - HOUR) == []
    assert proposed_hour(hours_to_choose(plan, starts_at, zone, now=THURSDAY), starts_at) == NOON
