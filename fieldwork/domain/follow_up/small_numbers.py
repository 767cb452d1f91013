"""Which numbers have to be held back so that none that is too small can be seen, or worked out from the others. Pure.

Nought is always told: it is about nobody. What is held back looks the same whether it is small itself or only guards
one that is: told apart, they would tell. So for every small number that is held back at least as many values fit as the
least number that may be told, as far as it may reach at all, and nobody can even say that it is small.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Generic, TypeVar

Row = TypeVar("Row", bound=Hashable)
Range = tuple[float, float]


@dataclass(frozen=True)
class Sum(Generic[Row]):
    """A number that a reader knows to be the sum of others."""

    whole: Row
    parts: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return (self.whole, *self.parts)


@dataclass(frozen=True)
class Column(Generic[Row]):
    """The numbers of a column by row, and how they add up; sums that do not are not listed.

    `unprinted` rows stand nowhere, but could be worked out as a rest. `at_least` and `at_most` are
    what a reader may know of a row from elsewhere. `delicate` rows have to be held back as if they were small,
    and it must be possible that they are as few as said.
    """

    numbers: Mapping[Row, int]
    sums: Sequence[Sum[Row]]
    unprinted: Collection[Row] = frozenset()
    at_least: Mapping[Row, int] = field(default_factory=dict)
    at_most: Mapping[Row, int] = field(default_factory=dict)
    delicate: Mapping[Row, int] = field(default_factory=dict)

    def secret(self, smallest: int) -> set[Row]:
        return {row for row, value in self.numbers.items() if is_small(value, smallest)} | set(self.delicate)


def is_small(value: int, smallest: int) -> bool:
    return 0 < value < smallest


def withheld(columns: Sequence[Column[Row]], *, smallest: int, also: Collection[Row] = ()) -> frozenset[Row]:
    """The rows in which no number of these columns but nought may be shown. `also` are held back for other reasons.

    Small ones first; then, as long as too little fits for one of them, the least telling of those that give it away;
    and at last those are shown again that turned out not to be needed.
    """
    unprinted = {row for column in columns for row in column.unprinted}
    needed = set(also) | {row for column in columns for row in column.secret(smallest)}
    hidden = set(needed)
    while exposed := exposed_in(columns, hidden, smallest):
        guards = guards_of(exposed, columns, hidden)
        if not guards:
            break
        hidden.add(min(guards, key=lambda row: telling(row, columns)))
    for row in sorted(hidden - needed, key=lambda row: telling(row, columns), reverse=True):
        if not exposed_in(columns, hidden - {row}, smallest):
            hidden.discard(row)
    return frozenset(hidden - unprinted)


def exposed_in(columns: Sequence[Column[Row]], hidden: set[Row], smallest: int) -> set[Row]:
    """Rows with something secret for which fewer than `smallest` values fit."""
    found: set[Row] = set()
    for column in columns:
        ranges = ranges_of(column, hidden)
        for row in column.secret(smallest):
            least, most = ranges[row]
            if most - least + 1 < smallest or least > column.delicate.get(row, least):
                found.add(row)
    return found


def guards_of(exposed: Collection[Row], columns: Sequence[Column[Row]], hidden: set[Row]) -> set[Row]:
    """What is still shown in the sums that the exposed rows hang together with through what is hidden."""
    reached, todo, shown = set(exposed), list(exposed), set[Row]()
    while todo:
        at = todo.pop()
        for column in columns:
            unknown = hidden | set(column.unprinted)
            for one in column.sums:
                if at in one.rows:
                    shown |= {row for row in one.rows if row not in unknown and column.numbers[row] > 0}
                    fresh = [row for row in one.rows if row in unknown and row not in reached]
                    reached.update(fresh)
                    todo += fresh
    return shown


def telling(row: Row, columns: Sequence[Column[Row]]) -> tuple[bool, int, str]:
    """How much a reader loses with it: sums are what they look for."""
    is_whole = any(one.whole == row for column in columns for one in column.sums)
    return (is_whole, columns[0].numbers.get(row, 0), repr(row))


def ranges_of(column: Column[Row], hidden: Collection[Row]) -> dict[Row, Range]:
    """The least and the most that each number can be, for somebody who knows the sums and all that is shown.

    Exact as long as the sums hang together as a tree, as those of a column do: each narrows its rows in turn until
    nothing moves.
    """
    ranges: dict[Row, Range] = {}
    for row, value in column.numbers.items():
        is_known = row not in column.unprinted and (row not in hidden or not value)
        least = value if is_known else min(value, max(column.at_least.get(row, 0), row not in column.unprinted))
        ranges[row] = (least, value if is_known else max(value, column.at_most.get(row, inf)))
    while any([_narrow(ranges, one) for one in column.sums]):  # noqa: C419 - each has to have its turn
        pass
    return ranges


def _narrow(ranges: dict[Row, Range], one: Sum[Row]) -> bool:
    """Let a sum tell what it can of its rows; whether that was anything."""
    before = [ranges[row] for row in one.rows]
    low, high = ranges[one.whole]
    lows, highs = [ranges[row][0] for row in one.parts], [ranges[row][1] for row in one.parts]
    ranges[one.whole] = (max(low, sum(lows)), min(high, sum(highs)))
    low, high = ranges[one.whole]
    least, most, endless = sum(lows), sum(value for value in highs if value < inf), highs.count(inf)
    for row in one.parts:
        own_low, own_high = ranges[row]
        others_end = endless == (own_high == inf)
        others = most - (own_high if own_high < inf else 0)
        ranges[row] = (max(own_low, low - others) if others_end else own_low, min(own_high, high - (least - own_low)))
    return before != [ranges[row] for row in one.rows]
