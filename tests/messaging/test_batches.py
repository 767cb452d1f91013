"""What becomes of a batch when the provider has had enough, and what the last look changes in it."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from messaging.domain.outbox import record_status, send_due
from messaging.domain.outbox.limits import BATCH
from messaging.domain.outbox.review import Verdict
from messaging.enums import OutboundState, Reason
from messaging.gateways.memory import MemoryGateway
from messaging.gateways.protocol import AnswerLost, NotReached, Receipt, Refused
from messaging.models import OutboundMessage, SendAttempt
from tests.messaging.outgoing import ANNA, BIRGITTA, MINUTE, NOW, queued, reloaded

pytestmark = pytest.mark.django_db


def phones(count: int) -> list[OutboundMessage]:
    return [queued(f"ask:{n}", to_number=f"+467017406{n + 10}") for n in range(count)]


def untouched() -> int:
    return OutboundMessage.objects.filter(state=OutboundState.QUEUED, attempts=0, leased_until=None).count()


@pytest.mark.parametrize("trouble", [NotReached("ConnectionError"), Refused("20003")])
def test_closed_door_is_knocked_on_once(sms_provider: MemoryGateway, trouble: NotReached | Refused) -> None:
    phones(20)
    sms_provider.troubles = [trouble] * 20
    assert send_due(NOW) == 0
    assert (len(sms_provider.troubles), untouched(), SendAttempt.objects.count()) == (19, 19, 1)
    sms_provider.troubles = []
    assert send_due(NOW) == 19


def test_run_ends_when_answers_are_lost_one_after_the_other(sms_provider: MemoryGateway) -> None:
    phones(20)
    sms_provider.troubles = [AnswerLost("ReadTimeout")] * 20
    assert send_due(NOW) == 5
    assert untouched() == 15


def test_texts_to_one_phone_leave_in_their_order(sms_provider: MemoryGateway) -> None:
    for n in range(6):
        queued(f"a:{n}", body=f"A{n}", to_number=ANNA)
        queued(f"b:{n}", body=f"B{n}", to_number=BIRGITTA)
    assert send_due(NOW) == 12
    assert [text.body for text in sms_provider.texts if text.to == ANNA] == [f"A{n}" for n in range(6)]
    assert [text.body for text in sms_provider.texts if text.to == BIRGITTA] == [f"B{n}" for n in range(6)]


def test_callback_is_not_overwritten_when_it_was_faster_than_the_batch(
    sms_provider: MemoryGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = queued("ask:1"), queued("ask:2")
    send = sms_provider.send

    def send_then_call_back(**given: object) -> Receipt:
        receipt = send(**given)  # type: ignore[arg-type]  # each value is of its own type
        uuid = second.uuid if str(second.uuid) in str(given["status_url"]) else None
        if uuid is not None:
            record_status(message_uuid=uuid, provider_sid=receipt.sid, status="delivered", error_code="", now=NOW)
        return receipt

    monkeypatch.setattr(sms_provider, "send", send_then_call_back)
    assert send_due(NOW) == 2
    assert [reloaded(text).state for text in (first, second)] == [OutboundState.SENT, OutboundState.DELIVERED]
    assert reloaded(second).provider_sid == sms_provider.texts[1].sid
    assert set(SendAttempt.objects.values_list("outcome", flat=True)) == {"taken"}


def test_last_look_drops_puts_off_and_changes_words(sms_provider: MemoryGateway) -> None:
    dropped, later, other, plain = (queued(f"ask:{n}", body=f"Text {n}") for n in range(4))

    def review(texts: Sequence[OutboundMessage], now: datetime) -> dict[int, Verdict]:
        verdicts = {
            dropped.pk: Verdict(drop=Reason.CHANGED),
            later.pk: Verdict(later=now + MINUTE),
            other.pk: Verdict(body="Andra ord"),
        }
        return {text.pk: verdicts[text.pk] for text in texts if text.pk in verdicts and now == NOW}

    assert send_due(NOW, review=review) == 2
    assert sorted(text.body for text in sms_provider.texts) == ["Andra ord", plain.body]
    assert (reloaded(dropped).state, reloaded(dropped).reason) == (OutboundState.DROPPED, Reason.CHANGED)
    assert (reloaded(later).state, reloaded(later).due_at) == (OutboundState.QUEUED, NOW + MINUTE)
    assert reloaded(other).body == "Andra ord"
    assert send_due(NOW + MINUTE, review=review) == 1


@pytest.mark.parametrize("other_is_due", [True, False])
def test_two_texts_leave_as_one(sms_provider: MemoryGateway, *, other_is_due: bool) -> None:
    kept = queued("ask:1", body="Ett")
    absorbed = queued("ask:2", body="Två", due_at=NOW if other_is_due else NOW + MINUTE)

    def review(texts: Sequence[OutboundMessage], _now: datetime) -> dict[int, Verdict]:
        return {text.pk: Verdict(body="Ett och två", absorbs=(absorbed.pk,)) for text in texts if text.pk == kept.pk}

    assert send_due(NOW, review=review) == 1
    assert [text.body for text in sms_provider.texts] == ["Ett och två"]
    gone = reloaded(absorbed)
    assert (gone.state, gone.reason, gone.merged_into) == (OutboundState.DROPPED, Reason.MERGED, kept)
    assert send_due(NOW + MINUTE) == 0


def test_text_that_took_up_others_keeps_its_words_when_it_could_not_be_tried(sms_provider: MemoryGateway) -> None:
    first, kept, absorbed = queued("ask:0"), queued("ask:1", body="Ett"), queued("ask:2", body="Två")

    def review(texts: Sequence[OutboundMessage], _now: datetime) -> dict[int, Verdict]:
        fresh = [text for text in texts if text.pk == kept.pk and not text.attempts]
        return {text.pk: Verdict(body="Ett och två", absorbs=(absorbed.pk,)) for text in fresh}

    sms_provider.troubles = [NotReached("ConnectionError")]
    assert send_due(NOW, review=review) == 0
    assert (reloaded(first).attempts, reloaded(kept).attempts, reloaded(kept).state) == (1, 1, OutboundState.QUEUED)
    assert list(SendAttempt.objects.filter(message=kept).values_list("outcome", flat=True)) == ["not tried"]
    assert send_due(NOW + MINUTE, review=review) == 1
    assert sms_provider.texts[0].body == "Ett och två"


def test_nothing_is_absorbed_by_a_text_that_is_dropped(sms_provider: MemoryGateway) -> None:
    late, other = queued("ask:1", expires_at=NOW), queued("ask:2")

    def review(texts: Sequence[OutboundMessage], _now: datetime) -> dict[int, Verdict]:
        return {late.pk: Verdict(body="Båda", absorbs=(other.pk,))} if late in texts else {}

    assert send_due(NOW, review=review) == 1
    assert [text.body for text in sms_provider.texts] == [other.body]


def test_texts_of_several_batches_all_leave(sms_provider: MemoryGateway) -> None:
    count = BATCH * 2 + 3
    for n in range(count):
        queued(f"ask:{n}", to_number=f"+46701741{n:03d}")
    assert send_due(NOW) == count
    assert len(sms_provider.texts) == count
