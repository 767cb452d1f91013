from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from fieldwork.domain.observations.photos import dispose_of_old_photos, remove_photo
from fieldwork.models import Observation, ObservationPhoto
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from tests.factories import coordinator_of
from tests.factories.fieldwork import ObservationFactory, ObservationPhotoFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def told_of(observation: Observation) -> list[tuple[str, str]]:
    return list(observation.events.values_list("kind", "detail"))


def test_a_removed_photo_is_gone_for_good_and_that_is_noted_once() -> None:
    photo = ObservationPhotoFactory()
    user = coordinator_of(photo.observation.municipality)
    for _time in range(2):
        remove_photo(photo, origin=Origin(Door.PAGE, actor=user), now=NOW, reason="En person syns.")
    assert ObservationPhoto.objects.count() == 0
    assert told_of(photo.observation) == [("photo_removed", "En person syns.")]
    assert photo.observation.events.get().actor == user


@pytest.mark.parametrize(
    ("state", "days", "kept"),
    [("fixed", 29, 2), ("fixed", 31, 0), ("closed", 31, 0), ("new", 400, 2), ("sent", 400, 2)],
)
def test_photos_go_some_time_after_it_is_mended(state: str, days: int, kept: int, settings: Settings) -> None:
    settings.OBSERVATION_PHOTOS_KEPT_DAYS = 30
    at = NOW - timedelta(days=days)
    observation = ObservationFactory(state=state, state_at=at, fixed_at=at if state == "fixed" else None)
    ObservationPhotoFactory(observation=observation)
    ObservationPhotoFactory(observation=observation)
    assert dispose_of_old_photos(NOW) == 2 - kept
    assert observation.photos.count() == kept
    assert told_of(observation) == ([] if kept else [("photo_disposed", "")])
    assert dispose_of_old_photos(NOW) == 0


def test_nothing_to_dispose_of_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ObservationPhotoFactory()
    with django_assert_num_queries(1):
        dispose_of_old_photos(NOW)
