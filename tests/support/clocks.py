"""Clocks that are wrong by as much as a test has asked for."""

import os
from datetime import UTC, datetime, timedelta

WRONG_BY = timedelta(minutes=float(os.environ.get("FAULTS_CLOCK_MINUTES", "0")))


def wrong_now() -> datetime:
    return datetime.now(UTC) + WRONG_BY
