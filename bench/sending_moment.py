"""The present moment of processes that are started one after the other: each goes on after the one before."""

import os
from datetime import datetime, timedelta

from bench import moment

LATER = timedelta(minutes=float(os.environ.get("BENCH_MINUTES", "0")))


def now() -> datetime:
    return moment.now() + LATER
