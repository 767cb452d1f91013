"""From an uploaded file to rows of text: .xlsx, or .csv with any common separator and encoding."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import PurePath

from django.utils.translation import gettext as _

from volunteers.domain.lists.columns import LOOK_AHEAD
from volunteers.domain.lists.workbooks import Cell, read_workbook
from volunteers.exceptions import UnreadableFile

MAX_ROWS = 10_000
MAX_CELL = 2_000  # characters; what is longer is no field of a list
SEPARATORS = (";", ",", "\t")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
RUINED = 10**10  # a number this long that ends in zeros was shortened by a spreadsheet, as in 4.67E+10
LOST_DIGITS = 10**6

Row = list[str]


def read_table(
    content: bytes,
    filename: str,
    *,
    score: Callable[[Sequence[str]], int],
    show: "Callable[[Cell], str] | None" = None,
) -> list[Row]:
    """Rows of tidied text, in the order of the file, empty ones included so that numbers match the spreadsheet's.

    `score` says how much a row looks like headings; it decides between separators. `show` says how a cell of a workbook
    is written, where `text_of` will not do. Raises UnreadableFile.
    """
    check_kind(content, PurePath(filename).suffix.lower())
    if content.startswith(b"PK"):
        rows = [[(show or text_of)(cell) for cell in row] for row in read_workbook(content)]
    else:
        rows = read_csv(decode(content), score=score)
    if not any(cell for row in rows for cell in row):
        raise UnreadableFile(is_empty())
    if sum(1 for row in rows if any(row)) > MAX_ROWS + 1:
        raise UnreadableFile(_("Listan har fler än 10 000 rader. Dela den i flera filer."))
    return rows


def check_kind(content: bytes, suffix: str) -> None:
    """Raises UnreadableFile for what is not a list, by what the file holds rather than by what it is called."""
    if not content.strip(b"\x00\r\n\t ;,"):
        raise UnreadableFile(is_empty())
    if content.startswith(b"%PDF"):
        raise UnreadableFile(_("Det här är en PDF. Spara listan som .xlsx eller .csv och ladda upp den."))
    if content.startswith(OLE) and ENCRYPTED in content:
        raise UnreadableFile(_("Filen är låst med lösenord. Spara en kopia utan lösenord och ladda upp den."))
    if content.startswith(OLE):
        raise UnreadableFile(_("Det här är en fil i ett äldre format. Spara listan som .xlsx eller .csv."))
    if suffix in {".xlsm", ".xltm", ".xlsb", ".xlam"}:
        raise UnreadableFile(_("Filen kan innehålla makron. Spara listan som en vanlig .xlsx eller som .csv."))


def decode(content: bytes) -> str:
    """UTF-8, with or without BOM, UTF-16 with BOM, else Windows-1252. Raises UnreadableFile for what is no text."""
    if content.startswith(UTF_16):
        return content.decode("utf-16", errors="replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if len(CONTROLS.findall(text.replace("\x00", ""))) > len(text) / 100:
        raise UnreadableFile(_("Det här är inte en lista. Ladda upp en .xlsx eller .csv."))
    return text


def read_csv(text: str, *, score: Callable[[Sequence[str]], int]) -> list[Row]:
    """Rows under the separator that gives the best headings. Excel may name the separator on a first line, sep=;"""
    named = re.match(r"sep=(.)\r?\n", text)
    if named:
        return split(text[named.end() :], named[1])
    return max((split(text, separator) for separator in SEPARATORS), key=lambda rows: best(rows[:LOOK_AHEAD], score))


def best(rows: Iterable[Row], score: Callable[[Sequence[str]], int]) -> tuple[int, int]:
    """How many headings are known, and then how many columns there are."""
    return max(((score(row), len(row)) for row in rows), default=(0, 0))


def is_empty() -> str:
    return _("Filen är tom. Den behöver en rad med rubriker, och rader under dem.")


def split(text: str, separator: str) -> list[Row]:
    try:
        return [
            [tidy(cell) for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        ]
    except csv.Error as error:
        raise UnreadableFile(_("Filen gick inte att läsa som en lista. Spara den på nytt som .csv.")) from error


def text_of(cell: Cell) -> str:
    """What a person sees in a cell, but whole numbers without exponent or decimals."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        return text_of_number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else tidy(str(cell))


def text_of_number(number: float) -> str:
    """701740605.0 is 701740605. A long number that lost its last digits is shown as the spreadsheet shows it."""
    if number != number or abs(number) == float("inf"):  # noqa: PLR0124 - only NaN differs from itself
        return ""
    if number != int(number):
        return str(number)
    if abs(number) >= RUINED and int(number) % LOST_DIGITS == 0:
        return f"{number:.2E}"
    return str(int(number))


def tidy(text: str) -> str:
    """Without control characters, and with single plain spaces."""
    return " ".join(CONTROLS.sub("", text[:MAX_CELL]).split())
