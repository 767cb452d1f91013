"""An association, its leader, and a device of the leader's that follows its nights."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from scheduling.domain.followed.calendars import calendar_over
from scheduling.domain.followed.passwords import make_password
from scheduling.models import CalendarCollection, Route, Shift
from tests.factories import AssociationFactory, MunicipalityFactory, RouteFactory, ShiftFactory, leader_of
from tests.support.dav import Ask, asking
from volunteers.models import Association, User

NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(days=2)


@pytest.fixture(autouse=True)
def at_a_moment() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def association() -> Association:
    municipality = MunicipalityFactory(activity_word="nattvandring", name="Huddinge kommun")
    association: Association = AssociationFactory(municipality=municipality, name="Vårby IF")
    return association


@pytest.fixture
def leader(association: Association) -> User:
    user: User = leader_of(association)
    return user


@pytest.fixture
def calendar(association: Association) -> CalendarCollection:
    return calendar_over(association)


@pytest.fixture
def password(leader: User, calendar: CalendarCollection) -> str:
    return make_password(leader, name="Karins telefon", collections=[calendar], now=EARLIER)


@pytest.fixture
def ask(client: Client, leader: User, password: str) -> Ask:
    return asking(client, leader.email, password)


@pytest.fixture
def path(leader: User, calendar: CalendarCollection) -> str:
    return f"/caldav/calendars-{leader.pk}/{calendar.uuid}/"


def walk(association: Association, **fields: Any) -> Shift:
    place = fields.pop("place", "Vårby")
    route = Route.objects.filter(name=place, municipality=association.municipality).first()
    shift: Shift = ShiftFactory(
        association=association,
        route=route or RouteFactory(municipality=association.municipality, name=place),
        **{"created_at": EARLIER, "updated_at": EARLIER, **fields},
    )
    return shift
