"""How many a round asks at a time, and how long it waits for them: by what is missing and the hours left. Pure."""

import math
from dataclasses import dataclass
from datetime import timedelta

TOO_LATE_TO_ASK = timedelta(minutes=30)  # before the start nobody new can get there
# Hours left, from so many on: how long an answer is waited for, and how many are asked for every place.
STEPS = (
    (timedelta(days=10), timedelta(hours=48), 1.0),
    (timedelta(days=5), timedelta(hours=24), 1.0),
    (timedelta(days=2), timedelta(hours=8), 1.5),
    (timedelta(days=1), timedelta(hours=3), 2.0),
    (timedelta(hours=6), timedelta(hours=1), 2.0),
    (timedelta(0), timedelta(minutes=20), 3.0),
)


@dataclass(frozen=True)
class Pace:
    wait: timedelta
    per_place: float

    def open_questions(self, short: int) -> int:
        """How many fresh questions should be out for so many places."""
        return math.ceil(short * self.per_place)


def pace_of(left: timedelta, *, wait: timedelta | None = None, is_fast: bool = False) -> Pace:
    """`wait` is the leader's own; the steps still say how many. Fast is the next step's pace."""
    place = next((place for place, (least, _wait, _many) in enumerate(STEPS) if left >= least), len(STEPS) - 1)
    if is_fast:
        place = min(place + 1, len(STEPS) - 1)
    _least, usual, per_place = STEPS[place]
    return Pace(usual if wait is None or is_fast else wait, per_place)


def questions_to_ask(pace: Pace, *, short: int, leaders_short: int, fresh: int, fresh_leaders: int) -> tuple[int, int]:
    """How many are to be asked whether they can lead, and how many whether they can walk.

    `short` people are missing, leaders among them: a place that waits for a leader is kept for one. `fresh` questions
    are out whose answer is still waited for, some of them to leaders. What is more than that is asked for any place.
    """
    for_leaders = pace.open_questions(leaders_short)
    spare = max(0, fresh_leaders - for_leaders)
    others = pace.open_questions(short - leaders_short) - (fresh - fresh_leaders) - spare
    return max(0, for_leaders - fresh_leaders), max(0, others)
