"""The pages of the rota of duty: what they say, who may see them, and what their buttons do."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from fieldwork.models import DutyTurn
from scheduling.models import Shift
from tests.factories import AssociationFactory, MunicipalityFactory, ShiftFactory, coordinator_of, leader_of
from tests.factories.fieldwork import DutyTurnFactory
from volunteers.models import User

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
STARTS = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def shift() -> Shift:
    made: Shift = ShiftFactory(association__contact_number="+46701740611")
    return made


def town_page(shift: Shift) -> str:
    return reverse("fieldwork:town_duty", args=[shift.association.municipality_id])


def own_page(shift: Shift) -> str:
    return reverse("fieldwork:association_duty", args=[shift.association_id])


def read(client: Client, to: str) -> str:
    answer = client.get(to)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def written(**changes: Any) -> dict[str, Any]:
    form = {"who": "", "name": "Peter Åkesson", "number": "070-174 06 13", "first": "2026-10-16", "last": ""}
    return form | {"every": "1", "start": "20:00", "end": "02:00"} | changes


def test_night_without_duty_stands_out_and_says_where_the_alarm_goes(client: Client, shift: Shift) -> None:
    client.force_login(coordinator_of(shift.association.municipality))
    page = read(client, town_page(shift))
    assert "<b>1 natt saknar jour.</b>" in page
    assert "Fredag 16 oktober" in page
    assert "20.30–01.30" in page
    assert 'data-state="missing"' in page
    assert "De nätter som saknar jour går larmet till 070-174 06 10." in page


def test_night_covered_in_part_says_for_which_hours_nobody_is_there(client: Client, shift: Shift) -> None:
    DutyTurnFactory(municipality=shift.association.municipality, ends_at=STARTS + timedelta(hours=4))
    client.force_login(coordinator_of(shift.association.municipality))
    assert "Ingen 00.30–01.30" in read(client, town_page(shift))


def test_rota_without_a_number_to_fall_back_on_says_so(client: Client) -> None:
    town = MunicipalityFactory(contact_number="")
    client.force_login(coordinator_of(town))
    page = read(client, reverse("fieldwork:town_duty", args=[town.pk]))
    assert "inget telefonnummer att falla tillbaka på" in page
    assert "Ingen går de närmaste tolv veckorna" in page


def test_coordinator_puts_somebody_on_duty_for_a_night(client: Client, shift: Shift) -> None:
    client.force_login(coordinator_of(shift.association.municipality))
    answer = client.post(town_page(shift), written(), follow=True)
    page = " ".join(answer.content.decode().split())
    assert "Peter Åkesson har jouren en natt." in page
    assert "<b>Varje natt som någon går har jour.</b>" in page
    turn = DutyTurn.objects.get()
    assert (turn.number, turn.municipality_id, turn.user) == ("+46701740613", shift.association.municipality_id, None)


def test_leader_puts_a_colleague_on_duty_every_other_friday(client: Client, shift: Shift) -> None:
    leader, colleague = leader_of(shift.association), leader_of(shift.association)
    client.force_login(leader)
    said = written(who=f"konto-{colleague.pk}", name="", last="2026-11-13", weekdays=["4"], every="2")
    assert client.post(own_page(shift), said).status_code == 303
    turns = DutyTurn.objects.order_by("starts_at")
    assert [turn.starts_at.day for turn in turns] == [16, 30, 13]
    assert {(turn.name, turn.user_id) for turn in turns} == {(colleague.name, colleague.pk)}
    page = read(client, own_page(shift))
    assert "Fredag 30 oktober" in page
    assert "Ingen går den natten än." in page
    assert f"{colleague.name}, 070-174 06 13</option>" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "070-174"}, "Det går inte att ringa numret: 070-174."),
        ({"number": ""}, "Här saknas ett mobilnummer."),
        ({"name": " "}, "Skriv vem det är."),
        ({"first": "2026-10-09"}, "Den natten har redan varit."),
        ({"last": "2026-10-15"}, "Den sista natten ligger före den första."),
        ({"last": "2026-10-17", "weekdays": ["1"]}, "Perioden har ingen sådan veckodag."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    client: Client, shift: Shift, changes: dict[str, Any], words: str
) -> None:
    client.force_login(leader_of(shift.association))
    answer = client.post(own_page(shift), written(**changes))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert DutyTurn.objects.count() == 0


def test_turn_is_handed_to_somebody_else_swapped_and_taken_back(client: Client, shift: Shift) -> None:
    town = shift.association.municipality
    friday = DutyTurnFactory(municipality=town)
    saturday = DutyTurnFactory(
        municipality=town, name="Omar Ali", number="+46701740614", starts_at=STARTS + timedelta(days=1)
    )
    client.force_login(coordinator_of(town))
    to = reverse("fieldwork:duty_turn", args=[friday.pk])
    assert "har jouren 20.00–02.00." in read(client, to)
    handed = client.post(to, {"gor": "overlat", "who": "", "name": "Peter Åkesson", "number": "0701740613"})
    assert handed.status_code == 303
    assert client.post(to, {"gor": "byt", "other": str(saturday.pk)}).status_code == 303
    assert list(DutyTurn.objects.values_list("name", flat=True)) == ["Omar Ali", "Peter Åkesson"]
    assert client.post(reverse("fieldwork:remove_duty_turn", args=[friday.pk])).status_code == 303
    assert list(DutyTurn.objects.values_list("name", flat=True)) == ["Peter Åkesson"]


def test_turn_that_is_over_stays_as_it_was(client: Client, shift: Shift) -> None:
    turn = DutyTurnFactory(association=shift.association, starts_at=MONDAY - timedelta(days=3))
    client.force_login(leader_of(shift.association))
    assert "Jouren är redan över." in read(client, reverse("fieldwork:duty_turn", args=[turn.pk]))
    removed = client.post(reverse("fieldwork:remove_duty_turn", args=[turn.pk]), follow=True)
    assert "Jouren är redan över." in removed.content.decode()
    assert DutyTurn.objects.count() == 1


@pytest.mark.parametrize("who", ["leader", "neighbour", "coordinator", "stranger"])
def test_what_is_out_of_reach_does_not_exist(client: Client, shift: Shift, who: str) -> None:
    town = shift.association.municipality
    people: dict[str, User] = {
        "leader": leader_of(shift.association),
        "neighbour": leader_of(AssociationFactory(municipality=town)),
        "coordinator": coordinator_of(town),
        "stranger": coordinator_of(MunicipalityFactory()),
    }
    towns, own = DutyTurnFactory(municipality=town), DutyTurnFactory(association=shift.association)
    client.force_login(people[who])
    asked = [town_page(shift), own_page(shift)]
    asked += [reverse("fieldwork:duty_turn", args=[turn.pk]) for turn in (towns, own)]
    posted = [reverse("fieldwork:remove_duty_turn", args=[turn.pk]) for turn in (towns, own)]
    statuses = [client.get(to).status_code for to in asked] + [client.post(to).status_code for to in posted]
    assert (
        statuses
        == {
            "leader": [404, 200, 404, 200, 404, 303],
            "neighbour": [404] * 6,
            "coordinator": [200, 200, 200, 200, 303, 303],
            "stranger": [404] * 6,
        }[who]
    )


def test_visitor_is_asked_to_sign_in(client: Client, shift: Shift) -> None:
    assert [client.get(to).status_code for to in (town_page(shift), own_page(shift))] == [302, 302]


@pytest.mark.parametrize("count", [1, 3])
def test_rota_costs_the_same_however_many_nights(
    client: Client, shift: Shift, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        ShiftFactory(association=shift.association, starts_at=STARTS + timedelta(days=7 * n))
        DutyTurnFactory(association=shift.association, starts_at=STARTS + timedelta(days=7 * n))
    client.force_login(leader_of(shift.association))
    with django_assert_num_queries(10):
        read(client, own_page(shift))
