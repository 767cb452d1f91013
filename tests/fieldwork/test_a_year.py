"""A year through the real verbs: what its follow-up says is what hand-written SQL and polars count, in every form."""

from collections.abc import Iterable
from typing import Any

import pytest

from bench.year_check import SPANS, Span, check_town
from bench.year_frames import Bare
from bench.year_life import STORIES
from bench.year_numbers import API, LINES, PAGE, PAPER, POLARS, TABLES, WORKBOOK, Tried
from bench.year_sql import by_sql
from fieldwork.enums import Outcome
from fieldwork.models import CheckIn, LogOccurrence
from tests.support.year import Year, live_a_year

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pdf]
WHOLE, FIRST, SECOND = SPANS


@pytest.fixture
def year(settings: Any) -> Year:
    settings.CLOCK = "bench.term_clock.now"
    return live_a_year(7, nights=15)


def tables_compared(tried: Tried, means: str) -> set[str]:
    return {table for table, who in tried.compared if who == means}


def checked(year: Year, spans: Iterable[Span] = SPANS) -> Tried:
    tried, bare = Tried(), Bare()
    for span in spans:
        check_town(tried, bare, year.town, span)
    return tried


def test_every_figure_is_the_same_by_sql_by_polars_on_the_page_in_the_files_and_in_the_api(year: Year) -> None:
    assert set(year.stories) == set(STORIES)
    tried = checked(year)
    assert tried.wrong == []
    for means in (POLARS, WORKBOOK, PAGE, PAPER):
        assert tables_compared(tried, means) == set(TABLES), means
    assert set(LINES) <= tables_compared(tried, API)
    assert min(tried.compared[table, WORKBOOK] for table in LINES) >= 36 * len(SPANS)


def test_every_fate_of_a_night_but_an_unsafe_one_is_counted(year: Year) -> None:
    numbers = by_sql(year.town.pk, year.town.zone, WHOLE.first, WHOLE.last)
    fates = {outcome.value for outcome in Outcome if numbers["total", "", outcome.value]}
    assert fates >= set(Outcome.values) - {Outcome.UNSAFE, Outcome.AHEAD}
    assert numbers["total", "", "planned"] == len(year.stories) - year.stories.count("dropped")


def test_what_the_counts_leave_out_is_seen(year: Year) -> None:
    """The comparison itself: rows that only one of those who count knows of are differences."""
    bare = Bare()
    CheckIn.objects.filter(home_at__isnull=False).order_by("pk").last().delete()  # type: ignore[union-attr]  # there is one
    LogOccurrence.objects.order_by("pk")[:1].get().delete()
    tried = Tried()
    check_town(tried, bare, year.town, WHOLE)
    assert {means for _table, means in tried.different} == {POLARS}
    assert {"total", "districts", "months", "occurrences"} <= {table for table, _means in tried.different}
