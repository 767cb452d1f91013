"""Names and numbers of those who were told do not stay."""

from datetime import timedelta

import pytest

from fieldwork.domain.alarms.disposal import dispose_of_old_names, dispose_of_old_notices
from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.models import AlarmNotice, FieldEvent
from tests.fieldwork.domain.alarms.test_replies import write
from tests.fieldwork.domain.alarms.test_sweeping import OVERDUE, sweep_until
from tests.fieldwork.overdue import DUE, LEADER, MINUTE, SECOND, group_out, story

pytestmark = pytest.mark.django_db
KEPT_FOR = timedelta(days=60)


def test_old_notices_lose_name_number_and_link_and_keep_the_rest() -> None:
    group = group_out()
    sweep_until(OVERDUE + 15 * MINUTE, start=OVERDUE)
    write(LEADER, "TAR", at=OVERDUE + 16 * MINUTE)
    over = OVERDUE + 17 * MINUTE
    write(LEADER, "KLART", at=over)
    count = AlarmNotice.objects.count()
    assert dispose_of_old_notices(over + KEPT_FOR - MINUTE) == 0
    assert dispose_of_old_notices(over + KEPT_FOR) == count
    assert dispose_of_old_notices(over + KEPT_FOR + MINUTE) == 0
    assert set(AlarmNotice.objects.values_list("name", "number", "token_hash")) == {("", "", "")}
    assert AlarmNotice.objects.filter(volunteer=None, user=None).count() == count
    assert group.alarm.steps.count() == 4


def test_forgotten_person_is_forgotten_here_too_and_no_alarm_that_stands_loses_anybody() -> None:
    group = group_out()
    sweep_alarms(OVERDUE)
    group.leader.state = "forgotten"
    group.leader.save()
    assert dispose_of_old_notices(OVERDUE + timedelta(days=365)) == 0
    write(LEADER, "TAR", at=OVERDUE + MINUTE)
    write(LEADER, "KLART", at=OVERDUE + 2 * MINUTE)
    assert dispose_of_old_names(OVERDUE + 3 * MINUTE) == 1
    assert dispose_of_old_notices(OVERDUE + 3 * MINUTE) == 1
    alarm = group.alarm
    kept = (alarm.acknowledged_by, alarm.acknowledged_number, alarm.resolved_by, alarm.resolution)
    assert kept == ("", "", "", "")
    assert alarm.ending == "safe"


def test_how_it_ended_is_kept_where_it_names_nobody() -> None:
    group = group_out()
    sweep_alarms(OVERDUE)
    over = OVERDUE + 4 * MINUTE
    write(LEADER, "HEMMA", at=over)
    assert dispose_of_old_names(over + KEPT_FOR) == 1
    alarm = group.alarm
    assert (alarm.resolved_by, alarm.ending, alarm.resolution) == ("", "home", "Alla är hemma.")
    assert ("resolved", "Alla är hemma.") in story(group.shift)


def test_call_for_help_is_nobodys_when_it_is_old() -> None:
    group = group_out()
    write(SECOND, "HJÄLP", at=DUE - 60 * MINUTE)
    write(SECOND, "KLART, pratat med Karin", at=DUE - 50 * MINUTE)
    assert dispose_of_old_names(DUE + KEPT_FOR) == 1
    assert group.alarm.opened_by is None
    lines = FieldEvent.objects.filter(kind__in=["panic", "resolved"])
    assert [line.detail for line in lines.filter(volunteer=None, by=None, answer=None)] == ["", ""]
