"""Tomorrow's nights as a leader needs them: safe or not, short, unanswered, waiting, and what happens by itself."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scheduling.domain.crews import is_safe
from scheduling.domain.pace import TOO_LATE_TO_ASK, Pace, questions_to_ask
from scheduling.domain.quiet_hours import waits_until
from scheduling.domain.rounds import candidates, pace_of_round, shortage
from scheduling.domain.text_plans import Ladder, ladder_of
from scheduling.domain.walk_rules.checks import Finding
from scheduling.domain.walk_rules.reading import Gate, has_group_rules
from scheduling.enums import AttendanceState, RoundState
from scheduling.models import Attendance, FillRound, Shift, TextPlan

State = AttendanceState


class StepKind(StrEnum):
    """What happens by itself."""

    NEXT = "next"  # the next in turn is asked
    AGAIN = "again"  # the silent are asked once more
    LAPSE = "lapse"  # the questions of the silent are over
    DECIDE = "decide"  # somebody is asked to decide about a night that is too few
    REMIND = "remind"  # those who come are reminded


@dataclass(frozen=True)
class Step:
    at: datetime
    kind: StepKind


@dataclass(frozen=True)
class NightSummary:
    """One night. `short` is how many have yet to say yes; `unanswered` and `waiting` are people, in order.

    `unmet` are the rules about a group as a whole that those who come do not meet.
    """

    shift: Shift
    is_safe: bool
    short: int
    unanswered: Sequence[Attendance] = ()
    waiting: Sequence[Attendance] = ()
    unmet: Sequence[Finding] = ()
    steps: Sequence[Step] = field(default_factory=list)


def summarize(shifts: Collection[Shift], plan: TextPlan, *, now: datetime) -> list[NightSummary]:
    """The nights of one association, as they stand. The rounds must have been read with the shifts.

    Two queries, for each night where there are rules about groups what those need, and for each with a round that goes
    on those that tell whether anybody is left to ask.
    """
    people: dict[int, list[Attendance]] = defaultdict(list)
    held = Attendance.objects.filter(shift__in=shifts, state__in=[State.ASKED, State.WAITING])
    for one in held.select_related("volunteer").order_by("waiting_since", "asked_at", "pk"):
        people[one.shift_id].append(one)
    ruled = any(has_group_rules(association) for association in {shift.association for shift in shifts})
    return [
        _summary(shift, people[shift.pk], plan, unmet=Gate(shift, []).wishes() if ruled else (), now=now)
        for shift in shifts
    ]


def _summary(
    shift: Shift, people: Sequence[Attendance], plan: TextPlan, *, unmet: Sequence[Finding], now: datetime
) -> NightSummary:
    asked = [one for one in people if one.state == State.ASKED]
    return NightSummary(
        shift=shift,
        is_safe=is_safe(shift),
        short=shortage(shift)[0],
        unanswered=asked,
        waiting=[one for one in people if one.state == State.WAITING],
        unmet=unmet,
        steps=steps_ahead(shift, asked, plan, going=_going_on(shift, plan, now=now), now=now),
    )


@dataclass(frozen=True)
class Going:
    """A round that goes on while somebody is missing and somebody is left to ask; `may_lead`: one of those can lead."""

    round: FillRound
    may_lead: bool


def _going_on(shift: Shift, plan: TextPlan, *, now: datetime) -> Going | None:
    going: FillRound | None = getattr(shift, "fill_round", None)
    if going is None or going.state != RoundState.RUNNING or not shortage(shift)[0]:
        return None
    left = candidates(shift, plan, now=now)
    return Going(going, any(one.may_lead for one in left)) if left else None


def steps_ahead(
    shift: Shift, asked: Sequence[Attendance], plan: TextPlan, *, going: Going | None, now: datetime
) -> list[Step]:
    """What happens by itself until the start, in order, if nobody does anything. Pure.

    `going` is the round that goes on and has somebody left to ask.
    """
    ladder = ladder_of(shift, plan)
    found = [
        (next_question_at(going, shift, asked, plan, now=now) if going else None, StepKind.NEXT),
        (_again_at(asked, ladder), StepKind.AGAIN),
        (min((one.confirm_by for one in asked if one.confirm_by), default=None), StepKind.LAPSE),
        (None if is_safe(shift) else ladder.decide_at, StepKind.DECIDE),
        (ladder.remind_at if shift.confirmed_count else None, StepKind.REMIND),
    ]
    steps = [Step(at, kind) for at, kind in found if at is not None and now <= at < shift.starts_at]
    return sorted(steps, key=lambda step: step.at)


def _again_at(asked: Sequence[Attendance], ladder: Ladder) -> datetime | None:
    return ladder.ask_again_at if any(one.asked_again_at is None for one in asked) else None


def next_question_at(
    going: Going, shift: Shift, asked: Sequence[Attendance], plan: TextPlan, *, now: datetime
) -> datetime | None:
    """When a round that goes on asks the next one, if nobody answers until then; None when it will be too late."""
    pace = pace_of_round(going.round, now=now)
    since = now - pace.wait
    gaps = [one for one in asked if one.instead_of_id is None]
    fresh = sorted((one.asked_at, one.is_leader) for one in gaps if one.asked_at and one.asked_at > since)
    waited = next((count for count in range(len(fresh) + 1) if _asks(going, shift, pace, fresh[count:])), None)
    if waited is None:
        return None
    at = fresh[waited - 1][0] + pace.wait if waited else now
    at = max(at, going.round.next_at or at)
    at = waits_until(plan, shift.association.municipality.zone, at, starts_at=shift.starts_at) or at
    return at if shift.starts_at - at >= TOO_LATE_TO_ASK else None


def _asks(going: Going, shift: Shift, pace: Pace, fresh: Sequence[tuple[datetime, bool]]) -> bool:
    """Whether the round would ask somebody while these answers are waited for."""
    short, leaders_short = shortage(shift)
    to_leaders = sum(is_leader for _at, is_leader in fresh)
    leaders, others = questions_to_ask(
        pace, short=short, leaders_short=leaders_short, fresh=len(fresh), fresh_leaders=to_leaders
    )
    return others > 0 or (leaders > 0 and going.may_lead)
