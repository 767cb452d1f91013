"""Wakes the worker. Rows carry the work; a wake-up that is lost is made good by the next minute's sweep."""

from dataclasses import dataclass

from django.db import transaction
from django_q.tasks import async_task


@dataclass(frozen=True)
class WakeUp:
    """A job to be queued: a dotted path to a function without arguments."""

    job: str

    def __call__(self) -> None:
        async_task(self.job, q_options={"save": False})


def wake(job: str) -> None:
    """Ask a worker to run a job once this transaction has committed. Any number of calls in it are one wake-up."""
    wake_up = WakeUp(job)
    if not any(hook == wake_up for _savepoints, hook, _robust in transaction.get_connection().run_on_commit):
        transaction.on_commit(wake_up, robust=True)
