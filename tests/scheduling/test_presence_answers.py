"""Yes with a shift, no with a reason, a proposal instead; and what becomes of it when time passes or shifts change."""

from datetime import timedelta

import pytest
import time_machine

from scheduling.domain.crews import CrewSize
from scheduling.domain.presence.answers import accept_request, decline_request, propose_shift, reopen_request
from scheduling.domain.presence.closing import expire_requests
from scheduling.domain.presence.history import told_to_whoever_asked
from scheduling.domain.presence.proposals import refuse_proposal, take_proposal
from scheduling.domain.presence.requests import withdraw_request
from scheduling.domain.shifts import cancel_shift, revise_shift
from scheduling.enums import Door, EventKind, PresenceState, ShiftState
from scheduling.exceptions import (
    AlreadySeenTo,
    AnotherTime,
    MoveNotAllowed,
    PersonalDataSeen,
    SchedulingError,
    TooLate,
    UnsoundRequest,
)
from scheduling.models import PresenceRequest, Shift, ShiftEvent
from scheduling.tasks import close_presence_requests
from tests.factories import ShiftFactory
from tests.scheduling.presence import BY_PARTNER, FRIDAY, MONDAY, Town, history_of, make_town, states

pytestmark = pytest.mark.django_db
State = PresenceState
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def town() -> Town:
    return make_town()


def saturday_of(town: Town) -> Shift:
    starts_at = town.shift.starts_at + DAY
    shift: Shift = ShiftFactory(association=town.shift.association, route=town.shift.route, starts_at=starts_at)
    return shift


def accepted(town: Town) -> PresenceRequest:
    request = town.ask()
    accept_request(
        request,
        shift=town.shift,
        seen=request.revision,
        words="Vi går förbi två gånger.",
        origin=town.by_maria,
        now=MONDAY,
    )
    request.refresh_from_db()
    return request


def proposed(town: Town) -> PresenceRequest:
    request = town.ask()
    propose_shift(request, shift=saturday_of(town), seen=request.revision, origin=town.by_maria, now=MONDAY)
    request.refresh_from_db()
    return request


def test_yes_names_the_shift_and_whoever_said_it(town: Town) -> None:
    request = accepted(town)
    assert (request.state, request.shift, request.answered_by) == (State.ACCEPTED, town.shift, town.maria)
    assert request.answer == "Vi går förbi två gånger."
    event = request.events.get(kind="accepted")
    assert (event.actor, event.door, event.shift, event.detail) == (town.maria, Door.PAGE, town.shift, request.answer)
    assert (event.from_state, event.to_state) == (State.OPEN, State.ACCEPTED)


def test_history_of_the_shift_says_for_whom_it_goes_there(town: Town) -> None:
    first = town.ask()
    town.ask(label="Huge Bostäder")
    accept_request(first, shift=town.shift, seen=first.revision, origin=town.by_maria, now=MONDAY)
    event = ShiftEvent.objects.get(shift=town.shift, kind=EventKind.WISHED)
    assert event.detail == "Polisen (Oroligt på platsen) och Huge Bostäder (Oroligt på platsen)"


def test_yes_answers_of_the_matter_only_what_the_shift_meets(town: Town) -> None:
    first = town.ask(ends_at=FRIDAY + 5 * HOUR)
    late = town.ask(label="Skolan", starts_at=FRIDAY + 4 * HOUR, ends_at=FRIDAY + 6 * HOUR)
    assert late.matter == first.matter
    accept_request(first, shift=town.shift, seen=first.revision, origin=town.by_maria, now=MONDAY)
    assert states(first, late) == [State.ACCEPTED, State.OPEN]


def test_shift_of_another_time_is_a_proposal_and_no_yes(town: Town) -> None:
    request = town.ask()
    with pytest.raises(AnotherTime):
        accept_request(request, shift=saturday_of(town), seen=request.revision, origin=town.by_maria, now=MONDAY)
    assert states(request) == [State.OPEN]


@pytest.mark.parametrize("state", [ShiftState.DRAFT, ShiftState.CANCELLED, ShiftState.DONE])
def test_only_a_shift_that_will_be_walked_is_an_answer(town: Town, state: str) -> None:
    Shift.objects.update(state=state)
    request = town.ask()
    for verb in (accept_request, propose_shift):
        with pytest.raises(TooLate):
            verb(request, shift=town.shift, seen=request.revision, origin=town.by_maria, now=MONDAY)


def test_shift_of_another_town_is_no_answer(town: Town) -> None:
    request = town.ask()
    with pytest.raises(SchedulingError, match="annan kommun"):
        accept_request(request, shift=ShiftFactory(), seen=request.revision, origin=town.by_maria, now=MONDAY)


def test_no_says_why(town: Town) -> None:
    request, other = town.ask(), town.ask(label="Huge Bostäder")
    with pytest.raises(UnsoundRequest):
        decline_request(request, reason=" ", seen=request.revision, origin=town.by_maria, now=MONDAY)
    decline_request(request, reason="Ingen grupp den helgen.", seen=request.revision, origin=town.by_maria, now=MONDAY)
    assert states(request, other) == [State.DECLINED, State.DECLINED]
    assert {request.answer, other.answer} == {"Ingen grupp den helgen."}


def test_answer_holds_no_personal_data(town: Town) -> None:
    request = town.ask()
    with pytest.raises(PersonalDataSeen):
        decline_request(request, reason="Ring Karin 070-174 06 12", seen=1, origin=town.by_maria, now=MONDAY)
    assert (states(request), request.answer) == ([State.OPEN], "")


def test_second_to_answer_is_told_that_it_is_done(town: Town) -> None:
    request = town.ask()
    accept_request(request, shift=town.shift, seen=request.revision, origin=town.by_maria, now=MONDAY)
    with pytest.raises(AlreadySeenTo):
        decline_request(request, reason="Nej", seen=request.revision, origin=town.by_maria, now=MONDAY)
    assert states(request) == [State.ACCEPTED]


def test_proposal_is_taken(town: Town) -> None:
    request = proposed(town)
    assert request.state == State.ALTERNATIVE
    take_proposal(request, origin=BY_PARTNER, now=MONDAY)
    assert (states(request), history_of(request)) == ([State.ACCEPTED], ["asked", "offered", "taken"])
    assert ShiftEvent.objects.get(kind=EventKind.WISHED).shift == request.shift


def test_proposal_is_refused_and_the_coordinator_answers_anew(town: Town) -> None:
    request = proposed(town)
    refuse_proposal(request, words="Det är på fredag det händer.", origin=BY_PARTNER, now=MONDAY)
    request.refresh_from_db()
    assert (request.state, request.shift, request.answer) == (State.OPEN, None, "")
    assert request.events.get(kind="refused").detail == "Det är på fredag det händer."
    accept_request(request, shift=town.shift, seen=request.revision, origin=town.by_maria, now=MONDAY)
    assert states(request) == [State.ACCEPTED]


def test_each_of_two_joined_answers_a_proposal_for_itself(town: Town) -> None:
    first, second = town.ask(), town.ask(label="Huge Bostäder")
    propose_shift(first, shift=saturday_of(town), seen=first.revision, origin=town.by_maria, now=MONDAY)
    take_proposal(first, origin=BY_PARTNER, now=MONDAY)
    refuse_proposal(second, origin=BY_PARTNER, now=MONDAY)
    assert states(first, second) == [State.ACCEPTED, State.OPEN]
    second.refresh_from_db()
    decline_request(second, reason="Då kan vi inte.", seen=second.revision, origin=town.by_maria, now=MONDAY)
    assert states(first, second) == [State.ACCEPTED, State.DECLINED]


def test_proposal_can_be_replaced_by_another_answer(town: Town) -> None:
    request = proposed(town)
    accept_request(request, shift=town.shift, seen=request.revision, origin=town.by_maria, now=MONDAY)
    assert states(request) == [State.ACCEPTED]


@pytest.mark.parametrize("verb", [take_proposal, refuse_proposal])
def test_there_is_nothing_to_say_where_nothing_is_proposed(town: Town, verb: object) -> None:
    assert callable(verb)
    for request in (town.ask(), accepted(town)):
        with pytest.raises(MoveNotAllowed):
            verb(request, origin=BY_PARTNER, now=MONDAY)


def test_answer_is_taken_back_for_all_who_got_it(town: Town) -> None:
    first, second = town.ask(), town.ask(label="Huge Bostäder")
    accept_request(first, shift=town.shift, seen=first.revision, origin=town.by_maria, now=MONDAY)
    withdraw_request(second, origin=BY_PARTNER, now=MONDAY)
    first.refresh_from_db()
    reopen_request(first, seen=first.revision, origin=town.by_maria, now=MONDAY)
    assert states(first, second) == [State.OPEN, State.WITHDRAWN]
    assert (first.shift, first.answer, first.answered_at) == (None, "", None)
    with pytest.raises(TooLate):
        reopen_request(first, seen=first.revision, origin=town.by_maria, now=first.ends_at)


def test_cancelled_shift_opens_again_what_counted_on_it(town: Town) -> None:
    request, offered = accepted(town), proposed(make_town())
    cancel_shift(town.shift, reason="Storm", origin=town.by_maria, now=MONDAY)
    assert offered.shift is not None
    cancel_shift(offered.shift, origin=town.by_maria, now=MONDAY)
    assert states(request, offered) == [State.OPEN, State.OPEN]
    assert request.events.get(kind="reopened").detail == "Passet ställdes in."


def test_cancelling_what_is_being_walked_does_not_open_a_time_that_is_over(town: Town) -> None:
    request = accepted(town)
    cancel_shift(town.shift, origin=town.by_maria, now=request.ends_at + timedelta(minutes=5))
    assert states(request) == [State.ACCEPTED]


def moved(town: Town, *, later: timedelta) -> None:
    shift = town.shift
    revise_shift(
        shift,
        route=shift.route,
        kind=shift.kind,
        starts_at=shift.starts_at + later,
        ends_at=shift.ends_at + later,
        crew=CrewSize(),
        note="",
        origin=town.by_maria,
        now=MONDAY,
    )


def test_whoever_asked_is_told_when_the_shift_is_moved_a_little(town: Town) -> None:
    request = accepted(town)
    moved(town, later=HOUR)
    assert (states(request), history_of(request)) == ([State.ACCEPTED], ["asked", "accepted", "moved"])


def test_request_waits_again_when_the_shift_is_moved_to_another_night(town: Town) -> None:
    request = accepted(town)
    moved(town, later=DAY)
    assert states(request) == [State.OPEN]
    assert request.events.get(kind="reopened").detail == "Passet fick en annan tid."


def test_unanswered_requests_close_when_their_time_is_over(town: Town) -> None:
    waiting, answered = town.ask(category="event"), accepted(town)
    assert expire_requests(waiting.ends_at - timedelta(seconds=1)) == 0
    assert expire_requests(waiting.ends_at) == 1
    assert expire_requests(waiting.ends_at) == 0
    assert states(waiting, answered) == [State.EXPIRED, State.ACCEPTED]
    assert waiting.events.get(kind="expired").door == Door.CLOCK


def test_proposal_waits_until_its_own_night_is_over(town: Town) -> None:
    request = proposed(town)
    assert request.shift is not None
    assert expire_requests(request.ends_at) == 0
    assert expire_requests(request.shift.ends_at) == 1
    assert states(request) == [State.EXPIRED]


def test_proposal_of_an_earlier_night_that_nobody_answered_leaves_the_request_open(town: Town) -> None:
    request = town.ask(starts_at=FRIDAY + 2 * DAY, ends_at=FRIDAY + 2 * DAY + HOUR)
    propose_shift(request, shift=town.shift, seen=request.revision, origin=town.by_maria, now=MONDAY)
    expire_requests(town.shift.ends_at)
    assert (states(request), history_of(request)) == ([State.OPEN], ["asked", "offered", "reopened"])


def test_clock_closes_requests(town: Town) -> None:
    request = town.ask()
    with time_machine.travel(request.ends_at, tick=False):
        close_presence_requests()
    assert states(request) == [State.EXPIRED]


def test_whoever_asked_never_reads_that_others_did(town: Town) -> None:
    town.ask()
    second = town.ask(label="Huge Bostäder")
    told = [event.kind for event in told_to_whoever_asked(second.events.all())]
    assert (told, history_of(second)) == (["asked"], ["asked", "joined"])
