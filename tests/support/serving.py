"""A web server for programs that ask several things at once, on any database.

A database in memory has one connection for all threads, and two transactions cannot begin on it together. So there it
answers one request after the other; elsewhere many at once.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.servers.basehttp import WSGIServer
from django.db import connection
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from pytest_django.live_server_helper import LiveServer


class OneByOne(LiveServerThread):
    def _create_server(self, connections_override: Any = None) -> WSGIServer:  # noqa: ARG002 - one thread has them
        return WSGIServer((self.host, self.port), QuietWSGIRequestHandler, allow_reuse_address=False)


@pytest.fixture
def web(transactional_db: None) -> Iterator[str]:
    """Where the server answers."""
    server = LiveServer("127.0.0.1", start=False)
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]  # SQLite's connection alone has it
        server.thread.__class__ = OneByOne
    server._live_server_modified_settings.enable()
    server.start()
    yield server.url
    server.stop()
    server._live_server_modified_settings.disable()
