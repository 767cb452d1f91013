"""Every figure of the towns in a database, as SQL counts it, against whoever else says it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client

from bench.term_clock import set_clock
from bench.year_frames import Bare, by_polars
from bench.year_life import YEAR
from bench.year_numbers import ADDED, API, PAGE, PAPER, POLARS, TOTALS, WORKBOOK, Numbers, Tried, written
from bench.year_play import OVER
from bench.year_reading import Reader
from bench.year_sql import by_sql
from scheduling.models import Shift
from volunteers.enums import RoleKind
from volunteers.models import Municipality, Role, User

WHOLE = (date(YEAR, 1, 1), date(YEAR, 12, 31))
HALVES = ((date(YEAR, 1, 1), date(YEAR, 6, 30)), (date(YEAR, 7, 1), date(YEAR, 12, 31)))


@dataclass(frozen=True)
class Span:
    """A period, and who is asked for it."""

    first: date
    last: date
    has_paper: bool = True
    has_api: bool = True


SPANS = (Span(*WHOLE, has_api=False), *(Span(*half, has_paper=False) for half in HALVES))


def check_all(spans: Sequence[Span] = SPANS) -> dict[str, Any]:
    """Of each town that has nights, and of all of them added up."""
    set_clock(OVER)
    tried, bare = Tried(), Bare()
    towns = list(Municipality.objects.filter(pk__in=Shift.objects.values("association__municipality")).order_by("pk"))
    totals: dict[str, float] = {}
    for span in spans:
        sums = [check_town(tried, bare, town, span) for town in towns]
        every = by_sql(0, towns[0].zone, span.first, span.last)
        added = {("total", "", column): sum_of(sums, column) for column in ADDED}
        tried.compare(TOTALS, added, every, of=f"all towns {span.first}–{span.last}")
        tried.compare(POLARS, by_polars(bare, 0, towns[0].zone, span.first, span.last), every, of="all towns")
        if span == spans[0]:
            totals = {column: every["total", "", column] or 0 for column in (*ADDED, "hours")}
    return {
        "compared": listed(tried.compared),
        "withheld": listed(tried.withheld),
        "different": listed(tried.different),
        "wrong": tried.wrong,
        "totals": totals,
    }


def listed(counts: Counter[tuple[str, str]]) -> list[list[str | int]]:
    return [[table, means, count] for (table, means), count in sorted(counts.items())]


def sum_of(all_numbers: Sequence[Numbers], column: str) -> float:
    return sum(numbers.get(("total", "", column)) or 0 for numbers in all_numbers)


def check_town(tried: Tried, bare: Bare, town: Municipality, span: Span) -> Numbers:
    """What the workbook says, which has every number."""
    of = f"{town.name} {span.first}–{span.last}"
    truth = by_sql(town.pk, town.zone, span.first, span.last)
    words = {place: written(value) for place, value in truth.items()}
    counted = by_polars(bare, town.pk, town.zone, span.first, span.last)
    tried.compare(POLARS, counted, truth, of=of)
    tried.require_all(POLARS, counted, truth, of=of)
    filed = {place: value for place, value in truth.items() if place[2] != "due"}  # the page alone tells it
    client = Client()
    client.force_login(coordinator_of(town))
    reader = Reader(client, town, span.first, span.last)
    workbook = reader.workbook()
    tried.compare(WORKBOOK, workbook, truth, of=of)
    tried.require_all(WORKBOOK, workbook, without_sums(filed), of=of)
    tried.compare(PAGE, reader.page(), words, of=of)
    if span.has_paper:
        tried.compare(PAPER, reader.paper(filed), words, of=of)
    if span.has_api:
        told, withheld = reader.api(OVER)
        tried.compare(API, told, truth, of=of)
        for table, _key, _column in withheld:
            tried.withheld[table, API] += 1
    return workbook


def without_sums(truth: Numbers) -> Numbers:
    """As a workbook has it: the sum of a table's own rows stands in the table of the whole period alone."""
    return {place: value for place, value in truth.items() if place[:2] != ("observations", "")}


def coordinator_of(town: Municipality) -> User:
    user = User.objects.filter(roles__municipality=town, roles__kind=RoleKind.COORDINATOR).order_by("pk").first()
    if user is None:
        user = User.objects.create(email=f"uppfoljning{town.pk}@lykta.example", name="Uppföljning")
        Role.objects.create(user=user, kind=RoleKind.COORDINATOR, municipality=town)
    return user
