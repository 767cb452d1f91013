"""An association whose leader answers first: who signs up waits for a yes or a no."""

from datetime import timedelta

import pytest

from messaging.models import OutboundMessage
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.open_nights.answering import accept_sign_up, refuse_sign_up
from scheduling.domain.open_nights.signing import leave_open_night
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState, Door, SignUpState
from scheduling.exceptions import AlreadySeenTo, QuotaReached, TakenOff
from scheduling.models import Attendance, Shift, SignUp
from scheduling.queries.sign_ups import sign_ups_waiting
from tests.factories import leader_of, member_of
from tests.scheduling.open_nights.town import BY_SELF, FRIDAY, MONDAY, Town, full, go, refused, terms
from tests.scheduling.rota import BY_LEADER, texts_to
from volunteers.models import Volunteer
from volunteers.queries import standing_of

pytestmark = pytest.mark.django_db
State = AttendanceState
WEEK = timedelta(days=7)


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def anna(town: Town) -> Volunteer:
    person: Volunteer = member_of(town.club, name="Anna Lindqvist")
    return person


@pytest.fixture
def night(town: Town) -> Shift:
    terms(town.club, asks_leader=True, quota=1)
    return town.night()


def waiting(town: Town) -> list[SignUp]:
    return list(sign_ups_waiting(standing_of(leader_of(town.club)), now=MONDAY))


def test_wish_waits_and_takes_no_place(town: Town, night: Shift, anna: Volunteer) -> None:
    assert [go(night, anna), go(night, anna)] == ["waits"] * 2
    night.refresh_from_db()
    assert (night.confirmed_count, night.asked_count, Attendance.objects.count()) == (0, 0, 0)
    assert (texts_to(anna), [one.volunteer for one in waiting(town)]) == ([], [anna])
    assert list(sign_ups_waiting(standing_of(leader_of(town.other)), now=MONDAY)) == []


def test_waiting_is_part_of_the_quota_until_it_is_taken_back(town: Town, night: Shift, anna: Volunteer) -> None:
    go(night, anna)
    refused(QuotaReached, town.night(FRIDAY + WEEK), anna)
    leave_open_night(night, anna, origin=BY_SELF, now=MONDAY)
    assert (waiting(town), SignUp.objects.get().state) == ([], SignUpState.TAKEN_BACK)
    assert go(town.night(FRIDAY + WEEK), anna) == "waits"


def test_yes_gives_the_place(town: Town, night: Shift, anna: Volunteer) -> None:
    go(night, anna)
    karin = leader_of(town.club)
    by_karin = Origin(Door.PAGE, actor=karin)
    placed = accept_sign_up(SignUp.objects.get(), origin=by_karin, now=MONDAY)
    assert (placed.state, texts_to(anna), waiting(town)) == (State.CONFIRMED, ["confirmed"], [])
    assert SignUp.objects.get().decided_by == karin
    with pytest.raises(AlreadySeenTo, match=r"Anna har redan fått svar\."):
        refuse_sign_up(SignUp.objects.get(), origin=by_karin, now=MONDAY)


def test_yes_to_a_night_that_has_filled_gives_a_place_in_the_queue(town: Town, night: Shift, anna: Volunteer) -> None:
    go(night, anna)
    terms(town.club, asks_leader=False)
    full(night)
    assert accept_sign_up(SignUp.objects.get(volunteer=anna), origin=BY_LEADER, now=MONDAY).state == State.WAITING


def test_no_is_told_kindly_and_stays_a_no(town: Town, night: Shift, anna: Volunteer) -> None:
    go(night, anna)
    refuse_sign_up(SignUp.objects.get(), origin=BY_LEADER, now=MONDAY)
    assert texts_to(anna) == ["not_this_time"]
    assert OutboundMessage.objects.get().body == (
        "Hej Anna! Det blev ingen plats för dig fre 16/10 i Vårby den här gången. "
        "Tack för att du ville gå. Välj gärna en annan kväll."
    )
    assert refused(TakenOff, night, anna) == "Ledaren har svarat nej till den här kvällen. Välj gärna en annan."
    assert go(town.night(FRIDAY + WEEK), anna) == "waits"  # a no gives the quota back


def test_whoever_is_asked_meanwhile_waits_no_more(town: Town, night: Shift, anna: Volunteer) -> None:
    go(night, anna)
    invite_volunteers(night, [anna], origin=BY_LEADER, now=MONDAY)
    assert go(night, anna) == State.CONFIRMED
    assert waiting(town) == []


def test_night_that_has_begun_waits_for_nobody(town: Town, night: Shift, anna: Volunteer) -> None:
    go(night, anna)
    assert list(sign_ups_waiting(standing_of(leader_of(town.club)), now=FRIDAY)) == []
