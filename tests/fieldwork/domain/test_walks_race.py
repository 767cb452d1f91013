"""The same group registered from two phones at once, and what else can meet: one walk, one row each, nobody in two."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from fieldwork.domain.inbound import apply_inbound
from fieldwork.domain.walks.coming_home import come_home, not_home_yet
from fieldwork.domain.walks.joining import join_group
from fieldwork.domain.walks.starting import arrive, check_out
from fieldwork.enums import WalkState
from fieldwork.models import CheckIn, FieldEvent, Walk
from scheduling.models import Attendance
from tests.factories import AssociationFactory, InboundFactory
from tests.fieldwork.groups import BY_HAND, END, HOUR, START, Group, group_of
from tests.support.at_once import at_once, threads_share_the_database

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _threads() -> None:
    threads_share_the_database()


def going_out(group: Group, *, by: int) -> Callable[[], object]:
    return lambda: check_out(group.shift, group.places, origin=BY_HAND, by=group.people[by], now=START)


def test_two_check_outs_at_once_make_one_walk() -> None:
    group = group_of(4)
    at_once(*(going_out(group, by=n) for n in range(4)))
    assert Walk.objects.count() == 1
    assert CheckIn.objects.count() == 4
    assert FieldEvent.objects.filter(kind="out").count() == 4


def test_everybody_says_for_themselves_at_once() -> None:
    group = group_of(5, crew_safe=3)
    at_once(*(lambda place=place: arrive(place, origin=BY_HAND, now=START) for place in group.places))
    assert len(group.night().out) == 5
    assert FieldEvent.objects.filter(kind="started").count() == 1


def test_all_texts_home_at_once() -> None:
    group = group_of(4)
    group.go_out()
    texts = [InboundFactory(from_number=one.mobile, body="hemma", received_at=END) for one in group.people]
    at_once(*(lambda text=text: apply_inbound(text, now=END) for text in texts))
    assert group.walk.state == WalkState.HOME
    assert group.states() == ["attended"] * 4
    assert FieldEvent.objects.filter(kind="all_home").count() == 1


def test_home_and_taken_back_at_once_leave_a_walk_that_is_out_iff_somebody_is() -> None:
    group = group_of(3)
    group.go_out()
    group.go_home(2, now=END)
    walk, row = group.walk, group.check_in(2)
    others = [group.check_in(0), group.check_in(1)]
    at_once(
        lambda: come_home(walk, others, origin=BY_HAND, by=None, now=END),
        lambda: not_home_yet(row, origin=BY_HAND, by=None, now=END),
    )
    assert [one.volunteer for one in group.night().out] == [group.people[2]]
    assert group.walk.state == WalkState.OUT


def test_two_groups_that_each_take_somebody_left_out_from_the_other() -> None:
    """Each locks both nights, in one order: neither waits for the other for ever."""
    first = group_of(3)
    second = group_of(3, association=first.shift.association, starts_at=START + HOUR * 5)
    first.go_out()
    for n in range(3):
        Attendance.objects.filter(pk=second.place(n).pk).update(volunteer=first.people[n])
    later = second.shift.starts_at
    results = at_once(
        lambda: check_out(second.shift, list(second.shift.attendances.all()), origin=BY_HAND, by=None, now=later),
        lambda: come_home(
            first.walk, list(CheckIn.objects.filter(walk=first.walk)), origin=BY_HAND, by=None, now=later
        ),
    )
    assert [one for one in results if isinstance(one, Exception)] == []
    assert set(CheckIn.objects.filter(home_at=None).values_list("walk__shift", flat=True)) == {second.shift.pk}
    assert first.walk.state == WalkState.HOME


def test_two_small_groups_that_join_each_other_at_once_never_pass_each_other() -> None:
    one = group_of(1, crew_target=3, crew_max=3)
    other = group_of(1, association=AssociationFactory(municipality=one.shift.association.municipality))
    results = at_once(
        lambda: join_group(one.places, other.shift, origin=BY_HAND, by=None, now=START - timedelta(minutes=5)),
        lambda: join_group(other.places, one.shift, origin=BY_HAND, by=None, now=START - timedelta(minutes=5)),
    )
    confirmed = Attendance.objects.filter(state="confirmed")
    assert confirmed.count() == 2
    assert len([result for result in results if not isinstance(result, Exception)]) >= 1
