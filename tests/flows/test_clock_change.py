"""Both nights of 2027 when the clock changes: planned in the form, shown on the pages, texted, fed to calendars."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
import vobject
from django.test import Client

from messaging.models import OutboundMessage
from scheduling.domain.calendar_links import make_link
from scheduling.models import Shift
from tests.factories import AssociationFactory, RouteFactory, leader_of, member_of

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Night:
    """Planned as 21.00 to 04.00 by the clock."""

    date: str
    day: str
    length: str
    starts_at: datetime
    ends_at: datetime


SPRING = Night(
    "2027-03-27",
    "lör 27/3",
    "6 timmar",
    starts_at=datetime(2027, 3, 27, 20, tzinfo=UTC),
    ends_at=datetime(2027, 3, 28, 2, tzinfo=UTC),
)
AUTUMN = Night(
    "2027-10-30",
    "lör 30/10",
    "8 timmar",
    starts_at=datetime(2027, 10, 30, 19, tzinfo=UTC),
    ends_at=datetime(2027, 10, 31, 3, tzinfo=UTC),
)


def plan(client: Client, association: Any, night: str, *, end: str = "04:00", **more: str) -> Any:
    route = RouteFactory(municipality=association.municipality)
    crew = {"crew_safe": 2, "crew_min": 3, "crew_target": 4, "crew_max": 5, "leaders": 1}
    given = {"association": association.pk, "route": route.pk, "kind": "night_walk", "night": night, "start": "21:00"}
    return client.post("/pass/nytt/publicera", {**given, "end": end, "note": "", **crew, **more})


@pytest.mark.parametrize("night", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_night_is_right_from_form_to_calendar(client: Client, night: Night) -> None:
    association = AssociationFactory()
    anna = member_of(association, name="Anna Lindqvist")
    with time_machine.travel(datetime(2027, 3, 20, 9, tzinfo=UTC), tick=False):
        client.force_login(leader_of(association))
        page = plan(client, association, night.date)
        assert page.status_code == 303
        shift = Shift.objects.get()
        assert (shift.starts_at, shift.ends_at, shift.night.isoformat()) == (night.starts_at, night.ends_at, night.date)

        shown = client.get(f"/pass/{shift.pk}").content.decode()
        assert night.length in shown
        assert "21.00–04.00" in shown
        board = client.get(f"/pass?fran={night.date}").content.decode()
        assert night.length in board

        client.post(f"/pass/{shift.pk}/fraga", {"volunteers": [anna.pk], "as_leader": ""})
        text = OutboundMessage.objects.get(kind="ask").body
        assert f"{night.day} kl 21.00-04.00" in text

        feed = client.get(f"/calendar/{make_link(association, now=datetime.now(UTC))}.ics").content.decode()
        (event,) = vobject.readOne(feed).vevent_list
        assert (event.dtstart.value, event.dtend.value) == (night.starts_at, night.ends_at)
        assert "21.00–04.00" in event.description.value
        assert night.length in event.description.value


def test_time_in_the_spring_gap_is_refused_with_the_reason(client: Client) -> None:
    association = AssociationFactory()
    client.force_login(leader_of(association))
    page = plan(client, association, "2027-03-27", end="02:30")
    assert page.status_code == 422
    assert "02.30 finns inte den natten" in page.content.decode()
    assert not Shift.objects.exists()


def test_time_in_the_autumn_overlap_asks_which_and_takes_the_answer(client: Client) -> None:
    association = AssociationFactory()
    client.force_login(leader_of(association))
    page = plan(client, association, "2027-10-30", end="02:30")
    assert page.status_code == 422
    assert not Shift.objects.exists()
    assert 'name="end_fold"' in page.content.decode()
    plan(client, association, "2027-10-30", end="02:30", end_fold="1")
    assert Shift.objects.get().ends_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
