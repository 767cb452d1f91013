"""The shapes of the charts: how wide, how high, and of what. Pure; the words beside them are the page's."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from fieldwork.domain.follow_up.figures import Found, Line
from fieldwork.domain.follow_up.tallies import Tally

BAR, COLUMN = 420, 216  # units of the longest bar and the highest column
LEAST = 3  # what there is one of can be seen, whatever the others are
GAP = 1


@dataclass(frozen=True)
class Piece:
    """A part of a bar, from `at` on: "done", "short", "lost" or "rest"."""

    kind: str
    at: float
    size: float

    @property
    def end(self) -> float:
        return self.at + self.size


@dataclass(frozen=True)
class NightBar:
    """The nights of a line as a bar: those held, those that were too few, those without a trace, those called off."""

    line: Line
    pieces: tuple[Piece, ...]
    length: float

    @property
    def has_pieces(self) -> bool:
        return bool(self.pieces)


@dataclass(frozen=True)
class FoundBar:
    """Observations as an outline, and those that are fixed as what fills it."""

    found: Found
    length: float
    filled: float


def night_parts(tally: Tally) -> tuple[tuple[str, int], ...]:
    return (
        ("done", tally.full),
        ("short", tally.short + tally.unsafe),
        ("lost", tally.unregistered + tally.empty),
        ("rest", tally.cancelled + tally.merged),
    )


def night_bars(lines: Sequence[Line], *, longest: int = BAR) -> tuple[NightBar, ...]:
    """In proportion to the line with most nights that are over."""
    most = max((line.tally.due for line in lines), default=0)
    return tuple(night_bar(line, unit=longest / most if most else 0) for line in lines)


def night_bar(line: Line, *, unit: float) -> NightBar:
    pieces: list[Piece] = []
    at = 0.0
    for kind, nights in night_parts(line.tally):
        if nights:
            size = max(nights * unit, LEAST)
            pieces.append(Piece(kind, round(at, 1), round(size - GAP, 1)))
            at += size
    return NightBar(line, tuple(pieces), round(at, 1))


def found_bars(lines: Sequence[Found]) -> tuple[FoundBar, ...]:
    """Of the categories at the top of their tree."""
    tops = [line for line in lines if line.depth == 0]
    most = max((line.found for line in tops), default=0)
    unit = BAR / most if most else 0
    return tuple(FoundBar(one, round(max(one.found * unit, LEAST), 1), round(one.fixed * unit, 1)) for one in tops)


def radius(nights: int, most: int, *, largest: float = 30, smallest: float = 6) -> float:
    """Of a spot whose area is as the number of nights."""
    return round(max(smallest, largest * sqrt(nights / most)), 1) if most and nights else smallest
