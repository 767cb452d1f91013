"""The line of a question in one place, year by year. Pure; the numbers stand beside it as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fieldwork.domain.surveys.figures import Question, Series

WIDTH, HEIGHT, MARGIN = 300, 60, 8
HUNDRED = 100


@dataclass(frozen=True)
class Curve:
    """`dots` are where each year is; `path` joins them, and is empty where there is one year alone."""

    series: Series
    dots: tuple[tuple[float, float], ...]
    path: str


@dataclass(frozen=True)
class Chart:
    words: str
    years: tuple[int, ...]
    curves: tuple[Curve, ...]

    @property
    def rows(self) -> list[tuple[str, list[tuple[int, Decimal | None]]]]:
        """A row for each place and a column for each year, for those who would rather read."""
        return [
            (curve.series.place, [(year, _told(curve.series, year)) for year in self.years]) for curve in self.curves
        ]

    @property
    def sources(self) -> list[str]:
        found = {point.source for curve in self.curves for point in curve.series.points if point.source}
        return sorted(found)


def charts_of(questions: Sequence[Question]) -> tuple[Chart, ...]:
    return tuple(chart_of(question) for question in questions)


def chart_of(question: Question) -> Chart:
    """Every place on the same years and the same scale, from nought to a hundred."""
    years = sorted({point.year for series in question.series for point in series.points})
    return Chart(question.words, tuple(years), tuple(curve_of(series, years) for series in question.series))


def curve_of(series: Series, years: Sequence[int]) -> Curve:
    span = years[-1] - years[0]
    room_x, room_y = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    dots = tuple(
        (
            round(MARGIN + (room_x * (point.year - years[0]) / span if span else room_x / 2), 1),
            round(MARGIN + room_y * (1 - float(point.percent) / HUNDRED), 1),
        )
        for point in series.points
    )
    path = "M" + "L".join(f"{x} {y}" for x, y in dots) if len(dots) > 1 else ""
    return Curve(series, dots, path)


def _told(series: Series, year: int) -> Decimal | None:
    return next((point.percent for point in series.points if point.year == year), None)
