"""What any test may ask for."""

import pytest
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from messaging.gateways import provider
from messaging.gateways.memory import MemoryGateway

pytest_plugins = [
    "tests.services",
    "tests.support.emulating",
    "tests.support.fault_table",
    "tests.support.reader_table",
    "tests.support.serving",
]

# A busy machine makes an example slow, not wrong.
hypothesis_settings.register_profile("lykta", deadline=None)
hypothesis_settings.load_profile("lykta")


@pytest.fixture
def sms_provider(settings: Settings) -> MemoryGateway:
    """The provider for this test: keeps the texts that `send_due` hands over in `.texts`, fails as `.troubles` say."""
    settings.SMS_GATEWAY = "messaging.gateways.memory.MemoryGateway"
    provider.gateway_named.cache_clear()
    gateway = provider.sms_gateway()
    assert isinstance(gateway, MemoryGateway)
    return gateway
