"""What people write, and what Lykta understands. It acts only on what is plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.domain.answers import Answer, Meaning, read_answer

YES = ["JA", "Ja!", "ja.", "japp", "jajamen", "Absolut, ses där", "Ok 👍", "👍", "Ja det funkar", "kommer gärna",
       "Jag kan", "tack ja", "Det går bra", "inga problem, jag kommer", "yes", "ja\n"]  # fmt: skip
NO = ["NEJ", "nej jobbar tyvärr", "nä tyvärr", "Kan inte ikväll", "jag kan tyvärr inte", "kommer inte", "hinner ej",
      "sorry nej", "det går inte", "👎"]  # fmt: skip
UNCLEAR = ["", "?", "kanske, måste kolla med jobbet", "nej men tar gärna nästa fredag",
           "ja till lördag, nej till fredag",
           "Jag kan komma om det behövs", "Vem är detta?", "ja, men blir sen", "Jag är sjuk", "20.30"]  # fmt: skip


@pytest.mark.parametrize("text", YES)
def test_plain_yes_is_yes(text: str) -> None:
    assert read_answer(text) == Answer(Meaning.YES)


@pytest.mark.parametrize("text", NO)
def test_plain_no_is_no(text: str) -> None:
    assert read_answer(text) == Answer(Meaning.NO)


@pytest.mark.parametrize("text", UNCLEAR)
def test_mixed_conditional_or_empty_is_unclear(text: str) -> None:
    assert read_answer(text).meaning == Meaning.UNCLEAR


@pytest.mark.parametrize(("text", "code"), [("JA 2", 2), ("ja2", 2), ("2 ja", 2), ("Ja till 12", 12)])
def test_code_is_read_beside_the_word(text: str, code: int) -> None:
    assert read_answer(text) == Answer(Meaning.YES, code)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("STOP", Meaning.STOP),
        ("stopp!", Meaning.STOP),
        ("Avsluta", Meaning.STOP),
        ("START", Meaning.START),
        ("Hjälp", Meaning.HELP),
    ],
)
def test_words_about_the_texts_themselves(text: str, meaning: Meaning) -> None:
    assert read_answer(text) == Answer(meaning)


def test_stop_inside_a_sentence_is_not_an_opt_out() -> None:
    assert read_answer("ja jag stoppar in det i kalendern").meaning != Meaning.STOP


@given(st.text(max_size=200))
def test_any_text_has_a_meaning(text: str) -> None:
    assert read_answer(text).meaning in Meaning


@given(st.sampled_from(["ja", "japp", "absolut"]), st.sampled_from(["nej", "nä", "kan inte"]), st.booleans())
def test_yes_and_no_together_are_never_acted_on(yes: str, no: str, yes_first: bool) -> None:  # noqa: FBT001 - hypothesis draws it
    text = f"{yes} {no}" if yes_first else f"{no} {yes}"
    assert read_answer(text).meaning == Meaning.UNCLEAR
