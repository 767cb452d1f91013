"""A list of nights to begin from: the right headings, and rows that can be read in as they stand."""

from datetime import date, datetime, time, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook

from scheduling.domain.crews import CrewSize
from scheduling.domain.workbooks import CLOCK, DATE, add_row, as_bytes, new_sheet
from volunteers.domain import calendar_words
from volunteers.models import Association

WIDTHS = {"A": 12, "B": 10, "C": 8, "D": 8, "E": 26, "H": 40}
START, END = time(20, 30), time(0, 30)
FRIDAY = 4
ROWS = 4


def example_of(association: Association, *, today: date) -> bytes:
    """Two weekends ahead, on the town's routes in turn. One query."""
    names = association.municipality.routes.filter(is_active=True).values_list("name", flat=True)
    routes = list(names[:ROWS]) or [_("Ruttens namn")]
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7 + 14)
    book = Workbook(write_only=True)
    sheet = new_sheet(book, title=_("Kvällar"), widths=WIDTHS, headings=headings())
    crew, days = CrewSize(), calendar_words.words_in(get_language() or "sv").days
    for row in range(ROWS):
        night = friday + timedelta(days=row % 2 + 7 * (row // 2))
        midnight = datetime.combine(night, time(0))
        add_row(
            sheet,
            [
                (midnight, DATE),
                (days[night.weekday()], ""),
                (datetime.combine(night, START), CLOCK),
                (datetime.combine(night, END), CLOCK),
                (routes[row % len(routes)], ""),
                (crew.minimum, ""),
                (crew.maximum, ""),
                (_("Ta med ficklampa.") if row == 0 else "", ""),
            ],
        )
    return as_bytes(book)


def headings() -> list[str]:
    """The columns, in order."""
    names = [_("Datum"), _("Veckodag"), _("Börjar"), _("Slutar"), _("Rutt"), _("Minst"), _("Högst")]
    return [*names, _("Till gruppen")]
