"""Where a text is, as the crew's page says it."""

import pytest

from messaging.enums import Channel
from messaging.models import OutboundMessage
from scheduling.domain.text_states import text_state


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        ("queued", "", "Sms i kö"),
        ("sending", "", "Sms på väg"),
        ("sent", "", "Sms skickat"),
        ("delivered", "", "Sms framme"),
        ("unknown", "no_answer", ""),
        ("undelivered", "", ""),
        ("dropped", "merged", "Sms skickat tillsammans med ett annat"),
        ("dropped", "opted_out", ""),
    ],
)
def test_state_is_said_unless_there_is_trouble(state: str, reason: str, said: str) -> None:
    assert text_state(OutboundMessage(state=state, reason=reason)) == said


def test_nothing_is_said_where_there_is_no_text() -> None:
    assert text_state(None) == ""


def test_calls_and_letters_have_their_own_words() -> None:
    assert [text_state(OutboundMessage(state="delivered", channel=channel)) for channel in Channel.values] == [
        "Sms framme",
        "Svarade i telefon",
        "E-post framme",
    ]
