"""Wakes the worker. Rows carry the work; a wake-up that is lost is made good by the next minute's sweep."""

from django.db import transaction
from django_q.tasks import async_task


def wake(job: str) -> None:
    """Ask a worker to run a job (a dotted path to a function without arguments) once this transaction has committed."""
    transaction.on_commit(lambda: async_task(job, q_options={"save": False}), robust=True)
