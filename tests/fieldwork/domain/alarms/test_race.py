"""Taking an alarm against its next step, sweeps against each other, and coming home against being overdue."""

import pytest

from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.domain.alarms.taking import take_alarm, taker_of
from fieldwork.domain.walks.coming_home import come_home
from fieldwork.enums import AlarmState, WalkState
from fieldwork.exceptions import AlreadyTaken
from fieldwork.models import Alarm, AlarmNotice, AlarmStep, Walk
from messaging.enums import OutboundState
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.enums import Door
from tests.factories import AssociationFactory, ShiftFactory, member_of
from tests.factories.fieldwork import CheckInFactory, WalkFactory
from tests.fieldwork.domain.alarms.test_replies import write
from tests.fieldwork.domain.alarms.test_sweeping import OVERDUE, sweep_until
from tests.fieldwork.overdue import ASSOCIATION, COORDINATOR, DUE, LEADER, MINUTE, SECOND, THIRD, group_out
from tests.support.at_once import at_once, threads_share_the_database

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 5


@pytest.fixture(autouse=True)
def _threads() -> None:
    threads_share_the_database()


def assert_sound(alarm: Alarm) -> None:
    numbers = list(AlarmStep.objects.filter(alarm=alarm).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, alarm.steps_taken + 1))
    if alarm.state != AlarmState.OPEN:
        waiting = AlarmNotice.objects.filter(step__alarm=alarm, text__state=OutboundState.QUEUED)
        assert not waiting.exists()


@pytest.mark.parametrize("_time", range(TIMES))
def test_one_takes_it_while_the_next_step_is_due(_time: int) -> None:
    """Whether the step came first or not: nothing of it leaves once somebody has the alarm."""
    group = group_out()
    sweep_until(OVERDUE + 15 * MINUTE, start=OVERDUE)
    now = OVERDUE + 20 * MINUTE
    alarm = group.alarm
    by_number = {notice.number: notice for notice in AlarmNotice.objects.filter(step__number=4)}
    takers = [taker_of(by_number[number]) for number in (LEADER, SECOND, THIRD, ASSOCIATION, COORDINATOR)]
    results = at_once(
        *(lambda taker=taker: take_alarm(alarm, taker=taker, origin=BY_CLOCK, now=now) for taker in takers),
        lambda: sweep_alarms(now),
        lambda: sweep_alarms(now),
    )
    refused = [one for one in results if isinstance(one, AlreadyTaken)]
    assert len(refused) == len(takers) - 1, results
    alarm.refresh_from_db()
    assert alarm.state == AlarmState.ACKNOWLEDGED
    assert alarm.steps_taken in {4, 5}
    assert alarm.acknowledged_number in by_number
    assert_sound(alarm)


@pytest.mark.parametrize("_time", range(TIMES))
def test_two_texts_that_take_are_answered_and_one_has_it(_time: int) -> None:
    group = group_out()
    sweep_until(OVERDUE + 15 * MINUTE, start=OVERDUE)
    now = OVERDUE + 16 * MINUTE
    results = at_once(*(lambda number=number: write(number, "TAR", at=now).outcome for number in (LEADER, ASSOCIATION)))
    assert sorted(map(str, results)) == ["taken", "taken_already"]
    assert_sound(group.alarm)


def test_four_sweeps_at_once_open_each_alarm_once() -> None:
    association = AssociationFactory(contact_number=ASSOCIATION)
    for n in range(12):
        shift = ShiftFactory(association=association, state="under_way")
        walk = WalkFactory(shift=shift)
        person = member_of(association, mobile=f"+467017406{10 + n}")
        CheckInFactory(walk=walk, attendance__shift=shift, attendance__volunteer=person)
    results = at_once(*(lambda: sweep_alarms(OVERDUE) for _worker in range(4)))
    assert sum(int(str(one)) for one in results) == 12
    assert Alarm.objects.count() == AlarmStep.objects.count() == 12
    at_once(*(lambda: sweep_alarms(OVERDUE + 5 * MINUTE) for _worker in range(4)))
    assert AlarmStep.objects.count() == 24
    for alarm in Alarm.objects.all():
        assert_sound(alarm)


@pytest.mark.parametrize("_time", range(TIMES))
def test_group_that_comes_home_as_its_alarm_opens_has_none_that_stands(_time: int) -> None:
    group = group_out()
    origin = Origin(Door.PERSONAL)
    at_once(
        lambda: come_home(group.walk, group.people, origin=origin, by=group.leader, now=OVERDUE),
        lambda: sweep_alarms(OVERDUE),
    )
    assert Walk.objects.get().state == WalkState.HOME
    assert not Alarm.objects.exclude(state=AlarmState.RESOLVED).exists()
    for alarm in Alarm.objects.all():
        assert_sound(alarm)


@pytest.mark.parametrize("_time", range(TIMES))
def test_more_time_and_a_step_at_once_leave_one_or_the_other(_time: int) -> None:
    group = group_out()
    sweep_alarms(OVERDUE)
    now = OVERDUE + 5 * MINUTE
    results = at_once(lambda: write(SECOND, "MER", at=now).outcome, lambda: sweep_alarms(now))
    assert results[0] == "more_time", results
    assert group.alarm.state == AlarmState.RESOLVED
    assert Walk.objects.get().due_home_at > DUE
    assert_sound(group.alarm)
