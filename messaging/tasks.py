"""Jobs for the worker: woken by `wake`, swept by the clock. Each drains what is due and is safe to run twice."""

from messaging.domain import disposal, outbox
from messaging.gateways import clock


def ask_about_unknown_texts() -> int:
    return outbox.ask_about_unknown()


def settle_accounts() -> int:
    return outbox.settle_accounts(clock.now())


def dispose_of_old_words() -> int:
    return disposal.dispose_of_old_words(clock.now())
