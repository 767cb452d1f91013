"""What unknown numbers can be, for somebody who knows sums of them and that none is below nought: linear programming.

The simplex method in its plainest form, with Bland's rule; for systems as small as a town's tables.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from math import inf
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)
Equation = tuple[Mapping[Name, int], int]
NEARLY = 1e-7


class Ranges(Generic[Name]):
    """Equations of non-negative unknowns that have a solution: (coefficients by unknown, what they come to)."""

    def __init__(self, equations: Sequence[Equation[Name]]) -> None:
        self.names = sorted({name for terms, _sum in equations for name in terms}, key=repr)
        at = {name: number for number, name in enumerate(self.names)}
        size, many = len(self.names), len(equations)
        self.rows: list[list[float]] = []
        for number, (terms, total) in enumerate(equations):
            row = [0.0] * (size + many + 1)
            for name, times in terms.items():
                row[at[name]] = float(times if total >= 0 else -times)
            row[size + number], row[-1] = 1.0, float(abs(total))
            self.rows.append(row)
        self.basis = [size + number for number in range(many)]
        self._climb([0.0] * size + [-1.0] * many)
        self._leave_out(size)

    def of(self, name: Name) -> tuple[float, float]:
        at = self.names.index(name)
        costs = [float(number == at) for number in range(len(self.names))]
        highest = self._climb(costs)
        lowest = -self._climb([-cost for cost in costs])
        return lowest, highest

    def _climb(self, costs: Sequence[float]) -> float:
        """The greatest value of the costs."""
        while True:
            gains = list(costs)
            for row, held in zip(self.rows, self.basis, strict=True):
                if costs[held]:
                    gains = [gain - costs[held] * value for gain, value in zip(gains, row, strict=False)]
            comes = next((column for column, gain in enumerate(gains) if gain > NEARLY), None)
            if comes is None:
                return sum(costs[held] * row[-1] for row, held in zip(self.rows, self.basis, strict=True))
            steps = [
                (row[-1] / row[comes], self.basis[number], number)
                for number, row in enumerate(self.rows)
                if row[comes] > NEARLY
            ]
            if not steps:
                return inf
            self._swap(min(steps)[2], comes)

    def _swap(self, goes: int, comes: int) -> None:
        pivot = self.rows[goes]
        pivot = self.rows[goes] = [value / pivot[comes] for value in pivot]
        for number, row in enumerate(self.rows):
            times = row[comes]
            if number != goes and times:
                self.rows[number] = [value - times * other for value, other in zip(row, pivot, strict=True)]
        self.basis[goes] = comes

    def _leave_out(self, size: int) -> None:
        """The helpers that the first solution was found with, and equations that say nothing new."""
        for number in range(len(self.rows)):
            if self.basis[number] >= size:
                assert abs(self.rows[number][-1]) < NEARLY, "there is no solution"
                comes = next((column for column in range(size) if abs(self.rows[number][column]) > NEARLY), None)
                if comes is not None:
                    self._swap(number, comes)
        kept = [number for number, held in enumerate(self.basis) if held < size]
        self.rows = [[*self.rows[number][:size], self.rows[number][-1]] for number in kept]
        self.basis = [self.basis[number] for number in kept]


def apart(equations: Sequence[Equation[Name]]) -> Iterator[list[Equation[Name]]]:
    """Equations that have unknowns in common, together."""
    by_name: defaultdict[Name, list[int]] = defaultdict(list)
    for number, (terms, _sum) in enumerate(equations):
        for name in terms:
            by_name[name].append(number)
    left = set(range(len(equations)))
    while left:
        todo, found = [left.pop()], list[Equation[Name]]()
        while todo:
            found.append(equations[todo.pop()])
            near = {number for name in found[-1][0] for number in by_name[name]} & left
            left -= near
            todo += near
        yield found
