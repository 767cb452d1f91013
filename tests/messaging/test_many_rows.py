"""Rows written at once are the rows that bulk_create would have written."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, models, transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from messaging.domain.outbox import queue_all, write_same, write_sms
from messaging.enums import Channel, OutboundState
from messaging.gateways.many_rows import insert_new, insert_rows
from messaging.models import OptOut, OutboundMessage
from tests.messaging.outgoing import ANNA, BIRGITTA, MINUTE, NOW

pytestmark = pytest.mark.django_db

ODD = 'Åsa "Ö" \\ {a,b} 100 % \n 🏮 ن'


def text(key: str, *, number: str = ANNA, body: str = "Hej", **given: object) -> OutboundMessage:
    return write_sms(to_number=number, body=body, kind="ask", dedupe_key=key, now=NOW, **given)  # type: ignore[arg-type]  # any field of a text


def kept(rows: Sequence[models.Model]) -> list[dict[str, object]]:
    """All that stands in the database of these, but for their keys."""
    stored = OutboundMessage.objects.filter(uuid__in=[row.uuid for row in rows if isinstance(row, OutboundMessage)])
    return [{**model_to_dict(row), "id": None, "uuid": row.uuid} for row in stored.order_by("dedupe_key")]


def several() -> list[OutboundMessage]:
    about = UUID(int=7)
    return [
        text("a", body=ODD, expires_at=NOW + MINUTE, about=about, lane=3),
        text("b", number=BIRGITTA, channel=Channel.VOICE, payer=4, due_at=NOW + MINUTE),
        text("c", body="", sender="NULL"),
    ]


def test_rows_are_kept_as_bulk_create_keeps_them() -> None:
    rows = several()
    assert insert_rows(rows) == len(rows)
    at_once = kept(rows)
    OutboundMessage.objects.all().delete()
    OutboundMessage.objects.bulk_create(rows)
    assert at_once == kept(rows)


@pytest.mark.parametrize("count", [1, 2])
def test_rows_that_are_alike_in_all_they_can_be_are_kept(count: int) -> None:
    insert_rows([OptOut(number=f"+4670174060{n + 5}", source="sms", started_at=NOW) for n in range(count)])
    assert OptOut.objects.filter(ended_at=None).count() == count


def test_no_rows_are_none() -> None:
    assert insert_rows([]) == 0


def test_key_that_is_taken_is_passed_over_and_not_counted() -> None:
    insert_rows([text("a")])
    assert insert_new([text("a", body="Senare"), text("b")], known_by="dedupe_key") is None
    assert list(OutboundMessage.objects.order_by("dedupe_key").values_list("body", flat=True)) == ["Hej", "Hej"]


def test_new_rows_are_known_by_their_keys() -> None:
    rows = [text(f"a:{n}", body=ODD * (n % 2)) for n in range(5)]
    keys = insert_new(rows, known_by="dedupe_key")
    assert keys == dict(OutboundMessage.objects.values_list("dedupe_key", "pk"))
    assert insert_new([], known_by="dedupe_key") == {}


@pytest.mark.postgres
def test_words_that_no_database_keeps_are_refused() -> None:
    with pytest.raises(DataError), transaction.atomic():
        insert_rows([text("a"), OutboundMessage(to_number=ANNA, body="a\0b", dedupe_key="c", due_at=NOW)])
    assert OutboundMessage.objects.count() == 0


def test_key_that_is_taken_is_refused_with_all_its_companions() -> None:
    insert_rows([text("a")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([text("b"), text("a")])
    assert OutboundMessage.objects.count() == 1


def test_texts_get_their_own_keys_when_some_were_queued_before() -> None:
    [first] = queue_all([text("a", body="Först")], now=NOW)
    queued = queue_all([text("b", body="Andra"), text("a", body="Inte igen")], now=NOW)
    assert [(one.body, one.pk == first.pk) for one in queued] == [("Andra", False), ("Först", True)]
    assert OutboundMessage.objects.get(body="Andra").pk == queued[0].pk


def test_same_words_to_another_number_are_a_text_of_their_own() -> None:
    first = text("a", body="Hem?", expires_at=NOW + MINUTE)
    queued = queue_all([first, write_same(first, body=first.body, to_number=BIRGITTA, dedupe_key="b")], now=NOW)
    queued[0].state = OutboundState.SENT
    queued[0].save()
    stored = OutboundMessage.objects.order_by("dedupe_key")
    assert [(one.to_number, one.body, one.state) for one in stored] == [
        (ANNA, "Hem?", OutboundState.SENT),
        (BIRGITTA, "Hem?", OutboundState.QUEUED),
    ]
    assert len({one.uuid for one in stored}) == 2
    assert stored[1].expires_at == NOW + MINUTE
    assert stored[1].created_at <= timezone.now()
