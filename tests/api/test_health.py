"""What whoever watches over the installation sees."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client

from api.views import health
from fieldwork.domain.alarms.sweeping import sweep_alarms
from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from tests.api.conftest import MADE
from tests.fieldwork.overdue import DUE, MINUTE, group_out

CALM = {"database": "ok", "oldest_due_text_seconds": None, "late_alarm_seconds": None}


@pytest.fixture
def queued() -> None:
    for number, (state, minutes) in enumerate([("queued", 3), ("queued", 1), ("queued", -9), ("sent", 60)]):
        OutboundMessage.objects.create(
            to_number="+46701740614",
            body="Hej",
            kind="asked",
            dedupe_key=str(number),
            state=OutboundState(state),
            due_at=MADE - timedelta(minutes=minutes),
        )


@pytest.mark.django_db
def test_health_tells_how_long_a_text_has_waited(client: Client, queued: None) -> None:
    with time_machine.travel(MADE, tick=False):
        answer = client.get("/halsa")
    assert (answer.status_code, answer.json()) == (200, CALM | {"oldest_due_text_seconds": 180})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_health_is_calm_when_nothing_waits(client: Client) -> None:
    assert client.get("/halsa").json() == CALM


@pytest.mark.django_db
def test_health_tells_that_no_worker_climbs_the_ladder(client: Client) -> None:
    """Nobody has been texted yet, so that no text is late either."""
    group_out(due=DUE)
    seen = []
    for minutes in (14, 19, 20):
        with time_machine.travel(DUE + minutes * MINUTE, tick=False):
            seen.append(client.get("/halsa").json()["late_alarm_seconds"])
            if minutes == 19:
                sweep_alarms(DUE + minutes * MINUTE)
    assert seen == [None, 240, None]
    with time_machine.travel(DUE + 26 * MINUTE, tick=False):
        assert client.get("/halsa").json()["late_alarm_seconds"] == 120


def test_health_is_503_when_the_database_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_now: object) -> None:
        raise DatabaseError("no route to host")

    monkeypatch.setattr(health, "oldest_due_text", away)
    answer = client.get("/halsa")
    assert (answer.status_code, answer.json()) == (503, {"database": "unreachable"})
