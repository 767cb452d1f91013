"""A partner with a key, and readings that look like a machine's."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from api.domain.keys import make_key
from api.enums import Scope
from api.models import Partner
from tests.api.matrix import TONIGHT, Town, make_town
from tests.factories import MunicipalityFactory
from volunteers.models import Municipality

MADE = datetime(2026, 1, 1, tzinfo=UTC)
Read = Callable[..., Any]


@pytest.fixture
def municipality() -> Municipality:
    municipality: Municipality = MunicipalityFactory(name="Huddinge kommun")
    return municipality


@pytest.fixture
def partner(municipality: Municipality) -> Partner:
    return Partner.objects.create(municipality=municipality, name="Polisen")


@pytest.fixture
def token(partner: Partner) -> str:
    return make_key(partner, scopes=Scope.values, now=MADE)[1]


@pytest.fixture
def read(client: Client, token: str) -> Read:
    """GET with the partner's key: `read("/api/v1/shifts", {"kind": "activity"}, accept="text/html")`."""

    def get(path: str, query: Any = None, **headers: str) -> Any:
        return client.get(path, query or {}, headers={"authorization": f"Bearer {token}", **headers})

    return get


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(TONIGHT, tick=False):
        yield make_town()
        transaction.set_rollback(True)


@pytest.fixture
def town(_built: Town, db: None) -> Iterator[Town]:
    with time_machine.travel(TONIGHT, tick=False):
        yield _built


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def pages_of(
    read: Read, path: str, query: dict[str, Any], between: Callable[[int], None] | None = None
) -> list[list[str]]:
    """The ids on every page of a list, with something happening between two."""
    pages = []
    while True:
        answer = read(path, query)
        pages.append(ids(answer))
        following = answer.json()["next"]
        if following is None:
            return pages
        query = parse_qs(urlsplit(following).query)
        if between:
            between(len(pages))
