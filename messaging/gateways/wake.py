"""Wakes the worker. Rows carry the work; a wake-up that is lost is made good by the next minute's sweep."""

from functools import partial

from django.db import transaction
from django_q.tasks import async_task


def wake(job: str) -> None:
    """Ask a worker to run a job (a dotted path to a function without arguments) once this transaction has committed.

    However often it is asked for in one transaction, a job is woken once.
    """
    if not _is_waiting(job):
        transaction.on_commit(partial(_enqueue, job), robust=True)


def _is_waiting(job: str) -> bool:
    """A wake-up asked for in a savepoint that was rolled back is gone from this list, as it should be."""
    waiting = [call for _savepoints, call, _robust in transaction.get_connection().run_on_commit]
    return any(isinstance(call, partial) and call.func is _enqueue and call.args == (job,) for call in waiting)


def _enqueue(job: str) -> None:
    async_task(job, q_options={"save": False})
