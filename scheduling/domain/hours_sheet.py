"""Nights and hours as files: a tidy table, one row for each person and night; a workbook has the sums too. Pure."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from openpyxl import Workbook

from scheduling.domain.hours import Hours, Walked, by_person, hours_of
from scheduling.domain.ledger_sheet import BYTE_ORDER_MARK, harmless
from scheduling.domain.workbooks import DATE, Value, add_row, as_bytes, new_sheet

NIGHT_WIDTHS = {"A": 6, "B": 26, "C": 12, "D": 27, "E": 27, "G": 12, "H": 20, "I": 20}
SUM_WIDTHS = {"A": 6, "B": 26, "C": 10, "D": 12, "F": 12}
Cells = tuple[str | int | date, ...]


def headings() -> list[str]:
    """The columns of the table of nights. The number tells two people of one name apart, in this file only."""
    return [
        _("Nr"),
        _("Namn"),
        _("Datum"),
        _("Börjar"),
        _("Slutar"),
        _("Minuter"),
        _("Roll"),
        _("Rutt"),
        _("Område"),
    ]


def sum_headings() -> list[str]:
    return [_("Nr"), _("Namn"), _("Kvällar"), _("Som ledare"), _("Minuter"), _("Gick senast")]


def nights_of(walked: Sequence[Walked], zone: ZoneInfo) -> Iterator[Cells]:
    """Start and end as ISO 8601 by the municipality's clocks, with the offset that was in force."""
    for number, rows in enumerate(by_person(walked), start=1):
        for one in rows:
            start, end = (moment.astimezone(zone).isoformat() for moment in (one.starts_at, one.ends_at))
            role = _("Ledare") if one.is_leader else _("Deltagare")
            yield number, one.name, one.night, start, end, one.minutes, role, one.route, one.district


def sum_cells(one: Hours) -> Cells:
    return one.number, one.name, one.nights, one.led, one.minutes, one.last_night


def table_of(walked: Sequence[Walked], zone: ZoneInfo) -> str:
    """As CSV that a Swedish spreadsheet opens."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings())
    for cells in nights_of(walked, zone):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return BYTE_ORDER_MARK + written.getvalue()


def workbook_of(walked: Sequence[Walked], zone: ZoneInfo) -> bytes:
    book = Workbook(write_only=True)
    nights = new_sheet(book, title=_("Kvällar"), widths=NIGHT_WIDTHS, headings=headings())
    for cells in nights_of(walked, zone):
        add_row(nights, map(styled, cells))
    sums = new_sheet(book, title=_("Per person"), widths=SUM_WIDTHS, headings=sum_headings())
    for one in hours_of(walked):
        add_row(sums, map(styled, sum_cells(one)))
    return as_bytes(book)


def styled(cell: str | int | date) -> tuple[Value, str]:
    """A date stays one that a spreadsheet sorts and counts with, written as ISO 8601 has it."""
    if isinstance(cell, date):
        return datetime.combine(cell, datetime.min.time()), DATE
    return cell, ""
