"""Two coordinators answer at once, a shift is cancelled at that moment, several ask for the same thing at once."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduling.domain.origins import Origin
from scheduling.domain.presence.answers import accept_request, decline_request
from scheduling.domain.presence.requests import withdraw_request
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import Door, PresenceState
from scheduling.exceptions import AlreadySeenTo, TooLate
from scheduling.models import PresenceEvent, PresenceRequest
from tests.factories import coordinator_of
from tests.scheduling.presence import BY_PARTNER, Town, history_of, make_town
from tests.support.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NOW = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
ROUNDS = 8
State = PresenceState


def joined(town: Town) -> list[PresenceRequest]:
    return [town.ask(label=f"Partner {n}") for n in range(3)]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_coordinators_answer_at_once_and_one_answer_stands(_round: int) -> None:
    town = make_town()
    requests = joined(town)
    first = requests[0]
    sven = Origin(Door.PAGE, actor=coordinator_of(town.municipality))
    came = at_once(
        lambda: accept_request(first, shift=town.shift, seen=first.revision, origin=town.by_maria, now=NOW),
        lambda: decline_request(first, reason="Ingen grupp.", seen=first.revision, origin=sven, now=NOW),
    )
    assert [type(one) for one in came].count(AlreadySeenTo) == 1
    states = set(PresenceRequest.objects.values_list("state", flat=True))
    assert states == ({State.ACCEPTED} if isinstance(came[0], list) else {State.DECLINED})
    assert [len(history_of(one)) for one in requests] == [2, 3, 3]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_yes_to_a_shift_that_is_cancelled_at_the_same_moment_never_stands(_round: int) -> None:
    town = make_town()
    first, *_rest = joined(town)
    came = at_once(
        lambda: accept_request(first, shift=town.shift, seen=first.revision, origin=town.by_maria, now=NOW),
        lambda: cancel_shift(town.shift, origin=town.by_maria, now=NOW),
    )
    assert isinstance(came[0], list | TooLate)
    assert came[1] == 0
    assert [(one.state, one.shift) for one in PresenceRequest.objects.all()] == 3 * [(State.OPEN, None)]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_withdrawn_at_the_moment_of_the_answer_is_withdrawn(_round: int) -> None:
    town = make_town()
    first, second, _third = joined(town)
    came = at_once(
        lambda: accept_request(first, shift=town.shift, seen=first.revision, origin=town.by_maria, now=NOW),
        lambda: withdraw_request(second, origin=BY_PARTNER, now=NOW),
    )
    assert isinstance(came[0], list)
    if not isinstance(came[1], AlreadySeenTo):
        second.refresh_from_db()
        assert second.state == State.WITHDRAWN
    assert history_of(second).count("withdrawn") == (0 if isinstance(came[1], AlreadySeenTo) else 1)


def test_many_who_ask_for_the_same_at_once_are_all_joined() -> None:
    town = make_town()
    came = at_once(*(lambda n=n: town.ask(label=f"Partner {n}", now=NOW) for n in range(6)))
    assert all(isinstance(one, PresenceRequest) for one in came)
    assert len(set(PresenceRequest.objects.values_list("matter", flat=True))) == 1
    assert PresenceEvent.objects.filter(kind="joined").count() == 5


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_latecomer_at_the_moment_of_the_answer_gets_it_too(_round: int) -> None:
    town = make_town()
    first = town.ask()
    came = at_once(
        lambda: accept_request(first, shift=town.shift, seen=first.revision, origin=town.by_maria, now=NOW),
        lambda: town.ask(label="Huge Bostäder", now=NOW + timedelta(seconds=1)),
    )
    assert isinstance(came[0], list)
    assert [(one.state, one.shift) for one in PresenceRequest.objects.all()] == 2 * [(State.ACCEPTED, town.shift)]
