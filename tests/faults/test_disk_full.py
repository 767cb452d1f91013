"""The disk under SQLite is full. Texts in are refused until there is room; texts out that left are not sent again."""

import time

import pytest
from django.db import connection

from messaging.models import OutboundMessage
from tests.factories import fictional_number
from tests.faults.ledger import Note, are_all_read, close_books, have_arrived, have_left, queue_texts, settle
from tests.faults.questions import ask_people, sid_of
from tests.support.processes import Provider, Stage

pytestmark = [pytest.mark.processes, pytest.mark.sqlite]

PEOPLE = 5
STEPS = {
    "before the claim is committed": "messaging.models:SendAttempt.objects.bulk_create:after",
    "before the call": "messaging.gateways.twilio:TwilioGateway.send:before",
    "after the answer is read": "messaging.gateways.twilio:TwilioGateway.send:after",
}


def test_texts_are_refused_while_the_disk_is_full_and_taken_afterwards(
    stage: Stage, provider: Provider, record: Note
) -> None:
    ask_people(PEOPLE)
    stage.start_web(at="messaging.domain.inbox:record_inbound:before", deed="full")
    refused = 0
    for n in range(PEOPLE):
        for _again in range(50):
            status = stage.post_inbound(sid=sid_of(n), number=fictional_number(n), body="JA")
            if status == 200:
                break
            assert status in {500, None}  # None: no answer in time, which the provider takes for a refusal
            refused += 1
            time.sleep(0.1)
    assert refused
    stage.start_worker()
    settle(lambda: are_all_read() and have_arrived())
    assert integrity() == "ok"
    OutboundMessage.objects.filter(kind="ask").delete()
    books = close_books(provider.texts(), posted=[sid_of(n) for n in range(PEOPLE)], refused=refused)
    books.note(record, "disk full under SQLite, web server")


@pytest.mark.parametrize("when", STEPS)
def test_texts_leave_once_though_the_disk_is_full_for_a_while(
    stage: Stage, provider: Provider, record: Note, when: str
) -> None:
    provider.order({"kind": "callback_lost", "probability": 1})
    queue_texts()
    stage.start_worker(at=STEPS[when], deed="full")
    settle(have_left)
    assert stage.has_struck
    assert integrity() == "ok"
    close_books(provider.texts()).note(record, f"disk full under SQLite, worker, {when}")


def integrity() -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])
