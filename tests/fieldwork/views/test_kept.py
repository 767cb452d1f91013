"""What a phone may keep of tonight's pages and for how long, and the worker that keeps it for one person alone."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from messaging.models import Sender
from scheduling.domain.personal_links import revoke_personal_links
from tests.fieldwork.nights import HOME, Night, walked_night
from tests.scheduling.own_pages import let_in, link_to

pytestmark = pytest.mark.django_db
KEPT_FOR = "Lykta-Kept-For"


@pytest.fixture
def night() -> Night:
    return walked_night()


@pytest.fixture
def travelling() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(HOME, tick=False) as clock:
        yield clock


def test_page_is_kept_no_longer_than_the_gate_stands_open(
    night: Night, client: Client, travelling: time_machine.Traveller
) -> None:
    address = f"{let_in(client, night.leader, now=HOME)}/kvall/{night.karin.pk}/logg"
    hours = timedelta(hours=1).total_seconds()
    # The night ended ten minutes ago, and is over twelve hours after that.
    assert client.get(address).headers[KEPT_FOR] == str(int(12 * hours - 600))
    travelling.shift(timedelta(hours=5))
    assert client.get(address).headers[KEPT_FOR] == str(int(7 * hours - 600))


def test_gate_that_was_passed_long_before_closes_first(
    night: Night, client: Client, travelling: time_machine.Traveller
) -> None:
    travelling.move_to(night.shift.starts_at - timedelta(hours=1))
    address = f"{let_in(client, night.leader, now=HOME)}/kvall/{night.karin.pk}/logg"
    travelling.move_to(HOME)
    passed = HOME - (night.shift.starts_at - timedelta(hours=1))
    left = timedelta(hours=12) - passed
    assert client.get(address).headers[KEPT_FOR] == str(int(left.total_seconds()))


def test_page_of_a_night_that_is_over_and_one_with_a_fault_are_not_kept(
    night: Night, client: Client, travelling: time_machine.Traveller
) -> None:
    address = f"{let_in(client, night.leader, now=HOME)}/kvall/{night.karin.pk}/logg"
    assert KEPT_FOR not in client.post(address, {}).headers
    travelling.shift(timedelta(hours=12))
    address = f"{let_in(client, night.leader, now=HOME)}/kvall/{night.karin.pk}/logg"
    assert KEPT_FOR not in client.get(address).headers


def test_worker_is_of_one_page_and_says_nothing_of_its_person(
    night: Night, client: Client, travelling: time_machine.Traveller
) -> None:
    address = link_to(night.leader, now=HOME)
    answered = client.get(f"{address}/sw.js")
    body = answered.content.decode()
    told = json.loads(body.split("self.LYKTA = ")[1].split(";\nimportScripts")[0])
    assert answered.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answered.headers["Service-Worker-Allowed"] == told["page"] == address
    assert ("Karin" in body, "Vårby" in body) == (False, False)


def test_worker_of_a_link_that_has_ended_is_gone(
    night: Night, client: Client, travelling: time_machine.Traveller
) -> None:
    address = link_to(night.leader, now=HOME)
    revoke_personal_links(night.leader, now=HOME)
    assert client.get(f"{address}/sw.js").status_code == 410
    assert client.get("/jag/aaaaaaaaaaaaaaaaaaaaaaaaaa/sw.js").status_code == 404


@pytest.mark.parametrize(("of_town", "shown"), [("+46701740698", "070-174 06 98"), ("", "070-174 06 99")])
def test_worker_knows_the_number_to_text_without_network(
    night: Night, client: Client, travelling: time_machine.Traveller, of_town: str, shown: str
) -> None:
    if of_town:
        Sender.objects.create(name="town", number=of_town, lane=night.leader.municipality_id)
    body = client.get(f"{link_to(night.leader, now=HOME)}/sw.js").content.decode()
    assert f"Sms:a UTE eller HEMMA till {shown}, eller" in body


def test_worker_points_to_the_last_text_where_the_number_is_picked_for_each(
    night: Night, client: Client, travelling: time_machine.Traveller, settings: Settings
) -> None:
    settings.TWILIO_FROM = ""
    body = client.get(f"{link_to(night.leader, now=HOME)}/sw.js").content.decode()
    assert '"number": ""' in body
    assert "UTE eller HEMMA p" in body
