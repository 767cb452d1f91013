import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from messaging.domain.inbox import record_inbound
from messaging.models import InboundMessage
from messaging.queries import unhandled_inbound
from tests.messaging.outgoing import ANNA, MINUTE, NOW


def received(sid: str = "SM1", **given: str) -> tuple[InboundMessage, bool]:
    fields = {"from_number": ANNA, "to_number": "+46701740699", "body": "JA", "opt_out_type": ""} | given
    return record_inbound(provider_sid=sid, now=NOW, **fields)


@pytest.mark.django_db
def test_text_is_recorded_as_it_came() -> None:
    message, is_new = received(body="Ja!\u0000 😀", opt_out_type="STOP")
    message.refresh_from_db()
    assert is_new
    assert (message.from_number, message.body, message.opt_out_type) == (ANNA, "Ja! 😀", "STOP")
    assert (message.received_at, message.handled_at) == (NOW, None)


@pytest.mark.django_db
def test_text_is_recorded_once_when_the_provider_calls_twice() -> None:
    first, _ = received()
    second, is_new = received(body="NEJ")
    assert (second, second.body, is_new) == (first, "JA", False)
    assert InboundMessage.objects.count() == 1


@pytest.mark.django_db
def test_recording_takes_three_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        received()


@pytest.mark.django_db
@pytest.mark.parametrize("sender", ["71120", "Telia", "whatsapp:+46701740614", "+0", ""])
def test_text_counts_as_handled_when_no_number_sent_it(sender: str) -> None:
    message, _ = received(from_number=sender)
    assert (message.from_number, message.handled_at, message.outcome) == (sender[:20], NOW, "no_number")


@pytest.mark.django_db
def test_unhandled_texts_are_found_oldest_first() -> None:
    late, _ = received("SM2")
    early, _ = received("SM1")
    done, _ = received("SM3")
    InboundMessage.objects.filter(pk=early.pk).update(received_at=NOW - MINUTE)
    InboundMessage.objects.filter(pk=done.pk).update(handled_at=NOW)
    assert list(unhandled_inbound(before=NOW + MINUTE)) == [early, late]
    assert list(unhandled_inbound(before=NOW)) == [early]


@pytest.mark.django_db(transaction=True)
def test_recording_is_refused_inside_a_transaction_that_may_roll_back() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        received()
