"""A group that is too small goes with another: whose yes stands, who is asked again, and that each is told once."""

from datetime import UTC, datetime, timedelta

import pytest

from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from scheduling.domain.decisions.asking import ask_for_decisions
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.night_mails import mail_nights
from scheduling.domain.regrouping.merging import foresee_merge
from scheduling.domain.regrouping.passages import passage_of
from scheduling.enums import AttendanceState as State
from scheduling.enums import DecisionState, EventKind, RuleForce, RuleKind, ShiftState
from scheduling.exceptions import ChangedMeanwhile, SchedulingError, TooLate, UnsoundCrew
from scheduling.models import Attendance, CrewRule, NightDecision, RuleException, Shift, ShiftEvent
from tests.factories import AssociationFactory, ShiftFactory, member_of
from tests.scheduling.regrouping.nights import LATER, comes, elsewhere, place_of, state_of, two_groups
from tests.scheduling.rota import BY_LEADER, MONDAY, sms, texts_to
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def asked(shift: Shift, name: str, *, arrives: bool = True) -> Volunteer:
    person: Volunteer = member_of(shift.association, name=name)
    invite_volunteers(shift, [person], origin=BY_LEADER, now=MONDAY)
    if arrives:
        OutboundMessage.objects.filter(to_number=person.mobile).update(state=OutboundState.DELIVERED, sent_at=MONDAY)
    shift.refresh_from_db()
    return person


def test_yes_stands_where_time_and_meeting_place_are_the_same() -> None:
    groups = two_groups()
    karin = comes(groups.large, "Karin Öberg", leads=True, mobile="+46701740612")
    anna = comes(groups.small, "Anna Lindqvist")
    groups.merge()
    assert (state_of(anna, groups.small), state_of(anna, groups.large)) == (State.WITHDRAWN, State.CONFIRMED)
    assert (groups.small.state, groups.small.cancel_reason) == (
        ShiftState.CANCELLED,
        "Slås ihop med Vårby 20.30–00.30.",
    )
    assert (groups.small.confirmed_count, groups.large.confirmed_count) == (0, 2)
    assert texts_to(anna) == ["confirmed", "regrouped"]
    said = OutboundMessage.objects.get(kind="regrouped").body
    assert said == (
        "Ny grupp fre 16/10, Anna! Samma tid och samling: 20.30 vid biblioteket i Vårby. "
        "Ledare Karin 070-174 06 12. Förhinder? Svara NEJ."
    )
    assert texts_to(karin) == ["confirmed", "group_grows"]
    assert OutboundMessage.objects.get(kind="group_grows").body == (
        "Ni blir fler fre 16/10, Karin: 1 går med er, från gruppen i Vårby. Samling 20.30 vid biblioteket i Vårby."
    )


def test_leader_of_the_group_that_grows_is_told_how_many_have_been_asked() -> None:
    groups = two_groups()
    groups.large.route = elsewhere(groups.small.route)
    groups.large.save()
    karin = comes(groups.large, "Karin Öberg", leads=True)
    comes(groups.small, "Anna Lindqvist")
    groups.merge()
    assert texts_to(karin) == ["confirmed", "group_grows"]
    said = OutboundMessage.objects.get(kind="group_grows").body
    assert said.startswith("Ni blir fler fre 16/10, Karin: 1 har fått frågan, från gruppen i Vårby.")


def test_yes_is_void_and_asked_again_where_the_meeting_place_is_another() -> None:
    groups = two_groups()
    groups.large.route = elsewhere(groups.small.route)
    groups.large.save()
    anna = comes(groups.small, "Anna Lindqvist")
    groups.merge()
    assert (state_of(anna, groups.large), groups.large.asked_count) == (State.ASKED, 1)
    assert texts_to(anna) == ["confirmed", "moved"]
    said = OutboundMessage.objects.get(kind="moved").body
    assert said == (
        "Ändrat, Anna: fre 16/10 blir det Vårby kl 20.30-00.30 i stället, samling vid torget. "
        "Kan du? Svara JA eller NEJ."
    )
    OutboundMessage.objects.filter(kind="moved").update(state=OutboundState.DELIVERED, sent_at=LATER)
    sms(anna, "ja", now=LATER + HOUR)
    assert state_of(anna, groups.large) == State.CONFIRMED


def test_yes_from_before_the_text_was_read_is_not_taken_for_the_new_group() -> None:
    groups = two_groups()
    groups.large.route = elsewhere(groups.small.route)
    groups.large.save()
    anna = asked(groups.small, "Anna Lindqvist")
    groups.merge()
    sms(anna, "ja", now=LATER)
    assert state_of(anna, groups.large) == State.ASKED
    assert texts_to(anna) == ["ask", "moved", "changed_again"]


def test_open_question_goes_along_without_a_word_where_nothing_changes() -> None:
    groups = two_groups()
    anna = asked(groups.small, "Anna Lindqvist")
    groups.merge()
    assert (state_of(anna, groups.large), texts_to(anna)) == (State.ASKED, ["ask"])
    sms(anna, "ja", now=LATER + HOUR)
    assert state_of(anna, groups.large) == State.CONFIRMED


def test_question_that_had_not_left_is_asked_about_the_new_group_instead() -> None:
    groups = two_groups()
    groups.large.route = elsewhere(groups.small.route)
    groups.large.save()
    anna = asked(groups.small, "Anna Lindqvist", arrives=False)
    groups.merge()
    first, second = OutboundMessage.objects.filter(to_number=anna.mobile).order_by("pk")
    assert (first.state, second.kind) == (OutboundState.DROPPED, "ask")
    assert "torget" not in first.body
    assert place_of(anna, groups.large).state == State.ASKED


def test_question_for_a_later_day_waits_for_it_in_the_new_group_too() -> None:
    groups = two_groups()
    anna: Volunteer = member_of(groups.small.association, name="Anna Lindqvist")
    later = MONDAY + timedelta(days=1)
    invite_volunteers(groups.small, [anna], origin=BY_LEADER, now=MONDAY, at=later)
    groups.merge()
    first, second = OutboundMessage.objects.filter(to_number=anna.mobile).order_by("pk")
    assert (first.state, second.kind, second.due_at) == (OutboundState.DROPPED, "ask", later)
    assert place_of(anna, groups.large).asked_at == later


def test_nobody_is_taken_to_have_been_asked_twice_or_to_have_said_yes_later() -> None:
    groups = two_groups()
    anna, berit = asked(groups.small, "Anna Lindqvist"), comes(groups.small, "Berit Holm")
    groups.merge()
    assert place_of(anna, groups.large).asked_at == MONDAY
    assert place_of(berit, groups.large).confirmed_at == MONDAY


def test_those_for_whom_there_is_no_place_are_let_go_and_told() -> None:
    groups = two_groups(crew_min=2, crew_target=2, crew_max=2)
    comes(groups.large, "Karin Öberg", leads=True)
    anna, berit = comes(groups.small, "Anna Lindqvist"), asked(groups.small, "Berit Holm")
    merging = groups.merge()
    assert state_of(anna, groups.large) == State.CONFIRMED
    assert (state_of(berit, groups.small), texts_to(berit)) == (State.WITHDRAWN, ["ask", "cancelled"])
    assert [(one.person, one.reason) for one in merging.let_go] == [(berit, "det finns ingen plats kvar")]


def test_leader_comes_along_as_one_only_where_one_is_lacking() -> None:
    groups = two_groups()
    karin, anna = comes(groups.small, "Karin Öberg", leads=True), comes(groups.small, "Anna Lindqvist", leads=True)
    groups.merge()
    assert [place_of(one, groups.large).is_leader for one in (karin, anna)] == [True, False]
    assert groups.large.leader_count == 1
    led, walks = OutboundMessage.objects.filter(kind="regrouped").order_by("pk")
    bodies = {one.to_number: one.body for one in (led, walks)}
    assert "Du leder gruppen." in bodies[karin.mobile]
    assert "Ledare Karin" in bodies[anna.mobile]


def test_more_than_the_group_holds_need_a_yes_to_raise_it_and_never_more_than_ten() -> None:
    groups = two_groups(crew_min=2, crew_target=2, crew_max=2)
    comes(groups.large, "Karin Öberg", leads=True)
    for name in ("Anna", "Berit"):
        comes(groups.small, f"{name} Test")
    with pytest.raises(UnsoundCrew, match="Tillsammans blir ni 3, och gruppen rymmer 2"):
        foresee_merge(groups.small, groups.large, raises_maximum=False, now=LATER)
    groups.merge(raises_maximum=True)
    assert (groups.large.crew_max, groups.large.confirmed_count) == (3, 3)
    Shift.objects.filter(pk=groups.large.pk).update(crew_max=10, confirmed_count=9)
    another = ShiftFactory(association=groups.large.association, confirmed_count=2)
    with pytest.raises(UnsoundCrew, match="fler än 10 går inte i en grupp"):
        foresee_merge(another, groups.large, raises_maximum=True, now=LATER)


def test_group_of_another_association_is_asked_again_although_the_place_is_the_same() -> None:
    groups = two_groups()
    groups.large.association = AssociationFactory(municipality=groups.small.association.municipality)
    groups.large.save()
    anna = comes(groups.small, "Anna Lindqvist")
    groups.merge()
    assert (state_of(anna, groups.large), texts_to(anna)) == (State.ASKED, ["confirmed", "moved"])


def test_whom_a_rule_of_the_new_walk_stops_is_let_go_with_the_reason() -> None:
    groups = two_groups()
    town = groups.small.association.municipality
    anna = comes(groups.small, "Anna Lindqvist")
    CrewRule.objects.create(
        municipality=town, route=groups.large.route, kind=RuleKind.INTRODUCTION, force=RuleForce.HARD
    )
    merging = groups.merge()
    assert state_of(anna, groups.small) == State.WITHDRAWN
    assert not Attendance.objects.filter(shift=groups.large).exists()
    assert [one.reason for one in merging.let_go] == ["har inte läst introduktionen"]
    assert texts_to(anna) == ["confirmed", "cancelled"]


def test_the_night_that_is_left_counts_neither_as_rest_nor_as_a_second_night() -> None:
    groups = two_groups()
    town = groups.small.association.municipality
    anna = comes(groups.small, "Anna Lindqvist")
    for kind, number in ((RuleKind.REST, 24), (RuleKind.MONTHLY, 1)):
        CrewRule.objects.create(municipality=town, kind=kind, force=RuleForce.HARD, number=number)
    groups.merge()
    assert state_of(anna, groups.large) == State.CONFIRMED


def test_exception_from_a_rule_goes_along() -> None:
    groups = two_groups()
    anna = comes(groups.small, "Anna Lindqvist")
    CrewRule.objects.create(
        municipality=groups.small.association.municipality, kind=RuleKind.INTRODUCTION, force=RuleForce.HARD
    )
    RuleException.objects.create(
        attendance=place_of(anna, groups.small), kind=RuleKind.INTRODUCTION, reason="Läser på plats", made_at=MONDAY
    )
    groups.merge()
    assert RuleException.objects.get(attendance=place_of(anna, groups.large)).reason == "Läser på plats"


def test_who_walks_elsewhere_at_that_time_is_let_go() -> None:
    groups = two_groups()
    groups.small.starts_at = groups.small.starts_at - 6 * HOUR
    groups.small.ends_at = groups.small.starts_at + 4 * HOUR
    groups.small.save()
    anna = comes(groups.small, "Anna Lindqvist")
    other = ShiftFactory(association=groups.small.association)
    Attendance.objects.create(
        shift=other,
        volunteer=anna,
        state=State.CONFIRMED,
        starts_at=other.starts_at,
        ends_at=other.ends_at,
    )
    merging = groups.merge()
    assert [one.reason for one in merging.let_go] == ["går redan ett annat pass samma tid"]


def test_who_was_asked_by_both_keeps_one_question_and_who_said_no_to_the_other_is_asked_anew() -> None:
    groups = two_groups()
    groups.large.route = elsewhere(groups.small.route)
    groups.large.save()
    anna, berit = asked(groups.small, "Anna Lindqvist"), comes(groups.small, "Berit Holm")
    for person, state in ((anna, State.ASKED), (berit, State.DECLINED)):
        Attendance.objects.create(
            shift=groups.large,
            volunteer=person,
            state=state,
            starts_at=groups.large.starts_at,
            ends_at=groups.large.ends_at,
        )
    merging = groups.merge()
    assert [(one.person, one.reason) for one in merging.let_go] == [(anna, "är redan med eller frågad där")]
    assert [state_of(one, groups.large) for one in (anna, berit)] == [State.ASKED, State.ASKED]
    assert texts_to(anna) == ["ask", "cancelled"]
    assert texts_to(berit) == ["confirmed", "moved"]


def test_decision_says_that_it_was_merged_and_both_histories_tell() -> None:
    groups = two_groups()
    comes(groups.small, "Anna Lindqvist")
    deadline = groups.small.starts_at - 24 * HOUR
    ask_for_decisions(deadline)
    groups.merge(now=deadline + HOUR)
    decision = NightDecision.objects.get(shift=groups.small)
    assert (decision.state, decision.merged_into) == (DecisionState.MERGED, groups.large)
    came = ShiftEvent.objects.get(shift=groups.large, kind=EventKind.REGROUPED)
    assert came.detail == "1 person kom från Vårby 20.30–00.30"
    gone = ShiftEvent.objects.get(shift=groups.small, kind=EventKind.CANCELLED)
    assert gone.detail == "Slås ihop med Vårby 20.30–00.30."


def test_calendars_by_mail_take_the_one_night_out_and_put_the_other_in() -> None:
    groups = two_groups()
    comes(groups.small, "Anna Lindqvist", email="anna@lykta.example")
    mail_nights(MONDAY)
    OutboundMessage.objects.update(state=OutboundState.DELIVERED)
    groups.merge()
    assert [mail_nights(LATER), mail_nights(LATER)] == [2, 0]
    mails = [
        one.calendar.replace("\r\n ", "") for one in OutboundMessage.objects.filter(kind="calendar").order_by("pk")
    ]
    said = [("CANCEL" if "METHOD:CANCEL" in one else "REQUEST", str(groups.large.uuid) in one) for one in mails]
    assert said[0] == ("REQUEST", False)
    assert sorted(said[1:]) == [("CANCEL", False), ("REQUEST", True)]


def test_what_was_not_shown_is_not_done() -> None:
    groups = two_groups()
    comes(groups.small, "Anna Lindqvist")
    stamp = foresee_merge(groups.small, groups.large, raises_maximum=False, now=LATER).stamp
    berit = comes(groups.small, "Berit Holm")
    with pytest.raises(ChangedMeanwhile):
        groups.merge(stamp=stamp)
    assert (Shift.objects.get(pk=groups.small.pk).state, texts_to(berit)) == (ShiftState.PUBLISHED, ["confirmed"])


def test_groups_that_cannot_be_one() -> None:
    groups = two_groups()
    saturday = ShiftFactory(association=groups.small.association, starts_at=groups.small.starts_at + 24 * HOUR)
    for other in (saturday, ShiftFactory(), groups.small):
        with pytest.raises(SchedulingError, match="Bara två grupper som går samma kväll i samma kommun"):
            foresee_merge(groups.small, other, raises_maximum=False, now=LATER)
    with pytest.raises(TooLate):
        foresee_merge(groups.small, groups.large, raises_maximum=False, now=groups.large.starts_at)
    Shift.objects.filter(pk=groups.large.pk).update(state=ShiftState.CANCELLED)
    with pytest.raises(TooLate):
        foresee_merge(groups.small, groups.large, raises_maximum=False, now=LATER)


def test_night_of_the_clock_change_is_the_same_walk_for_both_groups() -> None:
    starts_at = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)  # until four in winter time
    groups = two_groups(starts_at=starts_at, ends_at=starts_at + 7 * HOUR)
    Shift.objects.filter(pk=groups.small.pk).update(
        starts_at=starts_at, ends_at=starts_at + 7 * HOUR, night=groups.large.night
    )
    groups.small.refresh_from_db()
    anna = comes(groups.small, "Anna Lindqvist")
    groups.merge()
    assert state_of(anna, groups.large) == State.CONFIRMED


@pytest.mark.parametrize("state", [State.ASKED, State.CONFIRMED, State.WAITING])
@pytest.mark.parametrize("is_same", [False, True])
@pytest.mark.parametrize("has_room", [False, True])
@pytest.mark.parametrize("is_stopped", [False, True])
def test_nobody_gets_a_place_they_have_not_said_yes_to(
    state: State, *, is_same: bool, has_room: bool, is_stopped: bool
) -> None:
    passage = passage_of(state, is_same=is_same, is_unsent=False, has_room=has_room, is_stopped=is_stopped)
    if passage.to == State.CONFIRMED:
        assert is_same
        assert state in {State.CONFIRMED, State.WAITING}
    assert (passage.to is None) == (is_stopped or (state != State.CONFIRMED and not has_room))
    assert passage.told or (state, passage.to, is_same) == (State.ASKED, State.ASKED, True)
