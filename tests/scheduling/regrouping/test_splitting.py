"""A group becomes two: the proposal, whose yes stands, who leads, and that only those hear for whom it changes."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.models import OutboundMessage
from scheduling.domain.attendance import add_confirmed, confirm_attendance
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.regrouping.merging import foresee_merge, merge_shifts
from scheduling.domain.regrouping.proposing import Walker, propose_split
from scheduling.domain.regrouping.splitting import (
    Choice,
    Splitting,
    foresee_split,
    people_to_split,
    proposal_for,
    split_shift,
)
from scheduling.domain.regrouping.stamps import stamp_of_people
from scheduling.enums import AttendanceState as State
from scheduling.enums import EventKind, RuleForce, RuleKind, ShiftState
from scheduling.exceptions import ChangedMeanwhile, NotAllowed, SchedulingError, TooLate, UnsoundCrew
from scheduling.models import Attendance, CrewRule, RuleException, Shift, ShiftEvent
from tests.factories import ShiftFactory, member_of
from tests.scheduling.regrouping.nights import LATER, comes, elsewhere, name_place, place_of, state_of
from tests.scheduling.rota import BY_LEADER, MONDAY, texts_to
from volunteers.models import Volunteer

HOUR = timedelta(hours=1)
SAFE = 2


def keyed(walkers: list[Walker]) -> list[Walker]:
    return [
        Walker(n, one.leads, one.may_lead, one.is_adult, one.is_experienced) for n, one in enumerate(walkers, start=1)
    ]


WALKERS = st.lists(st.builds(Walker, st.just(0), *[st.booleans()] * 4), min_size=2 * SAFE, max_size=20).map(keyed)


@given(walkers=WALKERS)
def test_any_group_is_divided_whole_and_even_with_leaders_and_the_used_apart(walkers: list[Walker]) -> None:
    proposal = propose_split(walkers)
    sides = [set(proposal.stays), set(proposal.goes)]
    assert sides[0] | sides[1] == {one.key for one in walkers}
    assert not sides[0] & sides[1]
    assert min(map(len, sides)) >= SAFE
    assert abs(len(sides[0]) - len(sides[1])) <= 1
    leading = [sum(one.leads for one in walkers if one.key in side) for side in sides]
    assert abs(leading[0] - leading[1]) <= 1
    if sum(leading) > 1:
        assert min(leading) >= 1
        assert proposal.leader in {one.key for one in walkers if one.leads}
    assert proposal.leader is None or proposal.leader in sides[1]


def six(**fields: object) -> tuple[Shift, list[Volunteer]]:
    """Karin and Johan lead, Johan walks for the first time as the others do."""
    shift: Shift = ShiftFactory(**{"crew_max": 8} | fields)
    name_place(shift.route, "Vårby")
    names = ("Karin Öberg", "Johan Sandberg", "Anna Lindqvist", "Berit Holm", "Mehmet Aydin", "Sofia Lund")
    people = [comes(shift, name, leads=n < 2) for n, name in enumerate(names)]
    return shift, people


def fresh(shift: Shift) -> Shift:
    return Shift.objects.select_related("association__municipality", "route__district").get(pk=shift.pk)


def proposed(shift: Shift) -> Choice:
    shift = fresh(shift)
    proposal = proposal_for(shift, people_to_split(shift))
    return Choice(frozenset(proposal.goes), proposal.leader, shift.route)


def split(shift: Shift, choice: Choice | None = None, *, now: datetime = LATER) -> Splitting:
    shift = fresh(shift)
    stamp = stamp_of_people(shift, people_to_split(shift))
    return split_shift(shift, choice or proposed(shift), stamp=stamp, origin=BY_LEADER, now=now)


pytestmark = pytest.mark.django_db


def test_six_become_two_groups_of_three_and_only_those_who_change_leader_hear() -> None:
    shift, people = six()
    karin, johan = people[:2]
    twin = split(shift).twin
    shift.refresh_from_db()
    twin.refresh_from_db()
    assert (shift.confirmed_count, shift.leader_count) == (3, 1)
    assert (twin.confirmed_count, twin.leader_count, twin.state) == (3, 1, ShiftState.PUBLISHED)
    assert (twin.starts_at, twin.ends_at, twin.night, twin.route) == (
        shift.starts_at,
        shift.ends_at,
        shift.night,
        shift.route,
    )
    assert place_of(karin, shift).is_leader
    assert place_of(johan, twin).is_leader
    for person in people:
        goes = Attendance.objects.filter(shift=twin, volunteer=person).exists()
        assert texts_to(person) == (["confirmed", "regrouped"] if goes else ["confirmed"])
    bodies = {one.to_number: one.body for one in OutboundMessage.objects.filter(kind="regrouped")}
    assert "Du leder gruppen." in bodies.pop(johan.mobile)
    assert all("Ledare Johan" in body for body in bodies.values())


def test_both_histories_tell() -> None:
    shift, _people = six()
    twin = split(shift).twin
    told = ShiftEvent.objects.filter(kind=EventKind.REGROUPED).order_by("pk").values_list("shift", "detail")
    assert list(told) == [
        (shift.pk, "delades, 3 personer går med Vårby 20.30–00.30"),
        (twin.pk, "delades från Vårby 20.30–00.30, 3 personer"),
    ]
    assert ShiftEvent.objects.filter(shift=twin, kind=EventKind.PUBLISHED).exists()


def test_another_route_asks_those_who_go_anew() -> None:
    shift, _people = six()
    choice = proposed(shift)
    twin = split(shift, Choice(choice.goes, choice.leader, elsewhere(shift.route))).twin
    states = set(Attendance.objects.filter(shift=twin).values_list("state", flat=True))
    assert states == {State.ASKED}
    assert OutboundMessage.objects.filter(kind="moved").count() == 3


def test_who_waits_for_a_place_gets_one_in_either_group() -> None:
    shift, people = six(crew_max=6)
    waiting = [member_of(shift.association, name=f"Vilma{n} Väntar") for n in range(2)]
    for one in invite_volunteers(shift, waiting, origin=BY_LEADER, now=MONDAY):
        confirm_attendance(one, origin=BY_LEADER, now=MONDAY)
    twin = split(shift).twin
    shift.refresh_from_db()
    twin.refresh_from_db()
    assert (shift.confirmed_count, twin.confirmed_count) == (4, 4)
    assert (shift.waiting_count, twin.waiting_count) == (0, 0)
    assert [texts_to(one)[-1] for one in waiting] == ["promoted", "promoted"]
    assert len(people) == 6


def test_who_waits_is_asked_again_when_the_night_is_near() -> None:
    shift, _people = six(crew_max=6)
    vilma = member_of(shift.association, name="Vilma Väntar")
    (one,) = invite_volunteers(shift, [vilma], origin=BY_LEADER, now=MONDAY)
    confirm_attendance(one, origin=BY_LEADER, now=MONDAY)
    split(shift, now=shift.starts_at - 5 * HOUR)
    (place,) = Attendance.objects.filter(volunteer=vilma).exclude(state=State.WITHDRAWN)
    assert (place.state, texts_to(vilma)[-1]) == (State.ASKED, "place_free")


def test_those_who_stay_hear_of_it_only_when_the_leader_they_know_goes() -> None:
    shift, people = six()
    karin, johan, anna, berit, mehmet, sofia = people
    goes = frozenset(place_of(one, shift).pk for one in (karin, anna, berit))
    twin = split(shift, Choice(goes, place_of(karin, shift).pk, shift.route)).twin
    assert place_of(karin, twin).is_leader
    assert [texts_to(one)[-1] for one in (mehmet, sofia, johan)] == ["news", "news", "news"]
    said = OutboundMessage.objects.get(kind="news", to_number=mehmet.mobile).body
    assert "Ledare blir Johan" in said


def test_trained_person_leads_the_new_group_where_there_is_one_leader() -> None:
    shift: Shift = ShiftFactory()
    comes(shift, "Karin Öberg", leads=True)
    for name in ("Anna", "Berit"):
        comes(shift, f"{name} Test")
    sofia = comes(shift, "Sofia Lund", leader_training_until=shift.night)
    splitting = split(shift)
    assert place_of(sofia, splitting.twin).is_leader
    assert not splitting.lacks_leader
    led = ShiftEvent.objects.filter(shift=splitting.twin, kind=EventKind.CHANGED).get()
    assert led.detail == "är ledare"


def test_group_without_a_second_leader_is_divided_and_says_so() -> None:
    shift: Shift = ShiftFactory()
    for name in ("Karin", "Anna", "Berit", "Mehmet"):
        comes(shift, f"{name} Test", leads=name == "Karin")
    assert split(shift).lacks_leader


def test_groups_are_never_too_small_nor_too_large_nor_of_strangers() -> None:
    shift, people = six()
    keys = [place_of(one, shift).pk for one in people]
    for goes, error in ((keys[:1], UnsoundCrew), (keys[:5], UnsoundCrew), ([*keys[:2], 0], SchedulingError)):
        with pytest.raises(error):
            split(shift, Choice(frozenset(goes), None, shift.route))
    with pytest.raises(SchedulingError, match="bland dem som kommer"):
        split(shift, Choice(frozenset(keys[:3]), keys[4], shift.route))
    Shift.objects.filter(pk=shift.pk).update(crew_min=2, crew_target=3, crew_max=3, confirmed_count=3)
    with pytest.raises(UnsoundCrew, match="större än 3"):
        split(shift, Choice(frozenset(keys[:4]), None, shift.route))
    assert Shift.objects.count() == 1


def test_rule_that_the_new_company_breaks_stops_the_division_and_leaves_nothing() -> None:
    shift, people = six()
    town = shift.association.municipality
    karin, _johan, anna = people[:3]
    anna.born_on = shift.night.replace(year=shift.night.year - 16)
    anna.save()
    CrewRule.objects.create(municipality=town, kind=RuleKind.WITH_ADULTS, force=RuleForce.HARD, number=2)
    goes = frozenset(place_of(one, shift).pk for one in (karin, anna))
    with pytest.raises(NotAllowed, match=r"^Anna .* Dela på ett annat sätt"):
        split(shift, Choice(goes, None, shift.route))
    assert Shift.objects.count() == 1
    split(shift)


def test_rule_that_somebody_broke_before_stops_nothing_and_exceptions_go_along() -> None:
    shift, people = six()
    CrewRule.objects.create(
        municipality=shift.association.municipality, kind=RuleKind.INTRODUCTION, force=RuleForce.HARD
    )
    for person in people:
        RuleException.objects.create(
            attendance=place_of(person, shift), kind=RuleKind.MIN_AGE, reason="Vet vi", made_at=MONDAY
        )
    twin = split(shift).twin
    assert RuleException.objects.filter(attendance__shift=twin).count() == 3


def test_who_was_not_shown_is_not_divided() -> None:
    shift, _people = six()
    shown = fresh(shift)
    stamp, choice = stamp_of_people(shown, people_to_split(shown)), proposed(shift)
    add_confirmed(shift, member_of(shift.association), origin=BY_LEADER, now=MONDAY)
    with pytest.raises(ChangedMeanwhile):
        split_shift(shown, choice, stamp=stamp, origin=BY_LEADER, now=LATER)
    assert Shift.objects.count() == 1


def test_group_that_has_gone_out_is_not_divided() -> None:
    shift, _people = six()
    with pytest.raises(TooLate):
        split(shift, now=shift.starts_at)


def test_looking_writes_nothing_and_says_what_is_done() -> None:
    shift, _people = six()
    shown = fresh(shift)
    seen = foresee_split(shown, people_to_split(shown), proposed(shift), now=LATER)
    assert (Shift.objects.count(), OutboundMessage.objects.exclude(kind="confirmed").count()) == (1, 0)
    done = split(shift)
    bodies = [[letter.text.body for letter in one.outcome.letters if letter.text] for one in (seen, done)]
    assert bodies[0] == bodies[1]
    assert len(bodies[0]) == 3


def test_two_groups_can_go_together_again() -> None:
    shift, people = six()
    twin = split(shift).twin
    stamp = foresee_merge(twin, shift, raises_maximum=False, now=LATER).stamp
    merge_shifts(twin, shift, raises_maximum=False, stamp=stamp, origin=BY_LEADER, now=LATER)
    assert {state_of(one, shift) for one in people} == {State.CONFIRMED}
