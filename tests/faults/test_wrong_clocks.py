"""Clocks ten minutes off, of a worker, of a web server, or of one worker and not of the other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from messaging.models import InboundMessage, OutboundMessage
from tests.factories import fictional_number
from tests.faults.ledger import Note, are_all_read, close_books, have_arrived, have_left, queue_texts, settle
from tests.support.processes import Provider, Stage

pytestmark = pytest.mark.processes

TEN_OFF = pytest.mark.parametrize("minutes", [10, -10])
NO_CALLBACKS = {"kind": "callback_lost", "probability": 1}


@TEN_OFF
def test_worker_finds_its_texts_at_the_provider(stage: Stage, provider: Provider, record: Note, minutes: float) -> None:
    provider.order({"kind": "cut", "count": 4}, NO_CALLBACKS)
    queue_texts()
    stage.start_worker(clock_minutes=minutes)
    settle(have_left)
    close_books(provider.texts()).note(record, f"clock of the worker {minutes:+} min, answers and callbacks lost")


def test_one_of_two_workers_is_ahead_of_another_that_comes_to_a_halt(
    stage: Stage, provider: Provider, record: Note
) -> None:
    """The one ahead would take the other's texts for abandoned, were it to judge by its own clock."""
    provider.order(NO_CALLBACKS)
    queue_texts(30)
    stage.start_worker(clock_minutes=-10, at="messaging.gateways.twilio:TwilioGateway.send:before", deed="pause")
    settle(lambda: stage.has_struck)
    stage.start_worker(clock_minutes=10)
    settle(have_left)
    close_books(provider.texts()).note(record, "clocks of two workers 20 min apart, one halts before a call")


@TEN_OFF
def test_web_server_takes_texts_and_callbacks(stage: Stage, provider: Provider, record: Note, minutes: float) -> None:
    stage.start_web(clock_minutes=minutes)
    queue_texts()
    statuses = [provider.receive(fictional_number(n), "JA", sid=f"SM{n:032x}") for n in range(10)]
    assert statuses == [200] * 10
    assert are_all_read()
    now = timezone.now()
    assert all(abs(text.received_at - now) > timedelta(minutes=9) for text in InboundMessage.objects.all())
    stage.start_worker(clock_minutes=10)  # answers that were written ahead of time leave when it comes
    settle(have_arrived)
    assert OutboundMessage.objects.count() == 22
    close_books(provider.texts(), posted=[f"SM{n:032x}" for n in range(10)]).note(
        record, f"clock of the web server {minutes:+} min"
    )
