"""One row of a list as a person to be, or the reason why it cannot be one. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NotRequired, TypedDict, cast

from django.utils.translation import gettext as _

from volunteers.domain.languages import read_languages
from volunteers.domain.lists.columns import Columns
from volunteers.domain.readings import (
    EMAIL_LENGTH,
    read_birth_year,
    read_date,
    read_email,
    read_name,
    read_note,
    read_number,
)
from volunteers.exceptions import NotUnderstood
from volunteers.models.volunteer import has_personal_number

SHOWN_LENGTH = 60


class Entry(TypedDict):
    """A row as it is kept until accepted. `line` is the row number of the spreadsheet; an empty cell has no key.

    With `refused`, only what helps to find the row is kept: name and number as written, and never a personal number.
    """

    line: int
    name: str
    mobile: str
    email: NotRequired[str]
    birth_year: NotRequired[int]
    languages: NotRequired[list[str]]
    leader_training_until: NotRequired[str]
    home_district: NotRequired[str]
    note: NotRequired[str]
    refused: NotRequired[str]


def read_entries(rows: Sequence[Sequence[str]], columns: Columns, *, today: date) -> Iterator[Entry]:
    """Rows below the headings that hold anything. A number met before in the same list is refused."""
    first_lines: dict[str, int] = {}
    for place, row in enumerate(rows[columns.heading_row + 1 :], start=columns.heading_row + 2):
        cells = cells_of(row, columns)
        if any(cells.values()):
            entry = read_entry(place, cells, today=today)
            yield without_double(entry, first_lines)


def cells_of(row: Sequence[str], columns: Columns) -> dict[str, str]:
    """By field name. First and last name become one."""
    cells = {name: row[place] if place < len(row) else "" for name, place in columns.places.items()}
    if columns.has_first_and_last:
        cells["name"] = f"{cells.pop('first_name')} {cells.pop('last_name')}".strip()
    return cells


def read_entry(line: int, cells: Mapping[str, str], *, today: date) -> Entry:
    """All that is wrong with a row is told at once."""
    readers: dict[str, Callable[[str], Any]] = {
        "name": read_name,
        "mobile": read_number,
        "email": lambda text: read_email(text[: EMAIL_LENGTH + 1]),
        "birth_year": lambda text: read_birth_year(text, today=today),
        "languages": read_languages,
        "leader_training_until": lambda text: read_date(text).isoformat(),
        "home_district": lambda text: text[:SHOWN_LENGTH],
        "note": read_note,
    }
    read: dict[str, Any] = {}
    reasons = []
    for name, text in cells.items():
        if text or name in {"name", "mobile"}:
            try:
                read[name] = readers[name](text)
            except NotUnderstood as reason:
                reasons.append(str(reason))
    if reasons:
        # What was read as a number is one, though some look like the beginning of a personal number.
        return refused_entry(line, shown(cells["name"]), read.get("mobile") or shown(cells["mobile"]), reasons)
    return cast("Entry", {"line": line, **read})


def refused_entry(line: int, name: str, mobile: str, reasons: Sequence[str]) -> Entry:
    return Entry(line=line, name=name, mobile=mobile, refused=" ".join(reasons))


def shown(text: str) -> str:
    return "" if has_personal_number(text) else text[:SHOWN_LENGTH]


def without_double(entry: Entry, first_lines: dict[str, int]) -> Entry:
    if "refused" in entry:
        return entry
    first = first_lines.setdefault(entry["mobile"], entry["line"])
    if first == entry["line"]:
        return entry
    reason = _("Samma mobilnummer står redan på rad %(line)s.") % {"line": first}
    return refused_entry(entry["line"], entry["name"], entry["mobile"], [reason])
