"""Every text of a night out fits in every language, whatever the names and whichever way it turns."""

import re
from itertools import product
from pathlib import Path

import pytest

from messaging.domain import texts
from messaging.domain.personal_links import PAGE_MARK, as_long
from scheduling.domain import sms_texts
from scheduling.domain.wordings import longest
from volunteers.enums import Language

LANGUAGES = [str(language) for language in Language]
KINDS = [
    *(
        "go_out",
        "go_out_still",
        "last_out",
        "joins_you",
        "joins_other",
        "missed",
        "presumed",
        "night_out",
        "night_waiting",
    ),
    "night_too_few",
    *("night_home", "night_not_out", "night_out_count", "night_home_count", "night_home_left", "night_not_now"),
    *("night_refused", "night_which", "night_on_way", "night_unclear", "night_who"),
]
OF_THE_NIGHT = [kind for kind in KINDS if kind.startswith("night_")]
VALUE = re.compile(r"{{ (\w+) }}")
CREW = ", ".join(["Maximiliana-Charlotta", "Per-Alexander-Emanuel", "Åsa"] * 4)
REASON = "Maximiliana-Charlotta är ute med gruppen i Norra Sjödalen. Checka hem där först."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_text_of_the_night_fits(kind: str, language: str) -> None:
    values = longest(sms_texts.language_of(kind, language))
    names = values.names | {"other": CREW, "group": values.names["place"]}
    exact = {
        "due": "00.30",
        "opens": "18.30",
        "count": 12,
        "needed": 12,
        "said": 12,
        "word": "HEMMA",
        "reason": REASON,
        "minutes": 120,
        "help": "BLÅBÄRSPAJEN",
    }
    exact |= {
        "link": f"{PAGE_MARK}/kvall/123456/logg" if kind == "night_home" else PAGE_MARK,
        "minutes": 120,
        "duty": values.rest["leader_number"],
    }
    for is_all, is_again, is_over, is_told in product((True, False), repeat=4):
        turns = {"is_all": is_all, "is_again": is_again, "is_over": is_over, "is_told": is_told}
        # Where all are home nobody is out still.
        others = {"other": ""} if kind == "night_home" and is_all else {}
        body = sms_texts.write(kind, language=language, clipped=names | others, **values.rest, **exact, **turns)
        is_wide = sms_texts.language_of(kind, language) == "ar"
        assert texts.segments(as_long(body)) <= (2 if is_wide else 1)
        assert texts.is_gsm(body) is not is_wide


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", OF_THE_NIGHT)
def test_text_of_the_night_is_in_every_language_and_tells_no_more_than_the_swedish(kind: str, language: str) -> None:
    assert sms_texts.language_of(kind, language) == language
    source, other = (Path(f"templates/sms/{one}/{kind}.txt").read_text(encoding="utf-8") for one in ("sv", language))
    assert set(VALUE.findall(other)) <= set(VALUE.findall(source))
