"""When a webhook is tried again: in all about three days, never two at the very same moment."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from api.domain.webhooks.posting import legible, wait_of
from api.domain.webhooks.retries import JITTER, LONGEST_REST, WAITS, next_try, rest_until
from tests.api.hooks import NOW

chances = st.floats(0, 1)


def test_all_tries_together_take_about_three_days() -> None:
    moment, tries = NOW, 1
    while (following := next_try(tries, now=moment, chance=0.5)) is not None:
        moment, tries = following, tries + 1
    assert tries == len(WAITS) + 1 == 10
    assert timedelta(days=3) <= moment - NOW <= timedelta(days=3, hours=2)


@given(st.integers(1, len(WAITS)), chances)
def test_wait_is_that_of_the_table_give_or_take(failures: int, chance: float) -> None:
    following = next_try(failures, now=NOW, chance=chance)
    assert following is not None
    share = (following - NOW) / WAITS[failures - 1]
    assert 1 - JITTER - 1e-6 <= share <= 1 + JITTER + 1e-6


@given(chances, chances)
def test_each_wait_is_longer_than_the_one_before_but_the_last(first: float, second: float) -> None:
    for failures in range(1, len(WAITS) - 1):
        earlier, later = (next_try(n, now=NOW, chance=c) for n, c in ((failures, first), (failures + 1, second)))
        assert earlier is not None
        assert later is not None
        assert earlier < later


@given(st.integers(1, 10_000), chances, st.none() | st.floats(0, 1e6))
def test_endpoint_rests_and_never_longer_than_an_hour(failures: int, chance: float, asked_for: float | None) -> None:
    rest = rest_until(failures, now=NOW, chance=chance, asked_for=asked_for) - NOW
    assert timedelta(seconds=8) < rest <= LONGEST_REST
    if asked_for is not None and asked_for < LONGEST_REST.total_seconds():
        assert rest >= timedelta(seconds=asked_for)


def test_retry_after_is_a_number_or_a_date_or_nothing() -> None:
    assert wait_of({"retry-after": "120"}) == 120
    assert wait_of({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert wait_of({"retry-after": "om en stund"}) is None
    assert wait_of({"retry-after": "-5"}) is None
    assert wait_of({}) is None


@given(st.binary(max_size=1024))
def test_what_is_kept_of_an_answer_is_text_of_at_most_a_kilobyte(body: bytes) -> None:
    kept = legible(body)
    assert len(kept.encode()) <= 1024
    assert "\0" not in kept
