"""Signing oneself up: who may, in which wave, how many nights, and what a leader still decides."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scheduling.domain.attendance import decline_attendance, remove_attendance
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.open_nights.signing import leave_open_night, sign_up
from scheduling.domain.origins import Origin
from scheduling.domain.shifts import cancel_shift
from scheduling.domain.walk_rules.keeping import save_rule
from scheduling.enums import AttendanceState, Door, QuotaSpan, RuleForce, RuleKind, ShiftState, SignUpState
from scheduling.exceptions import (
    NotAllowed,
    NotAMember,
    NotOpen,
    OverlapsAnotherShift,
    QuotaReached,
    TakenOff,
    TooLate,
)
from scheduling.models import Attendance, SignUp
from tests.factories import AttendanceFactory, leader_of, member_of
from tests.scheduling.open_nights.town import BY_SELF, FRIDAY, MONDAY, Town, full, go, refused, terms
from tests.scheduling.rota import BY_LEADER, texts_to
from volunteers.enums import VolunteerState
from volunteers.models import Membership, Volunteer

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


def test_member_gets_the_place_and_a_text_and_the_history_says_how(town: Town, anna: Volunteer) -> None:
    night = town.night()
    assert go(night, anna) == State.CONFIRMED
    night.refresh_from_db()
    event = night.events.get()
    assert (night.confirmed_count, event.kind, event.door) == (1, "confirmed", Door.OPEN)
    assert texts_to(anna) == ["confirmed"]
    assert SignUp.objects.get().state == SignUpState.TAKEN


def test_full_night_gives_a_place_in_the_queue(town: Town, anna: Volunteer) -> None:
    night = full(town.night())
    assert go(night, anna) == State.WAITING
    assert texts_to(anna) == ["waiting"]
    night.refresh_from_db()
    assert (night.confirmed_count, night.waiting_count) == (night.crew_max, 1)


def test_second_press_changes_nothing_and_texts_nobody(town: Town, anna: Volunteer) -> None:
    night = town.night()
    assert [go(night, anna), go(night, anna)] == [State.CONFIRMED] * 2
    assert (texts_to(anna), night.events.count()) == (["confirmed"], 1)


def test_whoever_was_asked_says_yes_whatever_the_terms(town: Town, anna: Volunteer) -> None:
    night = town.night(is_open=False)
    invite_volunteers(night, [anna], origin=BY_LEADER, now=MONDAY)
    assert go(night, anna) == State.CONFIRMED
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("state", [State.DECLINED, State.LAPSED])
def test_whoever_said_no_or_was_silent_may_come_after_all(town: Town, anna: Volunteer, state: State) -> None:
    night = town.night()
    AttendanceFactory(shift=night, volunteer=anna, state=state, is_leader=True)
    assert go(night, anna) == State.CONFIRMED
    assert Attendance.objects.get(volunteer=anna).is_leader is False


@pytest.mark.parametrize("fields", [{"is_open": False}, {"state": ShiftState.DRAFT}, {"state": ShiftState.CANCELLED}])
def test_only_open_and_published_nights(town: Town, anna: Volunteer, fields: dict[str, Any]) -> None:
    assert refused(NotOpen, town.night(**fields), anna) == "Kvällen är inte öppen för anmälan."


def test_sign_up_closes_some_hours_before(town: Town, anna: Volunteer) -> None:
    night = town.night()
    words = refused(TooLate, night, anna, now=FRIDAY - timedelta(hours=3))
    assert words == "Anmälan stänger 3 timmar före start."
    assert refused(TooLate, night, anna, now=FRIDAY) == "Kvällen har redan börjat."
    assert go(night, anna, now=FRIDAY - timedelta(hours=3, seconds=1)) == State.CONFIRMED


def test_waves_let_in_members_then_others_then_nobody_from_elsewhere(town: Town, anna: Volunteer) -> None:
    terms(town.club, members_days=10, others_days=5, new_days=None)
    night = town.night()
    neighbour, stranger = member_of(town.other), member_of(Town("Annanstans").club)
    five_before = datetime(2026, 10, 10, 22, 0, tzinfo=UTC)  # midnight in Sweden, to Sunday the 11th
    assert go(night, anna, now=five_before - 5 * timedelta(days=1)) == State.CONFIRMED
    words = refused(NotOpen, night, neighbour, now=five_before - timedelta(seconds=1))
    assert words == "Kvällen öppnar för dig söndag 11 oktober."
    assert go(night, neighbour, now=five_before) == State.CONFIRMED
    assert refused(NotOpen, night, stranger) == "Kvällen är bara för dem som går med Vårby vuxna."


def test_wave_opens_at_local_midnight_on_both_sides_of_the_clock_change(town: Town, anna: Volunteer) -> None:
    terms(town.club, members_days=7, others_days=7, new_days=7)
    night = town.night(datetime(2026, 10, 30, 19, 30, tzinfo=UTC))  # in winter time; it opens in summer time
    opens = datetime(2026, 10, 22, 22, 0, tzinfo=UTC)
    refused(NotOpen, night, anna, now=opens - timedelta(seconds=1))
    assert go(night, anna, now=opens) == State.CONFIRMED


def test_members_only(town: Town) -> None:
    terms(town.club, others_days=None, new_days=None)
    words = refused(NotOpen, town.night(), member_of(town.other))
    assert words == "Kvällen är bara för dem som går med Vårby vuxna."


@pytest.mark.parametrize("state", [VolunteerState.PAUSED, VolunteerState.FORGOTTEN])
def test_paused_person_hears_that(town: Town, state: VolunteerState) -> None:
    assert refused(NotAMember, town.night(), member_of(town.club, state=state)).startswith("Du är pausad just nu.")


def test_quota_counts_nights_ahead_of_this_association_alone(town: Town, anna: Volunteer) -> None:
    terms(town.club, quota=2)
    nights = [town.night(FRIDAY + n * WEEK) for n in range(3)]
    for night in nights[:2]:
        go(night, anna)
    Membership.objects.create(volunteer=anna, association=town.other)
    go(town.night(FRIDAY + timedelta(days=1), association=town.other), anna)
    assert refused(QuotaReached, nights[2], anna) == (
        "Du har redan 2 öppna kvällar framför dig med Vårby vuxna, och fler tar man inte på en gång."
    )
    assert go(nights[2], anna, now=FRIDAY + timedelta(hours=5)) == State.CONFIRMED  # one of them has been


def test_given_back_and_called_off_nights_leave_room_again(town: Town, anna: Volunteer) -> None:
    terms(town.club, quota=1)
    first, second, third = (town.night(FRIDAY + n * WEEK) for n in range(3))
    go(first, anna)
    refused(QuotaReached, second, anna)
    leave_open_night(first, anna, origin=BY_SELF, now=MONDAY)
    assert go(second, anna) == State.CONFIRMED
    cancel_shift(second, reason="Storm", origin=BY_LEADER, now=MONDAY)
    assert go(third, anna) == State.CONFIRMED


def test_nights_that_a_leader_asked_for_are_no_part_of_the_quota(town: Town, anna: Volunteer) -> None:
    terms(town.club, quota=1)
    asked, open_night = town.night(), town.night(FRIDAY + WEEK)
    invite_volunteers(asked, [anna], origin=BY_LEADER, now=MONDAY)
    go(asked, anna)
    assert go(open_night, anna) == State.CONFIRMED


def test_place_in_the_queue_is_part_of_the_quota(town: Town, anna: Volunteer) -> None:
    terms(town.club, quota=1)
    go(full(town.night()), anna)
    refused(QuotaReached, town.night(FRIDAY + WEEK), anna)


def test_quota_by_month_counts_what_has_been_too(town: Town, anna: Volunteer) -> None:
    terms(town.club, quota=1, quota_span=QuotaSpan.MONTH)
    october, later, november = (town.night(FRIDAY + n * WEEK) for n in (0, 2, 3))
    go(october, anna)
    assert refused(QuotaReached, later, anna, now=FRIDAY + timedelta(days=1)) == (
        "Du har redan 1 öppen kväll den månaden med Vårby vuxna, och fler tar man inte."
    )
    assert go(november, anna) == State.CONFIRMED


def test_nobody_is_in_two_places(town: Town, anna: Volunteer) -> None:
    go(town.night(), anna)
    words = refused(OverlapsAnotherShift, town.night(FRIDAY + timedelta(hours=1)), anna)
    assert words == "Anna går redan ett annat pass samma tid."


def test_rule_that_stops_says_why_and_rule_that_warns_only_says_so(town: Town, anna: Volunteer) -> None:
    save_rule(town.municipality, RuleKind.INTRODUCTION, force=RuleForce.SOFT)
    signed = sign_up(town.night(), anna, origin=BY_SELF, now=MONDAY)
    assert signed.attendance is not None
    assert signed.warnings == ("Du har inte läst introduktionen än.",)
    save_rule(town.municipality, RuleKind.INTRODUCTION, force=RuleForce.HARD)
    assert refused(NotAllowed, town.night(FRIDAY + WEEK), anna) == "Du har inte läst introduktionen än."
    assert SignUp.objects.count() == 1


def test_whoever_a_leader_took_off_does_not_put_themselves_back(town: Town, anna: Volunteer) -> None:
    night = town.night()
    go(night, anna)
    origin = Origin(Door.PAGE, actor=leader_of(town.club))
    remove_attendance(Attendance.objects.get(), origin=origin, now=MONDAY)
    assert refused(TakenOff, night, anna).startswith("Ledaren har tagit bort dig från kvällen")
    invite_volunteers(night, [anna], origin=origin, now=MONDAY)
    assert go(night, anna) == State.CONFIRMED


def test_whoever_gave_the_place_back_may_take_it_again(town: Town, anna: Volunteer) -> None:
    night = town.night()
    go(night, anna)
    decline_attendance(Attendance.objects.get(), origin=Origin(Door.SMS), now=MONDAY)
    assert go(night, anna) == State.CONFIRMED
    assert SignUp.objects.count() == 1
