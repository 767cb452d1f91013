"""No personal identity number gets in; a mobile number in a note does."""

import pytest

from volunteers.models.volunteer import has_personal_number


@pytest.mark.parametrize(
    "text",
    ["19701124-1234", "701124-1234", "7011241234", "hon är 701184-1234", "20010229 1234", "+ 811218-9876"],
)
def test_personal_number_is_seen(text: str) -> None:
    assert has_personal_number(text)


@pytest.mark.parametrize(
    "text", ["0701740614", "070-174 06 14", "ring 0701740614 efter 18", "2026-11-23", "Västar 12 st"]
)
def test_mobile_number_or_date_is_no_personal_number(text: str) -> None:
    assert not has_personal_number(text)
