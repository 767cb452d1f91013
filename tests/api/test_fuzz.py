"""Calls drawn at random from the schema: no 5xx, no status, header or body that it does not tell of (`make fuzz`)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.api.fuzzing import (
    DESCRIBED,
    OPERATIONS,
    SEVERAL,
    STEPS,
    asker,
    dice,
    drawing,
    scopes_of,
    send,
    with_known_ids,
    with_less,
    with_sound_body,
)
from tests.api.matrix import Town

pytestmark = pytest.mark.django_db
LINKED = 6  # operations that take an id from an answer before
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.fixture(autouse=True)
def connection_kept() -> Iterator[None]:
    """As Django's own test client: the end of a call must not close the connection of the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_any_call_is_answered_as_the_schema_says(town: Town, operation: Any) -> None:
    answered: Counter[int] = Counter()
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in MODES))

    @drawing()
    @given(case=cases)
    def any_call(case: Any) -> None:
        chance = dice(case, answered.total())
        with transaction.atomic():
            with_known_ids(case, town, chance)
            with_sound_body(case, town, chance)
            answered[send(case, asker(town, scopes_of(operation), chance)).status_code] += 1
            transaction.set_rollback(True)

    any_call()
    assert {200, 201, 304} & set(answered), answered
    assert answered.total() > sum(answered[status] for status in (401, 403)), answered


def test_calls_that_follow_from_each_other_are_answered_as_the_schema_says(town: Town) -> None:
    answered: Counter[str] = Counter()
    everything = next(holder for holder in town.holders if holder.name == "everything")

    class Partner(DESCRIBED.as_state_machine()):  # type: ignore[misc]  # the class is made from the schema
        """Reads on from what was read, and changes what was asked for."""

        def setup(self) -> None:
            self.kept = transaction.atomic()
            self.kept.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.kept.__exit__(None, None, None)

        def call(self, case: Any, **_options: Any) -> Any:
            with_less(case)
            answer = send(case, everything)
            answered[f"{case.operation.label} {answer.status_code}"] += 1
            return answer

        def validate_response(self, *_given: Any, **_options: Any) -> None:
            """Done with the call."""

    Partner.run(settings=drawing(SEVERAL, stateful_step_count=STEPS))
    followed = {call for call in answered if "{uuid}" in call and call.endswith(" 200")}
    assert len(followed) >= LINKED, answered
