"""A partner with a key, and readings that look like a machine's."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from api.domain.keys import make_key
from api.enums import Scope
from api.models import Partner
from tests.factories import MunicipalityFactory
from volunteers.models import Municipality

MADE = datetime(2026, 1, 1, tzinfo=UTC)
Read = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_rates_counted() -> None:
    caches["rates"].clear()


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
