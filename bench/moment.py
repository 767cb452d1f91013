"""The bench's present moment. The data sets are drawn around it, so that they are the same whatever day it is."""

import time
from datetime import UTC, datetime, timedelta

START = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)  # a Monday
_begun = time.monotonic()


def now() -> datetime:
    """START when the process began, and on from there: texts are told apart by their time."""
    return START + timedelta(seconds=time.monotonic() - _begun)
