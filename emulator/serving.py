"""The HTTP server under the emulator, used by the process and by tests."""

import socket

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from emulator.app import create_app
from emulator.settings import Settings


class QuietHandler(WSGIRequestHandler):
    """The page asks once a second; only errors are worth a line."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def make_quiet_server(settings: Settings, wire: socket.socket) -> BaseWSGIServer:
    """A threaded server on a socket that listens already."""
    host, port = wire.getsockname()[:2]
    app = create_app(settings)
    return make_server(host, port, app, threaded=True, request_handler=QuietHandler, fd=wire.fileno())
