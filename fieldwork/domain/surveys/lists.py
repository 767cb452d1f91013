"""Lists of survey figures: read into a preview, and taken as they are when somebody says so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.surveys.figures import Answer, enter_answer
from fieldwork.exceptions import AlreadyThere
from fieldwork.models import SurveyFigure, SurveyImport
from fieldwork.models.follow_up import EARLIEST_YEAR, LATEST_YEAR
from scheduling.domain.origins import Origin
from volunteers.domain.lists.columns import LOOK_AHEAD, Columns, columns_at, places_in, words_of
from volunteers.domain.lists.tables import read_table
from volunteers.exceptions import UnreadableFile
from volunteers.models import Municipality, User
from volunteers.queries import district_tree

KEPT_FOR = timedelta(days=1)
MOST_ROWS = 2_000
SHOWN = 40
LONGEST = 120
HUNDRED = 100
STANDARD_QUESTION = "Känner sig trygga ute på kvällen"  # where a list does not say what was asked
HEADINGS = words_of(
    {
        "place": "område kommundel stadsdel district area plats geografi var",
        "year": "år year undersökningsår mätår årtal",
        "question": "fråga question påstående indikator mått",
        "percent": "procent andel andeltrygga trygga percent share andelprocent resultat värde",
        "source": "källa source undersökning survey",
    }
)
NEEDED = ("place", "year", "percent")
WHOLE = frozenset({"", "hela kommunen", "kommunen", "totalt", "alla", "samtliga"})


@dataclass(frozen=True)
class Line:
    """One row of the list, as it would be taken in; or why it cannot be. `before` is what stands there now."""

    number: int
    place: str
    year: str
    question: str
    percent: str
    answer: Answer | None
    reasons: tuple[str, ...] = ()
    before: Decimal | None = None

    @property
    def is_same(self) -> bool:
        return self.answer is not None and self.before == self.answer.percent

    @property
    def is_changed(self) -> bool:
        return self.answer is not None and self.before is not None and not self.is_same


def read_survey_list(
    content: bytes, *, filename: str, town: Municipality, uploaded_by: User | None, now: datetime
) -> SurveyImport:
    """Keep what the list says, for a preview. Nothing is entered. Raises UnreadableFile."""
    rows = read_table(content, filename, score=lambda row: len(places_in(row, HEADINGS)))
    columns = find_columns(rows)
    kept = list(cells_below(rows, columns))
    if not kept:
        raise UnreadableFile(_("Listan har rubriker men inga rader under dem."))
    if len(kept) > MOST_ROWS:
        raise UnreadableFile(_("Listan har fler än %(most)s rader. Dela den i flera filer.") % {"most": MOST_ROWS})
    return SurveyImport.objects.create(
        municipality=town,
        uploaded_by=uploaded_by,
        filename=filename[-LONGEST:],
        rows=kept,
        ignored_headings=[heading[:SHOWN] for heading in columns.ignored][:SHOWN],
        created_at=now,
    )


def find_columns(rows: Sequence[Sequence[str]]) -> Columns:
    """Headings are the best row among the first. Raises UnreadableFile when one that is needed is not there."""
    candidates = [
        columns_at(number, row, places_in(row, HEADINGS), never_read=()) for number, row in enumerate(rows[:LOOK_AHEAD])
    ]
    best = max(candidates, key=lambda columns: len(columns.places))
    names = {"place": _("Område"), "year": _("År"), "percent": _("Andel")}
    missing = [names[need] for need in NEEDED if need not in best.places]
    if missing:
        raise UnreadableFile(
            _(
                "Vi hittar ingen kolumn med rubriken %(names)s. Listan behöver Område, År och Andel, "
                "gärna också Fråga och Källa."
            )
            % {"names": ", ".join(missing)}
        )
    return best


def cells_below(rows: Sequence[Sequence[str]], columns: Columns) -> Iterator[dict[str, Any]]:
    for place, row in enumerate(rows[columns.heading_row + 1 :], start=columns.heading_row + 2):
        cells = {name: row[at] if at < len(row) else "" for name, at in columns.places.items()}
        if any(cells.values()):
            yield {"line": place, **{name: text[:LONGEST] for name, text in cells.items()}}


def preview_survey(kept: SurveyImport) -> list[Line]:
    """What each row would do now. Two queries, however long the list."""
    places = {district.name.casefold(): district.pk for district in district_tree(kept.municipality)}
    there = {
        (figure.district_id, figure.year, figure.question): figure.percent
        for figure in SurveyFigure.objects.filter(municipality=kept.municipality)
    }
    times = HUNDRED if are_fractions(cells.get("percent", "") for cells in kept.rows) else 1
    seen: dict[tuple[int | None, int, str], int] = {}
    lines = []
    for cells in kept.rows:
        line = read_line(cells, places, times=times)
        if line.answer is not None:
            key = (line.answer.district, line.answer.year, line.answer.question)
            first = seen.setdefault(key, line.number)
            if first != line.number:
                twice = _("Samma område, år och fråga står redan på rad %(line)s.") % {"line": first}
                line = _refused(line, [twice])
            else:
                line = replace(line, before=there.get(key))
        lines.append(line)
    return lines


def read_line(cells: Mapping[str, Any], places: Mapping[str, int], *, times: int = 1) -> Line:
    """All that is wrong with a row is told at once. Pure."""
    place, reasons = cells.get("place", ""), []
    district = places.get(place.casefold())
    if district is None and place.casefold() not in WHOLE:
        reasons.append(_("%(place)s är inget område i kommunen.") % {"place": place})
    year = read_year(cells.get("year", ""))
    if year is None:
        reasons.append(_("Året ska vara fyra siffror, som 2026."))
    percent = read_percent(cells.get("percent", ""), times=times)
    if percent is None:
        reasons.append(_("Andelen ska vara ett tal från 0 till 100, som 71 eller 71,5."))
    question, source = cells.get("question", "") or STANDARD_QUESTION, cells.get("source", "")
    line = Line(cells["line"], place, cells.get("year", ""), question, cells.get("percent", ""), None)
    if reasons or year is None or percent is None:
        return _refused(line, reasons)
    return replace(line, answer=Answer(district, year, question, percent, source))


def _refused(line: Line, reasons: Sequence[str]) -> Line:
    return replace(line, answer=None, reasons=tuple(reasons))


def read_year(text: str) -> int | None:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else 0
    return year if EARLIEST_YEAR <= year <= LATEST_YEAR else None


def read_percent(text: str, *, times: int = 1) -> Decimal | None:
    """71, 71,5 or 71.5 %, to a tenth."""
    number = read_decimal(text)
    if number is None or not 0 <= number * times <= HUNDRED:
        return None
    return round(number * times, 1)


def read_decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace("%", "").replace("\N{NO-BREAK SPACE}", "").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def are_fractions(texts: Iterable[str]) -> bool:
    """A cell that a spreadsheet shows as 71 % holds 0.71. So it is where no number of the list is above one."""
    numbers = [number for text in texts if (number := read_decimal(text)) is not None and "%" not in text]
    return any(numbers) and all(0 <= number <= 1 for number in numbers)


@transaction.atomic
def accept_survey(kept: SurveyImport, *, origin: Origin, now: datetime) -> int:
    """Enter every row that can be, and throw the list away. How many they were. Raises AlreadyThere the second time."""
    found = SurveyImport.objects.select_for_update(of=("self",)).select_related("municipality").filter(pk=kept.pk)
    waiting = found.first()
    if waiting is None:
        raise AlreadyThere(_("Listan är redan inläst, eller borttagen."))
    answers = [line.answer for line in preview_survey(waiting) if line.answer is not None]
    for answer in answers:
        enter_answer(waiting.municipality, answer, origin=origin, now=now)
    waiting.delete()
    return len(answers)


@transaction.atomic
def discard_survey(kept: SurveyImport) -> None:
    SurveyImport.objects.filter(pk=kept.pk).delete()


def dispose_old_survey_lists(now: datetime) -> int:
    """The clock's job: lists that nobody read in within a day are deleted. How many they were."""
    deleted, _by_model = SurveyImport.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return deleted
