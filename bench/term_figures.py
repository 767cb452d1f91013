"""What a simulated term came to. Knows nothing of Django, so that the process that writes the page needs none."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LYKTA, UNASKED, EVERYBODY, ONE_BY_ONE = "lykta", "unasked", "everybody", "one_by_one"  # the ways
IN_ROUNDS = frozenset({LYKTA, UNASKED})  # with the season's question before them, and without


@dataclass(frozen=True)
class Term:
    """One way, one association, one seed.

    `safe`: nights with the safe minimum and a leader; `full`: with all the people wanted. `texts`: every text to a
    volunteer; `questions` those that ask, `first_questions` those that ask for the first time. `yes`: how many said so,
    with a place or not. `places`: places that were filled, at most as many as a night wants. `too_often`: people times
    ISO weeks with more than two first questions. `hours_ahead`: hours before the start since when the middle one of the
    full nights was full.
    """

    way: str
    willing: str
    seed: int
    nights: int
    safe: int
    full: int
    places: int
    texts: int
    questions: int
    first_questions: int
    yes: int
    too_often: int
    hours_ahead: float
    decisions: Mapping[str, int]
    seconds: float

    @property
    def per_place(self) -> float:
        return self.texts / max(self.places, 1)

    @property
    def asked_per_place(self) -> float:
        return self.questions / max(self.places, 1)

    @property
    def decided_per_night(self) -> float:
        return sum(self.decisions.values()) / self.nights


def of_way(terms: Sequence[Term], way: str) -> list[Term]:
    return [term for term in terms if term.way == way]


def middle_and_ends(values: Sequence[float]) -> tuple[float, float, float]:
    return statistics.median(values), min(values), max(values)
