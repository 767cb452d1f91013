"""Clocks that are wrong by as much as a test has asked for, or that begin at the moment it has named."""

import os
from datetime import UTC, datetime, timedelta
from functools import cache

WRONG_BY = timedelta(minutes=float(os.environ.get("FAULTS_CLOCK_MINUTES", "0")))


def wrong_now() -> datetime:
    return datetime.now(UTC) + WRONG_BY + _ahead()


@cache
def _ahead() -> timedelta:
    """FAULTS_CLOCK_BEGINS is what the clock says when it is first looked at, however long the process took to start."""
    begins = os.environ.get("FAULTS_CLOCK_BEGINS", "")
    return datetime.fromisoformat(begins) - datetime.now(UTC) if begins else timedelta()
