"""Survey figures: the share who feel safe, by district and year, typed in or read from a list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.models import SurveyFigure
from scheduling.domain.origins import Origin
from volunteers.models import District, Municipality


@dataclass(frozen=True)
class Answer:
    """What one survey says of one place: `district` is none for the whole municipality."""

    district: int | None
    year: int
    question: str
    percent: Decimal
    source: str


@dataclass(frozen=True)
class Point:
    year: int
    percent: Decimal
    source: str


@dataclass(frozen=True)
class Series:
    """One question in one place, by year."""

    place: str
    points: tuple[Point, ...]

    @property
    def change(self) -> Decimal | None:
        """In percentage points, from the first year to the last."""
        return self.points[-1].percent - self.points[0].percent if len(self.points) > 1 else None


@dataclass(frozen=True)
class Question:
    words: str
    series: tuple[Series, ...]


@transaction.atomic
def enter_answer(town: Municipality, answer: Answer, *, origin: Origin, now: datetime) -> SurveyFigure:
    """One figure a place, year and question: what stood there before is replaced."""
    figure, _is_new = SurveyFigure.objects.update_or_create(
        municipality=town,
        district_id=answer.district,
        year=answer.year,
        question=answer.question,
        defaults={
            "percent": answer.percent,
            "source": answer.source,
            "entered_by": origin.actor,
            "entered_at": now,
        },
    )
    return figure


@transaction.atomic
def remove_figure(figure: SurveyFigure) -> None:
    SurveyFigure.objects.filter(pk=figure.pk).delete()


def figures_within(town: Municipality, below: Iterable[District] | None = None) -> list[SurveyFigure]:
    """All of a municipality's, or only those of some of its districts and of the whole."""
    figures = SurveyFigure.objects.filter(municipality=town).select_related("district")
    if below is None:
        return list(figures)
    kept = {district.pk for district in below}
    return [figure for figure in figures if figure.district_id is None or figure.district_id in kept]


def questions_of(figures: Iterable[SurveyFigure]) -> tuple[Question, ...]:
    """By question, then by place, the whole municipality first."""
    return questions_in(as_kept(figures))


def as_kept(figures: Iterable[SurveyFigure]) -> list[dict[str, Any]]:
    """Plain values, as a frozen report keeps them."""
    return [
        {
            "place": one.district.name if one.district else "",
            "year": one.year,
            "question": one.question,
            "percent": str(one.percent),
            "source": one.source,
        }
        for one in figures
    ]


def questions_in(kept: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """As `questions_of`, from what a report has kept. Places stand in the order they come in."""
    by_question: defaultdict[str, defaultdict[str, list[Point]]] = defaultdict(lambda: defaultdict(list))
    for one in kept:
        point = Point(one["year"], Decimal(one["percent"]), one["source"])
        by_question[one["question"]][one["place"]].append(point)
    return tuple(
        Question(
            words,
            tuple(
                Series(place or _("Hela kommunen"), tuple(sorted(points, key=lambda point: point.year)))
                for place, points in sorted(places.items(), key=lambda pair: pair[0] != "")
            ),
        )
        for words, places in by_question.items()
    )
