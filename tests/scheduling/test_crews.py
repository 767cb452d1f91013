"""The crew meter and its words, as in the design."""

import pytest

from scheduling.domain.crews import chip_label, coverage, crew_sentence, missing, pips
from scheduling.enums import Coverage
from scheduling.models import Shift


def shift(confirmed: int, leaders: int, asked: int, *, asked_leaders: int = 0, **fields: object) -> Shift:
    given = {"state": "published", "crew_min": 3, "crew_target": 4, "crew_max": 6, **fields}
    counts = {"confirmed_count": confirmed, "leader_count": leaders, "asked_count": asked}
    return Shift(**given, **counts, asked_leader_count=asked_leaders)


@pytest.mark.parametrize(
    ("given", "label", "meter"),
    [
        (shift(4, 1, 0), "Klart", "lead yes yes tick yes"),
        (shift(2, 1, 1), "Saknar 1", "lead yes ask tick gap"),
        (shift(2, 1, 2), "Väntar på 2 svar", "lead yes ask tick ask"),
        (shift(3, 1, 0), "Klart", "lead yes yes tick open"),
        (shift(3, 1, 1), "Väntar på 1 svar", "lead yes yes tick ask"),
        (shift(2, 0, 1), "Saknar ledare", "nolead yes yes tick ask"),
        (shift(5, 1, 0), "Klart", "lead yes yes tick yes yes"),
        (shift(4, 0, 0), "Saknar ledare", "nolead yes yes tick yes yes"),
        (shift(3, 0, 1, asked_leaders=1), "Väntar på 1 svar", "yes yes yes tick ask"),
        (shift(0, 0, 0), "Saknar 4", "nolead gap gap tick gap"),
        (shift(0, 0, 0, state="draft"), "Utkast", "open open open tick open"),
    ],
)
def test_meter_and_chip(given: Shift, label: str, meter: str) -> None:
    assert chip_label(given) == label
    assert pips(given) == meter.split()


def test_large_meter_shows_places_up_to_the_maximum() -> None:
    assert pips(shift(2, 1, 1), up_to_maximum=True) == ["lead", "yes", "ask", "tick", "gap", "open", "open"]


def test_sentence_says_what_the_meter_shows() -> None:
    assert crew_sentence(shift(2, 1, 1)) == "2 av 4 klara, ledare klar, 1 tillfrågad, 1 saknas, minst 3."
    assert crew_sentence(shift(4, 1, 0)) == "4 av 4 klara, ledare klar, minst 3."


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", Coverage.DRAFT),
        ("cancelled", Coverage.CANCELLED),
        ("done", Coverage.DONE),
        ("under_way", Coverage.MISSING),
    ],
)
def test_state_of_the_shift_comes_first(state: str, expected: Coverage) -> None:
    assert coverage(shift(0, 0, 0, state=state)) == expected


def test_missing_is_never_negative() -> None:
    assert missing(shift(6, 2, 3)) == 0
