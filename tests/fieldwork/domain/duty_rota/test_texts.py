"""Texts about duty fit in every language, with the longest names and many nights."""

import pytest

from messaging.domain import texts
from scheduling.domain import sms_texts
from scheduling.domain.wordings import longest
from volunteers.enums import Language

NAMES = {"association": "Föräldravandrarna i Norra Sjödalen", "other": "Per-Alexander-Emanuel Lindström-Öberg"}


@pytest.mark.parametrize("kind", ["duty_given", "duty_lifted", "duty_gap"])
@pytest.mark.parametrize("language", [str(language) for language in Language])
@pytest.mark.parametrize("count", [0, 1, 99])
def test_text_about_duty_fits_and_says_how_many_nights(kind: str, language: str, count: int) -> None:
    said = {key: str(longest(language).rest[key]) for key in ("day", "hours")}
    body = sms_texts.write(kind, language=language, clipped=NAMES, count=count, **said)
    assert texts.segments(body) <= (2 if language == "ar" else 1)
    assert said["day"] in body
    assert said["hours"] in body
    assert ("99" in body) is (count == 99 and kind != "duty_lifted")
