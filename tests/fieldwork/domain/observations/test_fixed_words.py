"""What a text says of what is mended, by its words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.observations.fixed_words import MOST, FixedText, read_fixed

NUMBERS = st.lists(st.integers(1, 99_999), min_size=1, max_size=MOST, unique=True)
WORDS = {
    "sv": ("LAGAT", "KVAR"),
    "en": ("FIXED", "STILL"),
    "fi": ("KORJATTU", "RIKKI"),
    "ar": ("مصلح", "مكسور"),
    "so": ("HAGAAGAY", "JABAN"),
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LAGAT 12", FixedText((12,))),
        ("Lagad nr 12!", FixedText((12,))),
        ("lagat12", FixedText((12,))),
        ("lampan är lagad 12", FixedText((12,))),
        ("12 lagat", FixedText((12,))),
        ("12 och 14 är lagade, tack", FixedText((12, 14))),
        ("lagat den 12", FixedText((12,))),
        ("KVAR 12", FixedText((), (12,))),
        ("Fortfarande kvar: 12", FixedText((), (12,))),
        ("inte lagat 12", FixedText((), (12,))),
        ("lyser inte 12", FixedText((), (12,))),
        ("LAGAT 12, KVAR 14", FixedText((12,), (14,))),
        ("kvar 14 15 lagat 12", FixedText((12,), (14, 15))),
        ("LAGAT", FixedText()),
        ("kvar.", FixedText()),
        ("fixed 12", FixedText((12,))),
        ("not fixed 12", FixedText((), (12,))),
        ("Still there 12", FixedText((), (12,))),
        ("korjattu nro 12", FixedText((12,))),
        ("ei korjattu 12", FixedText((), (12,))),
        ("تم الإصلاح 12", FixedText((12,))),
        ("مكسور ١٢", FixedText((), (12,))),
        ("la hagaajiyay 12", FixedText((12,))),
    ],
)
def test_understood(text: str, said: FixedText) -> None:
    assert read_fixed(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "JA",
        "4 kvar",  # people, perhaps
        "vi är kvar ute",
        "är 12 lagat?",
        "inte kvar 12",
        "lagat kvar 12",
        "LAGAT 12 KVAR 12",
        "LAGAT 12 12",
        "lagat 1 2 3 4 5",
        "LAGAT 0",
        "lagat 123456",
        "lagat middag till alla",
        "12 lagat 14",
        "LAGAT 12 KVAR",
        "HEMMA",
    ],
)
def test_left_to_others(text: str) -> None:
    assert read_fixed(text) is None


@given(language=st.sampled_from(sorted(WORDS)), numbers=NUMBERS, comma=st.sampled_from([" ", ", "]))
def test_what_the_texts_ask_for_is_understood(language: str, numbers: list[int], comma: str) -> None:
    fixed, still = WORDS[language]
    said = comma.join(map(str, numbers))
    assert read_fixed(f"{fixed} {said}") == FixedText(tuple(numbers))
    assert read_fixed(f"{still} {said}") == FixedText((), tuple(numbers))


@given(st.text())
def test_any_text_is_read_without_trouble(text: str) -> None:
    said = read_fixed(text)
    assert said is None or len(set(said.numbers)) == len(said.numbers) <= MOST
