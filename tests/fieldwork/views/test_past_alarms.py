"""Alarms of earlier nights: who finds which, what is told of each, and what is left when the names are gone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from fieldwork.domain.alarms.disposal import dispose_of_old_names, dispose_of_old_notices
from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.domain.drills.planning import plan_drill
from fieldwork.domain.drills.running import run_drills
from fieldwork.models import Alarm, Drill
from scheduling.models import Shift
from tests.factories import (
    AssociationFactory,
    MunicipalityFactory,
    ShiftFactory,
    UserFactory,
    coordinator_of,
    leader_of,
)
from tests.factories.fieldwork import DutyTurnFactory
from tests.fieldwork.domain.alarms.test_replies import write
from tests.fieldwork.domain.alarms.test_sweeping import OVERDUE, sweep_until
from tests.fieldwork.overdue import ASSOCIATION, COORDINATOR, LEADER, MINUTE, SECOND, Group, group_out
from volunteers.models import Municipality, User

pytestmark = pytest.mark.django_db

LATER = OVERDUE + timedelta(days=3)
LIST = "/ikvall/larm"


@pytest.fixture(autouse=True)
def _days_later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def group() -> Group:
    """Nobody answered until the association's duty did, eleven minutes after it began."""
    late = group_out()
    sweep_until(OVERDUE + 10 * MINUTE, start=OVERDUE)
    write(ASSOCIATION, "TAR", at=OVERDUE + 11 * MINUTE)
    write(ASSOCIATION, "KLART, pratat med Karin", at=OVERDUE + 20 * MINUTE)
    return late


def page_of(user: User, address: str = LIST, *, status: int = 200) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def address_of(alarm: Alarm) -> str:
    return f"{LIST}/{alarm.pk}"


def resolved(shift: Shift, at: datetime, **given: object) -> Alarm:
    values = {"kind": "overdue", "state": "resolved", "opened_at": at, "resolved_at": at + 9 * MINUTE, "ending": "home"}
    return Alarm.objects.create(shift=shift, **(values | given))


def test_list_tells_what_when_who_took_it_and_how_it_ended(group: Group) -> None:
    page = page_of(coordinator_of(group.shift.association.municipality))
    assert "Lördag 17 oktober 00.45" in page
    assert "Försenad 35 min" in page
    assert ">Johan Ek<" in page
    assert ">11 min<" in page
    assert "Pratat med Karin." in page
    assert "Johan Ek, 01.05" in page
    assert f'href="{address_of(group.alarm)}"' in page


def test_page_of_one_tells_every_step_and_what_happened(group: Group) -> None:
    page = page_of(leader_of(group.shift.association), address_of(group.alarm))
    for said in ("Steg 1: gruppens ledare", "Steg 2: hela gruppen", "Steg 3: föreningens jour"):
        assert said in page
    assert "Karin Öberg: sms kom inte fram" in page
    assert "<b>Johan Ek</b> tog larmet" in page
    assert "11 min<small>Johan Ek</small>" in page
    assert f'href="/ikvall/{group.shift.pk}"' in page


def test_first_to_take_it_is_counted_when_it_was_handed_back_and_taken_again() -> None:
    late = group_out()
    sweep_alarms(OVERDUE)
    write(LEADER, "TAR", at=OVERDUE + 2 * MINUTE)
    sweep_alarms(OVERDUE + 17 * MINUTE)
    write(SECOND, "TAR", at=OVERDUE + 18 * MINUTE)
    write(SECOND, "KLART, pratat med Anna", at=OVERDUE + 19 * MINUTE)
    page = page_of(coordinator_of(late.shift.association.municipality))
    assert ">2 min<" in page
    assert ">Johan Sandberg<" in page


def test_alarm_that_nobody_took_says_so() -> None:
    late = group_out()
    sweep_alarms(OVERDUE)
    write(LEADER, "HEMMA", at=OVERDUE + 3 * MINUTE)
    page = page_of(coordinator_of(late.shift.association.municipality))
    assert ">Ingen<" in page
    assert "Alla är hemma." in page
    assert "Ingen tog det" in page_of(coordinator_of(late.shift.association.municipality), address_of(late.alarm))


def test_alarm_that_stands_leads_to_the_board() -> None:
    late = group_out()
    sweep_alarms(OVERDUE)
    maria = coordinator_of(late.shift.association.municipality)
    assert "Pågår" in page_of(maria)
    client = Client()
    client.force_login(maria)
    assert client.get(address_of(late.alarm)).headers["Location"] == f"/ikvall?grupp={late.shift.pk}"


def test_each_finds_the_alarms_of_their_own_groups(group: Group) -> None:
    association = group.shift.association
    other = AssociationFactory(municipality=association.municipality)
    for user, is_theirs in (
        (coordinator_of(association.municipality), True),
        (leader_of(association), True),
        (leader_of(other), False),
        (coordinator_of(MunicipalityFactory()), False),
        (UserFactory(), False),
    ):
        assert ("Pratat med Karin." in page_of(user)) == is_theirs
        page_of(user, address_of(group.alarm), status=200 if is_theirs else 404)


def test_whoever_had_the_duty_finds_what_they_were_told_of_and_not_the_night() -> None:
    late = group_out()
    peter = UserFactory(name="Peter Åkesson")
    DutyTurnFactory(
        association=late.shift.association,
        municipality=None,
        name="Peter Åkesson",
        number="+46701740655",
        user=peter,
        starts_at=OVERDUE - timedelta(hours=4),
        ends_at=OVERDUE + timedelta(hours=4),
    )
    sweep_until(OVERDUE + 10 * MINUTE, start=OVERDUE)
    write(LEADER, "HEMMA", at=OVERDUE + 12 * MINUTE)
    assert address_of(late.alarm) in page_of(peter)
    assert f'href="/ikvall/{late.shift.pk}"' not in page_of(peter, address_of(late.alarm))
    assert address_of(late.alarm) not in page_of(UserFactory())


def test_nobody_else_reads_them(group: Group) -> None:
    for address in (LIST, address_of(group.alarm)):
        assert Client().get(address).headers["Location"].startswith("/konto/")


def test_period_and_kind_are_chosen() -> None:
    shift = ShiftFactory(night="2026-10-16", route__district__name="Vårby")
    maria = coordinator_of(shift.association.municipality)
    night = datetime(2026, 10, 16, 23, 0, tzinfo=UTC)
    real, panic = resolved(shift, night), resolved(shift, night, kind="panic")
    drill = resolved(shift, datetime(2026, 10, 13, 17, 0, tzinfo=UTC), is_drill=True, ending="drill")
    for query, found in (
        ("", {real, panic, drill}),
        ("?slag=larm", {real, panic}),
        ("?slag=ovningar", {drill}),
        ("?fran=2026-10-16", {real, panic}),
        ("?till=2026-10-15", {drill}),
        ("?fran=2026-10-13&till=2026-10-16", {real, panic, drill}),
        ("?fran=2026-10-17", set()),
        ("?fran=nonsens&slag=annat", {real, panic, drill}),
    ):
        page = page_of(maria, f"{LIST}{query}")
        assert {one for one in (real, panic, drill) if f'href="{address_of(one)}"' in page} == found
    assert "Inget larm stämmer med det du har valt." in page_of(maria, f"{LIST}?fran=2026-10-17")


def test_list_is_read_in_as_many_queries_however_long_and_in_pages(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    shift = ShiftFactory()
    client = Client()
    client.force_login(coordinator_of(shift.association.municipality))
    for count, queries in ((1, 6), (60, 6)):
        for n in range(count):
            resolved(shift, OVERDUE - n * MINUTE)
        with django_assert_num_queries(queries):
            client.get(LIST)
    assert "Sida 2 av 2" in " ".join(client.get(f"{LIST}?slag=larm&sida=2").content.decode().split())


def test_town_without_alarms_says_so() -> None:
    assert "Inget larm har gått." in page_of(coordinator_of(MunicipalityFactory()))


@pytest.mark.parametrize("address", ["/ikvall", "/larm/kommun/{town}"])
def test_board_and_drills_lead_there(address: str) -> None:
    town: Municipality = MunicipalityFactory()
    assert f'href="{LIST}' in page_of(coordinator_of(town), address.format(town=town.pk))


def test_names_are_gone_after_sixty_days_and_all_else_stays(group: Group) -> None:
    maria = coordinator_of(group.shift.association.municipality)
    over = OVERDUE + 20 * MINUTE + timedelta(days=60)
    assert dispose_of_old_names(over - MINUTE) == 0
    assert dispose_of_old_names(over) == 1
    assert dispose_of_old_notices(over) > 0
    assert dispose_of_old_names(over + MINUTE) == 0
    listed, page = page_of(maria), page_of(maria, address_of(group.alarm))
    for said in ("Johan Ek", "Karin Öberg", "Pratat med Karin", COORDINATOR, ASSOCIATION):
        assert said not in listed
        assert said not in page
    assert ">Namn borttaget<" in listed
    assert "Alla är trygga." in listed
    assert ">11 min<" in listed
    assert "Namn och nummer är borttagna." in page
    assert "<b>Namn borttaget</b> tog larmet" in page
    assert "<b>Larmet är löst:</b> namn borttaget" in page
    for said in ("Steg 1: gruppens ledare", "Steg 2: hela gruppen", "Steg 3: föreningens jour", "00.55"):
        assert said in page


def test_drill_keeps_its_report_without_names() -> None:
    late = group_out()
    late.is_home(at=OVERDUE - 30 * MINUTE)
    town, starts = late.shift.association.municipality, OVERDUE + timedelta(hours=12)
    plan_drill(town, starts_at=starts, leader=late.leader, by=None, now=OVERDUE)
    run_drills(starts)
    write(LEADER, "TAR", at=starts + 4 * MINUTE)
    write(LEADER, "KLART, pratat med Maria", at=starts + 6 * MINUTE)
    run_drills(starts + 7 * MINUTE)
    drill = Drill.objects.get()
    maria = coordinator_of(town)
    report = f"/larm/ovning/{drill.pk}"
    assert "Karin Öberg tog larmet efter 4 minuter." in page_of(maria, report)
    assert "Övningens rapport" in page_of(maria, f"{LIST}/{drill.alarm_id}")
    dispose_of_old_names(starts + timedelta(days=61))
    dispose_of_old_notices(starts + timedelta(days=61))
    page = page_of(maria, report)
    assert "Namn borttaget tog larmet efter 4 minuter." in page
    assert "Namn borttaget tog larmet och avslutade det." in page
    assert "Karin" not in page
