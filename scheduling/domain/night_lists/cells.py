"""How a workbook's cells are written for the reading of nights: with their times. Pure."""

from datetime import date, datetime, time, timedelta

from volunteers.domain.lists.tables import text_of
from volunteers.domain.lists.workbooks import Cell

HOUR, MINUTE = 3600, 60


def show_cell(cell: Cell) -> str:
    """2026-10-16 20:30, 20:30; a length of time is the clock that it leads to from midnight."""
    if isinstance(cell, datetime):
        return f"{_nearest(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d} 00:00"
    if isinstance(cell, time):
        return f"{_nearest(datetime.combine(date.min, cell)):%H:%M}"
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / MINUTE)
        return f"{minutes // MINUTE:02d}:{minutes % MINUTE:02d}"
    return text_of(cell)


def _nearest(moment: datetime) -> datetime:
    """The minute that is meant: a spreadsheet's times are parts of a day, and fall a little short."""
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)
