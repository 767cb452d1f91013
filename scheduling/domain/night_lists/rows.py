"""One row of a list of nights: kept as it was written, and read as a date, times, a place and numbers. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from scheduling.domain.night_lists.clocks import read_clock, read_span, split_date
from scheduling.domain.night_lists.dates import read_night, read_weekday, weekday_words
from scheduling.domain.night_lists.headings import COUNTS, FREE_TEXT
from scheduling.enums import ShiftKind
from volunteers.domain.lists.columns import Columns
from volunteers.domain.readings import read_note
from volunteers.exceptions import NotUnderstood
from volunteers.models.volunteer import has_personal_number

KEPT_LENGTH = 600  # characters of a cell; a note may have 500
ALPHABET = 26
MOST_IN_CREW = 30
CANCELLED = ("inställ", "cancel")
KINDS = {
    "nattvandring": ShiftKind.NIGHT_WALK,
    "night walk": ShiftKind.NIGHT_WALK,
    "trygghetsvärdar": ShiftKind.SAFETY_HOSTING,
    "safety hosts": ShiftKind.SAFETY_HOSTING,
    "aktivitet": ShiftKind.ACTIVITY,
    "activity": ShiftKind.ACTIVITY,
}


class Entry(TypedDict):
    """A row as it is kept: by field, the name of the cell and what stands in it. Only columns that are known.

    `private` names cells that seemed to hold a personal identity number; what stood in them is not kept.
    """

    line: int
    cells: dict[str, list[str]]
    private: list[str]


@dataclass(frozen=True)
class Cell:
    """One cell, for people to find: D5."""

    name: str
    text: str


@dataclass(frozen=True)
class Reading:
    """What a row says. What it does not say is None or empty; `problems` say what cannot be read, and where."""

    line: int
    night: date | None = None
    start: time | None = None
    end: time | None = None
    minutes: int | None = None
    kind: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    note: str | None = None
    places: Mapping[str, Cell] = field(default_factory=dict)
    association: Cell | None = None
    is_cancelled: bool = False
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def keep_rows(rows: Sequence[Sequence[str]], columns: Columns) -> Iterator[Entry]:
    """Rows below the headings that hold anything in a column that is known, as they are written."""
    for line, row in enumerate(rows[columns.heading_row + 1 :], start=columns.heading_row + 2):
        cells, private = {}, []
        for name, place in columns.places.items():
            text = row[place][:KEPT_LENGTH] if place < len(row) else ""
            where = f"{letters(place)}{line}"
            if name in FREE_TEXT and has_personal_number(text):
                private.append(where)
            elif text and (name != "leaders" or text.isdigit()):  # often a name stands there, and names are not kept
                cells[name] = [where, text]
        if cells or private:
            yield Entry(line=line, cells=cells, private=private)


def letters(place: int) -> str:
    """0 is A, 26 is AA."""
    name = ""
    while place >= 0:
        name = chr(ord("A") + place % ALPHABET) + name
        place = place // ALPHABET - 1
    return name


def read_rows(entries: Iterable[Entry], *, today: date) -> list[Reading]:
    """Each row. One that gives no date is of the night of the row above it, as where cells were joined."""
    readings: list[Reading] = []
    above: date | None = None
    for entry in entries:
        reading = _Reader(entry, today).read(above)
        above = reading.night
        readings.append(reading)
    return readings


class _Reader:
    """Reads one row; all that is wrong with it is told at once."""

    def __init__(self, entry: Entry, today: date) -> None:
        self.line = entry["line"]
        self.cells = {name: Cell(*cell) for name, cell in entry["cells"].items()}
        self.today = today
        self.problems = [
            _("%(cell)s: Det ser ut som ett personnummer. Ta bort det, så går raden bra.") % {"cell": cell}
            for cell in entry["private"]
        ]
        self.remarks: list[str] = []

    def read(self, above: date | None) -> Reading:
        text_of_night, clock = split_date(self.text("night"))
        night = self.night(text_of_night, above)
        start, end = self.hours(clock)
        return Reading(
            line=self.line,
            night=night,
            start=start,
            end=end,
            minutes=self.number("minutes", most=24 * 60),
            kind=self.kind(),
            counts=self.counts(),
            note=self.note(),
            places={name: self.cells[name] for name in ("route", "area", "meeting", "group") if name in self.cells},
            association=self.cells.get("association"),
            is_cancelled=self.text("state").casefold().startswith(CANCELLED),
            problems=tuple(self.problems),
            remarks=tuple(self.remarks),
        )

    def text(self, name: str) -> str:
        return self.cells[name].text if name in self.cells else ""

    def attempt(self, name: str, read: Callable[[str], Any], text: str = "") -> Any:
        """What the cell says, or None with the reason kept."""
        try:
            return read(text or self.text(name))
        except NotUnderstood as error:
            self.problems.append(f"{self.cells[name].name}: {error}")
            return None

    def night(self, text: str, above: date | None) -> date | None:
        if not text:
            if above is None:
                self.problems.append(_("Datumet saknas."))
            else:
                self.remarks.append(_("Datumet är det på raden ovanför."))
            return above
        night: date | None = self.attempt("night", lambda said: read_night(said, today=self.today), text)
        weekday = read_weekday(self.text("weekday")) if "weekday" in self.cells else None
        if night is not None and weekday is not None and weekday != night.weekday():
            self.problems.append(f"{self.cells['weekday'].name}: {weekday_words(night, weekday)}")
        return night

    def hours(self, clock: str) -> tuple[time | None, time | None]:
        """From a column of its own for each, from one for both, or from the cell of the date."""
        start = end = None
        if "start" in self.cells:
            start, end = self.attempt("start", read_span) or (None, None)
        elif "span" in self.cells:
            start, end = self.attempt("span", read_span) or (None, None)
        elif clock:
            start, end = self.attempt("night", read_span, clock) or (None, None)
        else:
            self.problems.append(_("Starttiden saknas."))
            return None, None
        if "end" in self.cells:
            end = self.attempt("end", read_clock)
        elif end is None and start is not None:
            self.problems.append(_("Sluttiden saknas."))
        return start, end

    def number(self, name: str, *, most: int) -> int | None:
        text = self.text(name)
        if not text:
            return None
        if text.isascii() and text.isdigit() and int(text[:6]) <= most:
            return int(text)
        self.problems.append(
            _("%(cell)s: %(text)s är inget antal.") % {"cell": self.cells[name].name, "text": text[:40]}
        )
        return None

    def counts(self) -> dict[str, int]:
        """How many; one cell may say 3-5, which is at least and at most."""
        low, dash, high = self.text("target").replace("–", "-").partition("-")
        if dash and low.strip().isdigit() and high.strip().isdigit():
            where = self.cells.pop("target").name
            self.cells["minimum"] = Cell(where, low.strip())
            self.cells["maximum"] = Cell(where, high.strip())
        numbers = {name: self.number(name, most=MOST_IN_CREW) for name in COUNTS}
        return {name: number for name, number in numbers.items() if number is not None}

    def kind(self) -> str | None:
        text = self.text("kind")
        kind = KINDS.get(" ".join(text.casefold().split()))
        if text and kind is None:
            self.remarks.append(_("Slaget %(text)s finns inte och hoppas över.") % {"text": text[:40]})
        return kind

    def note(self) -> str | None:
        return self.attempt("note", read_note) if "note" in self.cells else None
