"""Which hours of a night nobody has the duty, held against a count of every minute."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.duty_rota.cover import Need, gaps, needs_of

NIGHT = date(2026, 10, 16)
ZERO = datetime(2026, 10, 16, 18, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return ZERO + timedelta(minutes=minutes)


stretches = st.tuples(st.integers(-30, 60), st.integers(1, 60)).map(lambda one: (at(one[0]), at(one[0] + one[1])))


@given(turns=st.lists(stretches, max_size=6), length=st.integers(1, 60))
def test_gaps_are_the_minutes_in_which_nobody_is_on_duty(turns: list[tuple[datetime, datetime]], length: int) -> None:
    found = gaps(Need(NIGHT, at(0), at(length)), turns)
    assert found == sorted(found)
    for minute in range(length):
        is_covered = any(start <= at(minute) < end for start, end in turns)
        assert any(start <= at(minute) < end for start, end in found) is not is_covered
    assert all(at(0) <= start < end <= at(length) for start, end in found)


def test_need_of_a_night_is_from_its_first_start_to_an_hour_after_its_last_end() -> None:
    late, early = (NIGHT, at(30), at(270)), (NIGHT, at(0), at(180))
    other = (NIGHT + timedelta(days=1), at(1500), at(1600))
    assert needs_of([other, late, early]) == [
        Need(NIGHT, at(0), at(330), groups=2),
        Need(NIGHT + timedelta(days=1), at(1500), at(1660), groups=1),
    ]
