"""A period beside others: what went up, and what went down. Pure but for `comparisons_of`."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fieldwork.domain.follow_up.cells import gather
from fieldwork.domain.follow_up.definitions import COMPARED
from fieldwork.domain.follow_up.figures import FollowUp, Line
from fieldwork.domain.follow_up.gathering import median_days, total_of
from fieldwork.domain.follow_up.periods import Period
from fieldwork.queries.follow_up import Scope

Number = int | float | None


@dataclass(frozen=True)
class Comparison:
    """One figure now and then. `key` is of the figure whose nights, or observations, stand behind it."""

    key: str
    name: str
    now: Number
    then: tuple[Number, ...]

    @property
    def beside(self) -> tuple[tuple[Number, Number], ...]:
        """For each period compared with: what it was, and how much it has changed since."""
        return tuple((one, difference(self.now, one)) for one in self.then)


@dataclass(frozen=True)
class Compared:
    """All figures that are compared, with the periods they are compared with."""

    periods: tuple[Period, ...]
    lines: tuple[Comparison, ...]

    @property
    def rows(self) -> list[tuple[Comparison, list[tuple[Period, Number, Number]]]]:
        """Each figure with, for every period, what it was then and how much it has changed since."""
        return [
            (line, [(period, *pair) for period, pair in zip(self.periods, line.beside, strict=True)])
            for line in self.lines
        ]


def difference(now: Number, then: Number) -> Number:
    """None where either is unknown."""
    return None if now is None or then is None else round(now - then, 1)


def compare(total: Line, others: Sequence[Line]) -> tuple[Comparison, ...]:
    return tuple(
        Comparison(one.key, str(one.name), one.of(total), tuple(one.of(other) for other in others)) for one in COMPARED
    )


def comparisons_of(follow_up: FollowUp, scope: Scope) -> Compared:
    """With the period before and the same dates a year earlier; once where that is the same."""
    own = follow_up.period
    periods = tuple(dict.fromkeys((own.before(), own.year_before())))
    gathered = [gather(scope, period) for period in periods]
    mended = Comparison(
        "observations_fixed",
        _("Median till åtgärd, dagar"),
        follow_up.observations_total.median_days,
        tuple(median_days(one.seen) for one in gathered),
    )
    return Compared(periods, (*compare(follow_up.total, [total_of(one, name="") for one in gathered]), mended))
