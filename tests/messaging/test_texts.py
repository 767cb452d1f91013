import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.segments import count_segments
from messaging.domain.texts import GSM, GSM_EXTENDED, dear_letters, is_gsm, one_segment, segments, septets, tidy
from messaging.exceptions import TextTooLong

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
GSM_TEXT = st.text(st.sampled_from(sorted(GSM | GSM_EXTENDED)), max_size=400)


def test_alphabet_has_the_size_of_the_standard() -> None:
    """3GPP TS 23.038: 128 codes, one of which is the escape to the extension table of ten."""
    assert len(GSM) == 127
    assert len(GSM_EXTENDED) == 10


@pytest.mark.parametrize("char", "åäöÅÄÖéÉüñßæøÇ@£$¥èìòΔΩ§¿¡")
def test_character_takes_one_septet(char: str) -> None:
    assert septets(char) == 1


@pytest.mark.parametrize("char", "€[]{}\\^~|")
def test_character_takes_two_septets_when_it_is_in_the_extension(char: str) -> None:
    assert septets(char) == 2


@pytest.mark.parametrize("char", ["ê", "á", "ç", "–", "”", "…", "\u00a0", "`", "\t", "😀", "a\u030a"])
def test_character_needs_sixteen_bits_when_the_alphabet_lacks_it(char: str) -> None:
    assert not is_gsm(char)
    with pytest.raises(ValueError, match="GSM"):
        septets(char)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("å" * 160, 1),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 10, 2),
        ("a" * 152 + "€" + "a" * 151, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the euro sign does not fit in the first part's last place
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),
        ("😀" * 67, 3),  # 33 to a part: a surrogate pair is not split
    ],
)
def test_segments_are_counted(text: str, count: int) -> None:
    assert segments(text) == count


@given(ANY_TEXT | GSM_TEXT)
def test_segments_are_those_the_provider_bills(text: str) -> None:
    assert segments(text) == count_segments(text)


@given(GSM_TEXT)
def test_text_in_the_alphabet_is_one_segment_up_to_160_septets(text: str) -> None:
    assert (segments(text) == 1) == (septets(text) <= 160)


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("fre 16/10 20–00", "fre 16/10 20-00"),
        ("”Vårby” ’gård’ …", "\"Vårby\" 'gård' ..."),
        ("20.30\u00a0tim\u202f4\tok", "20.30 tim 4 ok"),
        (unicodedata.normalize("NFD", "Åsö, Vårby, café"), "Åsö, Vårby, café"),
        ("rad 1\r\nrad 2", "rad 1\nrad 2"),
        ("soft\u00adhyphen\u200b", "softhyphen"),
        ("Hej Şahin, Łukasz, Đorđe och François!", "Hej Sahin, Lukasz, Dorde och Francois!"),
        ("Hej Şahin 😀", "Hej Şahin 😀"),
        ("Привет", "Привет"),
    ],
)
def test_text_is_tidied(written: str, tidied: str) -> None:
    assert tidy(written) == tidied


@given(ANY_TEXT)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(GSM_TEXT.filter(lambda text: "\r" not in text))
def test_text_in_the_alphabet_is_left_alone(text: str) -> None:
    assert tidy(text) == text


@given(ANY_TEXT)
def test_tidying_never_costs_a_segment_more_than_composed(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert segments(tidy(text)) <= segments(composed) + composed.count("…")


def test_one_segment_is_tidied() -> None:
    assert one_segment("Välkommen – fre 16/10…") == "Välkommen - fre 16/10..."


def test_one_segment_refuses_when_there_are_two() -> None:
    with pytest.raises(TextTooLong) as refusal:
        one_segment("å" * 161)
    assert str(refusal.value) == "Texten får inte plats i ett sms: 161 tecken, och det finns plats för 160."
    with pytest.raises(TextTooLong, match="71 tecken, och det finns plats för 70"):
        one_segment("я" * 71)


@pytest.mark.parametrize(
    ("text", "dear"),
    [
        ("Samling vid torget 🙂" + " och varma skor" * 5, "🙂"),
        ("Vi ses ❤️" + " i kväll" * 10, "❤"),
        ("Vi ses 🙂", ""),
        ("Samling vid torget" + " och varma skor" * 12, ""),
        ("نلتقي عند المكتبة في الساعة الثامنة والنصف مساء اليوم يوم الجمعة القادم مع الجميع", ""),
    ],
)
def test_signs_that_alone_make_a_text_dearer_are_named(text: str, dear: str) -> None:
    assert dear_letters(text) == dear
