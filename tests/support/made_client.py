"""The client that openapi-python-client makes from what a running server says of itself."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.support.processes import PATIENCE


@contextmanager
def made_client(web: str, token: str, *, folder: Path, package: str) -> Iterator[Any]:
    """Made in this folder as a package of that name, which can be imported meanwhile; asks with the key."""
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    where = ["--url", f"{web}/api/v1/openapi.json", "--output-path", str(folder / package)]
    done = subprocess.run([*command, *where], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    # NDJSON is the one format that it has no words for. Nothing else may be left out.
    assert [line for line in done.stderr.splitlines() if line.startswith(("WARNING", "ERROR"))] == [
        "WARNING parsing GET /api/v1/shifts/export within shifts."
    ]
    sys.path.insert(0, str(folder))
    try:
        with import_module(package).AuthenticatedClient(base_url=web, token=token) as client:
            yield client
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            del sys.modules[name]
