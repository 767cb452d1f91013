"""Every text about what is mended fits in every language, whatever it has to tell."""

import pytest

from messaging.domain import texts
from scheduling.domain import sms_texts
from volunteers.enums import Language

LANGUAGES = [str(language) for language in Language]
NAMES = {"other": "Parkeringsautomat eller laddstolpe", "group": "Tunneln under Södertäljevägen, stolpe 12"}
MANY = "1234, 1235, 1236, 1237"


def most(language: str) -> int:
    return 2 if language == "ar" else 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_fits(language: str) -> None:
    body = sms_texts.write("place_ask", language=language, clipped=NAMES, number=12345)
    assert sms_texts.language_of("place_ask", language) == language
    assert (texts.segments(body) <= most(language), "12345" in body) == (True, True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("told", ["fixed", "still", "known", "elsewhere", "missing"])
@pytest.mark.parametrize("number", ["", 12345])
def test_each_answer_fits(told: str, language: str, number: object) -> None:
    body = sms_texts.write("place_told", language=language, clipped=NAMES, **{told: MANY, "number": number})
    assert texts.segments(body) <= most(language)
    assert (MANY in body, str(number) in body) == (True, True)
