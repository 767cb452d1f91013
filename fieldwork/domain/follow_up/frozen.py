"""Frozen reports: figures as they were, who said so and when; and what has been corrected since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fieldwork.domain.follow_up import places
from fieldwork.domain.follow_up.comparing import Number, difference
from fieldwork.domain.follow_up.figures import FollowUp
from fieldwork.domain.follow_up.gathering import follow_up_of
from fieldwork.domain.follow_up.keeping import as_json, from_json
from fieldwork.domain.follow_up.periods import Period
from fieldwork.domain.follow_up.places import Places
from fieldwork.domain.follow_up.public_words import COLUMNS
from fieldwork.domain.follow_up.showing import definitions_of
from fieldwork.domain.follow_up.tables import Row, Table, Value, Withheld, tables_of
from fieldwork.domain.follow_up.words import smallest_of, words_of
from fieldwork.domain.surveys.figures import as_kept, figures_within
from fieldwork.exceptions import AlreadyThere
from fieldwork.models import FrozenReport
from fieldwork.queries.follow_up import Scope
from fieldwork.queries.follow_up_nights import route_points
from scheduling.domain.origins import Origin
from volunteers.queries import boundaries_of

Values = Mapping[str, Value]
TOLD_BY_THE_TOTAL = "moods"  # a table whose numbers are columns of another's


@dataclass(frozen=True)
class Moved:
    """A number of a report that is another now: in a table the column of a row."""

    table: str
    row: Row
    column: str
    then: Number
    now: Number

    @property
    def name(self) -> str:
        return str(COLUMNS[self.column])

    @property
    def is_whole(self) -> bool:
        """Whether it is of the whole period."""
        return self.table == "total"

    @property
    def change(self) -> Number:
        return difference(self.now, self.then)


@transaction.atomic
def freeze(scope: Scope, period: Period, *, name: str, scope_words: str, origin: Origin, now: datetime) -> FrozenReport:
    """Keep the figures of this moment under a name, with the words, survey, definitions and boundaries of today."""
    town = scope.municipality
    words = words_of(town, period)
    return FrozenReport.objects.create(
        municipality=town,
        name=name,
        first=period.first,
        last=period.last,
        district_id=scope.district,
        association_id=scope.association,
        kind=scope.kind,
        scope=scope_words[:200],
        figures=as_json(follow_up_of(scope, period)),
        words={"problem": words.problem, "measures": words.measures, "outcome": words.outcome},
        survey=as_kept(figures_within(town)),
        definitions=[list(pair) for pair in definitions_of()],
        places=places.as_json(boundaries_of(town), route_points(town.pk)),
        smallest=smallest_of(town),
        frozen_by=origin.actor,
        frozen_by_name=str(origin.actor or "")[:80],
        frozen_at=now,
    )


@transaction.atomic
def withdraw(report: FrozenReport, *, reason: str, origin: Origin, now: datetime) -> FrozenReport:
    """Say that the report no longer holds, and why. It stays as it is. Raises AlreadyThere when somebody has."""
    locked = FrozenReport.objects.select_for_update().get(pk=report.pk)
    if locked.withdrawn_at is not None:
        raise AlreadyThere(_("Rapporten är redan återkallad."))
    locked.withdrawn_at, locked.withdraw_reason = now, reason
    locked.withdrawn_by_name = str(origin.actor or "")[:80]
    locked.save(update_fields=["withdrawn_at", "withdraw_reason", "withdrawn_by_name"])
    return locked


def figures_in(report: FrozenReport) -> FollowUp:
    """As they were."""
    return from_json(report.figures)


def places_in(report: FrozenReport) -> Places:
    """As they lay; for a report from before that was kept, as they lie now."""
    if report.places is not None:
        return places.from_json(report.places)
    return Places(boundaries_of(report.municipality), list(route_points(report.municipality_id)))


def figures_now(report: FrozenReport) -> FollowUp:
    """The same scope and period counted today."""
    scope = Scope(report.municipality, district=report.district_id, association=report.association_id, kind=report.kind)
    return follow_up_of(scope, Period(report.first, report.last))


def can_be_counted_again(report: FrozenReport) -> bool:
    """Not when the district or the association that it was about is gone."""
    kept: dict[str, Any] = report.figures
    return (kept["district"], kept["association"]) == (report.district_id, report.association_id)


def moved_since(then: FollowUp, now: FollowUp) -> tuple[Moved, ...]:
    """Every number that is another now: of the whole first, then of each row of each table. Pure."""
    return tuple(
        Moved(table.key, row, column, old, new)
        for table, row, before, after in pairs_of(then, now)
        for column in table.columns
        if (old := before[column]) != (new := after[column])
        and not isinstance(old, Withheld)
        and not isinstance(new, Withheld)
    )


def pairs_of(then: FollowUp, now: FollowUp) -> Iterator[tuple[Table, Row, Values, Values]]:
    """The same row of a table then and now; one that is new, or gone, beside none."""
    for old, new in zip(tables_of(then), tables_of(now), strict=True):
        if old.key == TOLD_BY_THE_TOTAL:
            continue
        by_key = {row.key: row for row in new.rows}
        known = {row.key for row in old.rows}
        for row in old.rows:
            yield old, row, row.values, by_key[row.key].values if row.key in by_key else nothing(row)
        for row in new.rows:
            if row.key not in known:
                yield old, row, nothing(row), row.values


def nothing(row: Row) -> Values:
    return {column: None if value is None else 0 for column, value in row.values.items()}
