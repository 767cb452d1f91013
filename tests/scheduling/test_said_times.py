"""A yes that says when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.domain.said_times import names_another_time

ZONE = ZoneInfo("Europe/Stockholm")
START = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)  # 20.30 in Stockholm, until 00.30


def is_another(text: str) -> bool:
    return names_another_time(text, starts_at=START, ends_at=START + timedelta(hours=4), zone=ZONE)


@pytest.mark.parametrize(
    "text", ["Kan komma vid 22", "ja, kommer efter 21", "Ja men bara till 23.00", "ja från kl 21.15", "Yes, at 10"]
)
def test_another_time_than_the_walks_is_one(text: str) -> None:
    assert is_another(text)


@pytest.mark.parametrize(
    "text",
    ["ja", "Ja kl 20.30", "kommer 8.30", "ja, är där 20:20", "ja till 00.30", "ja till 2", "JA 42", "Ja vi är 3 st"],
)
def test_the_start_the_end_and_other_numbers_are_none(text: str) -> None:
    assert not is_another(text)
