"""Processes load what they will use before they are asked for it."""

import subprocess
import sys

from config.schedules import JOBS
from config.settling import MANY_NEW

WORKER = """
import django, gc, sys
django.setup()
from django_q.signals import post_spawn
post_spawn.send(sender="django_q", proc_name="worker")
print(gc.get_freeze_count() > 0, gc.get_threshold()[0], *sorted(sys.modules))
"""


def test_worker_has_its_jobs_before_the_first_is_run() -> None:
    done = subprocess.run([sys.executable, "-c", WORKER], stdout=subprocess.PIPE, text=True, check=True)
    is_frozen, threshold, *loaded = done.stdout.split()
    assert (is_frozen, int(threshold)) == ("True", MANY_NEW)
    assert {job.function.rpartition(".")[0] for job in JOBS} <= set(loaded)
