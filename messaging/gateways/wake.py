"""Wakes the worker. Rows carry the work; a wake-up that is lost is made good by the next minute's sweep."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache

from django.conf import settings
from django.db import transaction
from django_q.tasks import async_task


def wake(job: str) -> None:
    """Ask a worker to run a job, a dotted path to a function without arguments, once this transaction has committed.

    Any number of calls in it are one wake-up. Where the queue cannot be reached, that is logged and nothing else fails.
    """
    hook = wake_up(job)
    if not any(waiting is hook for _savepoints, waiting, _robust in transaction.get_connection().run_on_commit):
        transaction.on_commit(hook, robust=True)


@cache
def wake_up(job: str) -> Callable[[], None]:
    """The hook of a job, each time the same. A function, since Django logs one that failed by its qualified name."""

    def queue() -> None:
        with _kept_connection():
            async_task(job, q_options={"save": False})

    return queue


def _kept_connection() -> AbstractContextManager[object]:
    """Outside of any transaction django-q closes the database's connection, which its caller would have to open anew.

    Where the queue is Redis there is none around its socket.
    """
    return transaction.atomic() if settings.Q_CLUSTER.get("orm") else nullcontext()
