"""What a change of a night means to each person on it. Pure: reads rows that are given, writes none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scheduling.domain.attendance import HELD
from scheduling.domain.changes.values import NightValues
from scheduling.enums import ON_CREW, AttendanceState, EventKind, ShiftState
from scheduling.models import Attendance, Shift
from volunteers.models import Volunteer

State = AttendanceState


@dataclass(frozen=True)
class NightStep:
    """What one shift becomes. `shift` is already as `after` has it; that is None for a night that is cancelled.

    `leader` leads instead, None when nobody new does.
    """

    shift: Shift
    before: NightValues
    after: NightValues | None
    leader: Volunteer | None = None
    reason: str = ""
    follows_season: bool | None = None

    @property
    def is_moved(self) -> bool:
        return self.after is not None and self.after.is_elsewhere(self.before)

    @property
    def new_note(self) -> str:
        return self.after.note if self.after is not None and self.after.note != self.before.note else ""

    @property
    def is_published(self) -> bool:
        return self.shift.state == ShiftState.PUBLISHED


@dataclass
class Effect:
    """What happens to one person on one night. `told` is the kind of text, none when they are not told."""

    step: NightStep
    attendance: Attendance
    told: str = ""
    to: AttendanceState | None = None
    event: EventKind | None = None
    leads: bool | None = None
    due_at: datetime | None = None
    words: dict[str, Any] = field(default_factory=dict)


def effects_of(
    step: NightStep,
    crew: Sequence[Attendance],
    *,
    is_unsent: Callable[[Attendance], bool],
    next_in_queue: Iterable[Attendance] = (),
    asks_queue: bool = False,
    now: datetime,
) -> list[Effect]:
    """One for each person concerned. `is_unsent`: their first question has not left.

    `next_in_queue` are those who get the places that a higher maximum makes; with `asks_queue` they are
    asked whether they still can.
    """
    held = [one for one in crew if one.state in HELD]
    if step.after is None:
        return [_cancelled(step, one, is_unsent=is_unsent(one)) for one in held]
    effects = {one.pk: Effect(step, one) for one in held}
    if step.is_moved and step.is_published:
        for effect in effects.values():
            _ask_anew(effect, is_unsent=is_unsent(effect.attendance), now=now)
    _hand_over(step, effects.values())
    if not step.is_moved:
        _bring_news(step, effects.values())
        for one in next_in_queue:
            give_place(effects[one.pk], asks=asks_queue)
    return [effect for effect in effects.values() if effect.told or effect.to or effect.leads is not None]


def _cancelled(step: NightStep, attendance: Attendance, *, is_unsent: bool) -> Effect:
    """Someone whose question has not even left hears nothing."""
    told = "" if is_unsent else "cancelled"
    return Effect(step, attendance, told, to=State.WITHDRAWN, event=EventKind.WITHDRAWN)


def _ask_anew(effect: Effect, *, is_unsent: bool, now: datetime) -> None:
    """A yes was given to another night than this has become. Who never got the question hears of no change."""
    effect.told = "changed"
    if effect.attendance.state != State.ASKED:
        effect.to, effect.event = State.ASKED, EventKind.ASKED
    if is_unsent:
        effect.told, asked_at = "ask", effect.attendance.asked_at or now
        effect.due_at = asked_at if now < asked_at < effect.step.shift.starts_at else None


def _hand_over(step: NightStep, effects: Iterable[Effect]) -> None:
    """The new leader leads; who led before does so no more where one leader is enough."""
    if step.leader is None:
        return
    for effect in effects:
        one = effect.attendance
        if one.volunteer_id == step.leader.pk:
            effect.leads = True
        elif one.is_leader and one.state in ON_CREW and step.shift.leaders_needed <= 1:
            effect.leads = False


def _bring_news(step: NightStep, effects: Iterable[Effect]) -> None:
    """A new leader or note: those who are coming hear of it, and their yes stands."""
    if not step.is_published or not (step.leader or step.new_note):
        return
    for effect in effects:
        if effect.attendance.state == State.CONFIRMED:
            effect.told = "news"
            effect.words = {"leader": step.leader, "note": step.new_note, "leads": bool(effect.leads)}


def give_place(effect: Effect, *, asks: bool) -> None:
    """`asks`: the night is so near that the person is asked again instead of counted on."""
    if asks:
        effect.told, effect.to, effect.event = "place_free", State.ASKED, EventKind.ASKED
    else:
        effect.told, effect.to, effect.event = "promoted", State.CONFIRMED, EventKind.PROMOTED
