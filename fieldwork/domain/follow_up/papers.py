"""The follow-up as a paper: one report with its tables, words and definitions, the same in every file made of it. Pure.

What leaves the municipality has its small numbers held back; what stays inside has them all, and says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fieldwork.domain.follow_up.charts import FoundBar, NightBar
from fieldwork.domain.follow_up.district_maps import MAPPED, DistrictMap, map_of
from fieldwork.domain.follow_up.figures import FollowUp
from fieldwork.domain.follow_up.public_words import Worded, in_words
from fieldwork.domain.follow_up.publishing import public_tables
from fieldwork.domain.follow_up.showing import shown
from fieldwork.domain.follow_up.tables import Value, tables_of
from fieldwork.domain.surveys.charts import Chart
from volunteers.models import DistrictBoundary

TOTAL = "total"


@dataclass(frozen=True)
class Paper:
    """`whole` has every column of every table, `tables` those that fit a page; `smallest` is the least number told, or
    None where all are. `frozen` is the line that says who froze it when, `withdrawn` why it no longer holds.
    """

    name: str
    town: str
    scope: str
    period: str
    headline: str
    whole: tuple[Worded, ...]
    tables: tuple[Worded, ...]
    districts: tuple[NightBar, ...]
    months: tuple[NightBar, ...]
    observations: tuple[FoundBar, ...]
    map: DistrictMap | None
    words: Mapping[str, str]
    charts: Sequence[Chart]
    definitions: Sequence[Sequence[str]]
    made_at: datetime
    smallest: int | None = None
    frozen: str = ""
    withdrawn: str = ""

    @property
    def figures(self) -> list[tuple[str, Value]]:
        """The whole period's, each with its name."""
        total = next(table for table in self.whole if table.key == TOTAL)
        return [pair for _name, cells in total.cells for pair in cells]

    @property
    def terms(self) -> str:
        """Whether it may leave the municipality."""
        if self.smallest is None:
            return _("Internt underlag: alla tal är med. Lämna inte ut.")
        return _("För utlämnande: antal personer och händelser under %(count)s är dolda.") % {"count": self.smallest}


def paper_of(
    figures: FollowUp,
    *,
    name: str,
    scope: str,
    words: Mapping[str, str],
    charts: Sequence[Chart],
    definitions: Sequence[Sequence[str]] | None,
    smallest: int | None,
    language: str,
    made_at: datetime,
    frozen: str = "",
    withdrawn: str = "",
    boundaries: Iterable[DistrictBoundary] = (),
    mapped: str = MAPPED[0],
) -> Paper:
    """`definitions` are those that were frozen with the figures, or None for today's."""
    tables = tables_of(figures) if smallest is None else public_tables(figures, smallest=smallest)
    seen = shown(figures, points=(), language=language)
    return Paper(
        name=name,
        town=figures.municipality_name,
        scope=scope,
        period=seen.period,
        headline=seen.headline,
        whole=in_words(tables, language=language, is_whole=True),
        tables=tuple(table for table in in_words(tables, language=language) if table.key != TOTAL),
        districts=seen.districts,
        months=seen.months,
        observations=seen.observations,
        map=map_of(tables, boundaries, figure=mapped),
        words={heading: said for heading, said in words.items() if said},
        charts=charts,
        definitions=seen.definitions if definitions is None else definitions,
        made_at=made_at,
        smallest=smallest,
        frozen=frozen,
        withdrawn=withdrawn,
    )


def headed(words: Iterable[str]) -> Mapping[str, str]:
    """The municipality's own words in the order of Brå: problem, measures, follow-up."""
    headings = (_("Problembild"), _("Insatser"), _("Uppföljning"))
    return dict(zip(headings, words, strict=True))
