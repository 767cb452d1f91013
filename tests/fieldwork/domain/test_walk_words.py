"""What a text says of going out and coming home, by its words alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.walks.words import Said, Word, named, read_word

OUT, HOME, ON_WAY = Word.OUT, Word.HOME, Word.ON_WAY
GROUP: dict[str, Any] = {"is_for_all": True}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("UTE", Said(OUT)),
        ("ute nu", Said(OUT)),
        ("Ute!", Said(OUT)),
        ("vi är ute", Said(OUT, **GROUP)),
        ("alla ute 4 st", Said(OUT, 4, **GROUP)),
        ("ute 20.40 fyra pers", Said(OUT, 4)),
        ("vi går ut nu", Said(OUT, **GROUP)),
        ("jag är ute", Said(OUT, is_own=True)),
        ("ute utan Anna och Bo", Said(OUT, names=("ana", "bo"), is_but=True)),
        ("HEMMA", Said(HOME)),
        ("HEM", Said(HOME)),
        ("hemma nu, allt lugnt", Said(HOME)),
        ("HEMMA 23.45", Said(HOME)),
        ("alla hemma 4 st", Said(HOME, 4, **GROUP)),
        ("Alla hemma, lugn kväll, tack!", Said(HOME, **GROUP)),
        ("Alla hemma, tack för ikväll! Vi ses", Said(HOME, **GROUP)),
        ("Ja, vi är hemma. Sov gott", Said(HOME, **GROUP)),
        ("alla är på väg hem", Said(ON_WAY, **GROUP)),
        ("Vi går hem nu", Said(ON_WAY, **GROUP)),
        ("jag åker hem", Said(ON_WAY, is_own=True)),
        ("snart hemma", Said(ON_WAY)),
        ("we are on our way home", Said(ON_WAY, **GROUP)),
        ("matkalla kotiin", Said(ON_WAY)),
        ("في الطريق الى البيت", Said(ON_WAY)),
        ("guriga u soconaa", Said(ON_WAY)),
        ("jag är hemma", Said(HOME, is_own=True)),
        ("alla hemma utom Bo", Said(HOME, None, is_for_all=True, names=("bo",), is_but=True)),
        ("Bo är hemma", Said(HOME, names=("bo",))),
        ("everyone is home", Said(HOME, **GROUP)),
        ("we're out", Said(OUT)),
        ("I'm home", Said(HOME, is_own=True)),
        ("kaikki kotona", Said(HOME, **GROUP)),
        ("olemme ulkona", Said(OUT)),
        ("dhammaan guriga", Said(HOME, **GROUP)),
        ("الجميع في البيت", Said(HOME, **GROUP)),
        ("خرجنا", Said(OUT)),
    ],
)
def test_understood(text: str, said: Said) -> None:
    assert read_word(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "JA",
        "NEJ",
        "STOPP",
        "4",
        "",
        "är ni hemma?",
        "inte hemma",
        "jag kan inte vara ute",
        "Kommer inte, är hemma",
        "först ute sen hemma",
        "Vi är hemma hos en kompis som mår dåligt och behöver lite hjälp just nu",
        "MER",
        "LOGG 12 lugnt",
        "KLART",
        "hjälp",
    ],
)
def test_left_to_others(text: str) -> None:
    assert read_word(text) is None


@pytest.mark.parametrize("text", ["hemma om 10 min", "är hemma sjuk", "hemma inte än", "ute och reser"])
def test_more_than_who_and_how_many_is_never_the_bare_word(text: str) -> None:
    """What stands beside can only be names, and names of nobody on the crew leave the text to a person."""
    said = read_word(text)
    assert said is not None
    assert said.names != ()


@given(st.text(max_size=200))
def test_any_text_is_read_without_fault(text: str) -> None:
    said = read_word(text)
    assert said is None or len(said.names) <= 4


@given(
    st.sampled_from(["ute", "UTE", "Ute!", "vi är ute", "alla ute nu"]),
    st.integers(2, 9),
    st.sampled_from(["{} st", "{}", "vi är {}", "{} pers"]),
)
def test_count_is_heard_wherever_it_stands(word: str, count: int, shape: str) -> None:
    for text in (f"{word} {shape.format(count)}", f"{shape.format(count)} {word}"):
        said = read_word(text)
        assert (said and said.word, said and said.count) == (OUT, count)


@given(st.sampled_from(["Anna", "Bo", "Åsa", "Mehmet", "Yasmin", "Per-Erik"]))
def test_names_are_written_as_they_are_looked_for(name: str) -> None:
    said = read_word(f"hemma utom {name}")
    assert said is not None
    assert " ".join(said.names) == named(name)
