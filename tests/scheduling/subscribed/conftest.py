"""Patience with the machine: what is tried here is what a calendar holds, not how soon a busy computer has read it."""

import pytest

from scheduling.domain.subscribed import apart
from scheduling.gateways import calendars
from tests.support.processes import PATIENCE


@pytest.fixture(autouse=True)
def _there_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", PATIENCE)
    monkeypatch.setattr(calendars, "SECONDS", PATIENCE)
