"""A process settles when it has loaded what it will use: that stays for as long as the process does."""

import gc
from importlib import import_module
from typing import Any

from django.conf import settings

# New objects before a worker looks for garbage among them. A sweep makes rows by the ten thousand, and hardly any
# garbage that has to be looked for: at Python's own 700 that took a tenth of its time.
MANY_NEW = 50_000


def leave_loaded_alone() -> None:
    """Keep what is loaded by now out of every later search for garbage.

    Going through it took a third of a sweep of many alarms, and a tenth of a second of every seventh great page.
    """
    gc.collect()
    gc.freeze()


def settle_web() -> None:
    """Load every page before the first is asked for, which would else wait for it."""
    import_module(settings.ROOT_URLCONF)
    leave_loaded_alone()


def settle_worker(**_signal: Any) -> None:
    """Load every job before the first is run."""
    for job in import_module("config.schedules").JOBS:
        import_module(job.function.rpartition(".")[0])
    leave_loaded_alone()
    gc.set_threshold(MANY_NEW)
