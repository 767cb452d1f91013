"""A partner that keeps a copy of the shifts by `updated_since` has what the list says, whatever happens to them."""

from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import HealthCheck, given, settings

from api.domain.keys import make_key
from api.domain.telling import tell_partners
from api.enums import Scope
from api.models import Partner
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance
from tests.api.conftest import MADE
from tests.scheduling.feeds.test_stamps import CHANGES, carry_out
from tests.scheduling.rota import MONDAY, make_rota
from tests.scheduling.test_rota_machine import PEOPLE, act

pytestmark = pytest.mark.django_db
# What these are called, and how a route is drawn, which moves `updated_at` alone, no shift tells of (docs/partners.md).
OTHERS = ("association", "district", "season")
Rows = dict[str, dict[str, Any]]


def rows_of(client: Client, token: str, **query: str) -> tuple[Rows, str]:
    """By id, and the number to go on from."""
    answer = client.get("/api/v1/shifts", {"limit": "200", **query}, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.content
    rows = answer.json()["results"]
    own = [row | {name: row[name] and row[name]["id"] for name in OTHERS} | {"updated_at": ""} for row in rows]
    return {row["id"]: row for row in own}, answer.headers["Lykta-Sequence"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_copy_is_what_the_list_says(client: Client, steps: list[tuple[str, int, int]]) -> None:
    rota = make_rota(PEOPLE, crew_max=3, crew_target=3, crew_min=2)
    partner = Partner.objects.create(municipality=rota.shift.association.municipality, name="Polisen")
    _key, token = make_key(partner, scopes=[Scope.SHIFTS], now=MADE)
    with time_machine.travel(MONDAY, tick=False):
        copy, since = rows_of(client, token)
        for who in range(PEOPLE):
            act(rota, "ask", who, 1)
        for step in steps:
            with suppress(SchedulingError, ValidationError, Attendance.DoesNotExist):
                carry_out(rota, *step)
            tell_partners(MONDAY)
            changed, since = rows_of(client, token, updated_since=since)
            copy |= changed
            assert copy == rows_of(client, token)[0], step
