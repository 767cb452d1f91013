"""Any order of answers, crashes and ticks: the ladder never skips a step, never takes one twice, and never ends
while nobody has taken the alarm and the group is out.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fieldwork.domain.alarms import stepping, taking
from fieldwork.domain.alarms.sweeping import sweep_alarms
from fieldwork.domain.alarms.taking import hand_back, taker_of
from fieldwork.domain.walks.coming_home import come_home
from fieldwork.enums import UNRESOLVED, AlarmState, WalkState
from fieldwork.exceptions import FieldworkError
from fieldwork.models import Alarm, AlarmNotice, AlarmStep, FieldEvent, Walk
from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from tests.fieldwork.domain.alarms.test_replies import write
from tests.fieldwork.overdue import ASSOCIATION, COORDINATOR, DUE, LEADER, MINUTE, SECOND, THIRD, Group, group_out

GRACE, STEP = 15 * MINUTE, 5 * MINUTE
PEOPLE = (LEADER, SECOND, THIRD, ASSOCIATION, COORDINATOR)
# Where a worker can fall: after each thing that a step, an opening or an answer writes.
DEATHS = (
    (stepping, "notices_of"),
    (stepping, "send"),
    (stepping, "record_all"),
    (stepping, "take_steps"),
    (taking, "hold_back"),
    (taking, "tell_everyone"),
)


class Fallen(BaseException):
    """A worker dies: nothing catches it, as nothing catches kill -9."""


class Ladder(RuleBasedStateMachine):
    """One group that is out, and everybody who has anything to do with it."""

    group: Group

    @initialize()
    def go_out(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.group, self.now = group_out(), DUE

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    @property
    def standing(self) -> Alarm | None:
        return Alarm.objects.filter(state__in=sorted(UNRESOLVED)).first()

    @property
    def is_out(self) -> bool:
        return Walk.objects.filter(state=WalkState.OUT).exists()

    @rule(minutes=st.integers(1, 25))
    def time_passes_and_the_clock_ticks(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.sweep()

    @rule()
    def two_workers_sweep_at_once(self) -> None:
        steps = AlarmStep.objects.count()
        self.sweep()
        sweep_alarms(self.now)
        assert AlarmStep.objects.count() <= steps + 1

    @rule(minutes=st.integers(1, 25), where=st.sampled_from(DEATHS))
    def worker_falls_while_it_sweeps(self, minutes: int, where: tuple[Any, str]) -> None:
        self.now += timedelta(minutes=minutes)
        before = self.all_there_is()
        if fall(where, lambda: sweep_alarms(self.now)):
            assert self.all_there_is() == before

    @rule(number=st.sampled_from(PEOPLE), words=st.sampled_from(["TAR", "KLART", "MER", "JA", "HEMMA?"]))
    def somebody_answers(self, number: str, words: str) -> None:
        write(number, words, at=self.now)

    @rule(number=st.sampled_from(PEOPLE), where=st.sampled_from(DEATHS))
    def worker_falls_while_it_takes_an_answer(self, number: str, where: tuple[Any, str]) -> None:
        before = self.all_there_is()
        if fall(where, lambda: write(number, "TAR", at=self.now)):
            assert self.all_there_is() == before

    @precondition(lambda self: self.standing is not None)
    @rule(number=st.sampled_from(PEOPLE))
    def somebody_hands_it_back(self, number: str) -> None:
        notice = AlarmNotice.objects.filter(step__alarm=self.standing, number=number).first()
        if notice is not None and self.standing is not None:
            with suppress(FieldworkError):
                hand_back(self.standing, taker=taker_of(notice), origin=Origin(Door.PERSONAL), now=self.now)

    @rule(number=st.sampled_from(PEOPLE), state=st.sampled_from(["delivered", "undelivered", "failed"]))
    def provider_tells_of_a_text(self, number: str, state: str) -> None:
        OutboundMessage.objects.filter(to_number=number, state=OutboundState.QUEUED).update(state=state)

    @precondition(lambda self: self.is_out)
    @rule(who=st.sets(st.integers(0, 2), min_size=1))
    def some_come_home(self, who: set[int]) -> None:
        people = [self.group.people[one] for one in who]
        come_home(self.group.walk, people, origin=Origin(Door.PERSONAL), by=None, now=self.now)

    def sweep(self) -> None:
        late = self.is_late()
        taken = sweep_alarms(self.now)
        assert taken == (1 if late else 0)

    def is_late(self) -> bool:
        """Whether a step is due by now, reckoned from the rows alone."""
        alarm = self.standing
        if alarm is not None:
            moment = alarm.next_step_at or alarm.rests_until
            return moment is not None and moment <= self.now
        return self.is_out and Walk.objects.get().due_home_at + GRACE <= self.now

    def all_there_is(self) -> tuple[Any, ...]:
        rows = (Alarm, AlarmStep, AlarmNotice, OutboundMessage, FieldEvent)
        return (*(model.objects.count() for model in rows), list(Alarm.objects.order_by("pk").values()))

    @invariant()
    def no_step_is_skipped_or_twice(self) -> None:
        for alarm in Alarm.objects.all():
            numbers = list(alarm.steps.order_by("number").values_list("number", flat=True))
            assert numbers == list(range(1, alarm.steps_taken + 1))
            at = list(alarm.steps.order_by("number").values_list("at", flat=True))
            assert at == sorted(at)

    @invariant()
    def nobody_is_told_twice_of_one_step_or_left_out_of_a_later_one(self) -> None:
        home = set(self.group.walk.check_ins.exclude(home_at=None).values_list("volunteer__mobile", flat=True))
        for alarm in Alarm.objects.all():
            before: set[str] = set()
            for step in alarm.steps.order_by("number"):
                told = list(step.notices.values_list("number", "channel"))
                assert len(told) == len(set(told))
                assert before - home <= {number for number, _channel in told}
                before = {number for number, _channel in told}

    @invariant()
    def one_alarm_stands_and_goes_on(self) -> None:
        standing = list(Alarm.objects.filter(state__in=sorted(UNRESOLVED)))
        assert len(standing) <= 1
        for alarm in standing:
            assert self.is_out
            assert (alarm.next_step_at is None) == (alarm.state == AlarmState.ACKNOWLEDGED)
            assert (alarm.rests_until is None) == (alarm.state == AlarmState.OPEN)

    @invariant()
    def every_alarm_that_is_over_says_who_and_how(self) -> None:
        over = Alarm.objects.filter(state=AlarmState.RESOLVED)
        assert not over.filter(resolution="").exists()
        for alarm in over:
            assert FieldEvent.objects.filter(shift=alarm.shift, kind="resolved").exists()

    @invariant()
    def what_is_over_sends_nothing_more(self) -> None:
        waiting = AlarmNotice.objects.exclude(step__alarm__state=AlarmState.OPEN).filter(
            text__state=OutboundState.QUEUED
        )
        assert not waiting.exists()


def fall(where: tuple[Any, str], act: Callable[[], object]) -> bool:
    """Do it with a worker that dies right after a certain thing; whether it came so far."""
    module, name = where
    real = getattr(module, name)

    def and_die(*args: object, **kwargs: object) -> object:
        real(*args, **kwargs)
        raise Fallen

    try:
        with patch.object(module, name, and_die), transaction.atomic():
            act()
    except Fallen:
        return True
    return False


@pytest.mark.django_db
def test_ladder_under_any_order_of_answers_crashes_and_ticks() -> None:
    run_state_machine_as_test(
        Ladder,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        ),
    )
