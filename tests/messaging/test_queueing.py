import pytest
from django.db import transaction
from django_q.models import OrmQ
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from messaging.domain.opt_outs import record_opt_out
from messaging.domain.outbox import drop_queued, queue_all, write_sms
from messaging.enums import OutboundState, Reason
from messaging.models import OutboundMessage
from tests.messaging.outgoing import ANNA, BIRGITTA, MINUTE, NOW, queued, reloaded

pytestmark = pytest.mark.django_db


def test_text_is_queued_tidied_and_counted() -> None:
    message = reloaded(queued(body="Kan du gå fre 16/10 – 20.30…", expires_at=NOW + MINUTE))
    assert message.body == "Kan du gå fre 16/10 - 20.30..."
    assert message.segments == 1
    assert message.state == OutboundState.QUEUED
    assert (message.due_at, message.expires_at, message.created_at) == (NOW, NOW + MINUTE, NOW)


def test_second_text_with_the_same_key_is_the_first() -> None:
    first = queued()
    second = queued(body="Något annat", to_number=BIRGITTA)
    assert second == first
    assert second.body == first.body
    assert OutboundMessage.objects.count() == 1


def test_transaction_stays_sound_when_the_key_is_taken() -> None:
    with transaction.atomic():
        queued()
        queued()
        queued("ask:2")
    assert OutboundMessage.objects.count() == 2


def test_text_is_dropped_at_once_when_the_number_has_opted_out() -> None:
    record_opt_out(ANNA, source="sms", now=NOW)
    message = reloaded(queued())
    assert (message.state, message.reason) == (OutboundState.DROPPED, Reason.OPTED_OUT)


def test_farewell_is_queued_when_the_number_has_opted_out() -> None:
    record_opt_out(ANNA, source="sms", now=NOW)
    assert reloaded(queued(kind="stopped")).state == OutboundState.QUEUED


def test_queueing_takes_three_queries_at_most(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(3):
        queued()


def test_worker_is_woken_once_when_many_texts_are_queued_together(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        queued("ask:1")
        queued("ask:2")
        queued("ask:3")
    assert [task.task["func"] for task in OrmQ.objects.all()] == ["api.tasks.send_due_texts"]


def test_worker_is_woken_when_an_earlier_wish_was_rolled_back(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with transaction.atomic():
            queued("ask:1")
            transaction.set_rollback(True)
        queued("ask:2")
    assert OrmQ.objects.count() == 1


def test_worker_sleeps_on_when_the_text_is_for_later(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        queued(due_at=NOW + MINUTE)
    assert OrmQ.objects.count() == 0


def test_only_what_has_not_left_is_dropped() -> None:
    first, second, other = queued("ask:1"), queued("ask:2"), queued("ask:3")
    again = queued("ask:1#2")
    OutboundMessage.objects.filter(pk=second.pk).update(state=OutboundState.SENT)
    assert drop_queued(dedupe_keys=["ask:1", "ask:2"], now=NOW) == 2
    states = [reloaded(message).state for message in (first, second, other, again)]
    assert states == [OutboundState.DROPPED, OutboundState.SENT, OutboundState.QUEUED, OutboundState.DROPPED]
    assert reloaded(first).reason == Reason.NOT_NEEDED


def test_many_texts_are_queued_in_as_many_queries_as_one(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    record_opt_out(BIRGITTA, source="sms", now=NOW)
    first = queued("ask:0", body="Redan i kön")

    def written(*, first: int) -> list[OutboundMessage]:
        numbers = enumerate([ANNA, ANNA, BIRGITTA])
        return [
            write_sms(to_number=to, body=f"Text {n} \u2013 hej", kind="ask", dedupe_key=f"ask:{n}", now=NOW, lane=3)
            for n, to in numbers
            if n >= first
        ]

    with django_assert_max_num_queries(3):
        new = queue_all(written(first=1), now=NOW)
    with django_assert_max_num_queries(4):  # what was in the queue already is read
        rows = queue_all(written(first=0), now=NOW)
    assert new == rows[1:] == [reloaded(text) for text in new]
    assert rows[0] == first
    assert [row.body for row in rows] == ["Redan i kön", "Text 1 - hej", "Text 2 - hej"]
    assert [row.state for row in rows] == ["queued", "queued", "dropped"]
    assert (rows[1].lane, rows[1].due_at, rows[1].segments, rows[2].reason) == (3, NOW, 1, Reason.OPTED_OUT)
