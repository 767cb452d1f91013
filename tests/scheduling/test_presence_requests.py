"""Asking for presence: what is taken, what is refused, what is joined, what is taken back."""

from datetime import timedelta
from typing import Any

import pytest

from scheduling.domain.presence.answers import accept_request, decline_request, propose_shift
from scheduling.domain.presence.joining import save_rules
from scheduling.domain.presence.places import Place
from scheduling.domain.presence.requests import file_request, separate_request, withdraw_request
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import EventKind, PresenceState
from scheduling.exceptions import AlreadySeenTo, PersonalDataSeen, TooLate, UnsoundRequest
from scheduling.models import PresenceRequest, ShiftEvent
from tests.factories import DistrictFactory, RouteFactory, ShiftFactory
from tests.scheduling.presence import (
    BY_PARTNER,
    FRIDAY,
    LIBRARY,
    MONDAY,
    WISH,
    Town,
    history_of,
    make_town,
    north_of,
    states,
)

pytestmark = pytest.mark.django_db
State = PresenceState
HOUR = timedelta(hours=1)


@pytest.fixture
def town() -> Town:
    return make_town()


def test_request_waits_for_an_answer_and_its_history_begins(town: Town) -> None:
    request = town.ask()
    assert (request.state, history_of(request)) == (State.OPEN, ["asked"])
    assert (request.label, request.place, request.revision) == ("Polisen", "vid biblioteket", 1)


def test_point_lies_in_the_district_of_the_nearest_route(town: Town) -> None:
    far = RouteFactory(municipality=town.municipality, line=[north_of(5000), north_of(5100)])
    assert town.ask().district == town.shift.route.district
    assert town.ask(place=Place(position=north_of(4900))).district == far.district


def test_district_that_is_named_counts_before_the_nearest(town: Town) -> None:
    named = DistrictFactory(municipality=town.municipality)
    assert town.ask(place=Place(position=LIBRARY, district=named)).district == named


def test_route_brings_its_district(town: Town) -> None:
    request = town.ask(place=Place(route=town.shift.route))
    assert (request.where, request.district) == ("route", town.shift.route.district)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"ends_at": FRIDAY}, "ends_at", "slutar innan den börjar"),
        ({"starts_at": MONDAY - 3 * HOUR, "ends_at": MONDAY}, "ends_at", "har redan varit"),
        ({"ends_at": FRIDAY + 17 * HOUR}, "ends_at", "Högst 16 timmar"),
        (
            {"starts_at": FRIDAY + timedelta(days=400), "ends_at": FRIDAY + timedelta(days=400, hours=1)},
            "starts_at",
            "mer än ett år",
        ),
        ({"label": "  "}, "label", "vilka som önskar"),
        ({"text": "x" * 201}, "text", "Högst 200 tecken"),
        ({"place": Place()}, "where", "Säg var"),
        ({"place": Place(position=[59.264, 17.883])}, "point", "rätt ordning"),
    ],
)
def test_request_that_cannot_be_says_what_is_wrong(town: Town, changes: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(UnsoundRequest, match=said) as refused:
        town.ask(**changes)
    assert refused.value.field == field
    assert not PresenceRequest.objects.exists()


@pytest.mark.parametrize("field", ["text", "label", "place"])
def test_personal_data_is_refused_in_every_field_and_kept_in_none(town: Town, field: str) -> None:
    said = "Ring 070-174 06 05"
    changes: dict[str, Any] = {field: Place(position=LIBRARY, words=said) if field == "place" else said}
    with pytest.raises(PersonalDataSeen) as refused:
        town.ask(**changes)
    assert refused.value.field == field
    assert not PresenceRequest.objects.exists()


def test_place_of_another_town_is_refused(town: Town) -> None:
    elsewhere = RouteFactory()
    for place, field in (
        (Place(route=elsewhere), "route"),
        (Place(district=elsewhere.district), "district"),
        (Place(position=LIBRARY, district=elsewhere.district), "district"),
    ):
        with pytest.raises(UnsoundRequest, match="annan kommun") as refused:
            town.ask(place=place)
        assert refused.value.field == field


def test_two_about_the_same_thing_are_joined_and_get_one_answer(town: Town) -> None:
    first = town.ask()
    second = town.ask(
        label="Huge Bostäder", place=Place(position=north_of(200)), starts_at=FRIDAY + HOUR, ends_at=FRIDAY + 3 * HOUR
    )
    assert second.matter == first.matter
    assert history_of(second) == ["asked", "joined"]
    answered = accept_request(first, shift=town.shift, seen=first.revision, origin=town.by_maria, now=MONDAY)
    assert answered == [first, second]
    assert states(first, second) == [State.ACCEPTED, State.ACCEPTED]
    assert [one.shift for one in answered] == [town.shift, town.shift]


@pytest.mark.parametrize(
    "changes",
    [
        {"category": "event"},
        {"place": Place(position=north_of(400))},
        {"starts_at": FRIDAY + 2 * HOUR, "ends_at": FRIDAY + 4 * HOUR},
    ],
)
def test_what_is_another_thing_stays_alone(town: Town, changes: dict[str, Any]) -> None:
    assert town.ask().matter != town.ask(**changes).matter


def test_another_town_is_never_joined(town: Town) -> None:
    assert town.ask().matter != make_town().ask().matter


def test_rules_are_the_municipalitys_own(town: Town) -> None:
    near = Place(position=north_of(400))
    first = town.ask()
    save_rules(town.municipality, is_joining=True, join_metres=500, join_minutes=30)
    assert town.ask(place=near).matter == first.matter
    assert town.ask(starts_at=FRIDAY + 2 * HOUR, ends_at=FRIDAY + 3 * HOUR).matter == first.matter
    save_rules(town.municipality, is_joining=False, join_metres=500, join_minutes=30)
    assert town.ask().matter != first.matter


def test_latecomer_gets_the_answer_that_is_given_already(town: Town) -> None:
    first = town.ask()
    accept_request(first, shift=town.shift, seen=first.revision, words="Vi kommer", origin=town.by_maria, now=MONDAY)
    second = town.ask(label="Huge Bostäder", now=MONDAY + HOUR)
    assert (second.state, second.shift, second.answer) == (State.ACCEPTED, town.shift, "Vi kommer")
    assert history_of(second) == ["asked", "joined", "accepted"]
    assert second.answered_by == town.maria


def test_latecomer_waits_when_the_group_walks_at_another_time(town: Town) -> None:
    first = town.ask(ends_at=FRIDAY + 5 * HOUR)
    accept_request(first, shift=town.shift, seen=first.revision, origin=town.by_maria, now=MONDAY)
    second = town.ask(starts_at=FRIDAY + 4 * HOUR, ends_at=FRIDAY + 6 * HOUR)
    assert (second.state, second.matter) == (State.OPEN, first.matter)


def test_latecomer_gets_the_proposal_that_waits(town: Town) -> None:
    first = town.ask()
    saturday = ShiftFactory(
        association=town.shift.association, route=town.shift.route, starts_at=town.shift.starts_at + timedelta(days=1)
    )
    propose_shift(first, shift=saturday, seen=first.revision, words="Lördag?", origin=town.by_maria, now=MONDAY)
    second = town.ask(label="Huge Bostäder")
    assert (second.state, second.shift, second.answer) == (State.ALTERNATIVE, saturday, "Lördag?")


def test_one_that_got_a_no_is_not_joined_with(town: Town) -> None:
    first = town.ask()
    decline_request(first, reason="Vi har ingen grupp.", seen=first.revision, origin=town.by_maria, now=MONDAY)
    second = town.ask()
    assert (second.state, second.matter == first.matter) == (State.OPEN, False)


def test_latecomer_waits_when_the_shift_is_cancelled_already(town: Town) -> None:
    first = town.ask()
    accept_request(first, shift=town.shift, seen=first.revision, origin=town.by_maria, now=MONDAY)
    cancel_shift(town.shift, origin=town.by_maria, now=MONDAY)
    second = town.ask()
    assert (states(first, second), second.matter) == ([State.OPEN, State.OPEN], first.matter)


def test_withdrawn_request_needs_no_answer_and_others_still_do(town: Town) -> None:
    first, second = town.ask(), town.ask(label="Huge Bostäder")
    withdraw_request(first, origin=BY_PARTNER, now=MONDAY)
    second.refresh_from_db()
    accept_request(second, shift=town.shift, seen=second.revision, origin=town.by_maria, now=MONDAY)
    assert states(first, second) == [State.WITHDRAWN, State.ACCEPTED]
    assert history_of(first) == ["asked", "withdrawn"]


def test_group_hears_when_it_is_not_needed_any_more(town: Town) -> None:
    request = town.ask()
    accept_request(request, shift=town.shift, seen=request.revision, origin=town.by_maria, now=MONDAY)
    withdraw_request(request, origin=BY_PARTNER, now=MONDAY)
    said = ShiftEvent.objects.filter(shift=town.shift, kind=EventKind.WISHED).order_by("pk")
    assert [event.detail for event in said] == ["Polisen (Oroligt på platsen)", "Polisen behöver det inte längre"]


def test_withdrawing_comes_too_late_when_all_is_over(town: Town) -> None:
    request = town.ask()
    with pytest.raises(TooLate):
        withdraw_request(request, origin=BY_PARTNER, now=request.ends_at)
    withdraw_request(request, origin=BY_PARTNER, now=MONDAY)
    with pytest.raises(TooLate):
        withdraw_request(request, origin=BY_PARTNER, now=MONDAY)


def test_request_taken_apart_gets_an_answer_of_its_own(town: Town) -> None:
    first, second = town.ask(), town.ask(label="Huge Bostäder")
    with pytest.raises(AlreadySeenTo):
        separate_request(second, seen=1, origin=town.by_maria, now=MONDAY)
    apart = separate_request(second, seen=second.revision, origin=town.by_maria, now=MONDAY)
    accept_request(apart, shift=town.shift, seen=apart.revision, origin=town.by_maria, now=MONDAY)
    assert states(first, second) == [State.OPEN, State.ACCEPTED]
    assert history_of(second) == ["asked", "joined", "separated", "accepted"]


def test_request_of_its_own_cannot_be_taken_apart(town: Town) -> None:
    request = town.ask()
    matter = request.matter
    assert separate_request(request, seen=request.revision, origin=town.by_maria, now=MONDAY).matter == matter


def test_only_the_districts_that_are_open_can_be_asked_for(town: Town) -> None:
    own = town.shift.route.district
    other = DistrictFactory(municipality=town.municipality)
    assert file_request(town.municipality, WISH, origin=BY_PARTNER, now=MONDAY, within={own.pk}).district == own
    with pytest.raises(UnsoundRequest, match="utanför"):
        file_request(town.municipality, WISH, origin=BY_PARTNER, now=MONDAY, within={other.pk})
    town.municipality.routes.update(line=[], longitude=None)
    with pytest.raises(UnsoundRequest, match="utanför"):
        file_request(town.municipality, WISH, origin=BY_PARTNER, now=MONDAY, within={own.pk})
    assert file_request(town.municipality, WISH, origin=BY_PARTNER, now=MONDAY).district is None
