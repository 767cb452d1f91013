"""A season as a workbook: one row for each group of each night, to keep, to send, and to read in again."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook

from scheduling.domain.crews import chip_label
from scheduling.domain.seasons.looking import shifts_of_season
from scheduling.domain.workbooks import CLOCK, DATE, Value, add_row, as_bytes, new_sheet
from scheduling.enums import ShiftKind
from scheduling.models import Season, Shift
from volunteers.domain import calendar_words

WIDTHS = {"A": 12, "B": 10, "F": 20, "G": 28, "H": 22, "I": 16, "J": 18, "Q": 40}
SECONDS = 60


def workbook_of(season: Season) -> bytes:
    """Dates and times as the municipality's clocks show them, minutes as they really pass. Three queries."""
    book = Workbook(write_only=True)
    sheet = new_sheet(book, title=season.name, widths=WIDTHS, headings=headings())
    for shift in shifts_of_season(season):
        add_row(sheet, _row(shift, season))
    return as_bytes(book)


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
