"""What the workbooks that Lykta makes have in common: cells that stay what they are, and the bytes of the file."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

TITLE_LENGTH = 31  # of a sheet, as Excel has it
NO_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
DATE, CLOCK = "yyyy-mm-dd", "hh:mm"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = str | int | float | datetime


def new_sheet(book: Workbook, *, title: str, widths: Mapping[str, int], headings: Iterable[str]) -> Worksheet:
    """A sheet of a write-only book whose bold headings stay in sight. `widths`: by column, in characters."""
    sheet: Worksheet = book.create_sheet(title=title.translate(NO_TITLE)[:TITLE_LENGTH])
    for column, width in widths.items():
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    sheet.append([cell_of(sheet, heading, is_bold=True) for heading in headings])
    return sheet


def add_row(sheet: Worksheet, values: Iterable[tuple[Value, str]]) -> None:
    """Each value with its number format, or an empty one."""
    sheet.append([cell_of(sheet, value, style) for value, style in values])


def cell_of(sheet: Worksheet, value: Value, style: str = "", *, is_bold: bool = False) -> Cell:
    """A text stays a text, also one that begins as a formula does; what no workbook can hold is left out of it."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    if style:
        cell.number_format = style
    if is_bold:
        cell.font = Font(bold=True)
    return cell


def as_bytes(book: Workbook) -> bytes:
    written = BytesIO()
    book.save(written)
    return written.getvalue()
