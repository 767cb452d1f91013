"""Coming home: one, some or all; the last one ends the walk; and what was said too early is taken back."""

from datetime import timedelta

import pytest

from fieldwork.domain.walks.coming_home import come_home, not_home_yet
from fieldwork.domain.walks.extending import extend
from fieldwork.enums import FieldEventKind, WalkState
from fieldwork.exceptions import CannotCorrect, NotOut, OutElsewhere
from fieldwork.models import CheckIn, Walk
from messaging.models import OutboundMessage
from scheduling.domain.reminders import thank_crews
from scheduling.domain.shifts import cancel_shift, progress_shifts
from scheduling.enums import EventKind, ShiftState
from scheduling.models import Attendance, Shift, ShiftEvent
from tests.fieldwork.groups import BY_HAND, END, HOUR, MINUTE, START, Group, group_of
from tests.scheduling.rota import texts_to

pytestmark = pytest.mark.django_db
Kind = FieldEventKind


def out() -> Group:
    group = group_of(4)
    group.go_out()
    return group


def test_all_come_home_and_have_walked() -> None:
    group = out()
    done = group.go_home(now=END - 6 * MINUTE)
    assert len(done.new) == 4
    assert (group.walk.state, group.walk.home_at) == (WalkState.HOME, END - 6 * MINUTE)
    assert group.states() == ["attended"] * 4
    assert Shift.objects.get(pk=group.shift.pk).confirmed_count == 4
    assert ShiftEvent.objects.filter(kind=EventKind.ATTENDED).count() == 4
    assert group.told()[-5:] == [*[Kind.HOME] * 4, Kind.ALL_HOME]
    assert OutboundMessage.objects.count() == 0


def test_early_leaver_goes_home_while_the_others_stay_out() -> None:
    group = out()
    group.go_home(2, now=START + HOUR)
    assert group.walk.state == WalkState.OUT
    assert group.check_in(2).home_at == START + HOUR
    assert group.states() == ["confirmed"] * 4
    group.go_home(now=END)
    assert group.check_in(2).home_at == START + HOUR
    assert group.states() == ["attended"] * 4


def test_second_home_writes_nothing() -> None:
    group = out()
    group.go_home(now=END)
    told = group.told()
    done = group.go_home(now=END + HOUR)
    assert (done.new, len(done.already)) == ([], 4)
    assert group.told() == told
    assert group.walk.home_at == END


def test_who_never_went_out_did_not_come() -> None:
    group = group_of(4)
    group.go_out(0, 1, 2)
    group.go_home(now=END)
    assert group.states() == ["attended", "attended", "attended", "no_show"]
    assert Shift.objects.get(pk=group.shift.pk).confirmed_count == 3
    assert group.told()[-1] == Kind.NO_SHOW


def test_last_one_out_is_asked_whether_they_are_home() -> None:
    group = out()
    group.go_home(0, 1, 3, now=END, by=0)
    assert texts_to(group.people[2]) == ["last_out"]
    body = OutboundMessage.objects.get().body
    assert body == (
        "Bo, alla andra i gruppen är hemma. Är du också hemma? Svara HEMMA. Behöver du mer tid? Svara MER. "
        "Vid fara: ring 112."
    )


def test_whoever_checks_the_others_home_is_not_asked() -> None:
    group = out()
    group.go_home(1, 2, 3, now=END, by=0)
    assert OutboundMessage.objects.count() == 0


def test_nobody_comes_home_from_a_group_that_never_went_out() -> None:
    group = group_of(2)
    with pytest.raises(NotOut):
        come_home(Walk(shift=group.shift), [], origin=BY_HAND, by=None, now=END)


def test_said_too_early_is_taken_back_within_half_an_hour() -> None:
    group = out()
    group.go_home(now=END - HOUR)
    not_home_yet(group.check_in(3), origin=BY_HAND, by=group.people[0], now=END - HOUR + 30 * MINUTE)
    assert (group.walk.state, group.walk.home_at, group.walk.due_home_at) == (WalkState.OUT, None, END)
    assert [one.volunteer for one in group.night().out] == [group.people[3]]
    group.go_home(now=END)
    assert group.walk.home_at == END


def test_taken_back_after_the_group_was_due_gives_half_an_hour_more() -> None:
    group = out()
    group.go_home(now=END)
    not_home_yet(group.check_in(3), origin=BY_HAND, by=None, now=END + 10 * MINUTE)
    assert group.walk.due_home_at == END + 40 * MINUTE
    assert group.told()[-2:] == [Kind.OUT_AGAIN, Kind.EXTENDED]


def test_taken_back_too_late() -> None:
    group = out()
    group.go_home(now=END)
    with pytest.raises(CannotCorrect, match="halvtimme"):
        not_home_yet(group.check_in(3), origin=BY_HAND, by=None, now=END + 31 * MINUTE)


def test_taken_back_of_somebody_out_already_writes_nothing() -> None:
    group = out()
    told = group.told()
    not_home_yet(group.check_in(3), origin=BY_HAND, by=None, now=END)
    assert group.told() == told


def test_nobody_is_put_out_again_who_walks_with_another_group() -> None:
    group, other = out(), group_of(2)
    group.go_home(now=START + HOUR)
    other.go_out(now=START + HOUR)
    CheckIn.objects.filter(volunteer=other.people[1]).update(volunteer=group.people[3])
    with pytest.raises(OutElsewhere, match="Cia är ute med en annan grupp"):
        not_home_yet(group.check_in(3), origin=BY_HAND, by=None, now=START + HOUR)
    assert group.walk.state == WalkState.HOME


def test_more_time_moves_when_they_are_due() -> None:
    group = out()
    walk = extend(group.walk, minutes=30, origin=BY_HAND, by=group.people[0], now=END - 10 * MINUTE)
    assert (walk.due_home_at, walk.extended_minutes) == (END + 30 * MINUTE, 30)
    walk = extend(walk, minutes=30, origin=BY_HAND, by=group.people[0], now=END)
    assert (walk.due_home_at, walk.extended_minutes) == (END + HOUR, 60)


def test_more_time_for_those_who_are_late_counts_from_now() -> None:
    group = out()
    now = END + 20 * MINUTE + timedelta(seconds=12)
    walk = extend(group.walk, minutes=30, origin=BY_HAND, by=None, now=now)
    assert (walk.due_home_at, walk.extended_minutes) == (END + 51 * MINUTE, 51)


def test_no_more_time_for_a_group_that_is_home() -> None:
    group = out()
    group.go_home(now=END)
    with pytest.raises(NotOut, match="redan hemma"):
        extend(group.walk, minutes=30, origin=BY_HAND, by=None, now=END)


def test_shift_that_the_clock_ended_while_they_were_late_still_becomes_what_it_was() -> None:
    group = group_of(4)
    group.go_out(0, 1, 2)
    progress_shifts(START)
    progress_shifts(END)
    assert Shift.objects.get(pk=group.shift.pk).state == ShiftState.DONE
    group.go_home(now=END + HOUR)
    assert group.states() == ["attended", "attended", "attended", "no_show"]


def test_those_who_walked_are_thanked_and_nobody_else() -> None:
    group = group_of(4)
    group.go_out(0, 1, 2)
    for moment in (START, END):
        progress_shifts(moment)
    group.go_home(now=END + HOUR)
    thank_crews(END + 16 * HOUR)
    assert [texts_to(person) for person in group.people] == [["thanks"]] * 3 + [[]]


def test_group_is_checked_home_also_when_the_night_was_cancelled_meanwhile() -> None:
    group = out()
    cancel_shift(group.shift, origin=BY_HAND, now=START + HOUR)
    group.go_home(now=START + 2 * HOUR)
    assert group.walk.state == WalkState.HOME
    assert set(Attendance.objects.filter(shift=group.shift).values_list("state", flat=True)) <= {
        "withdrawn",
        "attended",
        "confirmed",
    }
