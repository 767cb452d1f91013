"""A season as a workbook: one row for each group of each night, to keep, to send, and to read in again."""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from scheduling.domain.crews import chip_label
from scheduling.domain.seasons.looking import shifts_of_season
from scheduling.enums import ShiftKind
from scheduling.models import Season, Shift
from volunteers.domain import calendar_words

TITLE_LENGTH = 31  # of a sheet, as Excel has it
NO_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
DATE, CLOCK = "yyyy-mm-dd", "hh:mm"
WIDTHS = {"A": 12, "B": 10, "F": 20, "G": 28, "H": 22, "I": 16, "J": 18, "Q": 40}
SECONDS = 60
Value = str | int | datetime


def workbook_of(season: Season) -> bytes:
    """Dates and times as the municipality's clocks show them, minutes as they really pass. Three queries."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=season.name.translate(NO_TITLE)[:TITLE_LENGTH])
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, heading, is_bold=True) for heading in headings()])
    for shift in shifts_of_season(season):
        sheet.append([_cell(sheet, value, style) for value, style in _row(shift, season)])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def headings() -> list[str]:
    """The columns, in order."""
    return [
        _("Datum"),
        _("Veckodag"),
        _("Börjar"),
        _("Slutar"),
        _("Minuter"),
        _("Område"),
        _("Rutt"),
        _("Samling"),
        _("Slag"),
        _("Läge"),
        _("Klara"),
        _("Ledare"),
        _("Säkert"),
        _("Minst"),
        _("Mål"),
        _("Högst"),
        _("Till gruppen"),
    ]


def _row(shift: Shift, season: Season) -> Iterable[tuple[Value, str]]:
    zone, language = season.association.municipality.zone, get_language() or "sv"
    start, end = (moment.astimezone(zone).replace(tzinfo=None) for moment in (shift.starts_at, shift.ends_at))
    minutes = (shift.ends_at.astimezone(UTC) - shift.starts_at.astimezone(UTC)).total_seconds() / SECONDS
    return [
        (datetime.combine(shift.night, datetime.min.time()), DATE),
        (calendar_words.words_in(language).days[shift.night.weekday()], ""),
        (start, CLOCK),
        (end, CLOCK),
        (int(minutes), ""),
        (shift.place, ""),
        (shift.route.name, ""),
        (shift.route.meeting_point, ""),
        (str(ShiftKind(shift.kind).label), ""),
        (chip_label(shift), ""),
        (shift.confirmed_count, ""),
        (shift.leaders_needed, ""),
        (shift.crew_safe, ""),
        (shift.crew_min, ""),
        (shift.crew_target, ""),
        (shift.crew_max, ""),
        (shift.note, ""),
    ]


def _cell(sheet: Worksheet, value: Value, style: str = "", *, is_bold: bool = False) -> Cell:
    """A text stays a text, also one that begins as a formula does."""
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    if style:
        cell.number_format = style
    if is_bold:
        cell.font = Font(bold=True)
    return cell
