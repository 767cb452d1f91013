"""Going out: registered before they leave, never too few, and never twice."""

from datetime import datetime, timedelta

import pytest

from fieldwork.domain.walks.starting import arrive, check_out
from fieldwork.enums import FieldEventKind, WalkState
from fieldwork.exceptions import NotTonight, OutElsewhere, TooFewToGo
from fieldwork.models import Arrival, CheckIn, FieldEvent, Walk
from scheduling.enums import ShiftState
from scheduling.models import Shift
from tests.fieldwork.groups import BY_HAND, END, HOUR, MINUTE, START, group_of

pytestmark = pytest.mark.django_db
Kind = FieldEventKind


def test_group_goes_out_and_everyone_is_registered() -> None:
    group = group_of(3)
    done = group.go_out(now=START + 7 * MINUTE)
    walk = group.walk
    assert (walk.state, walk.started_at, walk.due_home_at) == (WalkState.OUT, START + 7 * MINUTE, END)
    assert [one.volunteer for one in done.new] == group.people
    assert [(one.is_leader, one.out_at, one.home_at) for one in done.night.out] == [
        (True, START + 7 * MINUTE, None),
        (False, START + 7 * MINUTE, None),
        (False, START + 7 * MINUTE, None),
    ]
    assert group.told() == [Kind.STARTED, Kind.OUT, Kind.OUT, Kind.OUT]
    assert group.states() == ["confirmed"] * 3
    assert set(FieldEvent.objects.values_list("by", flat=True)) == {group.people[0].pk}


def test_second_check_out_writes_nothing() -> None:
    group = group_of(3)
    group.go_out()
    before = (Walk.objects.get(), group.told())
    done = group.go_out(now=START + HOUR)
    assert [one.volunteer for one in done.already] == group.people
    assert done.new == []
    assert (Walk.objects.get(), group.told()) == before


def test_late_joiner_is_added_to_the_walk_that_is_on() -> None:
    group = group_of(4)
    group.go_out(0, 1, 2)
    done = group.go_out(3, now=START + 40 * MINUTE)
    assert [(one.volunteer, one.out_at) for one in done.new] == [(group.people[3], START + 40 * MINUTE)]
    assert group.told() == [Kind.STARTED, *[Kind.OUT] * 4]


@pytest.mark.parametrize(
    ("count", "words"), [(1, "Du är ensam, och det behövs tre"), (2, "Ni är två, och det behövs tre")]
)
def test_too_few_do_not_go_out(count: int, words: str) -> None:
    group = group_of(4, crew_safe=3)
    with pytest.raises(TooFewToGo, match=words) as refused:
        group.go_out(*range(count))
    assert (refused.value.count, refused.value.needed) == (count, 3)
    assert not Walk.objects.exists()
    assert group.told() == []


@pytest.mark.parametrize(
    ("now", "words"),
    [(START - 2 * HOUR - MINUTE, "för tidigt"), (END, "Kvällen är slut"), (END + HOUR, "Kvällen är slut")],
)
def test_nobody_goes_out_outside_the_night(now: datetime, words: str) -> None:
    with pytest.raises(NotTonight, match=words):
        group_of(3).go_out(now=now)


@pytest.mark.parametrize("now", [START - 2 * HOUR, START, END - MINUTE])
def test_the_night_is_from_two_hours_before_the_start_until_the_end(now: datetime) -> None:
    assert len(group_of(3).go_out(now=now).new) == 3


@pytest.mark.parametrize("state", [ShiftState.DRAFT, ShiftState.CANCELLED])
def test_nobody_goes_out_on_a_night_that_is_not_to_be(state: ShiftState) -> None:
    with pytest.raises(NotTonight, match="inställd eller inte publicerad"):
        group_of(3, state=state).go_out()


def test_group_that_got_more_time_can_still_be_joined_in_it() -> None:
    group = group_of(4)
    group.go_out(0, 1, 2)
    Walk.objects.update(due_home_at=END + HOUR, extended_minutes=60)
    Shift.objects.update(state=ShiftState.DONE)
    assert len(group.go_out(3, now=END + 10 * MINUTE).new) == 1


def test_who_never_was_checked_home_goes_out_again_and_the_old_group_is_taken_to_be_home_when_due() -> None:
    old = group_of(2)
    old.go_out()
    new = group_of(3, association=old.shift.association, starts_at=START + 24 * HOUR)
    place = new.place(2)
    place.volunteer = old.people[1]
    place.save()
    new.people[2] = old.people[1]
    done = new.go_out(now=START + 24 * HOUR)
    assert [one.volunteer for one in done.presumed] == [old.people[1]]
    left = old.check_in(1)
    assert (left.home_at, left.is_presumed) == (END, True)
    assert old.walk.state == WalkState.OUT  # the other one of them is not home by that
    assert old.told()[-1] == Kind.PRESUMED_HOME
    assert len(done.new) == 3


def test_last_one_of_an_old_group_ends_its_walk() -> None:
    old = group_of(2)
    old.go_out()
    old.go_home(0, now=END)
    new = group_of(2, association=old.shift.association, starts_at=START + 24 * HOUR)
    place = new.place(1)
    place.volunteer = new.people[1] = old.people[1]
    place.save()
    new.go_out(now=START + 24 * HOUR)
    assert (old.walk.state, old.walk.home_at) == (WalkState.HOME, END)
    assert old.states() == ["attended", "attended"]


def test_nobody_is_out_with_two_groups() -> None:
    first = group_of(2)
    first.go_out()
    second = group_of(3, association=first.shift.association, starts_at=END - HOUR * 2)
    CheckIn.objects.filter(volunteer=first.people[1]).update(volunteer=second.people[1])
    with pytest.raises(OutElsewhere, match="Anna är ute med gruppen i"):
        second.go_out(now=END - HOUR)
    assert Walk.objects.count() == 1


def test_group_that_said_home_too_early_goes_out_again() -> None:
    group = group_of(3)
    group.go_out()
    group.go_home(now=START + HOUR)
    done = group.go_out(now=START + 2 * HOUR)
    assert (group.walk.state, group.walk.home_at) == (WalkState.OUT, None)
    assert len(done.new) == len(done.night.out) == 3


def test_each_ones_own_word_waits_until_enough_have_said_it() -> None:
    group = group_of(4, crew_safe=3)
    first, second = (arrive(group.place(n), origin=BY_HAND, now=START + n * MINUTE) for n in (1, 2))
    assert (first.is_waiting, second.is_waiting) == (True, True)
    assert not Walk.objects.exists()
    assert arrive(group.place(1), origin=BY_HAND, now=START + 2 * MINUTE).is_waiting  # said twice
    third = arrive(group.place(3), origin=BY_HAND, now=START + 3 * MINUTE)
    assert {one.volunteer for one in third.night.out} == set(group.people[1:])
    last = arrive(group.place(0), origin=BY_HAND, now=START + 4 * MINUTE)
    assert [one.volunteer for one in last.new] == [group.people[0]]
    assert group.told() == [Kind.ARRIVED] * 3 + [Kind.STARTED] + [Kind.OUT] * 4
    assert Arrival.objects.count() == 3


def test_own_word_is_not_for_another_day() -> None:
    with pytest.raises(NotTonight):
        arrive(group_of().place(0), origin=BY_HAND, now=START - timedelta(days=1))


def test_places_of_another_night_are_not_registered() -> None:
    group, other = group_of(2), group_of(2)
    done = check_out(group.shift, [*group.places, *other.places], origin=BY_HAND, by=None, now=START)
    assert [one.volunteer for one in done.new] == group.people
