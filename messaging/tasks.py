"""Jobs for the worker: woken by `wake`, swept by the clock. Each drains what is due and is safe to run twice."""

from messaging.domain import outbox
from messaging.gateways import clock


def send_due_texts() -> int:
    return outbox.send_due(clock.now())


def ask_about_unknown_texts() -> int:
    return outbox.ask_about_unknown(clock.now())
