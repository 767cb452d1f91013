"""The overdue ladder when workers are killed, when two of them sweep, when all of it or the database is restarted,
and over both changes of the clock.

Every step is taken, once; everybody who is to be told of it is told, once; and each text and each call leaves once.
"""

import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from pytest_django import Settings

from fieldwork.domain.alarms.taking import take_alarm, taker_of
from fieldwork.models import Alarm, AlarmNotice, AlarmPolicy, AlarmStep, Walk
from messaging.enums import Channel, OutboundState
from messaging.models import OutboundMessage
from scheduling.domain.origins import BY_CLOCK
from scheduling.models import Shift
from tests.faults.ledger import Ledger, Note, close_books, have_left, settle
from tests.fieldwork.overdue import MINUTE, Group, group_out
from tests.support.private_postgres import Cluster, private_postgres
from tests.support.processes import PATIENCE, Provider, Stage, wait_until

pytestmark = pytest.mark.processes

ALARMS = "fieldwork.domain.alarms"
STEPS = {
    "1 before anything is held": f"{ALARMS}.stepping:open_overdue:before",
    "2 when the alarm is written": f"{ALARMS}.stepping:take_steps:before",
    "3 when the step is written": f"{ALARMS}.notices:send:before",
    "4 when its texts are queued": f"{ALARMS}.notices:send:after",
    "5 before the step is committed": f"{ALARMS}.stepping:take_steps:after",
    "6 after the first step is committed": f"{ALARMS}.stepping:open_overdue:after",
    "7 before the next step": f"{ALARMS}.stepping:go_on:before",
    "8 after the next step is committed": f"{ALARMS}.stepping:go_on:after",
}
ENOUGH = 6  # steps: all rungs, and some more
STEP = timedelta(seconds=2)  # five minutes of the worker's clock
TAKEN = """UPDATE fieldwork_alarm SET state = 'acknowledged', next_step_at = NULL, acknowledged_at = now(),
    rests_until = now() + interval '1 day'"""
ON_THE_WAY_STILL = "SELECT count(*) FROM messaging_outboundmessage WHERE state IN ('queued', 'sending', 'unknown')"
SENT = "SELECT to_number, count(*) FROM messaging_outboundmessage WHERE state <> 'dropped' GROUP BY to_number"
DARK_FOR = 7.0  # seconds without any process: more than three steps
CHANGES = {
    "the hour that comes twice": datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
    "the hour that is missing": datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
}


@pytest.fixture
def group(stage: Stage, settings: Settings) -> Group:
    """Overdue since a quarter of an hour. Nobody is called: the provider's list is of texts."""
    settings.PUBLIC_URL = stage.public_url
    found = group_out(due=timezone.now().replace(microsecond=0) - 15 * MINUTE)
    AlarmPolicy.objects.create(municipality=found.shift.association.municipality, call_after_minutes=10000)
    return found


def has_climbed() -> bool:
    return AlarmStep.objects.count() >= ENOUGH


def close_alarm(provider: Provider, *, now: datetime | None = None) -> Ledger:
    """Somebody takes it; what has been queued and not left is held back, and the books are closed."""
    notice = AlarmNotice.objects.select_related("step__alarm").first()
    assert notice is not None
    take_alarm(notice.step.alarm, taker=taker_of(notice), origin=BY_CLOCK, now=now or timezone.now())
    settle(have_left)
    held_back = OutboundMessage.objects.filter(state=OutboundState.DROPPED).count()
    assert_each_step_once()
    return close_books(provider.texts(), in_vain=held_back)


def assert_each_step_once() -> None:
    alarm = Alarm.objects.get()
    steps = list(alarm.steps.order_by("number"))
    assert [step.number for step in steps] == list(range(1, alarm.steps_taken + 1))
    told = [set(step.notices.values_list("number", flat=True)) for step in steps]
    assert [len(numbers) for numbers in told[:4]] == [1, 3, 4, 5]
    assert all(before <= after for before, after in pairwise(told))
    twice = Counter(AlarmNotice.objects.values_list("step", "number", "channel"))
    assert set(twice.values()) == {1}
    assert AlarmNotice.objects.filter(text=None).count() == 0


@pytest.mark.parametrize("step", STEPS)
def test_no_step_is_lost_or_twice_though_its_worker_is_killed(
    stage: Stage, provider: Provider, group: Group, record: Note, step: str
) -> None:
    stage.start_web()
    doomed = stage.start_worker(at=STEPS[step])
    assert doomed.process.wait(PATIENCE) == -9
    assert stage.has_struck
    stage.start_worker()
    assert wait_until(has_climbed)
    close_alarm(provider).note(record, f"worker killed -9 on the ladder: {step}")


def test_two_workers_climb_one_ladder(stage: Stage, provider: Provider, group: Group, record: Note) -> None:
    stage.start_web()
    doomed = stage.start_worker(at=STEPS["8 after the next step is committed"])
    stage.start_worker()
    assert wait_until(has_climbed)
    assert wait_until(lambda: stage.has_struck or AlarmStep.objects.count() > 2 * ENOUGH)
    assert doomed.process.poll() in {None, -9}
    close_alarm(provider).note(record, "two workers on one ladder, one killed -9")


@pytest.mark.parametrize("where", [f"{ALARMS}.notices:send:after", f"{ALARMS}.stepping:go_on:after"])
def test_everybody_is_rung_up_once_a_step_though_the_worker_is_killed(
    stage: Stage, provider: Provider, group: Group, record: Note, where: str
) -> None:
    AlarmPolicy.objects.update(call_after_minutes=0)
    stage.start_web()
    doomed = stage.start_worker(at=where)
    assert doomed.process.wait(PATIENCE) == -9
    stage.start_worker()
    assert wait_until(has_climbed)
    ledger = close_alarm(provider)
    calls = OutboundMessage.objects.filter(channel=Channel.VOICE).exclude(state=OutboundState.DROPPED)
    assert provider.calls_to() == Counter(calls.values_list("to_number", flat=True))
    ledger.note(record, f"worker killed -9 on the ladder, texts and calls: {where.rpartition('.')[2]}")


def test_machine_is_restarted_and_the_ladder_goes_on_where_it_was(
    stage: Stage, provider: Provider, group: Group, record: Note
) -> None:
    """What was missed is not made up for: one step, and the next comes a whole interval after it."""
    web, worker = stage.start_web(), stage.start_worker()
    assert wait_until(lambda: AlarmStep.objects.count() >= 2)
    web.kill()
    worker.kill()
    before = AlarmStep.objects.count()
    time.sleep(DARK_FOR)
    stage.start_web()
    stage.start_worker()
    assert wait_until(lambda: AlarmStep.objects.count() >= before + 3)
    at = list(AlarmStep.objects.order_by("number").values_list("at", flat=True))
    assert at[before] - at[before - 1] > timedelta(seconds=DARK_FOR)
    assert min(later - sooner for sooner, later in pairwise(at)) >= STEP
    close_alarm(provider).note(record, "web server and worker killed -9 under a ladder, all dark for a while")


@pytest.mark.parametrize("change", CHANGES)
def test_ladder_climbs_over_the_change_of_the_clock(
    stage: Stage, provider: Provider, group: Group, record: Note, change: str
) -> None:
    """What the clock on the wall does is nothing to it: as long a time passes between any two steps."""
    moment = CHANGES[change]
    due = moment - 15 * MINUTE
    Shift.objects.filter(pk=group.shift.pk).update(starts_at=due - timedelta(hours=4), ends_at=due)
    Walk.objects.update(started_at=due - timedelta(hours=4), due_home_at=due)
    stage.start_web(clock_minutes=(moment - timezone.now()) / MINUTE)
    stage.start_worker(clock_begins=moment - 5 * STEP)
    assert wait_until(lambda: AlarmStep.objects.filter(at__gt=moment).count() >= 4)
    at = list(AlarmStep.objects.order_by("number").values_list("at", flat=True))
    assert sum(one < moment for one in at) >= 2
    assert min(later - sooner for sooner, later in pairwise(at)) >= STEP
    assert max(later - sooner for sooner, later in pairwise(at)) < 100 * STEP
    close_alarm(provider, now=at[-1]).note(record, f"a ladder over {change}")


@pytest.mark.postgres
def test_ladder_goes_on_when_the_database_is_restarted(
    stage: Stage, provider: Provider, group: Group, record: Note
) -> None:
    with private_postgres(with_rows=True) as cluster:
        stage.url = cluster.url
        stage.start_web()
        worker = stage.start_worker()
        with cluster.connect() as reader:
            assert wait_until(lambda: steps_in(reader) >= 2)
        disturber = threading.Thread(target=restart_thrice, args=[cluster])
        disturber.start()
        disturber.join()
        with cluster.connect() as reader:
            so_far = steps_in(reader)
            assert wait_until(lambda: steps_in(reader) >= so_far + 2), worker.words()[-2000:]
            reader.execute(TAKEN)
            assert wait_until(lambda: reader.execute(ON_THE_WAY_STILL).fetchone() == (0,)), worker.words()[-2000:]
            numbers = [row[0] for row in reader.execute("SELECT number FROM fieldwork_alarmstep ORDER BY number")]
            alarms = reader.execute("SELECT count(*), max(steps_taken) FROM fieldwork_alarm").fetchone()
            told = reader.execute(
                "SELECT count(*), count(DISTINCT (step_id, number, channel)) FROM fieldwork_alarmnotice"
            ).fetchone()
            sent = Counter[str](dict(reader.execute(SENT).fetchall()))
        assert worker.process.poll() is None, worker.words()
    assert alarms == (1, len(numbers))
    assert numbers == list(range(1, len(numbers) + 1))
    assert told is not None
    assert told[0] == told[1] <= sent.total()
    taken = Counter[str](text["to"] for text in provider.texts())
    outcome = Ledger(texts=sent.total(), twice=(taken - sent).total(), lost=(sent - taken).total())
    outcome.note(record, "PostgreSQL restarted three times under a ladder")


def steps_in(reader: object) -> int:
    row = reader.execute("SELECT count(*) FROM fieldwork_alarmstep").fetchone()  # type: ignore[attr-defined]  # a raw connection
    return int(row[0])


def restart_thrice(cluster: Cluster) -> None:
    for _time in range(3):
        cluster.restart()
        time.sleep(1)
