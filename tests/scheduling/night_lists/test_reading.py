"""Dates, times, numbers and places as associations write them. No database."""

import contextlib
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.domain.crews import CrewSize
from scheduling.domain.night_lists.cells import show_cell
from scheduling.domain.night_lists.clocks import read_clock, read_span, split_date
from scheduling.domain.night_lists.crews import crew_of
from scheduling.domain.night_lists.dates import LOOK_BACK, read_night
from scheduling.domain.night_lists.headings import count_known, find_columns
from scheduling.domain.night_lists.rows import Reading, keep_rows, letters, read_rows
from scheduling.exceptions import UnsoundCrew
from tests.volunteers.lists import as_csv, as_xlsx
from volunteers.domain.calendar_words import ENGLISH, SWEDISH
from volunteers.domain.lists.tables import read_table
from volunteers.exceptions import NotUnderstood, UnreadableFile

TODAY = date(2026, 10, 12)
FRIDAY = date(2026, 10, 16)
HEADINGS = ("Datum", "Tid", "Rutt")


def readings(content: bytes, filename: str = "lista.csv") -> list[Reading]:
    rows = read_table(content, filename, score=count_known, show=show_cell)
    return read_rows(list(keep_rows(rows, find_columns(rows))), today=TODAY)


@pytest.mark.parametrize(
    "written",
    [
        "2026-10-16",
        "20261016",
        "261016",
        "26-10-16",
        "16-10-26",
        "16/10",
        "16/10-26",
        "16/10 2026",
        "16.10.2026",
        "16.10",
        "fre 16 okt",
        "fre 16/10",
        "Fredag den 16 oktober 2026",
        "16:e okt",
        "16 okt (fre)",
        "16-17/10",
        "16-17 okt",
        "fre-lör 16–17 okt",
        "16 okt. -26",
        "Oct 16, 2026",
        "Friday October 16",
        "16th of October",
        "46311",
    ],
)
def test_date_is_read_however_it_is_written(written: str) -> None:
    assert read_night(written, today=TODAY) == FRIDAY


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("31/12", date(2026, 12, 31)),
        ("1 jan", date(2027, 1, 1)),
        ("20/8", date(2026, 8, 20)),
        ("31/10-1/11", date(2026, 10, 31)),
        ("31 okt-1 nov", date(2026, 10, 31)),
        ("29 feb", date(2028, 2, 29)),
    ],
)
def test_date_without_a_year_is_the_next_or_one_of_the_last_weeks(written: str, read: date) -> None:
    assert read_night(written, today=TODAY) == read


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("v. 42", "Datumet går inte att läsa: v. 42. Skriv det som 2026-10-16."),
        ("10/16/2026", "Datumet går inte att läsa: 10/16/2026. Skriv det som 2026-10-16."),
        ("2026-02-30", "Datumet går inte att läsa: 2026-02-30. Skriv det som 2026-10-16."),
        ("lör 16/10", "16 oktober 2026 är en fredag, inte en lördag. Vilket stämmer?"),
        ("16-18 okt", "Raden gäller flera kvällar. Skriv en rad för varje kväll."),
    ],
)
def test_date_that_cannot_be_is_refused_with_the_reason(written: str, sentence: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read_night(written, today=TODAY)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "written",
    [
        "20.30-00.30",
        "20:30 – 00:30",
        "kl 20.30-00.30",
        "kl. 20.30 till kl 00.30",
        "2030-0030",
        "8:30 pm - 12:30 am",
        "20.30 to 00.30",
    ],
)
def test_span_is_read_however_it_is_written(written: str) -> None:
    assert read_span(written) == (time(20, 30), time(0, 30))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("20", time(20)),
        ("20.3", time(20, 30)),
        ("0.8541666666666666", time(20, 30)),
        ("20:30:00", time(20, 30)),
        ("2026-10-16 20:30", time(20, 30)),
        ("24.00", time(0)),
        ("midnatt", time(0)),
    ],
)
def test_time_is_read_however_it_is_written(written: str, read: time) -> None:
    assert read_clock(written) == read


@pytest.mark.parametrize("written", ["sent", "25", "20.75", "20.5", "13 pm", "-", ""])
def test_time_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(NotUnderstood):
        read_clock(written)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("fre 16 okt kl 20.30-00.30", ("fre 16 okt", "20.30-00.30")),
        ("16.10 20.30-00.30", ("16.10", "20.30-00.30")),
        ("16 okt kl 20-24", ("16 okt", "20-24")),
        ("2026-10-16 20:30", ("2026-10-16", "20:30")),
        ("2026-10-16 00:00", ("2026-10-16", "")),
        ("fre 16.10", ("fre 16.10", "")),
        ("31.10 - 1.11", ("31.10 - 1.11", "")),
        ("16/10 2026", ("16/10 2026", "")),
    ],
)
def test_cell_with_date_and_times_is_parted(written: str, parts: tuple[str, str]) -> None:
    assert split_date(written) == parts


YEARS = (datetime(2000, 1, 1), datetime(2050, 1, 1))  # noqa: DTZ001 - cells of a workbook have no zone
MINUTES = st.datetimes(*YEARS).map(lambda moment: moment.replace(second=0, microsecond=0))
FORMS = (
    "{d:%Y-%m-%d}",
    "{d:%Y%m%d}",
    "{d:%y%m%d}",
    "{d.day}/{d.month}",
    "{d.day}/{d.month} {d.year}",
    "{d:%d.%m.%Y}",
    "{day} {d.day} {month}",
    "{long_day} den {d.day} {long_month} {d.year}",
    "{d.day} {month} -{d:%y}",
    "{d.day}-{e.day} {month}",
    "{month} {d.day}, {d.year}",
)


@given(
    night=st.dates(TODAY - LOOK_BACK, TODAY + timedelta(days=300)),
    form=st.sampled_from(FORMS),
    words=st.sampled_from([SWEDISH, ENGLISH]),
    change=st.sampled_from([str, str.upper, str.title]),
)
def test_every_date_is_read_back_in_every_form(night: date, form: str, words: object, change: object) -> None:
    assert words in (SWEDISH, ENGLISH)
    said = SWEDISH if words is SWEDISH else ENGLISH
    morning = night + timedelta(days=1)
    if "{e.day}" in form and morning.month != night.month:
        form = "{d.day}/{d.month}-{e.day}/{e.month}"
    written = form.format(
        d=night,
        e=morning,
        day=said.short_days[night.weekday()],
        long_day=said.days[night.weekday()],
        month=said.short_months[night.month - 1],
        long_month=said.months[night.month - 1],
    )
    assert callable(change)
    assert read_night(change(written), today=TODAY) == night


@given(
    start=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    end=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    sign=st.sampled_from([".", ":"]),
    dash=st.sampled_from(["-", " - ", "–", " till ", " to "]),
    before=st.sampled_from(["", "kl ", "Kl. "]),
)
def test_every_span_is_read_back(start: time, end: time, sign: str, dash: str, before: str) -> None:
    written = f"{before}{start:%H}{sign}{start:%M}{dash}{end:%H}{sign}{end:%M}"
    assert read_span(written) == (start, end)


@given(moment=MINUTES)
def test_time_of_a_workbook_survives_its_rounding(moment: datetime) -> None:
    short = moment - timedelta(milliseconds=1)
    assert show_cell(short) == f"{moment:%Y-%m-%d %H:%M}"
    assert read_clock(show_cell(short.time())) == moment.time()


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with contextlib.suppress(NotUnderstood):
        assert isinstance(read_night(text, today=TODAY), date)


@given(st.text(max_size=60))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    split_date(text)
    with contextlib.suppress(NotUnderstood):
        assert isinstance(read_span(text)[0], time)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(str.encode)
    | st.text(max_size=200).map(lambda t: f"Datum;Tid;Rutt\n{t}".encode())
)
def test_any_bytes_are_a_list_or_refused(content: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        readings(content)


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text("abcåäö 0123456789-/.:=", max_size=20),
    MINUTES,
    st.times(),
    st.timedeltas(timedelta(0), timedelta(days=2)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[CELLS] * 8), min_size=1, max_size=5))
def test_workbook_of_anything_is_read_or_told_what_is_wrong(rows: list[tuple[object, ...]]) -> None:
    headings = ("Datum", "Börjar", "Slutar", "Rutt", "Minst", "Högst", "Minuter", "Till gruppen")
    found = readings(as_xlsx(headings, *rows), "lista.xlsx")
    assert all(one.problems or (one.night and one.start is not None and one.end is not None) for one in found)


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        (("Datum", "Tid", "Rutt"), ("16/10", "20.30-00.30", "Vårby")),
        (("Date", "Starts", "Ends", "Route"), ("2026-10-16", "20:30", "00:30", "Vårby")),
        (("När", "Slinga"), ("fre 16 okt kl 20.30-00.30", "Vårby")),
        (("Dag", "Klockan", "Rutt"), ("fre 16/10", "20.30-00.30", "Vårby")),
    ],
)
def test_headings_are_known_in_any_order_and_two_languages(headings: tuple[str, ...], row: tuple[str, ...]) -> None:
    (read,) = readings(as_csv(headings, row))
    assert (read.night, read.start, read.end, read.places["route"].text, read.problems) == (
        FRIDAY,
        time(20, 30),
        time(0, 30),
        "Vårby",
        (),
    )


def test_empty_date_is_that_of_the_row_above_and_says_so() -> None:
    read = readings(as_csv(HEADINGS, ("16/10", "20-24", "Vårby"), ("", "20-24", "Skogås")))
    assert [(one.night, one.remarks) for one in read] == [
        (FRIDAY, ()),
        (FRIDAY, ("Datumet är det på raden ovanför.",)),
    ]


def test_all_that_is_wrong_is_told_at_once_with_its_cell() -> None:
    (read,) = readings(as_csv((*HEADINGS, "Minst", "Veckodag"), ("16/10", "sent", "Vårby", "många", "lördag")))
    assert read.problems == (
        "E2: 16 oktober 2026 är en fredag, inte en lördag. Vilket stämmer?",
        "B2: Tiden går inte att läsa: sent. Skriv den som 20.30.",
        "D2: många är inget antal.",
    )


@pytest.mark.parametrize(
    ("headings", "row", "sentence"),
    [
        (HEADINGS, ("", "20-24", "Vårby"), "Datumet saknas."),
        (HEADINGS, ("16/10", "", "Vårby"), "Starttiden saknas."),
        (HEADINGS, ("16/10", "20.30", "Vårby"), "Sluttiden saknas."),
    ],
)
def test_what_is_missing_is_named(headings: tuple[str, ...], row: tuple[str, ...], sentence: str) -> None:
    assert readings(as_csv(headings, row))[0].problems == (sentence,)


def test_personal_number_and_names_of_leaders_are_never_kept() -> None:
    content = as_csv((*HEADINGS, "Ledare", "Kommentar"), ("16/10", "20-24", "Vårby", "Karin Öberg", "850210-1234"))
    rows = read_table(content, "a.csv", score=count_known)
    (entry,) = keep_rows(rows, find_columns(rows))
    assert (sorted(entry["cells"]), entry["private"]) == (["night", "route", "span"], ["E2"])
    (read,) = read_rows([entry], today=TODAY)
    assert read.problems == ("E2: Det ser ut som ett personnummer. Ta bort det, så går raden bra.",)


def test_list_without_dates_is_refused() -> None:
    with pytest.raises(UnreadableFile) as refused:
        readings(as_csv(("A", "B"), ("x", "y")))
    assert str(refused.value) == (
        "Det saknas en kolumn med rubriken Datum. Överst behövs rubriker som Datum, Tid och Rutt."
    )


def test_count_may_be_at_least_and_at_most_in_one() -> None:
    (read,) = readings(as_csv((*HEADINGS, "Antal"), ("16/10", "20-24", "Vårby", "3–6")))
    assert read.counts == {"minimum": 3, "maximum": 6}


@pytest.mark.parametrize(
    ("counts", "crew"),
    [
        ({}, CrewSize(2, 3, 4, 5, 1)),
        ({"minimum": 4, "maximum": 6}, CrewSize(2, 4, 4, 6, 1)),
        ({"minimum": 6}, CrewSize(2, 6, 6, 6, 1)),
        ({"maximum": 3}, CrewSize(2, 3, 3, 3, 1)),
        ({"maximum": 2}, CrewSize(2, 2, 2, 2, 1)),
        ({"target": 3, "leaders": 2}, CrewSize(2, 3, 3, 5, 2)),
    ],
)
def test_numbers_that_are_not_said_give_way(counts: dict[str, int], crew: CrewSize) -> None:
    assert crew_of(counts, CrewSize()) == crew


@pytest.mark.parametrize("counts", [{"minimum": 5, "maximum": 3}, {"maximum": 1}, {"leaders": 4, "minimum": 3}])
def test_numbers_that_contradict_each_other_are_refused(counts: dict[str, int]) -> None:
    with pytest.raises(UnsoundCrew):
        crew_of(counts, CrewSize())


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_spreadsheets_do(place: int, name: str) -> None:
    assert letters(place) == name
