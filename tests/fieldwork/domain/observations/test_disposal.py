"""What people wrote of a fault goes some time after it is mended; what it was and what became of it stays."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from fieldwork.domain.observations.disposal import dispose_of_old_words
from fieldwork.models import Observation, ObservationEvent, Referral, Sighting
from tests.factories.fieldwork import ObservationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def told(state: str, days: int) -> Observation:
    """In that state for so many days, with words of everybody."""
    at = NOW - timedelta(days=days)
    fixed_at = at if state == "fixed" else None
    made: Observation = ObservationFactory(
        state=state, state_at=at, fixed_at=fixed_at, note="Vid bänken", place="Torget"
    )
    Sighting.objects.create(observation=made, client_key=uuid4(), seen_at=at, note="Helt mörkt")
    for kind in ("remark", "moved"):
        ObservationEvent.objects.create(observation=made, kind=kind, at=at, door="page", detail="Ringde dem")
    Referral.objects.create(observation=made, message="Lampan är trasig", state="withdrawn")
    return made


def words_of(observation: Observation) -> list[str]:
    observation.refresh_from_db()
    remark, moved = (observation.events.get(kind=kind).detail for kind in ("remark", "moved"))
    return [observation.note, observation.sightings.get().note, remark, observation.referrals.get().message, moved]


@pytest.mark.parametrize(
    ("state", "days", "goes"),
    [("fixed", 89, 0), ("fixed", 91, 1), ("closed", 91, 1), ("new", 400, 0), ("sent", 400, 0)],
)
def test_words_go_some_time_after_it_is_mended(state: str, days: int, goes: int, settings: Settings) -> None:
    settings.OBSERVATION_WORDS_KEPT_DAYS = 90
    observation = told(state, days)
    before = words_of(observation)
    assert dispose_of_old_words(NOW) == goes
    assert words_of(observation) == (["", "", "", "", "Ringde dem"] if goes else before)
    assert (observation.place, observation.category.name != "") == ("Torget", True)
    assert dispose_of_old_words(NOW) == 0


def test_nothing_to_dispose_of_costs_few_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    told("new", 400)
    with django_assert_num_queries(3):  # with the transaction's own two
        dispose_of_old_words(NOW)
