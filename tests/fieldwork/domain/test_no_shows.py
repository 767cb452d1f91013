"""Who did not come: noted by a leader or by the end of the walk, put right both ways, told once and kindly."""

from datetime import datetime, timedelta

import pytest

from fieldwork.domain.walks.no_shows import is_time_to_tell, mark_no_show, mark_walked, tell_no_shows
from fieldwork.enums import FieldEventKind, WalkState
from fieldwork.exceptions import CannotCorrect
from fieldwork.models import CheckIn
from messaging.models import OutboundMessage
from scheduling.exceptions import OverlapsAnotherShift
from tests.factories import AttendanceFactory, InboundFactory, ShiftFactory
from tests.fieldwork.groups import BY_HAND, END, HOUR, MINUTE, START, Group, group_of
from tests.scheduling.rota import texts_to

pytestmark = pytest.mark.django_db
Kind = FieldEventKind
TEN = START + timedelta(hours=13, minutes=30)  # the next morning, Swedish summer time


def walked_without(n: int) -> Group:
    """Four said yes, and one of them never went out."""
    group = group_of(4)
    group.go_out(*(one for one in range(4) if one != n))
    group.go_home(now=END)
    return group


def test_leader_notes_who_did_not_come() -> None:
    group = group_of(4)
    mark_no_show(group.place(3), origin=BY_HAND, by=group.people[0], now=START + 20 * MINUTE)
    mark_no_show(group.place(3), origin=BY_HAND, by=group.people[0], now=START + 21 * MINUTE)
    assert group.states() == ["confirmed"] * 3 + ["no_show"]
    assert group.told() == [Kind.NO_SHOW]


def test_who_was_registered_by_mistake_never_was_out() -> None:
    group = group_of(4)
    group.go_out()
    night = mark_no_show(group.place(3), origin=BY_HAND, by=group.people[0], now=START + HOUR)
    assert [one.volunteer for one in night.out] == group.people[:3]
    group.go_home(now=END)
    assert group.states() == ["attended"] * 3 + ["no_show"]


def test_somebody_walked() -> None:
    group = group_of(2)
    group.go_out()
    group.go_home(0, now=START + HOUR)
    with pytest.raises(CannotCorrect, match="ingen kvar"):
        mark_no_show(group.place(1), origin=BY_HAND, by=None, now=START + HOUR)


def test_nobody_is_missed_before_the_night() -> None:
    with pytest.raises(CannotCorrect, match="inte börjat"):
        mark_no_show(group_of().place(0), origin=BY_HAND, by=None, now=START - 3 * HOUR)


def test_who_came_after_all_is_registered_for_the_walk() -> None:
    group = walked_without(3)
    mark_walked(group.place(3), origin=BY_HAND, by=None, now=END + HOUR)
    mark_walked(group.place(3), origin=BY_HAND, by=None, now=END + HOUR)
    row = group.check_in(3)
    assert (row.out_at, row.home_at) == (START, END)
    assert group.states() == ["attended"] * 4
    assert group.told()[-1] == Kind.WALKED
    mark_no_show(group.place(3), origin=BY_HAND, by=None, now=END + 2 * HOUR)
    assert group.states()[3] == "no_show"
    assert CheckIn.objects.count() == 3
    assert group.walk.state == WalkState.HOME


def test_who_is_late_is_checked_out_while_the_group_is_out() -> None:
    group = group_of(4)
    mark_no_show(group.place(3), origin=BY_HAND, by=None, now=START)
    group.go_out(0, 1, 2)
    with pytest.raises(CannotCorrect, match="Checka ut"):
        mark_walked(group.place(3), origin=BY_HAND, by=None, now=START + HOUR)
    group.go_out(3, now=START + HOUR)
    group.go_home(now=END)
    assert group.states() == ["attended"] * 4


def test_place_that_somebody_else_has_taken_is_not_given_back() -> None:
    group = group_of(4, crew_max=4)
    mark_no_show(group.place(3), origin=BY_HAND, by=None, now=START)
    group.shift.confirmed_count = 4
    group.shift.save()
    with pytest.raises(CannotCorrect, match="så många"):
        mark_walked(group.place(3), origin=BY_HAND, by=None, now=END)


def test_who_was_said_to_be_along_before_the_group_checked_out_was_along() -> None:
    group = group_of()
    mark_walked(group.place(3), origin=BY_HAND, by=None, now=START)
    group.go_out(0, 1, 2, now=START + MINUTE)
    group.go_home(now=END)
    row = group.check_in(3)
    assert (row.out_at, row.home_at) == (START + MINUTE, END)
    assert group.states() == ["attended"] * 4


def test_who_walked_with_another_group_meanwhile_was_not_here() -> None:
    group = walked_without(3)
    other = ShiftFactory(association=group.shift.association, starts_at=START + HOUR)
    AttendanceFactory(shift=other, volunteer=group.people[3], state="attended")
    with pytest.raises(OverlapsAnotherShift):
        mark_walked(group.place(3), origin=BY_HAND, by=None, now=END)


def test_who_did_not_come_is_told_once_the_day_after() -> None:
    group = walked_without(3)
    assert tell_no_shows(END + MINUTE) == 0
    assert tell_no_shows(TEN - MINUTE) == 0
    assert tell_no_shows(TEN) == 1
    assert tell_no_shows(TEN + HOUR) == 0
    assert [texts_to(person) for person in group.people] == [[]] * 3 + [["missed"]]
    assert OutboundMessage.objects.get().body == (
        f"Hej Cia! Vi saknade dig fre 16/10 i {group.shift.place}. Hoppas allt är bra. "
        "Var du med, eller hade du sagt till? Svara så rättar vi det."
    )


def test_nobody_is_told_the_day_after_that() -> None:
    walked_without(3)
    assert tell_no_shows(TEN + timedelta(days=1)) == 0


def test_who_wrote_to_us_about_the_night_is_left_to_a_person() -> None:
    group = walked_without(3)
    InboundFactory(from_number=group.people[3].mobile, body="NEJ, sjuk", received_at=START + 10 * MINUTE)
    assert tell_no_shows(TEN) == 0


def test_what_was_put_right_is_not_told() -> None:
    group = walked_without(3)
    mark_walked(group.place(3), origin=BY_HAND, by=None, now=END + HOUR)
    assert tell_no_shows(TEN) == 0


@pytest.mark.parametrize(
    ("moment", "is_time"),
    [
        (datetime.fromisoformat("2026-10-24T22:00+00:00"), False),
        (datetime.fromisoformat("2026-10-25T08:59+00:00"), False),  # 09.59 winter time, which began that night
        (datetime.fromisoformat("2026-10-25T09:00+00:00"), True),
        (datetime.fromisoformat("2026-10-25T23:00+00:00"), False),
    ],
)
def test_the_morning_after_is_by_the_clock_on_the_wall(moment: datetime, *, is_time: bool) -> None:
    shift = ShiftFactory(starts_at=datetime.fromisoformat("2026-10-24T18:30+00:00"))
    assert is_time_to_tell(shift, now=moment) is is_time
