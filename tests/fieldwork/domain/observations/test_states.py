from datetime import UTC, date, datetime, timedelta

import pytest

from fieldwork.domain.observations.states import move_observation
from fieldwork.enums import OBSERVATION_MOVES, ObservationState
from fieldwork.exceptions import ObservationMoveRefused
from fieldwork.models import Observation
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.enums import Door
from tests.factories import coordinator_of
from tests.factories.fieldwork import ObservationFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)
State = ObservationState


@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize("after", State.values)
def test_the_table_alone_says_which_moves_there_are(before: str, after: str) -> None:
    fixed_at = NOW - timedelta(days=1) if before == State.FIXED else None
    observation = ObservationFactory(state=before, fixed_at=fixed_at)
    if after in OBSERVATION_MOVES[before]:
        moved = move_observation(observation, State(after), origin=BY_CLOCK, now=NOW)
        assert (moved.state, moved.state_at, moved.fixed_at) == (after, NOW, NOW if after == State.FIXED else None)
        assert [(line.from_state, line.to_state) for line in moved.events.all()] == [(before, after)]
    else:
        with pytest.raises(ObservationMoveRefused):
            move_observation(observation, State(after), origin=BY_CLOCK, now=NOW)
        observation.refresh_from_db()
        assert (observation.state, observation.events.count()) == (before, 0)


def test_the_history_tells_who_and_why() -> None:
    observation = ObservationFactory()
    user = coordinator_of(observation.municipality)
    move_observation(observation, State.CLOSED, origin=Origin(Door.PAGE, actor=user), now=NOW, detail="Rivs i vår.")
    line = observation.events.get()
    assert (line.actor, line.door, line.detail) == (user, "page", "Rivs i vår.")


def test_what_is_opened_again_keeps_the_day_it_was_to_be_mended() -> None:
    due = date(2026, 10, 18)
    observation = ObservationFactory(state="fixed", fixed_at=NOW, confirmed_at=NOW, target_on=due)
    moved = move_observation(observation, State.NEW, origin=BY_CLOCK, now=NOW)
    assert (moved.fixed_at, moved.confirmed_at, moved.target_on) == (None, None, due)
    assert list(Observation.objects.late(NOW.date())) == [moved]
