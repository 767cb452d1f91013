import logging
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django_q.models import OrmQ

from messaging.gateways.wake import wake

JOB = "messaging.tasks.ask_about_unknown_texts"

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_calls_in_a_transaction_are_one_wake_up() -> None:
    with transaction.atomic():
        wake(JOB)
        wake(JOB)
        assert OrmQ.objects.count() == 0
    assert [each.func() for each in OrmQ.objects.all()] == [JOB]


def test_connection_stays_open_when_a_worker_is_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite it is at once as old as it may become, and a long sweep would open it anew after each wake-up."""
    connection.ensure_connection()
    monkeypatch.setattr(connection, "close_at", 0)
    kept = connection.connection
    with transaction.atomic():
        wake(JOB)
    assert OrmQ.objects.count() == 1
    assert connection.connection is kept


def test_what_is_committed_stands_though_the_queue_is_gone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_arguments: Any, **_options: Any) -> None:
        raise OperationalError("the database system is shutting down")

    monkeypatch.setattr("messaging.gateways.wake.async_task", refuse)
    with caplog.at_level(logging.ERROR), transaction.atomic():
        wake(JOB)
    assert [each.levelname for each in caplog.records] == ["ERROR"]
    assert "shutting down" in caplog.text
