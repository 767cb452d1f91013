"""Which evenings are special: what the library knows of Sweden's days, pay day, and what a municipality enters."""

from datetime import date

import pytest

from scheduling.domain.seasons.days import DayKind, DayNote, days_off, notes_between, pay_day_weekend
from scheduling.models import SpecialDay


def names_of(year: int, kind: DayKind, *, language: str = "sv") -> dict[str, str]:
    return {note.name: day.isoformat() for day, note in days_off(year, language) if note.kind == kind}


def test_red_days_are_those_of_the_law() -> None:
    assert names_of(2027, DayKind.RED) == {
        "Nyårsdagen": "2027-01-01",
        "Trettondedag jul": "2027-01-06",
        "Långfredagen": "2027-03-26",
        "Påskdagen": "2027-03-28",
        "Annandag påsk": "2027-03-29",
        "Första maj": "2027-05-01",
        "Kristi himmelsfärdsdag": "2027-05-06",
        "Pingstdagen": "2027-05-16",
        "Nationaldagen": "2027-06-06",
        "Midsommardagen": "2027-06-26",
        "Alla helgons dag": "2027-11-06",
        "Juldagen": "2027-12-25",
        "Annandag jul": "2027-12-26",
    }


def test_eves_have_their_names_and_no_opening_hours() -> None:
    assert names_of(2027, DayKind.EVE) == {
        "Trettondagsafton": "2027-01-05",
        "Skärtorsdagen": "2027-03-25",
        "Påskafton": "2027-03-27",
        "Valborgsmässoafton": "2027-04-30",
        "Pingstafton": "2027-05-15",
        "Midsommarafton": "2027-06-25",
        "Allahelgonsafton": "2027-11-05",
        "Julafton": "2027-12-24",
        "Nyårsafton": "2027-12-31",
    }


def test_days_are_named_in_english_too() -> None:
    assert names_of(2027, DayKind.EVE, language="en")["Midsummer Eve"] == "2027-06-25"
    assert "Squeeze day" not in names_of(2027, DayKind.EVE, language="en")


@pytest.mark.parametrize(
    ("year", "month", "friday"),
    [
        (2026, 9, date(2026, 9, 25)),  # the 25th is a Friday
        (2026, 10, date(2026, 10, 23)),  # a Sunday: paid on the Friday before
        (2026, 11, date(2026, 11, 27)),  # a Wednesday
        (2027, 6, date(2027, 6, 25)),  # midsummer's eve: paid on the Thursday, spent on the Friday
        (2026, 12, date(2026, 12, 25)),  # Christmas Day: paid on the Wednesday before Christmas Eve
    ],
)
def test_pay_day_weekend_begins_when_the_wages_have_come(year: int, month: int, friday: date) -> None:
    assert pay_day_weekend(year, month) == (friday, date.fromordinal(friday.toordinal() + 1))


def test_notes_of_a_period_are_those_within_it_with_both_ends_counted() -> None:
    entered = [
        SpecialDay(kind="school_break", name="Höstlov", first_on=date(2026, 10, 26), last_on=date(2026, 10, 30)),
        SpecialDay(kind="home_match", name="Derby", first_on=date(2026, 10, 29), last_on=date(2026, 10, 29)),
        SpecialDay(kind="school_end", name="Skolavslutning", first_on=date(2027, 6, 11), last_on=date(2027, 6, 11)),
    ]
    notes = notes_between(date(2026, 10, 29), date(2026, 11, 1), entered, language="sv")
    assert {day.day: [(note.kind.value, note.name) for note in of_day] for day, of_day in notes.items()} == {
        29: [("break", "Höstlov"), ("risk", "Derby")],
        30: [("eve", "Allahelgonsafton"), ("break", "Höstlov")],
        31: [("red", "Alla helgons dag"), ("risk", "Halloween")],
    }


def test_valborg_and_lucia_are_nights_for_more_adults() -> None:
    notes = notes_between(date(2027, 4, 30), date(2027, 12, 12), [], language="sv")
    assert DayNote(DayKind.RISK, "Valborg") in notes[date(2027, 4, 30)]
    assert DayNote(DayKind.RISK, "Lucianatten") in notes[date(2027, 12, 12)]


def test_a_period_over_new_year_has_the_days_of_both_years() -> None:
    notes = notes_between(date(2026, 12, 31), date(2027, 1, 1), [], language="sv")
    assert [note.name for of_day in notes.values() for note in of_day] == ["Nyårsafton", "Nyårsdagen"]
