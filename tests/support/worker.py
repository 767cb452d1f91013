"""A worker to be ill-treated: the jobs of config.schedules over and over, with minutes pressed together to seconds."""

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.process_settings"
django.setup()

from django.db import OperationalError, close_old_connections  # noqa: E402 - the settings above must stand first
from django.utils.module_loading import import_string  # noqa: E402 - after what must come first

from config.schedules import JOBS  # noqa: E402 - after what must come first
from tests.support.ill_fated import await_fate, put  # noqa: E402 - after what must come first

PAUSE = 0.05  # seconds between two rounds of the jobs
# The provider is asked a good while after the last socket has given up, as in production: 5 minutes and 10 seconds.
PRESSED = {
    "messaging.gateways.twilio:TIMEOUT": 1,
    "messaging.domain.outbox.limits:SILENCE": timedelta(seconds=3),
    "messaging.domain.error_codes:FIRST_DELAY": timedelta(seconds=0.3),
    "messaging.domain.error_codes:SPREAD": 1,
    "scheduling.domain.replies:SWEEP_AFTER": timedelta(seconds=1),
    "fieldwork.domain.alarms.policies:MINUTE": timedelta(seconds=0.4),
}


def main() -> None:
    for place, value in PRESSED.items():
        put(place, partial(instead, value))
    await_fate()
    jobs = [import_string(job.function) for job in JOBS]
    while True:
        for job in jobs:
            run(job)
        time.sleep(PAUSE)


def instead(value: object, _old: object) -> object:
    return value


def run(job: Callable[[], object]) -> None:
    """A job that fails is run again, as the queue does."""
    try:
        close_old_connections()
        job()
    except OperationalError as error:
        sys.stdout.write(f"{type(error).__name__} in {job.__name__}\n")


if __name__ == "__main__":
    main()
