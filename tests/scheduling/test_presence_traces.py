"""No text about a place leads to a person; what everybody writes of evenings, lines and sums gets through."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from scheduling.domain.presence.traces import refuse_personal_data, traces_in
from scheduling.enums import Trace
from scheduling.exceptions import PersonalDataSeen

TODAY = date(2026, 10, 12)


def traces(text: str) -> list[Trace]:
    return traces_in(text, today=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "19701124-1234",
        "701124-1234",
        "701124+1234",
        "7011241234",
        "197011241234",
        "hon är 701184-1234",
        "20010229 1234",
        "1970-11-24-1234",
        "1970-11-24 1234",
        "19 701124 1234",
        "70 11 24 1234",
        "70.11.24-1234",
        "701124 – 1234",
        "７０１１２４-1234",
        "2010-05-12 1830",
    ],
)
def test_personal_number_is_seen(text: str) -> None:
    assert traces(text) == [Trace.PERSONAL_NUMBER]


@pytest.mark.parametrize(
    "text",
    [
        "070-174 06 05",
        "0701740605",
        "070 174 06 05",
        "070–174 06 05",
        "070.174.06.05",
        "070/1740605",
        "07 01 74 06 05",
        "070\u00a0174\u00a006\u00a005",
        "07\u200b01740605",
        "+46 70 174 06 05",
        "+46701740605",
        "+46 (0)70-174 06 05",
        "0046 70 174 06 05",
        "70-174 06 05",
        "46701740605",
        "701740605",
        "08-123 456 78",
        "(08) 123 45 67",
        "08 10 11 12 13",
        "010-123 45 67",
        "0302-123 45",
        "+45 12 34 56 78",
        "ring kl 20-24 070-174 06 05",
        "ring0701740605",
        "Telnr+46701740605, kl 21",
        "०७०-174 06 05",
    ],
)
def test_phone_is_seen(text: str) -> None:
    assert traces(text) == [Trace.PHONE]


@pytest.mark.parametrize(
    "text",
    [
        "ABC 123",
        "ABC123",
        "ABC  123",
        "ABC-123",
        "ABC12D",
        "ABC 12D",
        "abc123",
        "Abc12d",
        "bilen har abc 12d",
        "svart volvo abc 123",
    ],
)
def test_plate_is_seen(text: str) -> None:
    assert traces(text) == [Trace.PLATE]


def test_address_of_mail_is_seen() -> None:
    assert traces("skriv till anna.lindqvist@lykta.example") == [Trace.EMAIL]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "buss 742",
        "buss 172, 742 och 865 från 20.30",
        "buss 739 20.30 24 oktober",
        "20.30–00.30",
        "20:30-00:30",
        "20-24",
        "kl 08-12 och 13-16",
        "08-12 13-1630",
        "0830-1130",
        "0800 0930",
        "2026-10-16 20.30",
        "2026-10-16 2030",
        "2026-10-16 – 2026-10-18",
        "16/10 20.30-00.30",
        "16/10/26 2030",
        "16.10.2026 2030",
        "261016 2030",
        "16-17 oktober",
        "112",
        "ring 112 eller 114 14, 1177 och 113 13",
        "SOS 112",
        "500 kr, 12 500 kr, 1 250 kronor, 500:- och SEK 500",
        "09.00 1 250 kr",
        "100-150 ungdomar i klass 9A och 9B",
        "E20, E 4, väg 73 och T13",
        "hus 12B, lgh 1203, rum 214",
        "Visättravägen 12B, 141 50 Huddinge",
        "Max 200 personer",
        "tåg 512",
        "59.2646, 17.8838",
        "Skolavslutning. Många unga vid badet efter 21, ofta högt ljud.",
    ],
)
def test_what_everybody_writes_gets_through(text: str) -> None:
    assert traces(text) == []


days = st.dates(min_value=TODAY - timedelta(days=30), max_value=TODAY + timedelta(days=365))
clocks = st.times().map(lambda moment: time(moment.hour, moment.minute))
said_days = st.builds(
    lambda day, form: form.format(day),
    days,
    st.sampled_from(["{0:%Y-%m-%d}", "{0.day}/{0.month}", "{0:%d.%m.%Y}", "{0:%y%m%d}", "{0.day} okt {0.year}"]),
)
said_clocks = st.builds(lambda clock, form: clock.strftime(form), clocks, st.sampled_from(["%H.%M", "%H:%M", "%H%M"]))
said_spans = st.builds("{}{}{}".format, said_clocks, st.sampled_from(["-", "–", " - ", " till "]), said_clocks)
said_sums = st.builds("{} {}".format, st.integers(1, 99_999), st.sampled_from(["kr", "kronor", "personer", "meter"]))
said_lines = st.builds("{} {}".format, st.sampled_from(["buss", "linje", "rum", "tåg"]), st.integers(1, 999))
harmless = st.one_of(said_clocks, said_spans, said_sums, said_lines, st.sampled_from(["112", "114 14", "SOS 112"]))
words = st.sampled_from(["", "Många unga samlas", "vid stationen,", "från", "ungefär", "Väck inga hundar"])


@given(day=said_days, when=said_spans, why=words, more=harmless)
def test_evening_in_any_words_gets_through(day: str, when: str, why: str, more: str) -> None:
    assert traces(f"{why} {day} {when}, {more}".strip()) == []


@given(more=st.lists(harmless, max_size=4), joint=st.sampled_from([", ", " och ", ". "]))
def test_times_sums_and_lines_get_through(more: list[str], joint: str) -> None:
    assert traces(joint.join(more)) == []


born = st.dates(min_value=date(1928, 1, 1), max_value=TODAY - timedelta(days=500))
spacings = st.sampled_from(["", "-", " ", " - ", "–"])


@given(
    day=born,
    form=st.sampled_from(["%Y%m%d", "%y%m%d", "%Y-%m-%d", "%y %m %d"]),
    serial=st.integers(0, 999),
    joint=spacings,
)
def test_every_valid_personal_number_is_seen(day: date, form: str, serial: int, joint: str) -> None:
    digits = f"{day:%y%m%d}{serial:03d}"
    last = f"{serial:03d}{luhn.calc_check_digit(digits)}"
    assert Trace.PERSONAL_NUMBER in traces(f"Eleven {day.strftime(form)}{joint}{last} är ofta där")


@given(
    number=st.integers(605, 699),
    form=st.sampled_from(
        ["070-174 0{0} {1}", "070 1740{0} {1}", "+46 70 174 0{0} {1}", "+46(0)70-1740{0}{1}", "0701740{0}{1}"]
    ),
    before=harmless,
)
def test_every_number_set_aside_is_seen(number: int, form: str, before: str) -> None:
    assert Trace.PHONE in traces(f"{before}, fråga {form.format(number // 100, f'{number % 100:02d}')}")


LETTERS = "ABCDEFGHJKLMNOPRSTUWXYZ"


@given(
    letters=st.text(alphabet="BCDFGHJKLMNPRSTWXZ", min_size=3, max_size=3).filter(
        lambda said: said not in {"DKK", "LGH", "SMS"}
    ),
    figures=st.integers(0, 99),
    end=st.sampled_from([*"0123456789", *"ABCDEFGHJKLMNPRSTUWXYZ"]),
    sign=st.sampled_from(["", " ", "-"]),
)
def test_every_plate_is_seen(letters: str, figures: int, end: str, sign: str) -> None:
    assert traces(f"En bil med {letters}{sign}{figures:02d}{end} kör runt") == [Trace.PLATE]


def test_refusal_says_what_it_looks_like_and_repeats_nothing() -> None:
    with pytest.raises(PersonalDataSeen) as refused:
        refuse_personal_data("Ring Kalle 070-174 06 05, ABC 123", field="text", today=TODAY)
    said = str(refused.value)
    assert said.startswith("Det ser ut som ett telefonnummer och ett registreringsnummer.")
    assert (refused.value.field, refused.value.traces) == ("text", (Trace.PHONE, Trace.PLATE))
    assert "174" not in said
    assert "ABC" not in said
