"""`python -m emulator`: serves on 127.0.0.1 until stopped."""

import contextlib
import os
import signal
import socket
import sys

from emulator.serving import make_quiet_server
from emulator.settings import Settings, settings_from


def main() -> int:
    try:
        settings = settings_from(os.environ)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    try:
        wire = socket.create_server(("127.0.0.1", settings.port))
    except OSError as error:
        place, reason = f"127.0.0.1:{settings.port}", os.strerror(error.errno or 0)
        sys.stderr.write(f"The SMS emulator cannot listen on {place}: {reason}. Set EMULATOR_PORT.\n")
        return 1
    serve(settings, wire)
    return 0


def serve(settings: Settings, wire: socket.socket) -> None:
    """Until Ctrl-C or SIGTERM, also where a shell that starts it in the background would have it ignore Ctrl-C."""
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        server = make_quiet_server(settings, wire)
        sys.stdout.write(f"SMS emulator: http://127.0.0.1:{settings.port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
