"""Is it mended? Which group is asked about what, and what comes of its answer."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from fieldwork.domain.observations.asking import answer_fixed, questions_for
from fieldwork.exceptions import ObservationMoveRefused
from fieldwork.models import Observation
from scheduling.domain.origins import Origin
from scheduling.domain.routes import METRES_PER_DEGREE
from scheduling.enums import Door
from scheduling.models import Shift
from tests.factories import ShiftFactory
from tests.factories.fieldwork import ObservationFactory
from tests.support.at_once import at_once

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 16, 17, 0, tzinfo=UTC)
ON_THE_WAY = {"latitude": 59.265, "longitude": 17.8845}
FAR_OFF = {"latitude": 59.265 + 300 / METRES_PER_DEGREE, "longitude": 17.90}


@pytest.fixture
def shift() -> Shift:
    shift: Shift = ShiftFactory()
    return shift


def noted(shift: Shift, **fields: Any) -> Observation:
    town = shift.association.municipality
    told = {"first_seen_at": NOW - timedelta(days=40), **ON_THE_WAY, **fields}
    if told.get("state") == "fixed":
        told.setdefault("fixed_at", NOW - timedelta(days=3))
    observation: Observation = ObservationFactory(municipality=town, **told)
    return observation


def asked(shift: Shift) -> list[Observation]:
    return questions_for(shift, now=NOW)


def answer(observation: Observation, shift: Shift, *, is_fixed: bool) -> Observation:
    return answer_fixed(observation, is_fixed=is_fixed, shift=shift, origin=Origin(Door.PERSONAL), now=NOW)


def kinds(observation: Observation) -> list[str]:
    return list(observation.events.order_by("pk").values_list("kind", flat=True))


def test_a_group_is_asked_about_what_is_said_to_be_mended_and_what_is_late(shift: Shift) -> None:
    late = noted(shift, target_on=date(2026, 10, 15))
    later = noted(shift, target_on=date(2026, 10, 1), state="planned")
    mended = noted(shift, state="fixed")
    noted(shift, target_on=date(2026, 10, 16))
    noted(shift, state="closed", target_on=date(2026, 10, 1))
    noted(shift, state="fixed", confirmed_at=NOW)
    noted(shift, state="fixed", fixed_at=NOW - timedelta(days=61))
    assert asked(shift) == [mended, later, late]


def test_it_is_asked_only_where_the_group_passes(shift: Shift) -> None:
    noted(shift, state="fixed", **FAR_OFF)
    noted(shift, state="fixed", latitude=None, longitude=None)
    noted(ShiftFactory(), state="fixed")
    assert asked(shift) == []


def test_what_was_noted_from_the_same_route_lies_on_the_way_without_a_point(shift: Shift) -> None:
    observation = noted(shift, state="fixed", latitude=None, longitude=None)
    before = ShiftFactory(association=shift.association, route=shift.route, night=date(2026, 10, 9))
    observation.sightings.create(client_key=uuid4(), shift=before, seen_at=NOW - timedelta(days=7))
    assert asked(shift) == [observation]


def test_what_another_group_just_saw_dark_rests(shift: Shift) -> None:
    noted(shift, target_on=date(2026, 10, 1), last_seen_at=NOW - timedelta(days=1))
    assert asked(shift) == []


def test_no_more_than_four_are_asked_about(shift: Shift) -> None:
    for _number in range(6):
        noted(shift, state="fixed")
    assert len(asked(shift)) == 4


def test_mended_and_seen_so_is_over(shift: Shift) -> None:
    observation = answer(noted(shift, state="fixed"), shift, is_fixed=True)
    assert (observation.state, observation.confirmed_at, kinds(observation)) == ("fixed", NOW, ["confirmed"])
    assert asked(shift) == []


def test_said_to_be_mended_but_still_there_is_open_again(shift: Shift) -> None:
    observation = answer(noted(shift, state="fixed"), shift, is_fixed=False)
    assert (observation.state, observation.fixed_at, observation.last_seen_at) == ("new", None, NOW)
    assert kinds(observation) == ["moved", "still_there"]
    assert observation.sightings.get().shift == shift


def test_late_and_seen_mended_is_mended(shift: Shift) -> None:
    observation = answer(noted(shift, target_on=date(2026, 10, 1)), shift, is_fixed=True)
    assert (observation.state, observation.fixed_at, observation.confirmed_at) == ("fixed", NOW, NOW)
    assert kinds(observation) == ["moved", "confirmed"]


def test_late_and_still_there_is_seen_again_and_rests(shift: Shift) -> None:
    observation = answer(noted(shift, target_on=date(2026, 10, 1), state="sent"), shift, is_fixed=False)
    assert (observation.state, observation.last_seen_at, kinds(observation)) == ("sent", NOW, ["still_there"])
    assert asked(shift) == []


def test_a_group_answers_once_a_night(shift: Shift) -> None:
    observation = noted(shift, state="fixed")
    answer(observation, shift, is_fixed=True)
    again = answer(observation, shift, is_fixed=False)
    assert (again.state, kinds(again)) == ("fixed", ["confirmed"])


def test_nobody_asks_about_what_is_closed(shift: Shift) -> None:
    with pytest.raises(ObservationMoveRefused):
        answer(noted(shift, state="closed"), shift, is_fixed=True)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_of_a_group_who_press_at_once_give_one_answer(shift: Shift) -> None:
    observation = noted(shift, state="fixed")
    at_once(*[lambda: answer(observation, shift, is_fixed=False)] * 4)
    assert kinds(observation) == ["moved", "still_there"]
    assert observation.sightings.count() == 1
