"""Texts of a number that is to be forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from messaging.domain import disposal
from messaging.domain.disposal import dispose_of_number, dispose_of_old_words, dispose_of_texts
from messaging.domain.opt_outs import end_opt_out, is_opted_out, record_opt_out
from messaging.domain.outbox import ask_about_unknown, queue_sms, record_status, send_due
from messaging.enums import OutboundState
from messaging.gateways.memory import MemoryGateway
from messaging.models import InboundMessage, OptOut, OutboundMessage, SendAttempt, StatusCallback
from tests.factories import InboundFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 12, 17, 0, tzinfo=UTC)
KARIN, ANNA = "+46701740612", "+46701740614"
REMINDER = "I morgon går du i Vårby! Ledare Karin 070-174 06 12. Sjuk eller sen? Ring Karin."


def text_to(number: str, body: str = "Kan du?", **fields: object) -> OutboundMessage:
    text = queue_sms(to_number=number, body=body, kind="ask", dedupe_key=f"{number}:{body}", now=NOW)
    OutboundMessage.objects.filter(pk=text.pk).update(**fields)
    return text


def test_texts_to_and_from_a_number_go_with_all_that_was_told_of_them() -> None:
    text = text_to(KARIN)
    SendAttempt.objects.create(message=text, number=1, started_at=NOW)
    record_status(message_uuid=text.uuid, provider_sid="SM1", status="delivered", error_code="", now=NOW)
    InboundFactory(from_number=KARIN)
    kept = (text_to(ANNA), InboundFactory(from_number=ANNA))
    dispose_of_number(KARIN, called="Karin", now=NOW)
    assert (OutboundMessage.objects.get(), InboundMessage.objects.get()) == kept
    assert (SendAttempt.objects.count(), StatusCallback.objects.count()) == (0, 0)


def test_silence_lasts_but_one_that_has_ended_goes() -> None:
    record_opt_out(KARIN, source="sms", now=NOW - timedelta(days=2))
    end_opt_out(KARIN, now=NOW - timedelta(days=1))
    record_opt_out(KARIN, source="sms", now=NOW)
    dispose_of_number(KARIN, called="Karin", now=NOW)
    assert (is_opted_out(KARIN), OptOut.objects.count()) == (True, 1)


def test_leader_is_taken_out_of_the_crews_texts() -> None:
    text, other = text_to(ANNA, REMINDER), text_to(ANNA, "Hej Karin! Kan du?")
    dispose_of_number(KARIN, called="Karin", now=NOW)
    text.refresh_from_db()
    other.refresh_from_db()
    assert (text.body, other.body) == (
        "I morgon går du i Vårby! Ledare borttagen. Sjuk eller sen? Ring borttagen.",
        "Hej Karin! Kan du?",
    )


@pytest.mark.parametrize(("country", "written"), [("SE", "070-174 06 12"), ("NO", "+46 70 174 06 12")])
def test_number_is_taken_out_as_the_country_writes_it(settings: Settings, country: str, written: str) -> None:
    settings.PHONE_COUNTRIES = [country]
    text = text_to(ANNA, f"Ring {written} nu")
    dispose_of_number(KARIN, called="", now=NOW)
    text.refresh_from_db()
    assert text.body == "Ring borttagen nu"


def test_text_in_doubt_whose_words_changed_is_not_sent_again(sms_provider: MemoryGateway) -> None:
    text = text_to(ANNA, REMINDER, state=OutboundState.SENDING, attempts=1, leased_until=NOW)
    dispose_of_number(KARIN, called="Karin", now=NOW)
    ask_about_unknown(NOW + timedelta(hours=1))
    text.refresh_from_db()
    assert (text.state, text.reason, sms_provider.texts) == ("unknown", "no_answer", [])


def test_single_texts_go_by_their_keys() -> None:
    sent, received, kept = text_to(KARIN), InboundFactory(from_number=KARIN), text_to(ANNA)
    assert dispose_of_texts(sent=[sent.pk], received=[received.pk]) == 2
    assert (list(OutboundMessage.objects.all()), InboundMessage.objects.count()) == ([kept], 0)


@pytest.mark.django_db(transaction=True)
def test_text_disposed_of_while_it_leaves_troubles_nobody(
    sms_provider: MemoryGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    text_to(KARIN)
    text_to(ANNA)
    send = sms_provider.send

    def forget_then_send(**letter: object) -> object:
        dispose_of_number(KARIN, called="Karin", now=NOW)
        return send(**letter)  # type: ignore[arg-type]  # each value is of its own type

    monkeypatch.setattr(sms_provider, "send", forget_then_send)
    assert send_due(NOW) == 2
    assert list(OutboundMessage.objects.values_list("to_number", "state")) == [(ANNA, "sent")]


def test_words_of_old_texts_are_emptied_and_what_they_cost_stays(settings: Settings) -> None:
    settings.TEXTS_KEPT_DAYS = 30
    old = text_to(KARIN, state="delivered", price="0.52", created_at=NOW - timedelta(days=31))
    young = text_to(KARIN, "Ny", state="delivered", created_at=NOW - timedelta(days=29))
    waiting = text_to(KARIN, "Väntar", created_at=NOW - timedelta(days=31))
    received = InboundFactory(received_at=NOW - timedelta(days=31), handled_at=NOW, body="JA")
    unhandled = InboundFactory(received_at=NOW - timedelta(days=31), handled_at=None, body="NEJ")
    assert dispose_of_old_words(NOW) == 2
    assert dispose_of_old_words(NOW) == 0
    for row in (old, young, waiting, received, unhandled):
        row.refresh_from_db()
    assert [row.body for row in (old, young, waiting, received, unhandled)] == ["", "Ny", "Väntar", "", "NEJ"]
    assert (str(old.price), old.state, old.to_number) == ("0.52000", "delivered", KARIN)


def test_old_words_are_emptied_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disposal, "ROWS_AT_A_TIME", 2)
    for n in range(5):
        text_to(KARIN, f"Text {n}", state="delivered", created_at=NOW - timedelta(days=400))
    assert dispose_of_old_words(NOW) == 5
    assert set(OutboundMessage.objects.values_list("body", flat=True)) == {""}
