"""The provider has a bad day. Every text leaves in the end, and once."""

import pytest

from tests.faults.ledger import Note, close_books, have_arrived, have_left, queue_texts, settle
from tests.support.processes import Provider, Stage

pytestmark = pytest.mark.processes

FAULTS = {
    "429 with Retry-After": {"kind": "rate_limit", "count": 4, "seconds": 1},
    "500": {"kind": "server_error", "count": 4},
    "503": {"kind": "server_error", "count": 4, "status": 503},
    "connection cut before acceptance": {"kind": "refuse", "count": 4},
    "connection cut after acceptance": {"kind": "cut", "count": 4},
    "timeout before acceptance": {"kind": "stall", "count": 3, "seconds": 2},
    "timeout after acceptance": {"kind": "slow", "count": 3, "seconds": 2},
}
NO_CALLBACKS = {"kind": "callback_lost", "probability": 1}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_text_arrives_once(stage: Stage, provider: Provider, record: Note, fault: str) -> None:
    provider.order(FAULTS[fault])
    queue_texts()
    stage.start_web()
    stage.start_worker()
    settle(have_arrived)
    assert fault_has_struck(provider)
    close_books(provider.texts()).note(record, fault)


@pytest.mark.parametrize("fault", ["connection cut after acceptance", "timeout after acceptance", "500"])
def test_every_text_leaves_once_when_only_the_providers_list_can_tell(
    stage: Stage, provider: Provider, record: Note, fault: str
) -> None:
    provider.order(FAULTS[fault], NO_CALLBACKS)
    queue_texts()
    stage.start_worker()
    settle(have_left)
    close_books(provider.texts()).note(record, f"{fault}, all callbacks lost")


def test_two_workers_on_a_day_when_everything_goes_wrong_now_and_then(
    stage: Stage, provider: Provider, record: Note
) -> None:
    kinds = ("rate_limit", "server_error", "refuse", "cut")
    provider.order(*({"kind": kind, "probability": 0.1, "seed": 7} for kind in kinds))
    queue_texts(60)
    stage.start_web(processes=2)
    stage.start_worker()
    stage.start_worker()
    settle(have_arrived)
    close_books(provider.texts()).note(record, "two workers, every tenth call refused, broken or cut")


def fault_has_struck(provider: Provider) -> bool:
    return provider.orders() == []
