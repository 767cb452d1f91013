"""Pages of drills, for coordinators of the municipality."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fieldwork.domain.drills.running import run_drills
from fieldwork.models import Drill
from tests.factories import MunicipalityFactory, coordinator_of, leader_of
from tests.fieldwork.overdue import MINUTE, group_out
from volunteers.models import Municipality, User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 13, 10, 0, tzinfo=UTC)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_coordinator_plans_changes_and_calls_off() -> None:
    group = group_out()
    town: Municipality = group.shift.association.municipality
    client, plan = signed_in(coordinator_of(town)), reverse("fieldwork:plan_drill", args=[town.pk])
    with time_machine.travel(NOW, tick=False):
        client.post(plan, {"day": "2026-10-15", "time": "18.30", "leader": group.leader.pk})
        drill = Drill.objects.get()
        assert (drill.starts_at, drill.leader) == (datetime(2026, 10, 15, 16, 30, tzinfo=UTC), group.leader)
        page = client.get(reverse("fieldwork:alarm_policy", args=[town.pk])).content.decode()
        assert "Torsdag 15 oktober 18.30" in page
        client.post(reverse("fieldwork:cancel_drill", args=[drill.pk]))
    drill.refresh_from_db()
    assert drill.outcome == "Övningen ställdes in."


def test_drill_at_once_is_followed_on_its_page() -> None:
    group = group_out()
    town = group.shift.association.municipality
    client = signed_in(coordinator_of(town))
    with time_machine.travel(NOW, tick=False):
        client.post(reverse("fieldwork:plan_drill", args=[town.pk]), {"nu": "1"})
    drill = Drill.objects.get()
    run_drills(NOW)
    with time_machine.travel(NOW + MINUTE, tick=False):
        page = client.get(reverse("fieldwork:drill", args=[drill.pk])).content.decode()
    assert "Övningen pågår." in page
    assert "Johan Ek" in page
    assert "På väg" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Välj dag och tid."),
        ({"day": "2026-10-15", "time": "23.30"}, "Öva mellan 8 och 21."),
        ({"day": "2026-10-12", "time": "18.30"}, "Välj en tid från nu"),
    ],
)
def test_what_cannot_be_planned_is_said_on_the_page(given: dict[str, str], said: str) -> None:
    town = MunicipalityFactory()
    client = signed_in(coordinator_of(town))
    with time_machine.travel(NOW, tick=False):
        answer = client.post(reverse("fieldwork:plan_drill", args=[town.pk]), given, follow=True)
    assert said in answer.content.decode()
    assert not Drill.objects.exists()


def test_drills_are_for_coordinators_of_the_municipality() -> None:
    group = group_out()
    town = group.shift.association.municipality
    drill = Drill.objects.create(municipality=town, starts_at=NOW + timedelta(days=1))
    for user, status in (
        (leader_of(group.shift.association), 404),
        (coordinator_of(MunicipalityFactory()), 404),
        (coordinator_of(town), 200),
    ):
        assert signed_in(user).get(reverse("fieldwork:drill", args=[drill.pk])).status_code == status
    stranger = signed_in(leader_of(group.shift.association))
    assert stranger.post(reverse("fieldwork:cancel_drill", args=[drill.pk])).status_code == 404
    assert stranger.post(reverse("fieldwork:plan_drill", args=[town.pk]), {"nu": "1"}).status_code == 404
