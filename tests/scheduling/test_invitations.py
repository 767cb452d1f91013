"""Asking, reminding, lapsing."""

from datetime import timedelta

import pytest

from messaging.models import OutboundMessage
from scheduling.domain.attendance import add_confirmed, confirm_attendance, make_leader, remove_attendance
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState as State
from scheduling.enums import Door
from scheduling.exceptions import MoveNotAllowed, NotAMember, OverlapsAnotherShift, ShiftFull, TooLate
from scheduling.models import Attendance
from tests.factories import ShiftFactory, member_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to
from volunteers.enums import VolunteerState

pytestmark = pytest.mark.django_db
BY_PHONE = Origin(Door.PHONE)


def test_asking_someone_twice_is_refused_and_texts_no_one() -> None:
    rota = make_rota(2)
    rota.ask(rota.people[0])
    with pytest.raises(MoveNotAllowed):
        rota.ask(rota.people[1], rota.people[0])
    assert texts_to(rota.people[1]) == []
    assert texts_to(rota.people[0]) == ["ask"]


def test_someone_who_declined_can_be_asked_again() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "nej")
    rota.ask(now=MONDAY + timedelta(hours=2))
    assert texts_to(rota.people[0]) == ["ask", "declined", "ask"]


def test_stranger_and_paused_are_not_asked() -> None:
    rota = make_rota(1)
    stranger = make_rota(1).people[0]
    paused = member_of(rota.shift.association, state=VolunteerState.PAUSED)
    for person in (stranger, paused):
        with pytest.raises(NotAMember):
            rota.ask(person)


def test_someone_who_walks_elsewhere_that_night_is_not_asked() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "ja")
    other = ShiftFactory(association=rota.shift.association, route=rota.shift.route, starts_at=rota.shift.starts_at)
    with pytest.raises(OverlapsAnotherShift, match="Person0 går redan"):
        Rota(other, rota.people).ask()


def test_draft_and_past_nights_cannot_be_asked_for() -> None:
    with pytest.raises(TooLate):
        make_rota(1, state="draft").ask()
    rota = make_rota(1)
    with pytest.raises(TooLate):
        rota.ask(now=rota.shift.starts_at)


def test_yes_on_the_phone_is_told_by_text_and_kept_with_its_door() -> None:
    rota = make_rota(1)
    add_confirmed(rota.shift, rota.people[0], as_leader=True, origin=BY_PHONE, now=MONDAY)
    attendance = rota.attendance(rota.people[0])
    assert (attendance.state, attendance.is_leader) == (State.CONFIRMED, True)
    assert texts_to(rota.people[0]) == ["confirmed"]
    assert attendance.events.get().door == Door.PHONE
    rota.shift.refresh_from_db()
    assert (rota.shift.confirmed_count, rota.shift.leader_count) == (1, 1)


def test_yes_on_the_phone_to_a_full_crew_is_refused() -> None:
    rota = make_rota(5, crew_max=4)
    for person in rota.people[:4]:
        add_confirmed(rota.shift, person, origin=BY_PHONE, now=MONDAY)
    with pytest.raises(ShiftFull):
        add_confirmed(rota.shift, rota.people[4], origin=BY_PHONE, now=MONDAY)
    assert not Attendance.objects.filter(volunteer=rota.people[4]).exists()


def test_removed_person_is_told_and_the_place_is_free() -> None:
    rota = make_rota(1)
    rota.ask()
    sms(rota.people[0], "ja")
    remove_attendance(rota.attendance(rota.people[0]), origin=BY_LEADER, now=MONDAY + timedelta(hours=2))
    assert rota.state(rota.people[0]) == State.WITHDRAWN
    assert texts_to(rota.people[0])[-1] == "removed"
    rota.shift.refresh_from_db()
    assert rota.shift.confirmed_count == 0


def test_leader_is_counted_and_named_to_the_crew() -> None:
    rota = make_rota(2)
    rota.ask()
    sms(rota.people[0], "ja")
    make_leader(rota.attendance(rota.people[0]), is_leader=True, origin=BY_LEADER, now=MONDAY + timedelta(hours=2))
    confirm_attendance(rota.attendance(rota.people[1]), origin=BY_PHONE, now=MONDAY + timedelta(hours=3))
    last = OutboundMessage.objects.filter(to_number=rota.people[1].mobile).latest("pk")
    assert "Ledare Person0 070-174 " in last.body
