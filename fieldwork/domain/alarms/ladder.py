"""What the ladder does next: whom a step adds, who is told again, and by which channel. Of plain values and a moment.

All spans are of time that passes, so the nights on which clocks are moved are as any other.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from fieldwork.enums import AlarmKind, Rung
from messaging.enums import Channel

# Whoever is out may sit beside what they need help with: after a call for help their phones are texted and never rung.
OUT_THEMSELVES = frozenset({Rung.LEADER, Rung.GROUP})
TEXT, CALL = Channel.SMS, Channel.VOICE


@dataclass(frozen=True)
class Rules:
    """A municipality's policy. `rungs` are never empty."""

    rungs: tuple[tuple[Rung, ...], ...]
    grace: timedelta = timedelta(minutes=15)
    step: timedelta = timedelta(minutes=5)
    call_after: timedelta = timedelta(minutes=5)
    rest: timedelta = timedelta(minutes=15)


@dataclass(frozen=True)
class Person:
    """Somebody to tell, by an E.164 number. `volunteer` and `user` are keys, where they are known as such."""

    rung: Rung
    name: str
    number: str
    language: str = "sv"
    volunteer: int | None = None
    user: int | None = None


@dataclass(frozen=True)
class Standing:
    """How far an alarm has come: `told` is when each number was told first, `deaf` those that no text reaches."""

    kind: AlarmKind
    steps_taken: int = 0
    rungs_reached: int = 0
    told: Mapping[str, datetime] = field(default_factory=dict)
    deaf: Collection[str] = frozenset()


@dataclass(frozen=True)
class Telling:
    person: Person
    channels: tuple[Channel, ...]


@dataclass(frozen=True)
class Step:
    """`added` are those who had not been told before; `tellings` everyone, in the order of the rungs."""

    number: int
    rungs_reached: int
    added: tuple[Person, ...]
    tellings: tuple[Telling, ...]
    next_at: datetime


People = Mapping[Rung, Sequence[Person]]


def overdue_at(due_home_at: datetime, rules: Rules) -> datetime:
    return due_home_at + rules.grace


def take_step(rules: Rules, standing: Standing, people: People, *, now: datetime) -> Step:
    """The step that is due now, however late: one, and the next comes a whole interval after it.

    A rung that adds nobody is passed at once, for five minutes are long. A call for help is everybody's from the start.
    """
    reached = _reach(rules, standing, people)
    everyone = _once_each(people, rules.rungs[:reached])
    tellings = [Telling(person, _channels(person, rules, standing, now=now)) for person in everyone]
    return Step(
        number=standing.steps_taken + 1,
        rungs_reached=reached,
        added=tuple(person for person in everyone if person.number not in standing.told),
        tellings=tuple(telling for telling in tellings if telling.channels),
        next_at=now + rules.step,
    )


def steps_ahead(
    rules: Rules, standing: Standing, people: People, *, first_at: datetime
) -> Iterator[tuple[datetime, Step]]:
    """What comes if nobody takes it: each step with its time, without end."""
    at = first_at
    while True:
        step = take_step(rules, standing, people, now=at)
        yield at, step
        told = {person.number: at for person in step.added} | dict(standing.told)
        standing = replace(standing, steps_taken=step.number, rungs_reached=step.rungs_reached, told=told)
        at = step.next_at


def _reach(rules: Rules, standing: Standing, people: People) -> int:
    highest = len(rules.rungs)
    if standing.kind == AlarmKind.PANIC:
        return highest
    reached = min(standing.rungs_reached + 1, highest)
    while reached < highest and not _adds(people, rules.rungs[:reached], standing):
        reached += 1
    return reached


def _adds(people: People, rungs: Iterable[Sequence[Rung]], standing: Standing) -> bool:
    return any(person.number not in standing.told for person in _once_each(people, rungs))


def _once_each(people: People, rungs: Iterable[Sequence[Rung]]) -> list[Person]:
    """Each number once, as the first that it stands for."""
    by_number: dict[str, Person] = {}
    for rung in (one for several in rungs for one in several):
        for person in people.get(rung, ()):
            by_number.setdefault(person.number, person)
    return list(by_number.values())


def _channels(person: Person, rules: Rules, standing: Standing, *, now: datetime) -> tuple[Channel, ...]:
    is_deaf = person.number in standing.deaf
    if standing.kind == AlarmKind.PANIC:
        if person.rung in OUT_THEMSELVES:
            return () if is_deaf else (TEXT,)
        return (CALL,) if is_deaf else (TEXT, CALL)
    if is_deaf:
        return (CALL,)
    told_at = standing.told.get(person.number)
    return (TEXT, CALL) if told_at is not None and now - told_at >= rules.call_after else (TEXT,)
