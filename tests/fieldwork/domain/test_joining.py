"""Joining a group: somebody brought along, and those whose own group is too few."""

from typing import Any

import pytest

from fieldwork.domain.walks.joining import bring_along, join_group
from fieldwork.enums import FieldEventKind
from fieldwork.exceptions import NotTonight, OutElsewhere
from messaging.models import OutboundMessage
from scheduling.exceptions import ChangedMeanwhile, MoveNotAllowed, NotAMember, OverlapsAnotherShift, ShiftFull
from scheduling.models import Attendance, Shift, ShiftEvent
from tests.factories import AssociationFactory, AttendanceFactory, ShiftFactory, VolunteerFactory, member_of
from tests.fieldwork.groups import BY_HAND, END, HOUR, START, Group, group_of
from tests.scheduling.rota import texts_to
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
Kind = FieldEventKind


def bring(group: Group, person: Volunteer, **more: object) -> None:
    bring_along(group.shift, person, origin=BY_HAND, by=group.people[0], now=START + HOUR, **more)  # type: ignore[arg-type]  # each value is of its own type


def two_groups(small: int = 1, **fields: Any) -> tuple[Group, Group]:
    """One too few to go, and one of another association of the town."""
    few = group_of(small)
    neighbours = AssociationFactory(municipality=few.shift.association.municipality)
    return few, group_of(3, association=neighbours, **fields)


def test_member_who_turns_up_is_registered_with_the_group_that_is_out() -> None:
    group = group_of(3)
    group.go_out()
    person = member_of(group.shift.association, name="Gun Grön")
    bring(group, person)
    assert [one.volunteer for one in group.night().out] == [*group.people, person]
    assert Shift.objects.get(pk=group.shift.pk).confirmed_count == 4
    assert OutboundMessage.objects.count() == 0  # who stands there needs no text


def test_member_who_turns_up_before_they_leave_is_put_on_the_crew() -> None:
    group = group_of(1)
    person = member_of(group.shift.association)
    bring(group, person)
    assert group.night().walk is None
    group.people.append(person)
    assert len(group.go_out(now=START + HOUR).new) == 2


@pytest.mark.parametrize("state", ["asked", "declined", "lapsed", "waiting", "withdrawn"])
def test_whoever_was_asked_before_can_come_after_all(state: str) -> None:
    group = group_of(3)
    place = AttendanceFactory(shift=group.shift, state=state)
    bring(group, place.volunteer)
    assert Attendance.objects.get(pk=place.pk).state == "confirmed"


def test_strangers_and_people_of_other_associations_are_not_brought_along() -> None:
    group = group_of(3)
    with pytest.raises(NotAMember):
        bring(group, VolunteerFactory(municipality=group.shift.association.municipality))


def test_nobody_is_brought_along_beyond_the_largest_crew() -> None:
    group = group_of(3, crew_target=3, crew_max=3)
    with pytest.raises(ShiftFull, match="så många den får vara"):
        bring(group, member_of(group.shift.association))


def test_who_walks_elsewhere_is_not_brought_along() -> None:
    group = group_of(3)
    other = ShiftFactory(association=group.shift.association, starts_at=START + HOUR)
    place = AttendanceFactory(shift=other, state="confirmed")
    with pytest.raises(OverlapsAnotherShift):
        bring(group, place.volunteer)


def test_who_stands_on_the_list_as_not_come_is_checked_out_instead() -> None:
    group = group_of(3)
    place = AttendanceFactory(shift=group.shift, state="no_show")
    with pytest.raises(MoveNotAllowed, match="redan på listan"):
        bring(group, place.volunteer)


def test_too_few_join_a_group_that_is_out_and_its_leader_hears_of_it() -> None:
    few, many = two_groups(2)
    many.go_out()
    join_group(few.places, many.shift, origin=BY_HAND, by=few.people[0], now=START + HOUR)
    assert [one.volunteer for one in many.night().out] == [*many.people, *few.people]
    assert few.states() == ["withdrawn", "withdrawn"]
    assert (few.told(), many.told()[-4:]) == ([Kind.JOINED] * 2, [Kind.JOINED, Kind.JOINED, Kind.OUT, Kind.OUT])
    assert texts_to(many.people[0]) == ["joins_you"]
    assert OutboundMessage.objects.get().body == (
        f"Karin, Anna går med er i {many.shift.place} fre 16/10. Gruppen i {few.shift.place} blev för få. "
        "Räkna in dem innan ni går."
    )
    assert {event.detail for event in ShiftEvent.objects.filter(shift=few.shift)} == {
        f"går med {many.shift.place} i stället"
    }


def test_own_leader_hears_of_one_who_goes_alone() -> None:
    few, many = two_groups(2)
    join_group([few.place(1)], many.shift, origin=BY_HAND, by=few.people[1], now=START)
    assert [texts_to(few.people[0]), texts_to(many.people[0])] == [["joins_other"], ["joins_you"]]
    assert few.states() == ["confirmed", "withdrawn"]
    assert many.night().out == []


def test_all_join_or_none() -> None:
    few, many = two_groups(2, crew_target=4, crew_max=4)
    with pytest.raises(ShiftFull):
        join_group(few.places, many.shift, origin=BY_HAND, by=None, now=START)
    assert few.states() == ["confirmed", "confirmed"]
    assert OutboundMessage.objects.count() == 0


def test_nobody_joins_who_is_out() -> None:
    few, many = two_groups(2)
    few.go_out()
    with pytest.raises(OutElsewhere, match="Anna är redan ute"):
        join_group([few.place(1)], many.shift, origin=BY_HAND, by=None, now=START)


def test_nobody_joins_a_group_of_another_town_or_night_or_one_that_is_over() -> None:
    few = group_of(1)
    for other in (group_of(3), group_of(3, association=few.shift.association, starts_at=START + 24 * HOUR)):
        with pytest.raises(ChangedMeanwhile):
            join_group(few.places, other.shift, origin=BY_HAND, by=None, now=other.shift.starts_at - HOUR)
    with pytest.raises(NotTonight):
        join_group(few.places, two_groups()[1].shift, origin=BY_HAND, by=None, now=END)
