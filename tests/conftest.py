"""What any test may ask for."""

import pytest
from django.core.cache import caches
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from messaging.gateways import provider
from messaging.gateways.memory import MemoryGateway

pytest_plugins = [
    "tests.services",
    "tests.support.emptying",
    "tests.support.emulating",
    "tests.support.fault_table",
    "tests.support.reader_table",
    "tests.support.serving",
]

# A busy machine makes an example slow, not wrong. The examples are the same in every run, so that a change is refused
# for what it did; `make test ARGS="-m hypothesis --hypothesis-profile=anew"` looks where no run has been.
hypothesis_settings.register_profile("anew", deadline=None, derandomize=False)
hypothesis_settings.register_profile("lykta", deadline=None, derandomize=True)
hypothesis_settings.load_profile("lykta")


@pytest.fixture(autouse=True)
def _nothing_is_cached() -> None:
    """Nothing that another test has counted or kept: which of them share a process is a matter of chance."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: LiveServer) -> LiveServer:
    """Once there is a database to serve: before that it takes a file for memory, and shares one connection."""
    return live_server


@pytest.fixture
def sms_provider(settings: Settings) -> MemoryGateway:
    """The provider for this test: keeps the texts that `send_due` hands over in `.texts`, fails as `.troubles` say."""
    settings.SMS_GATEWAY = "messaging.gateways.memory.MemoryGateway"
    provider.gateway_named.cache_clear()
    gateway = provider.sms_gateway()
    assert isinstance(gateway, MemoryGateway)
    return gateway
