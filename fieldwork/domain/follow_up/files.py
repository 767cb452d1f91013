"""A follow-up as files for a spreadsheet: tidy tables, one row for each thing and one column for each figure. Pure."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from django.utils.translation import gettext as _
from openpyxl import Workbook

from fieldwork.domain.follow_up.papers import Paper
from fieldwork.domain.follow_up.public_words import Worded
from fieldwork.domain.follow_up.tables import Value, Withheld
from scheduling.domain.ledger_sheet import BYTE_ORDER_MARK, harmless
from scheduling.domain.workbooks import add_row, as_bytes, new_sheet

NAME_WIDTH, TEXT_WIDTH = {"A": 34}, {"A": 34, "B": 100}
Cell = str | int | float


def workbook_of(paper: Paper) -> bytes:
    """A sheet for each table, after one that says what it is, and before one that says what every figure means."""
    book = Workbook(write_only=True)
    about = new_sheet(book, title=_("Om rapporten"), widths=TEXT_WIDTH, headings=(_("Uppgift"), _("Värde")))
    for fact in about_rows(paper):
        add_row(about, [(said, "") for said in fact])
    for table in paper.whole:
        sheet = new_sheet(book, title=table.title, widths=NAME_WIDTH, headings=headings_of(table))
        for row in rows_of(table):
            add_row(sheet, [(cell, "") for cell in row])
    meanings = new_sheet(book, title=_("Så räknar vi"), widths=TEXT_WIDTH, headings=(_("Tal"), _("Betydelse")))
    for name, words in paper.definitions:
        add_row(meanings, [(name, ""), (words, "")])
    return as_bytes(book)


def table_of(table: Worded) -> str:
    """As CSV that a Swedish spreadsheet opens: semicolons between, and a comma in a number."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings_of(table))
    for row in rows_of(table):
        writer.writerow([harmless(cell) if isinstance(cell, str) else decimal_comma(cell) for cell in row])
    return BYTE_ORDER_MARK + written.getvalue()


def headings_of(table: Worded) -> Sequence[str]:
    within = [_("Ligger i")] if table.within else []
    return (table.first, *within, *table.headings)


def rows_of(table: Worded) -> Iterator[Sequence[Cell]]:
    """Where the table is a tree each row says what it lies in, so that nothing is added up twice unseen."""
    for n, (name, values) in enumerate(table.rows):
        within = [table.within[n]] if table.within else []
        yield (name, *within, *map(cell_of, values))


def about_rows(paper: Paper) -> list[tuple[str, str]]:
    rows = [
        (_("Rapport"), paper.name),
        (_("Kommun"), paper.town),
        (_("Omfattning"), paper.scope),
        (_("Period"), paper.period),
        (_("Villkor"), paper.terms),
        (_("Fryst"), paper.frozen),
        (_("Återkallad"), paper.withdrawn),
        *paper.words.items(),
    ]
    return [(heading, said) for heading, said in rows if said]


def cell_of(value: Value) -> Cell:
    """A number as a number; nothing for what is unknown, and a word for what is held back."""
    if value is None:
        return ""
    return _("dolt") if isinstance(value, Withheld) else value


def decimal_comma(cell: float) -> str | int:
    return str(cell).replace(".", ",") if isinstance(cell, float) else cell
