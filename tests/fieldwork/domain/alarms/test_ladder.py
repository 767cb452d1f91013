"""The pure heart of the ladder: whom a step adds, who is told again, and how."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.alarms.ladder import Person, Rules, Standing, Step, steps_ahead, take_step
from fieldwork.enums import AlarmKind, Rung
from messaging.enums import Channel

NOW = datetime(2026, 10, 16, 22, 45, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RULES = Rules(rungs=((Rung.LEADER,), (Rung.GROUP,), (Rung.ASSOCIATION_DUTY,), (Rung.COORDINATOR_DUTY,)))
NEW = Standing(AlarmKind.OVERDUE)


def people(**numbers: Sequence[str]) -> dict[Rung, list[Person]]:
    return {Rung(rung): [Person(Rung(rung), number, number) for number in several] for rung, several in numbers.items()}


FULL = people(leader=["1"], group=["1", "2"], association_duty=["3"], coordinator_duty=["4"])


def told(step: Step) -> list[str]:
    return [telling.person.number for telling in step.tellings]


def test_a_rung_that_adds_nobody_costs_no_step() -> None:
    alone = people(leader=["1"], group=["1"], coordinator_duty=["4"])
    first = take_step(RULES, NEW, alone, now=NOW)
    assert (told(first), first.rungs_reached) == (["1"], 1)
    second = take_step(RULES, Standing(AlarmKind.OVERDUE, 1, 1, {"1": NOW}), alone, now=NOW + 5 * MINUTE)
    assert (told(second), second.rungs_reached) == (["1", "4"], 4)


def test_who_stands_on_two_rungs_is_told_once() -> None:
    assert told(take_step(RULES, Standing(AlarmKind.OVERDUE, 3, 3), FULL, now=NOW)) == ["1", "2", "3", "4"]


def test_call_for_help_is_everybodys_from_the_start() -> None:
    step = take_step(RULES, Standing(AlarmKind.PANIC), FULL, now=NOW)
    assert [(one.person.number, one.channels) for one in step.tellings] == [
        ("1", (Channel.SMS,)),
        ("2", (Channel.SMS,)),
        ("3", (Channel.SMS, Channel.VOICE)),
        ("4", (Channel.SMS, Channel.VOICE)),
    ]


def test_deaf_phone_beside_somebody_in_need_stays_silent() -> None:
    step = take_step(RULES, Standing(AlarmKind.PANIC, deaf={"2", "3"}), FULL, now=NOW)
    assert told(step) == ["1", "3", "4"]
    assert step.tellings[1].channels == (Channel.VOICE,)


def test_nobody_to_tell_is_still_a_step() -> None:
    step = take_step(RULES, NEW, {}, now=NOW)
    assert (step.number, step.tellings, step.next_at) == (1, (), NOW + 5 * MINUTE)


NUMBERS = st.lists(st.sampled_from("123456"), max_size=3, unique=True)
CROWDS = st.fixed_dictionaries({rung.value: NUMBERS for rung in Rung}).map(lambda given: people(**given))
RUNGS = st.lists(st.lists(st.sampled_from(list(Rung)), min_size=1, max_size=3).map(tuple), min_size=1, max_size=5)


@given(crowd=CROWDS, rungs=RUNGS.map(tuple), kind=st.sampled_from(list(AlarmKind)), call_after=st.integers(0, 30))
def test_each_step_adds_until_all_have_been_told_and_none_is_ever_left_out(
    crowd: dict[Rung, list[Person]], rungs: tuple[tuple[Rung, ...], ...], kind: AlarmKind, call_after: int
) -> None:
    rules = Rules(rungs=rungs, call_after=call_after * MINUTE)
    everyone = {person.number for rung in {one for several in rungs for one in several} for person in crowd[rung]}
    before: set[str] = set()
    for number, (at, step) in enumerate(islice(steps_ahead(rules, Standing(kind), crowd, first_at=NOW), 12), start=1):
        now_told = set(told(step))
        assert (step.number, at) == (number, NOW + (number - 1) * rules.step)
        assert len(told(step)) == len(now_told)
        assert before <= now_told
        assert now_told > before or now_told == everyone
        before = now_told
    assert before == everyone


@given(crowd=CROWDS, minutes=st.integers(0, 600), call_after=st.integers(0, 30))
def test_who_was_told_long_enough_ago_is_rung_up_and_nobody_before(
    crowd: dict[Rung, list[Person]], minutes: int, call_after: int
) -> None:
    rules = Rules(rungs=RULES.rungs, call_after=call_after * MINUTE)
    standing = Standing(AlarmKind.OVERDUE, 4, 4, {"1": NOW - minutes * MINUTE}, frozenset("6"))
    for telling in take_step(rules, standing, crowd, now=NOW).tellings:
        number = telling.person.number
        is_rung = number == "6" or (number == "1" and minutes >= call_after)
        assert (Channel.VOICE in telling.channels, Channel.SMS in telling.channels) == (is_rung, number != "6")
