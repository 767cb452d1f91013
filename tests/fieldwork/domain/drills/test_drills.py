"""A drill is the real ladder, said to be one in every text, for those on duty alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.domain.drills.mails import mail_drills
from fieldwork.domain.drills.planning import cancel_drill, monthly_at, plan_drill, plan_monthly
from fieldwork.domain.drills.reporting import report_of
from fieldwork.domain.drills.running import run_drills
from fieldwork.enums import AlarmState
from fieldwork.exceptions import BadDrill
from fieldwork.models import Alarm, AlarmPolicy, Drill
from messaging.enums import Channel, OutboundState
from messaging.models import OutboundMessage
from scheduling.models import Shift
from tests.factories import MunicipalityFactory, coordinator_of
from tests.fieldwork.domain.alarms.test_replies import write
from tests.fieldwork.overdue import (
    ASSOCIATION,
    COORDINATOR,
    DUE,
    LEADER,
    MINUTE,
    Group,
    group_out,
    story,
    texts_to,
    told,
)
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 13, 16, 30, tzinfo=UTC)  # Tuesday, half past six by the clock in Sweden
DAY = timedelta(days=1)


@pytest.fixture
def group() -> Group:
    """Karin's group, that goes out three days later."""
    found = group_out()
    found.walk.delete()
    return found


def town_of(group: Group) -> Municipality:
    town: Municipality = group.shift.association.municipality
    return town


def planned(group: Group, *, with_leader: bool = False, at: datetime = AT) -> Drill:
    leader = group.leader if with_leader else None
    return plan_drill(town_of(group), starts_at=at, leader=leader, by=None, now=at - 4 * DAY)


def run_until(end: datetime, *, start: datetime = AT) -> None:
    moment = start
    while moment <= end:
        run_drills(moment)
        sweep_alarms(moment)
        moment += MINUTE


def test_nothing_happens_before_the_announced_time(group: Group) -> None:
    planned(group)
    assert run_drills(AT - MINUTE) == 0
    assert not OutboundMessage.objects.exists()


def test_drill_runs_the_ladder_of_duty_and_says_so_in_every_text(group: Group) -> None:
    planned(group)
    run_until(AT + 5 * MINUTE)
    alarm = Alarm.objects.get()
    assert told(alarm, 1) == [(ASSOCIATION, Channel.SMS)]
    assert told(alarm, 2) == [(ASSOCIATION, Channel.SMS), (ASSOCIATION, Channel.VOICE), (COORDINATOR, Channel.SMS)]
    assert all(body.startswith("ÖVNING. ") for body in texts_to(ASSOCIATION))
    assert texts_to(COORDINATOR) == ["ÖVNING. Försenade: Vårby, hem 18.30. Svara TAR om du tar det. {larm}"]
    assert texts_to(ASSOCIATION, channel=Channel.VOICE)[0].startswith("Det här är en övning. ")
    assert {event.is_drill for event in group.shift.field_events.all()} == {True}


def test_no_group_is_told_of_a_drill_but_a_leader_who_offered(group: Group) -> None:
    planned(group, with_leader=True)
    run_until(AT + 20 * MINUTE)
    numbers = set(OutboundMessage.objects.values_list("to_number", flat=True))
    assert numbers == {LEADER, ASSOCIATION, COORDINATOR}


def test_drill_that_is_taken_and_resolved_is_reported(group: Group) -> None:
    drill = planned(group)
    run_until(AT + 5 * MINUTE)
    write(COORDINATOR, "TAR", at=AT + 7 * MINUTE)
    write(COORDINATOR, "KLART", at=AT + 9 * MINUTE)
    run_until(AT + 12 * MINUTE, start=AT + 10 * MINUTE)
    drill.refresh_from_db()
    assert (drill.ended_at, drill.outcome) == (AT + 10 * MINUTE, "samordnaren tog larmet och avslutade det.")
    report = report_of(drill)
    assert report.sentence == "samordnaren tog larmet efter 7 minuter."
    assert (report.taken_after, report.resolved_after) == (7 * MINUTE, 9 * MINUTE)
    assert [len(step.told) for step in report.steps] == [1, 3]
    assert report.unreached == ["Johan Ek", "samordnaren"]
    assert texts_to(ASSOCIATION)[-1] == "ÖVNING. Övningen är slut. Tack för att du var med."
    assert Shift.objects.get().state == "under_way"


def test_drill_that_nobody_takes_ends_when_all_have_been_told_twice(group: Group) -> None:
    drill = planned(group)
    run_until(AT + timedelta(hours=1))
    drill.refresh_from_db()
    alarm = Alarm.objects.get()
    assert (drill.outcome, alarm.state, alarm.steps_taken) == ("Ingen tog larmet.", AlarmState.RESOLVED, 3)
    assert not OutboundMessage.objects.filter(kind="alarm_duty", created_at__gt=AT + 15 * MINUTE).exists()


def test_drill_that_is_taken_and_forgotten_ends_when_the_rest_does(group: Group) -> None:
    drill = planned(group)
    run_drills(AT)
    write(ASSOCIATION, "TAR", at=AT + MINUTE)
    run_until(AT + 20 * MINUTE, start=AT + 2 * MINUTE)
    drill.refresh_from_db()
    assert drill.outcome == "Johan Ek tog larmet men avslutade det inte."
    assert Alarm.objects.get().steps_taken == 1


def test_real_alarm_breaks_a_drill_off_and_is_told_apart_from_it() -> None:
    group = group_out(due=AT - 7 * MINUTE)
    drill = planned(group)
    run_until(AT + 14 * MINUTE)
    drill.refresh_from_db()
    assert drill.outcome == "Övningen avbröts: en riktig grupp behövde hjälp."
    real = Alarm.objects.get(is_drill=False)
    assert (real.state, real.steps_taken) == (AlarmState.OPEN, 2)
    assert texts_to(LEADER)[-1].startswith("Försenade: Vårby")


def test_drill_waits_for_a_real_alarm_and_is_called_off_when_it_takes_too_long() -> None:
    group = group_out(due=AT - 30 * MINUTE)
    drill = planned(group)
    sweep_alarms(AT - MINUTE)
    assert run_drills(AT) == 0
    run_drills(AT + timedelta(hours=2, minutes=1))
    drill.refresh_from_db()
    assert drill.outcome == "Övningen hann inte börja i tid och ställdes in."


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (AT + timedelta(hours=4), "Öva mellan 8 och 21. Ingen ska väckas av en övning."),
        (AT - 5 * DAY, "Välj en tid från nu och två månader framåt."),
        (AT + 90 * DAY, "Välj en tid från nu och två månader framåt."),
    ],
)
def test_drill_at_an_unkind_time_is_refused(group: Group, at: datetime, said: str) -> None:
    with pytest.raises(BadDrill, match=said):
        plan_drill(town_of(group), starts_at=at, leader=None, by=None, now=AT - 4 * DAY)


def test_planned_drill_can_be_moved_and_called_off_until_it_begins(group: Group) -> None:
    drill = planned(group)
    moved = plan_drill(town_of(group), starts_at=AT + DAY, leader=group.leader, by=None, now=AT - DAY)
    assert (moved.pk, moved.starts_at, moved.leader) == (drill.pk, AT + DAY, group.leader)
    cancel_drill(moved, now=AT)
    assert run_drills(AT + DAY) == 0
    again = planned(group)
    run_drills(AT)
    with pytest.raises(BadDrill):
        cancel_drill(again, now=AT)
    with pytest.raises(BadDrill):
        planned(group)


def test_each_month_plans_its_own_drill_once() -> None:
    town, without = MunicipalityFactory(), MunicipalityFactory()
    AlarmPolicy.objects.create(municipality=town)
    AlarmPolicy.objects.create(municipality=without, drills=False)
    MunicipalityFactory()
    first = datetime(2026, 10, 1, 6, 0, tzinfo=UTC)
    assert (plan_monthly(first), plan_monthly(first + DAY)) == (1, 0)
    drill = Drill.objects.get()
    assert (drill.municipality, drill.starts_at) == (town, AT)
    cancel_drill(drill, now=first + 2 * DAY)
    assert plan_monthly(first + 3 * DAY) == 0
    assert plan_monthly(datetime(2026, 11, 1, 6, 0, tzinfo=UTC)) == 1


@pytest.mark.parametrize(
    ("now", "at"),
    [
        (datetime(2026, 10, 12, 6, tzinfo=UTC), datetime(2026, 10, 20, 16, 30, tzinfo=UTC)),  # too soon for the 13th
        (datetime(2026, 10, 22, 6, tzinfo=UTC), datetime(2026, 10, 27, 17, 30, tzinfo=UTC)),  # winter time by then
        (datetime(2026, 10, 28, 6, tzinfo=UTC), None),
    ],
)
def test_drill_of_the_month_is_on_a_tuesday_that_can_be_announced(now: datetime, at: datetime | None) -> None:
    assert monthly_at(MunicipalityFactory.build(), now=now) == at


def test_coordinators_are_mailed_when_it_is_planned_and_what_came_of_it(group: Group) -> None:
    coordinator = coordinator_of(town_of(group))
    planned(group, with_leader=True)
    mail_drills()
    mail_drills()
    [announced] = mail.outbox
    assert announced.to == [coordinator.email]
    assert announced.subject == "Övning av larmtrappan tisdag 13 oktober kl 18.30"
    assert "Karin Öberg är med som ledare." in announced.body
    run_until(AT + timedelta(hours=1))
    mail_drills()
    report = mail.outbox[-1]
    assert report.subject == "Så gick övningen tisdag 13 oktober"
    assert "Ingen tog larmet.\n\nTrappan gick 4 steg." in report.body
    assert "Nåddes inte, så vitt vi vet: Karin Öberg, Johan Ek, samordnaren." in report.body
    assert report.body.strip().endswith(f"/larm/ovning/{Drill.objects.get().pk}")


def test_report_tells_what_arrived(group: Group) -> None:
    drill = planned(group)
    run_until(AT + 6 * MINUTE)
    OutboundMessage.objects.filter(to_number=ASSOCIATION, channel="sms").update(
        state=OutboundState.DELIVERED, updated_at=AT + 2 * MINUTE
    )
    drill.refresh_from_db()
    first = report_of(drill).steps[0].told[0]
    assert (first.words, first.arrived_after, first.state) == ("Framme", 2 * MINUTE, "confirmed")
    assert report_of(drill).unreached == ["samordnaren"]


def test_drill_says_nothing_to_the_group_and_moves_nobody(group: Group) -> None:
    planned(group)
    run_drills(AT)
    write(ASSOCIATION, "TAR", at=AT + MINUTE)
    write(ASSOCIATION, "KLART", at=AT + 2 * MINUTE)
    assert [kind for kind, _detail in story(group.shift)] == ["overdue", "step", "acknowledged", "resolved"]


def test_town_without_nights_has_nothing_to_drill() -> None:
    town = MunicipalityFactory()
    drill = plan_drill(town, starts_at=AT, leader=None, by=None, now=AT)
    run_drills(AT)
    drill.refresh_from_db()
    assert drill.outcome == "Det finns ingen kväll att öva på."


def test_group_that_is_due_during_a_drill_is_not_held_up() -> None:
    group = group_out(due=DUE)
    plan_drill(town_of(group), starts_at=DUE - timedelta(hours=4), leader=None, by=None, now=DUE - DAY)
    run_drills(DUE - timedelta(hours=4))
    assert sweep_alarms(DUE + 15 * MINUTE) == 1
