"""A log by text is read in five languages; what is not one is left to others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.logs.reading import LogText, read_log
from fieldwork.domain.logs.words import met_by
from fieldwork.enums import MET_SPANS


@pytest.mark.parametrize(
    ("text", "met", "mood", "note"),
    [
        ("LOGG 12 lugnt", "11_30", "calm", ""),
        ("LOGG lugnt", "", "calm", ""),
        ("logg: 0, Lugnt!", "none", "calm", ""),
        ("Logg lugn kväll 10-15 pers", "11_30", "calm", ""),
        ("LOGG 12 livligt, mycket folk vid torget", "11_30", "lively", "mycket folk vid torget"),
        ("Logg. Oroligt, ca 40 unga. Glas vid lekplatsen 22.30", "31_60", "uneasy", "Glas vid lekplatsen 22.30"),
        ("LOGG 80st stökigt", "60_", "uneasy", ""),
        ("logg glas vid lekplatsen", "", "", "glas vid lekplatsen"),
        ("Logg det var lugnt 12", "11_30", "calm", ""),
        ("LOGG inget särskilt, lugnt, ca 20", "11_30", "calm", ""),
        ("logg 12 ungdomar, lite stökigt vid torget", "11_30", "uneasy", "vid torget"),
        ("LOGG 60+ mycket folk", "60_", "lively", ""),
        ("logg över 30 livligt", "31_60", "lively", ""),
        ("logg 12 inget bråk", "11_30", "", "inget bråk"),
        ("LOGG", "", "", ""),
        ("LOG 5 calm", "1_10", "calm", ""),
        ("Loki 12 rauhallista", "11_30", "calm", ""),
        ("سجل 12 هادئ", "11_30", "calm", ""),
        ("Log 12 deggan", "11_30", "calm", ""),
    ],
)
def test_log_is_read(text: str, met: str, mood: str, note: str) -> None:
    assert read_log(text) == LogText(met, mood, note)


@pytest.mark.parametrize(
    "text", ["", "JA", "Det var lugnt", "logisk fråga", "12 lugnt", "Blogg 12", "lugnt, logg kommer"]
)
def test_other_texts_are_left_to_others(text: str) -> None:
    assert read_log(text) is None


@given(st.integers(0, 999), st.sampled_from(["lugnt", "livligt", "oroligt"]), st.booleans())
def test_number_and_mood_are_read_in_any_order(count: int, mood: str, is_first: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    words = [str(count), mood] if is_first else [mood, str(count)]
    read = read_log(f"LOGG {' '.join(words)}, glas vid skolan")
    assert read is not None
    assert (read.met, read.note) == (met_by(count), "glas vid skolan")
    least, most = MET_SPANS[read.met]
    assert least <= count <= most or (read.met == "60_" and count > 60)


@given(st.text(max_size=300))
def test_note_is_always_in_the_words_it_was_written_in(text: str) -> None:
    read = read_log(f"LOGG {text}")
    assert read is not None
    assert read.note in text
