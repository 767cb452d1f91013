"""`python -m emulator`: serves on 127.0.0.1 until stopped."""

import os
import socket
import sys

from emulator.serving import make_quiet_server
from emulator.settings import settings_from


def main() -> int:
    try:
        settings = settings_from(os.environ)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    try:
        wire = socket.create_server(("127.0.0.1", settings.port))
    except OSError as error:
        sys.stderr.write(
            f"The SMS emulator cannot listen on 127.0.0.1:{settings.port}: {error.strerror}. Set EMULATOR_PORT.\n"
        )
        return 1
    server = make_quiet_server(settings, wire)
    sys.stdout.write(f"SMS emulator: http://127.0.0.1:{settings.port}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
