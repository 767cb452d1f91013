import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.observations.references import SIGNS, draw_reference, prefix_of, read_reference


@pytest.mark.parametrize(
    ("place", "prefix"),
    [
        ("Vårby", "VA"),
        ("Östra Flemingsberg", "OS"),
        ("Ängsvägen", "AN"),
        ("Å", "LY"),
        ("7:e kvarteret", "EK"),
        ("", "LY"),
        ("عربي", "LY"),
    ],
)
def test_the_district_gives_the_first_letters(place: str, prefix: str) -> None:
    assert prefix_of(place) == prefix


@given(st.text(max_size=30))
def test_a_drawn_reference_is_read_however_it_is_written(place: str) -> None:
    drawn = draw_reference(place)
    spellings = (drawn, drawn.lower(), drawn.replace("-", ""), drawn.replace("-", " "), f"  {drawn}\n")
    assert [read_reference(spelling) for spelling in spellings] == [drawn] * 5
    assert len(drawn) == 7


def test_no_two_signs_look_alike() -> None:
    alike = ["0OQD", "1IL", "2Z", "5S", "8B", "UV"]
    assert [row for row in alike if len(set(row) & set(SIGNS)) > 1] == []
    assert len(set(SIGNS)) == len(SIGNS) == 20


@pytest.mark.parametrize("text", ["", "VA", "VA-7K3", "VA-7K3O", "VA-7K3FF", "VAR-7K3F", "V-7K3F", "LAGAT VA-7K3F"])
def test_other_words_are_no_reference(text: str) -> None:
    assert read_reference(text) == ""
