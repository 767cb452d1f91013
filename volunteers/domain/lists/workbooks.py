"""Reading .xlsx without trusting it.

The reader (calamine) inflates what the file says and lays the cells out in a full grid, so a few kilobytes could ask
for all memory there is. Before it sees anything, the parts it needs are inflated here with a limit and packed anew, and
the size of the grid is worked out from the cells themselves.
"""

import io
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from volunteers.exceptions import UnreadableFile

MAX_PARTS = 500
MAX_INFLATED = 60 * 1024 * 1024  # bytes, all parts together; 5,000 people take about 3 MB
MAX_RATIO = 200  # how much a part may swell; sheets of real lists swell 5 to 30 times
RATIO_FROM = 1024 * 1024  # bytes; small parts may be as repetitive as they like
MAX_GRID = 3_000_000  # cells from A1 to the last filled row and column
MAX_TEXT = 400 * 1024 * 1024  # bytes, if every cell held the longest shared text
PIECE = 256 * 1024

Cell = int | float | str | bool | date | datetime | time | timedelta

HOLLOW = re.compile(rb"""<(?:\w+:)?(?:c|row)\b(?:[^<>"']|"[^"<>]*"|'[^'<>]*')*/>""")
HOLLOW_ROW = re.compile(rb"""<(?:\w+:)?row\b(?:[^<>"']|"[^"<>]*"|'[^'<>]*')*>\s*</(?:\w+:)?row>""")
REFERENCE = re.compile(rb"""[\s"']r\s*=\s*["']\$?([A-Za-z]{0,4})\$?(\d{1,9})["']""")
ROW = re.compile(rb"<(?:\w+:)?row\b")
CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
SHARED = re.compile(rb"<(?:\w+:)?si\b")


def read_workbook(content: bytes) -> list[list[Cell]]:
    """The cells of the first sheet that has any, from A1. Raises UnreadableFile."""
    packed = repack(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(packed)) as book:
            for number in range(len(book.sheet_names)):
                rows = book.get_sheet_by_index(number).to_python(skip_empty_area=False)
                if rows:
                    return list(rows)
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(damaged()) from error
    return []


def repack(content: bytes) -> bytes:
    """A workbook with the same sheets, inflated within limits and free of everything but them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source:
            parts = source.infolist()
            check_parts(parts)
            return pack({part.filename: inflate(source, part) for part in needed(parts)})
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableFile(damaged()) from error
    except RuntimeError as error:  # how zipfile says that a part is encrypted
        raise UnreadableFile(
            _("Filen är låst med lösenord. Spara en kopia utan lösenord och ladda upp den.")
        ) from error


def check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """What the file says of itself: a workbook, without macros, of a sane size."""
    names = {part.filename for part in parts}
    if any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in names):
        raise UnreadableFile(_("Filen innehåller makron. Spara listan som en vanlig .xlsx eller som .csv."))
    if "xl/workbook.xml" not in names:
        raise UnreadableFile(_("Det här är ett arkiv, inte en lista. Ladda upp en .xlsx eller .csv."))
    swollen = [p for p in parts if p.file_size > RATIO_FROM and p.file_size > MAX_RATIO * max(p.compress_size, 1)]
    if len(parts) > MAX_PARTS or swollen or sum(part.file_size for part in parts) > MAX_INFLATED:
        raise UnreadableFile(swells())


def needed(parts: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Sheets, texts, formats and the list of them; no pictures, links or settings. A name given twice counts once."""
    by_name = {part.filename: part for part in parts}
    return [part for name, part in by_name.items() if name == "[Content_Types].xml" or is_needed(name)]


def is_needed(name: str) -> bool:
    folders = {"_rels", "xl", "xl/_rels", "xl/worksheets"}
    return name.endswith((".xml", ".rels")) and str(PurePosixPath(name).parent) in folders


def inflate(source: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """What a part really holds, whatever its header says. Raises UnreadableFile beyond the limit."""
    pieces, size = [], 0
    with source.open(part) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > MAX_INFLATED or (size > RATIO_FROM and size > MAX_RATIO * max(part.compress_size, 1)):
                raise UnreadableFile(swells())
            pieces.append(piece)
    return b"".join(pieces)


def pack(parts: dict[str, bytes]) -> bytes:
    check_grid(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def check_grid(parts: dict[str, bytes]) -> None:
    """Raises UnreadableFile if laying out the cells would take more memory than a list of people can need."""
    longest = max((len(text) for text in SHARED.split(parts.get("xl/sharedStrings.xml", b""))), default=0)
    for name, content in parts.items():
        if name.startswith("xl/worksheets/"):
            filled = HOLLOW_ROW.sub(b"", HOLLOW.sub(b"", content))
            if grid_size(content, filled) > MAX_GRID or len(CELL.findall(filled)) * longest > MAX_TEXT:
                raise UnreadableFile(_("Bladet är mycket större än en lista. Kopiera listan till ett nytt blad."))


def grid_size(content: bytes, filled: bytes) -> int:
    """At most this many cells: cells and rows may name their place, or follow on the one before."""
    places = REFERENCE.findall(filled)
    row = max((int(digits) for _letters, digits in places), default=0) + len(ROW.findall(content))
    column = max((column_number(letters) for letters, _digits in places), default=0)
    return row * (column + max(len(CELL.findall(cells)) for cells in ROW.split(content)))


def column_number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def swells() -> str:
    return _("Filen är packad så att den växer till något enormt. Spara listan på nytt och ladda upp den.")


def damaged() -> str:
    return _("Filen gick inte att läsa. Öppna den i ditt kalkylprogram, spara den på nytt och prova igen.")
