from collections.abc import Iterator

import pytest
from pytest_django import Settings

from demo.domain import moments


@pytest.fixture(autouse=True)
def moved_clock(settings: Settings) -> Iterator[None]:
    """The demo's clock, read afresh by each test."""
    settings.CLOCK = "demo.domain.moments.moved_now"
    moments.forget()
    yield
    moments.forget()
