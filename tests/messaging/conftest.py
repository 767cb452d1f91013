from collections.abc import Callable

import pytest
from pytest_django import Settings

from tests.support.emulating import Emulator


@pytest.fixture
def start_provider(settings: Settings, start_emulator: Callable[..., Emulator]) -> Callable[..., Emulator]:
    """Starts an emulator that the app's own Twilio client speaks to, by settings alone."""

    def start(**values: object) -> Emulator:
        emulator = start_emulator(
            account_sid=settings.TWILIO_ACCOUNT_SID, auth_token=settings.TWILIO_AUTH_TOKEN, **values
        )
        settings.TWILIO_API_URL = emulator.url
        return emulator

    return start


@pytest.fixture
def emulated(start_provider: Callable[..., Emulator]) -> Emulator:
    return start_provider()
