"""The people of one group on their way to another: their places there, in memory, and what each is told."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from scheduling.domain.attendance import HELD
from scheduling.domain.changes.effects import Effect, NightStep
from scheduling.domain.crew_list import rule_words
from scheduling.domain.regrouping.passages import LET_GO, Passage, is_same_walk, passage_of
from scheduling.domain.text_plans import answer_by, asks_queue_again, plan_of
from scheduling.domain.walk_rules.reading import Gate
from scheduling.enums import AttendanceState, EventKind
from scheduling.models import Attendance, RuleException, Shift
from scheduling.queries import places_held_meanwhile, update_each
from volunteers.models import Volunteer

State = AttendanceState
EVENTS: Mapping[AttendanceState | None, EventKind] = {
    State.CONFIRMED: EventKind.CONFIRMED,
    State.ASKED: EventKind.ASKED,
}
CARRIED = ("asked_at", "confirm_by", "asked_again_at", "answered_at", "last_answer", "last_text", "reminded_at")


@dataclass(frozen=True)
class LetGo:
    """Somebody who does not come along, and why."""

    person: Volunteer
    reason: str


@dataclass
class Crossing:
    """Those who leave `old` for `new`, which are both locked, or both only looked at.

    `is_unsent`: somebody's first question has not left. `room`: places left in the new group. Unless it `lets_go` of
    those whom a rule stops they come along, and whoever calls has looked at the rules.

    `pairs` are the places left and got; of them `standing` those whose yes, or whose question, is the one it was.
    """

    old: NightStep
    new: NightStep
    room: int
    is_unsent: Callable[[Attendance], bool]
    leader: Volunteer | None
    now: datetime
    lets_go: bool = True
    effects: list[Effect] = field(default_factory=list)
    let_go: list[LetGo] = field(default_factory=list)
    pairs: list[tuple[Attendance, Attendance]] = field(default_factory=list)
    standing: list[tuple[Attendance, Attendance]] = field(default_factory=list)

    def take(self, people: Sequence[Attendance], *, leaders: Collection[int]) -> None:
        """Move these, in order. `leaders` are those who lead in the new group, by volunteer."""
        known = places_known(self.new.shift, people)
        stops = stops_for(self.new.shift, people, leaders=leaders, leaving=self.old.shift) if self.lets_go else {}
        plan = plan_of(self.new.shift.association)
        is_late = asks_queue_again(plan, self.new.shift.starts_at, now=self.now)
        is_same = is_same_walk(self.old.shift, self.new.shift)
        for one in people:
            there = known.get(one.volunteer_id)
            is_unsent = self.is_unsent(one)
            passage = passage_of(
                one.state,
                is_same=is_same,
                is_unsent=is_unsent,
                has_room=self.room > 0,
                is_stopped=one.volunteer_id in stops,
                is_late=is_late,
            )
            is_there = there is not None and there.state in HELD and not _gains(one, there)
            if is_there:
                passage = LET_GO if not is_unsent else Passage(None)
            if passage.to is None:
                why = _("är redan med eller frågad där") if is_there else _("det finns ingen plats kvar")
                self.let_go.append(LetGo(one.volunteer, stops.get(one.volunteer_id, why)))
                self._leave(one, told=passage.told)
            else:
                self._leave(one)
                self._arrive(one, there, passage, leads=one.volunteer_id in leaders)

    def _leave(self, one: Attendance, *, told: str = "") -> None:
        self.effects.append(Effect(self.old, one, told, to=State.WITHDRAWN, event=EventKind.WITHDRAWN))

    def _arrive(self, one: Attendance, there: Attendance | None, passage: Passage, *, leads: bool) -> None:
        shift = self.new.shift
        place = there or Attendance(shift=shift, volunteer=one.volunteer, state=State.WITHDRAWN, created_at=self.now)
        place.shift, place.starts_at, place.ends_at = shift, shift.starts_at, shift.ends_at
        place.is_leader, place.reply_code = leads, one.reply_code
        for name in CARRIED:
            setattr(place, name, getattr(one, name))
        is_ahead = one.asked_at is not None and self.now < one.asked_at < shift.starts_at
        due_at = one.asked_at if passage.told == "ask" and is_ahead else None  # a question for a later day
        if passage.told in {"ask", "moved", "place_free"}:
            place.confirm_by = answer_by(plan_of(shift.association), shift, now=due_at or self.now)
            place.reminded_at = place.asked_again_at = None
        to = None if place.state == passage.to else passage.to
        words = {"leader": self.leader} if passage.told == "regrouped" else {}
        event = EventKind.PROMOTED if passage.told == "promoted" else EVENTS.get(passage.to)
        new_leader = True if leads and not one.is_leader else None
        effect = Effect(self.new, place, passage.told, to=to, event=event, leads=new_leader, words=words)
        effect.due_at = due_at
        self.effects.append(effect)
        self.pairs.append((one, place))
        if passage.told in {"", "ask", "regrouped"}:
            self.standing.append((one, place))
        self.room -= State.CONFIRMED in {one.state, passage.to}


def _gains(one: Attendance, there: Attendance) -> bool:
    """Whether somebody who is on both keeps more by coming along than they have."""
    return one.state == State.CONFIRMED and there.state != State.CONFIRMED


def places_known(shift: Shift, people: Iterable[Attendance]) -> Mapping[int, Attendance]:
    """By volunteer, what they were to the new group before. Nothing for a group that is not there yet."""
    rows = Attendance.objects.filter(shift=shift.pk, volunteer__in=[one.volunteer_id for one in people])
    return {row.volunteer_id: row for row in rows.select_related("volunteer", "last_text")}


def stops_for(
    shift: Shift, people: Sequence[Attendance], *, leaders: Collection[int], leaving: Shift
) -> Mapping[int, str]:
    """By volunteer, why they cannot walk with the new group: a rule of that walk, or another night of theirs."""
    volunteers = [one.volunteer for one in people]
    gate = Gate(shift, volunteers, leaving=leaving, along=volunteers)
    taken = places_held_meanwhile(shift, [one.pk for one in volunteers], but=leaving)
    stops = {}
    for person in volunteers:
        found = gate.findings(person, as_leader=person.pk in leaders)
        words = rule_words(found, frozenset(), night=shift.night)
        if person.pk in taken:
            stops[person.pk] = _("går redan ett annat pass samma tid")
        elif words.stop:
            stops[person.pk] = words.stop
    return stops


def carry_along(crossing: Crossing) -> None:
    """When they were asked and said yes, and what a leader let them do in spite of a rule, once all is written."""
    for one, place in crossing.standing:
        place.asked_at, place.confirmed_at = one.asked_at, one.confirmed_at
    update_each([place for _one, place in crossing.standing], ("asked_at", "confirmed_at"))
    places = {old.pk: new for old, new in crossing.pairs}
    rows = RuleException.objects.filter(attendance__in=places)
    copies = [
        RuleException(
            attendance=places[row.attendance_id],
            kind=row.kind,
            reason=row.reason,
            made_by_id=row.made_by_id,
            made_at=row.made_at,
        )
        for row in rows
    ]
    RuleException.objects.bulk_create(copies, ignore_conflicts=True)
