"""The ledger as leaders and coordinators see it, and as a file."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.test import Client

from scheduling.domain.ledger_sheet import harmless
from scheduling.models import TextPlan
from tests.factories import AssociationFactory, coordinator_of, leader_of
from tests.scheduling.ledger_rows import OCTOBER, answer_from, text_of
from volunteers.models import Association

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_october() -> Iterator[None]:
    with time_machine.travel(OCTOBER):
        yield


@pytest.fixture
def association() -> Association:
    made: Association = AssociationFactory(name="Vårby IF")
    return made


@pytest.fixture
def leader(client: Client, association: Association) -> Client:
    client.force_login(leader_of(association))
    return client


@pytest.fixture
def coordinator(client: Client, association: Association) -> Client:
    client.force_login(coordinator_of(association.municipality))
    return client


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_leader_reads_what_the_month_came_to(leader: Client, association: Association) -> None:
    text_of(association, price=Decimal("0.55"), price_unit="SEK")
    text_of(association, state="undelivered")
    text_of(association, state="dropped", reason="opted_out")
    answer_from("+46701740614")
    page = " ".join(leader.get(f"/foreningar/{association.pk}/sms").content.decode().split())
    for words in (
        "2 sms för 1,15 kr.",
        "50 procent kom fram.",
        "därav 0,60 kr uppskattat",
        "Personen har sagt stopp till sms",
        "oktober 2026",
    ):
        assert words in page
    assert "tak" not in page.split('id="siffror"')[1].split("Så räknar vi")[0]


def test_months_are_stepped_through_and_never_into_the_future(leader: Client, association: Association) -> None:
    text_of(association, created_at=OCTOBER - timedelta(days=30))
    here = f"/foreningar/{association.pk}/sms"
    page = leader.get(here, {"manad": "2026-09"})
    assert (page.context["account"].texts, page.context["earlier"][0], page.context["later"]) == (
        1,
        "2026-08",
        ("2026-10", "oktober 2026"),
    )
    for asked in ("2026-11", "x", "", "9999-12", "2026-00", "0001-01"):
        assert leader.get(here, {"manad": asked}).context["month"].key == "2026-10"
    assert leader.get(here).context["later"] is None


def test_ceiling_is_shown_with_a_warning_when_it_is_near(leader: Client, association: Association) -> None:
    TextPlan.objects.filter(municipality=association.municipality).update(month_ceiling=10)
    text_of(association, price=Decimal("8.30"), price_unit="SEK")
    here = f"/foreningar/{association.pk}/sms"
    assert "83 procent av månadens tak för sms är använt." in leader.get(here).content.decode()
    text_of(association, price=Decimal(2), price_unit="SEK")
    assert "Månadens tak för sms är nått." in leader.get(here).content.decode()
    assert leader.get(here, {"manad": "2026-09"}).context["spending"] is None


def test_coordinator_reads_every_association_and_the_sum(coordinator: Client, association: Association) -> None:
    town = association.municipality
    neighbour = AssociationFactory(municipality=town, name="Skogås IF")
    text_of(association, segments=3)
    text_of(neighbour)
    text_of(None, lane=town.pk)
    text_of(AssociationFactory(name="Långt bort"))
    answer = coordinator.get(f"/kommun/{town.pk}/sms")
    page = answer.content.decode()
    assert [(row.name, account.segments, share) for row, account, share, _ceiling in answer.context["rows"]] == [
        ("Skogås IF", 1, 33),
        ("Vårby IF", 3, 100),
    ]
    assert answer.context["ledger"].total.texts == 3
    assert ("Utan förening" in page, "Långt bort" in page) == (True, False)


def test_file_has_a_line_for_each_and_the_sum(coordinator: Client, association: Association) -> None:
    town = association.municipality
    text_of(association, price=Decimal("0.55"), price_unit="SEK")
    text_of(association, price=Decimal("0.08"), price_unit="USD", segments=2)
    answer = coordinator.get(f"/kommun/{town.pk}/sms.csv", {"manad": "2026-10"})
    assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == (
        "text/csv; charset=utf-8",
        'attachment; filename="sms-2026-10.csv"',
    )
    heading, *lines = lines_of(answer.content)
    assert [line[:2] for line in lines] == [
        ["2026-10", "Vårby IF"],
        ["2026-10", "Utan förening"],
        ["2026-10", "Summa"],
    ]
    row = dict(zip(heading, lines[0], strict=True))
    assert (row["Sms"], row["Segment"], row["Kostnad, kr"], row["Operatören, annan valuta"]) == (
        "2",
        "3",
        "1,75",
        "0,08 USD",
    )


def test_leaders_file_is_their_own_month(leader: Client, association: Association) -> None:
    text_of(association)
    lines = lines_of(leader.get(f"/foreningar/{association.pk}/sms.csv").content)
    assert [line[1:3] for line in lines] == [["Förening", "Sms"], ["Vårby IF", "1"]]


@pytest.mark.parametrize(("name", "written"), [("=1+1", "'=1+1"), ("@a", "'@a"), ("Vårby IF", "Vårby IF")])
def test_name_is_no_formula(name: str, written: str) -> None:
    assert harmless(name) == written


def test_municipalitys_ledger_is_the_coordinators(client: Client, association: Association) -> None:
    town = association.municipality
    paths = [f"/kommun/{town.pk}/sms", f"/kommun/{town.pk}/sms.csv"]
    assert [client.get(path).status_code for path in paths] == [302, 302]
    for user in (leader_of(association), coordinator_of(AssociationFactory().municipality)):
        client.force_login(user)
        assert [client.get(path).status_code for path in paths] == [404, 404]
    client.force_login(coordinator_of(town))
    assert [client.get(path).status_code for path in paths] == [200, 200]


def test_page_says_so_when_nothing_is_written_yet(coordinator: Client, association: Association) -> None:
    page = coordinator.get(f"/foreningar/{association.pk}/sms").content.decode()
    assert "Inga sms har skickats den här månaden." in page
    association.delete()
    assert 'id="tomt"' in coordinator.get(f"/kommun/{association.municipality_id}/sms").content.decode()
