"""What the clock does about a group that does not come home."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.models import Alarm, AlarmPolicy, AlarmStep
from messaging.enums import Channel, OutboundState, Priority, Reason
from messaging.models import OptOut, OutboundMessage
from tests.fieldwork.overdue import (
    ASSOCIATION,
    COORDINATOR,
    DUE,
    LEADER,
    MINUTE,
    SECOND,
    THIRD,
    group_out,
    story,
    texts_to,
    told,
)

pytestmark = pytest.mark.django_db
TEXT, CALL = Channel.SMS, Channel.VOICE
OVERDUE = DUE + 15 * MINUTE
GROUP_TEXT = (
    "Försenade: Vårby skulle vara hemma 00.30. Svara HEM när ni är hemma, MER för 30 min till. "
    "Annars ringer vi. Vid fara: ring 112."
)


def sweep_until(end: datetime, *, start: datetime = DUE) -> None:
    """A sweep every minute."""
    moment = start
    while moment <= end:
        sweep_alarms(moment)
        moment += MINUTE


def test_nobody_is_told_while_the_group_has_time() -> None:
    group_out()
    assert sweep_alarms(DUE - MINUTE) == 0
    assert not OutboundMessage.objects.exists()


def test_leader_is_asked_once_when_the_group_is_due_home() -> None:
    group = group_out()
    sweep_until(OVERDUE - MINUTE)
    assert texts_to(LEADER) == [
        (
            "Är ni hemma? Ni skulle vara klara 00.30. Svara HEM när alla är hemma, MER för 30 minuter till. "
            "Vid fara: ring 112."
        )
    ]
    assert OutboundMessage.objects.count() == 1
    assert story(group.shift) == [("reminded", "")]


def test_leader_is_asked_anew_when_the_time_they_were_given_is_over() -> None:
    group = group_out()
    sweep_alarms(DUE)
    group.walk.due_home_at = DUE + 30 * MINUTE
    group.walk.save()
    sweep_alarms(DUE + 10 * MINUTE)
    assert len(texts_to(LEADER)) == 1
    sweep_alarms(DUE + 30 * MINUTE)
    assert len(texts_to(LEADER)) == 2


def test_each_step_adds_people_and_tells_the_others_again() -> None:
    group = group_out()
    sweep_until(OVERDUE + 20 * MINUTE)
    alarm = group.alarm
    assert told(alarm, 1) == [(LEADER, TEXT)]
    assert told(alarm, 2) == [(LEADER, TEXT), (LEADER, CALL), (SECOND, TEXT), (THIRD, TEXT)]
    everyone = [(number, channel) for number in (LEADER, SECOND, THIRD) for channel in (TEXT, CALL)]
    assert told(alarm, 3) == [*everyone, (ASSOCIATION, TEXT)]
    assert told(alarm, 4) == [*everyone, (ASSOCIATION, TEXT), (ASSOCIATION, CALL), (COORDINATOR, TEXT)]
    assert told(alarm, 5) == [
        *everyone,
        *((number, channel) for number in (ASSOCIATION, COORDINATOR) for channel in (TEXT, CALL)),
    ]
    assert [step.at for step in AlarmStep.objects.all()] == [OVERDUE + 5 * n * MINUTE for n in range(5)]
    assert story(group.shift) == [
        ("reminded", ""),
        ("overdue", ""),
        ("step", "Steg 1: gruppens ledare. 1 sms."),
        ("step", "Steg 2: hela gruppen. 3 sms, 1 samtal."),
        ("step", "Steg 3: föreningens jour. 4 sms, 3 samtal."),
        ("step", "Steg 4: samordnare i jour. 5 sms, 4 samtal."),
        ("step", "Steg 5: samma igen. 5 sms, 5 samtal."),
    ]


def test_words_that_each_gets() -> None:
    group_out()
    sweep_until(OVERDUE + 15 * MINUTE, start=OVERDUE)
    assert texts_to(SECOND)[0] == GROUP_TEXT
    assert texts_to(COORDINATOR) == [
        "Försenade: Vårby, hem 00.30. 3 ute. Karin 070-174 06 12. Svara TAR om du tar det. {larm}"
    ]
    assert texts_to(ASSOCIATION, channel=CALL) == [
        (
            "Det här är Lykta. En grupp är försenad. Gruppen i Vårby skulle vara hemma 00.30. Ute: 3. "
            "Ledaren heter Karin, telefon 070-174 06 12. Tryck 1 om du tar larmet."
        )
    ]
    assert set(OutboundMessage.objects.values_list("priority", flat=True)) == {Priority.SAFETY}


def test_the_ladder_goes_on_until_somebody_takes_it() -> None:
    group = group_out()
    sweep_until(OVERDUE + timedelta(hours=3), start=OVERDUE)
    assert group.alarm.steps_taken == 37
    assert len(told(group.alarm, 37)) == 10


def test_sweep_that_comes_late_takes_one_step_and_goes_on_from_there() -> None:
    group = group_out()
    late = OVERDUE + timedelta(hours=1)
    assert sweep_alarms(late) == 1
    assert sweep_alarms(late) == 0
    assert (group.alarm.steps_taken, group.alarm.next_step_at) == (1, late + 5 * MINUTE)


def test_group_that_is_home_is_left_in_peace() -> None:
    group = group_out()
    group.is_home(at=DUE + 5 * MINUTE)
    sweep_until(OVERDUE + 5 * MINUTE)
    assert not Alarm.objects.exists()


def test_those_who_have_come_home_are_not_told_any_more() -> None:
    group = group_out()
    sweep_until(OVERDUE + 5 * MINUTE, start=OVERDUE)
    group.comes_home(group.people[2], at=OVERDUE + 6 * MINUTE)
    sweep_alarms(OVERDUE + 10 * MINUTE)
    assert THIRD not in dict(told(group.alarm, 3))
    assert texts_to(ASSOCIATION)[0].startswith("Försenade: Vårby, hem 00.30. 2 ute.")


def test_leader_who_is_home_alone_knows_best_where_the_others_are() -> None:
    group = group_out()
    group.comes_home(group.people[0], at=DUE)
    sweep_alarms(OVERDUE)
    assert told(group.alarm, 1) == [(LEADER, TEXT)]


def test_group_without_leader_is_told_as_one() -> None:
    group = group_out()
    group.walk.check_ins.update(is_leader=False)
    sweep_alarms(OVERDUE)
    assert told(group.alarm, 1) == [(LEADER, TEXT), (SECOND, TEXT), (THIRD, TEXT)]
    sweep_alarms(OVERDUE + 5 * MINUTE)
    assert (ASSOCIATION, TEXT) in told(group.alarm, 2)


def test_whoever_has_said_stop_is_called_instead() -> None:
    group = group_out()
    OptOut.objects.create(number=LEADER, started_at=DUE, source="text")
    sweep_alarms(OVERDUE)
    assert told(group.alarm, 1) == [(LEADER, CALL)]


@pytest.mark.parametrize(
    ("state", "reason"),
    [(OutboundState.UNDELIVERED, ""), (OutboundState.FAILED, ""), (OutboundState.DROPPED, Reason.BAD_NUMBER)],
)
def test_text_that_does_not_arrive_makes_a_call_at_the_next_minute(state: str, reason: str) -> None:
    group = group_out()
    sweep_alarms(OVERDUE)
    OutboundMessage.objects.filter(to_number=LEADER).update(state=state, reason=reason)
    sweep_alarms(OVERDUE + MINUTE)
    sweep_alarms(OVERDUE + 2 * MINUTE)
    assert told(group.alarm, 1) == [(LEADER, TEXT), (LEADER, CALL)]


def test_policy_of_the_municipality_decides() -> None:
    group = group_out()
    AlarmPolicy.objects.create(
        municipality=group.shift.association.municipality,
        grace_minutes=5,
        step_minutes=10,
        call_after_minutes=15,
        rungs=[["leader", "group"], ["coordinator_duty"]],
    )
    sweep_until(DUE + 25 * MINUTE)
    alarm = group.alarm
    assert [step.at for step in alarm.steps.all()] == [DUE + 5 * MINUTE, DUE + 15 * MINUTE, DUE + 25 * MINUTE]
    assert told(alarm, 1) == [(LEADER, TEXT), (SECOND, TEXT), (THIRD, TEXT)]
    assert (LEADER, CALL) not in told(alarm, 2)
    assert told(alarm, 2)[-1] == (COORDINATOR, TEXT)
    assert (LEADER, CALL) in told(alarm, 3)
    assert (COORDINATOR, CALL) not in told(alarm, 3)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02.30"),  # the hour from two to three comes twice
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "03.30"),  # and here it does not come at all
    ],
)
def test_on_the_nights_when_clocks_are_moved_minutes_are_minutes(due: datetime, said: str) -> None:
    group = group_out(due=due)
    sweep_until(due + 25 * MINUTE, start=due)
    assert [step.at - due for step in group.alarm.steps.all()] == [15 * MINUTE, 20 * MINUTE, 25 * MINUTE]
    assert f"klara {said}" in texts_to(LEADER)[0]


def test_one_group_in_trouble_holds_up_no_other() -> None:
    """A zone that is not there stands for whatever may go wrong with one group alone."""
    groups = [group_out(due=DUE - minutes * MINUTE) for minutes in range(5)]
    bad = groups[3]
    bad.shift.association.municipality.time_zone = "Nowhere/Town"
    bad.shift.association.municipality.save()
    assert sweep_alarms(OVERDUE) == len(groups) - 1
    opened = set(Alarm.objects.values_list("shift", flat=True))
    assert opened == {group.shift.pk for group in groups if group is not bad}
    assert AlarmStep.objects.count() == len(opened)
