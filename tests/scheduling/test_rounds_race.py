"""Many nights of one association that ask in turn at the same moment."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from scheduling.domain.rounds import carry_on_rounds, start_round
from scheduling.models import Attendance, Shift
from tests.factories import ShiftFactory, member_of
from tests.scheduling.rota import BY_LEADER, MONDAY
from tests.support.at_once import at_once, threads_share_the_database


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_more_than_the_weeks_questions_from_nights_that_ask_at_once() -> None:
    threads_share_the_database()
    first: Shift = ShiftFactory(leaders_needed=0)
    nights = [first] + [
        ShiftFactory(
            association=first.association,
            route=first.route,
            starts_at=first.starts_at + timedelta(days=n),
            leaders_needed=0,
        )
        for n in range(1, 10)
    ]
    for n in range(12):
        member_of(first.association, name=f"Person{n:02} Test")

    def begins(night: Shift) -> Callable[[], object]:
        return lambda: start_round(night, origin=BY_LEADER, now=MONDAY)

    ticks = [lambda: carry_on_rounds(MONDAY + timedelta(minutes=6))] * 5
    results = at_once(*(begins(night) for night in nights), *ticks)
    assert [one for one in results if isinstance(one, Exception)] == []
    questions = Counter(Attendance.objects.values_list("volunteer", flat=True))
    assert len(questions) == 12
    assert set(questions.values()) == {2}
