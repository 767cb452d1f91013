"""What becomes of the people asked for one night. Pure but for the generator it draws from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from random import Random

from bench.towns import Person
from scheduling.domain.crews import CrewSize
from scheduling.enums import AttendanceState

State = AttendanceState
MOST_ASKED = 9
KEEPS_ASKING = 0.25  # how often one more is asked when the crew is complete already
COMES = 0.95  # of those who said yes


class Phase(Enum):
    """How far a night has come, with the odds of yes, no and silence when someone is asked."""

    DONE = (0.62, 0.23, 0.15)
    CANCELLED = (0.5, 0.2, 0.3)
    NEAR = (0.42, 0.16, 0.42)
    FAR = (0.7, 0.1, 0.2)
    DRAFT = (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Story:
    """One person asked. `answered_at` is None for silence; `said` is what they wrote."""

    person: Person
    is_leader: bool
    state: State
    asked_at: datetime
    answered_at: datetime | None
    said: str


def phase_of(chance: Random, *, weeks_ahead: int, is_over: bool) -> Phase:
    if is_over:
        return Phase.CANCELLED if chance.random() < 0.05 else Phase.DONE
    if weeks_ahead < 3:
        return Phase.NEAR
    return Phase.FAR if weeks_ahead < 8 else Phase.DRAFT


def stories_of(
    chance: Random, people: Iterable[Person], *, phase: Phase, crew: CrewSize, starts_at: datetime, now: datetime
) -> list[Story]:
    """Ask one after the other, until there are enough or nobody is left to ask."""
    told: list[Story] = []
    wanted = {Phase.DRAFT: 0, Phase.FAR: chance.randint(0, 2)}.get(phase, MOST_ASKED)
    first_asked = min(starts_at - timedelta(days=9), now)
    if starts_at > now:  # late enough for silence to be an open question still
        first_asked = now - timedelta(hours=chance.uniform(26, 60))
    for person in people:
        on_crew = sum(story.answered_at is not None and story.said[0] in "Jj" for story in told)
        if len(told) >= wanted or (on_crew >= crew.target and chance.random() >= KEEPS_ASKING):
            break
        has_leader = any(story.is_leader for story in told)
        asked_at = first_asked + timedelta(minutes=len(told))
        told.append(
            story_of(
                chance,
                person,
                phase=phase,
                is_full=on_crew >= crew.maximum,
                leads=person.is_trained and not has_leader,
                asked_at=asked_at,
            )
        )
    return told


def story_of(chance: Random, person: Person, *, phase: Phase, is_full: bool, leads: bool, asked_at: datetime) -> Story:
    answer = chance.choices(("yes", "no", ""), phase.value)[0]
    answered_at = asked_at + timedelta(minutes=1 + min(1_300, chance.expovariate(1 / 240))) if answer else None
    said = {"yes": chance.choice(("JA", "Ja", "ja!", "Ja, jag kommer", "Japp")), "no": "NEJ", "": ""}[answer]
    state = end_of(chance, phase, answer, is_full=is_full)
    return Story(person, leads and state != State.DECLINED, state, asked_at, answered_at, said)


def end_of(chance: Random, phase: Phase, answer: str, *, is_full: bool) -> State:
    """The state that the answer has led to by now."""
    if answer == "no":
        return State.DECLINED
    if phase == Phase.CANCELLED:
        return State.WITHDRAWN
    is_over = phase == Phase.DONE
    if not answer or is_full:
        still_open = State.WAITING if answer else State.ASKED
        return State.LAPSED if is_over else still_open
    if not is_over:
        return State.CONFIRMED
    return State.ATTENDED if chance.random() < COMES else State.NO_SHOW
