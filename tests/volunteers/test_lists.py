"""Files that hold lists of people, and files that only look like it. No database."""

import contextlib
import io
import struct
import zipfile
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteers.lists import ANNA, HEADINGS, MEHMET, as_csv, as_xlsx, in_sheet, rewritten
from volunteers.domain.lists import workbooks
from volunteers.domain.lists.headings import count_known, find_columns
from volunteers.domain.lists.rows import Entry, read_entries
from volunteers.domain.lists.tables import read_table
from volunteers.exceptions import UnreadableFile

TODAY = date(2026, 10, 12)
ANNA_READ = {"line": 2, "name": "Anna Lindqvist", "mobile": "+46701740614", "email": "anna@lykta.example"}


def entries(content: bytes, filename: str = "lista.csv") -> list[Entry]:
    rows = read_table(content, filename, score=count_known)
    return list(read_entries(rows, find_columns(rows), today=TODAY))


def one(heading: str, value: str) -> Entry:
    return entries(as_csv(("Namn", "Mobil", heading), ("Anna Lindqvist", "0701740614", value)))[0]


def refusal(content: bytes, filename: str = "lista.xlsx") -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_table(content, filename, score=count_known)
    return str(refused.value)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_alike_with_any_separator_and_encoding(separator: str, encoding: str) -> None:
    content = as_csv(HEADINGS, ("Åsa Öberg", "0701740614", ""), separator=separator, encoding=encoding)
    assert entries(content) == [{"line": 2, "name": "Åsa Öberg", "mobile": "+46701740614"}]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("070-174 06 05", "+46701740605"),
        ("+46 (0)70 174 06 05", "+46701740605"),
        ("0046701740605", "+46701740605"),
        ("701740605", "+46701740605"),
        ("'0701740605", "+46701740605"),
    ],
)
def test_number_is_read_however_it_is_written(written: str, read: str) -> None:
    assert entries(as_csv(HEADINGS, ("Anna Lindqvist", written, "")))[0]["mobile"] == read


@pytest.mark.parametrize("written", ["4.67E+10", "4,67E+10"])
def test_number_that_a_spreadsheet_ruined_is_refused_with_that_reason(written: str) -> None:
    assert entries(as_csv(HEADINGS, ("Anna Lindqvist", written, "")))[0].get("refused") == (
        f"Kalkylbladet har skrivit om numret till {written}, och de sista siffrorna är borta. Skriv in det igen."
    )


def test_numbers_of_a_workbook_are_whole_and_those_that_lost_their_end_are_refused() -> None:
    read = entries(as_xlsx(HEADINGS, ("Anna Lindqvist", 701740614), ("Mehmet Demir", 46701740615), ("Ida Ek", 4.67e10)))
    assert [entry["mobile"] for entry in read] == ["+46701740614", "+46701740615", "4.67E+10"]
    assert "refused" in read[2]


@pytest.mark.parametrize(
    "headings",
    [
        ("Namn", "Mobil", "E-post"),
        ("NAME", "Mobile phone", "E-mail"),
        ("Namn *", "Mobiltelefon (obligatoriskt)", "e-postadress"),
        ("Full name", "Telefonnummer", "Mail"),
    ],
)
def test_headings_are_known_in_swedish_and_english(headings: tuple[str, str, str]) -> None:
    assert entries(as_csv(headings, ANNA)) == [ANNA_READ]


def test_first_and_last_name_become_one() -> None:
    content = as_csv(("Efternamn", "Mobil", "Förnamn"), ("Lindqvist", "0701740614", "Anna"))
    assert entries(content)[0]["name"] == "Anna Lindqvist"


def test_headings_may_stand_under_a_title_and_rows_keep_the_numbers_of_the_spreadsheet() -> None:
    read = entries(as_csv(("Medlemslista 2026",), (), HEADINGS, ANNA, (), MEHMET))
    assert [(entry["line"], entry["name"]) for entry in read] == [(4, "Anna Lindqvist"), (6, "Mehmet Demir")]


def test_separator_named_on_the_first_line_counts() -> None:
    assert entries(b"sep=;\r\n" + as_csv(HEADINGS, ANNA))[0]["name"] == "Anna Lindqvist"


def test_unknown_columns_are_named_and_private_ones_never_read() -> None:
    rows = read_table(
        as_csv((*HEADINGS, "Skostorlek", "Personnummer"), (*ANNA, "38", "850210-1234")), "a.csv", score=count_known
    )
    columns = find_columns(rows)
    assert (columns.ignored, columns.never_read) == (("Skostorlek",), ("Personnummer",))
    assert list(read_entries(rows, columns, today=TODAY)) == [ANNA_READ]


def test_mobile_is_preferred_to_telephone_and_the_other_is_named() -> None:
    rows = read_table(as_csv(("Telefon", "Namn", "Mobil"), ("08-1", "A B", "0701740614")), "a.csv", score=count_known)
    assert find_columns(rows).ignored == ("Telefon",)


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        (("A", "B"), "Vi hittar inga rubriker. En av de första raderna behöver rubriker som Namn och Mobil."),
        (("Mobil", "B"), "Det saknas en kolumn med rubriken Namn, eller två med Förnamn och Efternamn."),
        (("Namn", "B"), "Det saknas en kolumn med rubriken Mobil. Numret är det vi känner igen människor på."),
    ],
)
def test_missing_headings_are_named(headings: tuple[str, str], sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        entries(as_csv(headings, ("x", "y")))
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("heading", "value", "field", "read"),
    [
        ("Födelseår", "1985", "birth_year", 1985),
        ("Språk", "Svenska, arabiska och engelska", "languages", ["sv", "ar", "en"]),
        ("Ledarutbildning till", "2027-06-30", "leader_training_until", "2027-06-30"),
        ("Leader training until", "30/6 2027", "leader_training_until", "2027-06-30"),
        ("Område", "Vårby", "home_district", "Vårby"),
        ("Anteckning", "Har egen väst", "note", "Har egen väst"),
    ],
)
def test_optional_column_is_read(heading: str, value: str, field: str, read: object) -> None:
    assert dict(one(heading, value))[field] == read


@pytest.mark.parametrize(
    ("heading", "value", "sentence"),
    [
        ("Födelseår", "1985-02-10", "Här ska bara födelseåret stå. Personnummer sparas aldrig."),
        ("Födelseår", "850210-1234", "Här ska bara födelseåret stå. Personnummer sparas aldrig."),
        ("Födelseår", "85", "Skriv födelseåret med fyra siffror, som 1985."),
        ("Födelseår", "2085", "Födelseåret kan inte stämma: 2085."),
        ("Ledarutbildning", "ja", "Skriv datumet som 2027-06-30."),
        ("E-post", "anna", "E-postadressen går inte att använda. Den ska se ut som namn@exempel.se."),
        (
            "Anteckning",
            "pnr 19850210-1234",
            "Anteckningen ser ut att innehålla ett personnummer. Ta bort det, så går raden bra.",
        ),
    ],
)
def test_row_is_refused_with_its_reason_and_the_value_is_not_kept(heading: str, value: str, sentence: str) -> None:
    assert one(heading, value) == {
        "line": 2,
        "name": "Anna Lindqvist",
        "mobile": "+46701740614",
        "refused": sentence,
    }


def test_personal_number_in_the_wrong_column_is_never_kept() -> None:
    read = entries(as_csv(("Namn", "Mobil"), ("850210-1234", "19850210-1234")))
    assert read == [
        {
            "line": 2,
            "name": "",
            "mobile": "",
            "refused": "Det ser ut som ett personnummer där namnet ska stå. Personnummer sparas aldrig. "
            "Det ser ut som ett personnummer där mobilnumret ska stå.",
        }
    ]


def test_second_row_with_a_number_is_refused() -> None:
    read = entries(as_csv(HEADINGS, ANNA, ("Annan Person", "+46701740614", "")))
    assert read[1].get("refused") == "Samma mobilnummer står redan på rad 2."


def test_formulas_and_nulls_are_harmless() -> None:
    read = entries(as_csv(HEADINGS, ("=1+1", "0701740614", ""), ("Ida\x00 Ek", "0701740615", "")))
    assert (read[0].get("refused"), read[1]["name"]) == ("Det ser inte ut som ett namn.", "Ida Ek")
    assert entries(as_xlsx(HEADINGS, ("=1+1", 701740614)), "a.xlsx")[0].get("refused") == "Namnet saknas."


@pytest.mark.parametrize(
    ("content", "filename", "sentence"),
    [
        (b"", "a.csv", "Filen är tom. Den behöver en rad med rubriker, och rader under dem."),
        (b"\r\n;;\r\n", "a.csv", "Filen är tom. Den behöver en rad med rubriker, och rader under dem."),
        (b"%PDF-1.7 lista", "lista.xlsx", "Det här är en PDF. Spara listan som .xlsx eller .csv och ladda upp den."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "Filen är låst med lösenord. Spara en kopia utan lösenord och ladda upp den.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Workbook",
            "a.xls",
            "Det här är en fil i ett äldre format. Spara listan som .xlsx eller .csv.",
        ),
        (
            as_xlsx(HEADINGS, ANNA),
            "lista.xlsm",
            "Filen kan innehålla makron. Spara listan som en vanlig .xlsx eller som .csv.",
        ),
        (
            rewritten(as_xlsx(HEADINGS, ANNA), lambda _name, part: part, xl__vbaProject_dot_bin=b"x"),
            "a.xlsx",
            "Filen innehåller makron. Spara listan som en vanlig .xlsx eller som .csv.",
        ),
        (
            b"\x89PNG\r\n\x1a\n" + bytes(range(1, 9)) * 9,
            "a.csv",
            "Det här är inte en lista. Ladda upp en .xlsx eller .csv.",
        ),
        (
            b"PK\x03\x04 cut off",
            "a.xlsx",
            "Filen gick inte att läsa. Öppna den i ditt kalkylprogram, spara den på nytt och prova igen.",
        ),
    ],
)
def test_file_that_is_no_list_is_refused_in_one_sentence(content: bytes, filename: str, sentence: str) -> None:
    assert refusal(content, filename) == sentence


def test_archive_that_is_no_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("brev.docx", "hej")
    assert refusal(target.getvalue()) == "Det här är ett arkiv, inte en lista. Ladda upp en .xlsx eller .csv."


def test_zip_bomb_is_refused_by_what_it_declares() -> None:
    bomb = rewritten(as_xlsx(HEADINGS, ANNA), in_sheet(b"</sheetData>", b" " * 20_000_000 + b"</sheetData>"))
    assert len(bomb) < 100_000
    assert refusal(bomb) == workbooks.swells()


def test_zip_bomb_that_lies_about_its_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = as_xlsx(HEADINGS, ANNA)
    bomb = bytearray(rewritten(content, in_sheet(b"</sheetData>", b" " * 20_000_000 + b"</sheetData>")))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as archive:
        honest = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = bytes(bomb).replace(struct.pack("<L", honest), struct.pack("<L", 1_000))
    assert refusal(lying) == workbooks.damaged()


def test_cell_far_away_does_not_ask_for_a_grid_of_everything_between() -> None:
    far = rewritten(
        as_xlsx(HEADINGS, ANNA),
        in_sheet(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    )
    assert refusal(far) == "Bladet är mycket större än en lista. Kopiera listan till ett nytt blad."


def test_empty_formatted_cells_far_away_do_no_harm() -> None:
    formatted = rewritten(
        as_xlsx(HEADINGS, ANNA),
        in_sheet(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'),
    )
    assert [entry["name"] for entry in entries(formatted, "a.xlsx")] == ["Anna Lindqvist"]


def test_list_of_too_many_rows_is_refused() -> None:
    content = as_csv(HEADINGS, *[ANNA] * 10_001)
    assert refusal(content, "a.csv") == "Listan har fler än 10 000 rader. Dela den i flera filer."


NAMES = st.text("abcdefåäöéüABCÅÄÖ -'", min_size=1, max_size=30).filter(
    lambda name: name.strip()[:1] not in {"-", "'"} and any(char.isalpha() for char in name)
)
PEOPLE = st.lists(st.tuples(NAMES, st.integers(605, 699)), min_size=1, max_size=20, unique_by=lambda row: row[1])


@settings(max_examples=150, deadline=None)
@given(
    people=PEOPLE,
    order=st.sampled_from(list(permutations(range(3)))),
    headings=st.sampled_from(
        [("Namn", "Mobil", "Språk"), ("name", "phone", "languages"), ("NAMN", "Tel.nr", "Language")]
    ),
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "xlsx"]),
)
def test_same_people_are_read_whatever_the_form_of_the_list(
    people: list[tuple[str, int]],
    order: tuple[int, ...],
    headings: tuple[str, str, str],
    separator: str,
    encoding: str,
) -> None:
    table = [
        headings,
        *((name, f"070-174 0{digits // 100} {digits % 100:02d}", "svenska; dari") for name, digits in people),
    ]
    rows = [[row[place] for place in order] for row in table]
    content = as_xlsx(*rows) if encoding == "xlsx" else as_csv(*rows, separator=separator, encoding=encoding)
    assert entries(content) == [
        {
            "line": line,
            "name": " ".join(name.split()),
            "mobile": f"+46701740{digits}",
            "languages": ["sv", "prs"],
        }
        for line, (name, digits) in enumerate(people, start=2)
    ]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        entries(content)
