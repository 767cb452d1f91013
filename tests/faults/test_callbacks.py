"""News of a text comes not at all, twice, in any order, or a day late. Nothing is sent anew for it."""

from datetime import timedelta

import pytest

from messaging.enums import OutboundState
from messaging.models import OutboundMessage, StatusCallback
from tests.faults.ledger import Note, close_books, have_arrived, have_left, queue_texts, settle
from tests.support.processes import Provider, Stage

pytestmark = pytest.mark.processes

A_DAY = 24 * 60.0  # minutes
OUT_OF_REACH = "+46701740693"  # the emulator's magic: undelivered, 30003


@pytest.mark.parametrize("kind", ["callback_doubled", "callback_shuffled"])
def test_every_text_ends_as_delivered(stage: Stage, provider: Provider, record: Note, kind: str) -> None:
    provider.order({"kind": kind, "probability": 1})
    queue_texts()
    stage.start_web(processes=2)
    stage.start_worker()
    settle(have_arrived)
    settle(lambda: StatusCallback.objects.count() >= 36 * (2 if kind == "callback_doubled" else 1))
    assert have_arrived()
    close_books(provider.texts()).note(record, kind.replace("_", "s "))


def test_lost_callbacks_leave_texts_as_sent(stage: Stage, provider: Provider, record: Note) -> None:
    provider.order({"kind": "callback_lost", "probability": 1})
    queue_texts()
    stage.start_web()
    stage.start_worker()
    settle(have_left)
    assert set(OutboundMessage.objects.values_list("state", flat=True)) == {OutboundState.SENT}
    close_books(provider.texts()).note(record, "callbacks lost")


def test_callbacks_a_day_late_move_texts_and_send_none_anew(stage: Stage, record: Note) -> None:
    day_in_two_seconds = 43_200
    provider = stage.start_provider(speed=day_in_two_seconds)
    provider.order({"kind": "callback_delayed", "probability": 1, "seconds": 86_400})
    queue_texts(expires_in=timedelta(hours=4))
    OutboundMessage.objects.filter(dedupe_key="ask:0").update(to_number=OUT_OF_REACH)
    stage.start_web(clock_minutes=A_DAY)
    stage.start_worker()
    settle(have_left)
    settle(lambda: OutboundMessage.objects.filter(state=OutboundState.DELIVERED).count() == 11)
    settle(lambda: OutboundMessage.objects.filter(state=OutboundState.UNDELIVERED).count() == 1)
    assert OutboundMessage.objects.count() == 12
    close_books(provider.texts(), in_vain=1).note(record, "callbacks a day late")
