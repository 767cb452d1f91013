"""One thread applies, others leave theirs with it; nothing is lost and nothing is applied twice."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.domain.relay import Relay
from messaging.models import InboundMessage

PATIENCE = 60


def text(number: int) -> InboundMessage:
    return InboundMessage(pk=number, provider_sid=f"SM{number}")


class Desk:
    """Keeps what was applied together. The first round waits until it is let go."""

    def __init__(self) -> None:
        self.rounds: list[list[int]] = []
        self.threads: list[int] = []
        self.has_begun, self.may_go_on = threading.Event(), threading.Event()

    def apply(self, texts: Sequence[InboundMessage]) -> None:
        self.rounds.append([one.pk for one in texts])
        self.threads.append(threading.get_ident())
        self.has_begun.set()
        assert self.may_go_on.wait(PATIENCE)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def hand_over(relay: Relay, number: int) -> None:
    relay.take(text(number))
    relay.run()


def test_text_that_comes_alone_is_applied_at_once(desk: Desk) -> None:
    desk.may_go_on.set()
    relay = Relay(desk.apply)
    relay.take(text(1))
    assert desk.rounds == [[1]]
    relay.run()
    assert desk.rounds == [[1]]


def test_texts_that_come_meanwhile_are_applied_together_in_order_by_the_thread_that_is_at_it(desk: Desk) -> None:
    relay = Relay(desk.apply, gathering=0)
    first = threading.Thread(target=hand_over, args=(relay, 1))
    first.start()
    assert desk.has_begun.wait(PATIENCE)
    for number in (2, 3, 4):
        hand_over(relay, number)
    assert desk.rounds == [[1]]
    desk.may_go_on.set()
    first.join(PATIENCE)
    assert desk.rounds == [[1], [2, 3, 4]]
    assert set(desk.threads) == {first.ident}


def test_thread_that_has_done_its_share_is_relieved(desk: Desk) -> None:
    relay = Relay(desk.apply, share=0, gathering=0)
    first = threading.Thread(target=hand_over, args=(relay, 1))
    first.start()
    assert desk.has_begun.wait(PATIENCE)
    second = threading.Thread(target=hand_over, args=(relay, 2))
    second.start()
    desk.may_go_on.set()
    first.join(PATIENCE)
    second.join(PATIENCE)
    assert desk.rounds == [[1], [2]]


def test_every_text_is_applied_once_however_many_threads_bring_them() -> None:
    applied: list[int] = []
    relay = Relay(lambda texts: applied.extend(one.pk for one in texts), share=0, gathering=0)
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda number: hand_over(relay, number), range(2_000)))
    assert sorted(applied) == list(range(2_000))


def test_baton_is_laid_down_when_something_goes_wrong(desk: Desk) -> None:
    def fail(texts: Sequence[InboundMessage]) -> None:
        if texts[0].pk == 1:
            raise LookupError
        desk.apply(texts)

    desk.may_go_on.set()
    relay = Relay(fail)
    with pytest.raises(LookupError):
        relay.take(text(1))
    relay.take(text(2))
    assert desk.rounds == [[2]]
