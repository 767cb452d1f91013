"""Nobody is pointed out in what is written of a night, and nobody has to write round what everybody writes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.text_checks import check_text, names_in, refuse_persons
from fieldwork.exceptions import PersonSeen
from scheduling.enums import Trace

TODAY = date(2026, 10, 16)
CREW = ["Karin", "Stig", "Bo", "Anna-Lena", "Yıldız"]


@pytest.mark.parametrize(
    "text",
    [
        "Lugnt vid bollplanen 22.30-23.15, ca 40 pers",
        "Ring 112 eller 114 14, inte kommunen",
        "GPS 112 visade fel, buss 703 var sen",
        "Glas vid rutt 12, lampa 45 trasig",
        "Mycket folk 2026-10-16 23:00 vid torget",
        "Vi bor på Gatan 12B, hus 14",
    ],
)
def test_what_everybody_writes_gets_through(text: str) -> None:
    found = check_text(text, crew=CREW, today=TODAY)
    assert (found.traces, found.names) == ((), ())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Karin ramlade", ("Karin",)),
        ("karins ficklampa", ("Karin",)),
        ("Stig och Karin", ("Karin", "Stig")),
        ("Bo's väst", ("Bo",)),
        ("de bo vid torget", ()),
        ("Strandstigen och Karinplan", ()),
        ("anna-lenas nycklar", ("Anna-Lena",)),
        ("Karin:s", ("Karin",)),
        ("Yıldız såg det", ("Yıldız",)),
        ("ka\u200brin", ("Karin",)),
        ("Karin-gatan", ()),
    ],
)
def test_names_of_the_crew_are_seen_as_whole_words_inflected_too(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text, CREW) == names


def test_sure_signs_are_refused_also_from_those_who_say_that_no_name_is_meant() -> None:
    with pytest.raises(PersonSeen, match="ett registreringsnummer") as refused:
        refuse_persons("Karin såg ABC 123", field="note", today=TODAY, crew=CREW, may_name=True)
    assert (refused.value.traces, refused.value.is_only_a_name) == ((Trace.PLATE,), False)
    assert "ABC" not in str(refused.value)


@given(st.text(max_size=200), st.sampled_from(CREW), st.text(max_size=200))
def test_name_between_blanks_is_seen_whatever_stands_round_it(before: str, name: str, after: str) -> None:
    assert name in names_in(f"{before} {name}s {after}", CREW)


@given(st.text(max_size=500))
def test_any_text_is_judged_without_an_error_and_always_alike(text: str) -> None:
    assert check_text(text, crew=CREW, today=TODAY) == check_text(text, crew=CREW, today=TODAY)


@given(st.text(alphabet=st.characters(categories=["Ll", "Zs"]), max_size=200))
def test_letters_alone_hold_no_number(text: str) -> None:
    assert check_text(text, today=TODAY).traces == ()
