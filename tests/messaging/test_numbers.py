import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from messaging.domain.numbers import read_callable, read_mobile, show_number
from messaging.exceptions import NotAMobileNumber, RuinedBySpreadsheet


@pytest.mark.parametrize(
    "written",
    [
        "070-174 06 05",
        "0701740605",
        "070/174 06 05",
        "070.174.06.05",
        "+46 70 174 06 05",
        "+46 (0)70 174 06 05",
        "+46(0)701740605",
        "0046701740605",
        "00 46 70 174 06 05",
        "46701740605",
        "701740605",
        "701740605.0",
        "'0701740605",
        " 070-174\u00a006\u202f05 ",
        "070\u2011174 06 05",
        "070–174 06 05",
        "\u202a0701740605\u202c",
        "０７０１７４０６０５",
        "＋４６７０１７４０６０５",
    ],
)
def test_mobile_is_read_however_it_is_written(written: str) -> None:
    assert read_mobile(written) == "+46701740605"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "Här saknas ett mobilnummer."),
        ("   ", "Här saknas ett mobilnummer."),
        ("08-123 456 78", "Det är inget mobilnummer: 08-123 456 78."),
        ("0771-12 34 56", "Det är inget mobilnummer: 0771-12 34 56."),
        ("010-123 45 67", "Det är inget mobilnummer: 010-123 45 67."),
        ("071-174 06 05", "Det är inget mobilnummer: 071-174 06 05."),
        ("112", "Det är inget mobilnummer: 112."),
        ("070-FLOWERS", "Det är inget mobilnummer: 070-FLOWERS."),
        ("saknas", "Det är inget mobilnummer: saknas."),
        ("anna@lykta.example", "Det är inget mobilnummer: anna@lykta.example."),
        ("070-174 06", "Det saknas siffror i numret: 070-174 06."),
        ("0701740605 0701740606", "Det är inget mobilnummer: 0701740605 0701740606."),
        ("070-174 06 05 123", "Det är för många siffror i numret: 070-174 06 05 123."),
        ("+47 406 12 345", "Vi kan inte skicka sms till det landet: +47 406 12 345."),
        ("1" * 300, f"Det är inget mobilnummer: {'1' * 40}…."),
    ],
)
def test_sentence_quotes_what_was_written_when_it_is_no_mobile(written: str, sentence: str) -> None:
    with pytest.raises(NotAMobileNumber) as refusal:
        read_mobile(written)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("written", ["4.67E+10", "4,67E+10", "4.67017E+10", "7.01741e+08", "7E+08"])
def test_number_ruined_by_a_spreadsheet_is_told_apart(written: str) -> None:
    with pytest.raises(RuinedBySpreadsheet) as refusal:
        read_mobile(written)
    assert str(refusal.value) == (
        f"Kalkylbladet har skrivit om numret till {written}, och de sista siffrorna är borta. Skriv in det igen."
    )


def test_other_countries_are_read_when_they_are_allowed() -> None:
    assert read_mobile("+47 406 12 345", countries=["SE", "NO"]) == "+4740612345"
    assert read_mobile("070-174 06 05", countries=["SE", "NO"]) == "+46701740605"
    assert read_mobile("406 12 345", countries=["NO", "SE"]) == "+4740612345"


def test_landline_is_refused_when_its_country_is_allowed() -> None:
    with pytest.raises(NotAMobileNumber):
        read_mobile("+47 22 12 34 56", countries=["NO"])


@given(st.text(max_size=60))
def test_any_text_gives_a_number_or_a_sentence(written: str) -> None:
    try:
        number = read_mobile(written)
    except NotAMobileNumber as refusal:
        assert str(refusal)  # noqa: PT017 - both ways are right, and neither may raise anything else
    else:
        assert number.startswith("+467")


@given(st.integers(min_value=605, max_value=699))
def test_number_is_the_same_when_shown_and_read_again(last: int) -> None:
    number = f"+46701740{last}"
    assert read_mobile(show_number(number)) == number


def test_number_is_shown_as_people_write_it() -> None:
    assert show_number("+46701740614") == "070-174 06 14"
    assert show_number("+4740612345") == "+47 40 61 23 45"
    assert show_number("Telia") == "Telia"


def test_sentence_is_in_the_readers_language() -> None:
    with translation.override("en"), pytest.raises(NotAMobileNumber) as refusal:
        read_mobile("08-123 456 78")
    assert str(refusal.value) == "This is not a mobile number: 08-123 456 78."


@pytest.mark.parametrize(
    ("written", "number"),
    [("08-465 004 05", "+46846500405"), ("070-174 06 14", "+46701740614"), ("+46 31 390 06 00", "+46313900600")],
)
def test_fixed_line_and_mobile_can_be_called(written: str, number: str) -> None:
    assert read_callable(written) == number


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("08-12", "Det går inte att ringa numret: 08-12."),
        ("0900-123 45 67", "Det går inte att ringa numret: 0900-123 45 67."),
        ("+45 33 12 34 56", "Det går inte att ringa numret: +45 33 12 34 56."),
        ("ring mig", "Det går inte att ringa numret: ring mig."),
        (" ", "Här saknas ett mobilnummer."),
    ],
)
def test_number_that_cannot_be_called_is_refused(written: str, sentence: str) -> None:
    with pytest.raises(NotAMobileNumber) as refusal:
        read_callable(written)
    assert str(refusal.value) == sentence
