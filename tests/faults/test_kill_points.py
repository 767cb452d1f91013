"""A worker is killed with -9 at every step of sending, and another one takes over."""

from itertools import count

import pytest

from tests.faults.ledger import Note, close_books, have_arrived, have_left, queue_texts, settle
from tests.support.processes import PATIENCE, Provider, Stage, wait_until

pytestmark = pytest.mark.processes

OUTBOX = "messaging.domain.outbox"
STEPS = {
    "1 before anything is claimed": f"{OUTBOX}.claiming:claim_batch:before",
    "2 before the claim is committed": "messaging.models:SendAttempt.objects.bulk_create:after",
    "3 after the claim is committed": f"{OUTBOX}.claiming:claim_batch:after",
    "4 before the call": "messaging.gateways.twilio:TwilioGateway.send:before",
    "5 after acceptance, before the answer is read": "requests:Session.send:after",
    "6 after the answer is read": "messaging.gateways.twilio:TwilioGateway.send:after",
    "7 before the receipt is committed": f"{OUTBOX}.recording:_record_receipts:after",
    "8 after the receipt is committed": f"{OUTBOX}.recording:record_batch:after",
}


@pytest.mark.parametrize("step", STEPS)
def test_every_text_leaves_once_though_its_worker_is_killed(
    stage: Stage, provider: Provider, record: Note, step: str
) -> None:
    """Callbacks are lost as well, so that nothing but the provider's list can tell what left."""
    provider.order({"kind": "callback_lost", "probability": 1})
    queue_texts()
    doomed = stage.start_worker(at=STEPS[step])
    assert doomed.process.wait(PATIENCE) == -9
    assert stage.has_struck
    stage.start_worker()
    settle(have_left)
    close_books(provider.texts()).note(record, f"worker killed -9: {step}, callbacks lost")


def test_callbacks_tell_of_the_text_whose_worker_was_killed(stage: Stage, provider: Provider, record: Note) -> None:
    queue_texts()
    stage.start_web()
    doomed = stage.start_worker(at=STEPS["5 after acceptance, before the answer is read"])
    assert doomed.process.wait(PATIENCE) == -9
    stage.start_worker()
    settle(have_arrived)
    close_books(provider.texts()).note(record, "worker killed -9 after acceptance, callbacks come")


def test_one_of_two_workers_is_killed(stage: Stage, provider: Provider, record: Note) -> None:
    """Texts keep coming until the doomed one has had its turn, however far ahead of it the other starts."""
    stage.start_web()
    doomed = stage.start_worker(at=STEPS["6 after the answer is read"])
    stage.start_worker()
    waves = count(start=0, step=20)

    def has_fallen() -> bool:
        queue_texts(20, first=next(waves))
        return wait_until(lambda: doomed.process.poll() is not None, seconds=1)

    assert wait_until(has_fallen)
    assert doomed.process.returncode == -9
    settle(have_arrived)
    close_books(provider.texts()).note(record, "one of two workers killed -9 after the answer is read")
