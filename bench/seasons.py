"""Nights of a data set: shifts, who was asked and what they said, every text and every line of the history.

Written as the verbs of `scheduling.domain` would have left them, but without asking the database, which makes a set of
twenty thousand nights a matter of a minute.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any

from bench.rows import Rows
from bench.sets import NIGHTS_A_WEEK, WEEKS_AHEAD
from bench.stories import Phase, Story, phase_of, stories_of
from bench.towns import Group, Person
from messaging.enums import OutboundState
from messaging.models import InboundMessage, OutboundMessage, SendAttempt, StatusCallback
from scheduling.domain.board import monday_of
from scheduling.domain.changes.values import crew_fields
from scheduling.domain.crews import CrewSize
from scheduling.domain.nights import answer_deadline, resolve_night
from scheduling.enums import ON_CREW, AttendanceState, Door, EventKind, ShiftKind, ShiftState
from scheduling.models import Attendance, Shift, ShiftEvent

State = AttendanceState
CREWS = (CrewSize(), CrewSize(target=5, maximum=6), CrewSize(target=6, maximum=8), CrewSize(leaders=2))
KINDS = {  # odds and hours
    ShiftKind.NIGHT_WALK: (0.85, time(20, 30), time(0, 30)),
    ShiftKind.SAFETY_HOSTING: (0.1, time(15, 0), time(19, 0)),
    ShiftKind.ACTIVITY: (0.05, time(18, 0), time(21, 0)),
}
STATES = {
    Phase.DONE: ShiftState.DONE,
    Phase.CANCELLED: ShiftState.CANCELLED,
    Phase.NEAR: ShiftState.PUBLISHED,
    Phase.FAR: ShiftState.PUBLISHED,
    Phase.DRAFT: ShiftState.DRAFT,
}
# What follows an answer, or silence: the event, and the kind of the text that says so.
OUTCOMES = {
    State.CONFIRMED: (EventKind.CONFIRMED, "confirmed"),
    State.ATTENDED: (EventKind.CONFIRMED, "confirmed"),
    State.NO_SHOW: (EventKind.CONFIRMED, "confirmed"),
    State.DECLINED: (EventKind.DECLINED, "declined"),
    State.WAITING: (EventKind.WAITING, "waiting"),
    State.LAPSED: (EventKind.LAPSED, "lapsed"),
    State.WITHDRAWN: (EventKind.WITHDRAWN, "cancelled"),
}
WORDS = {
    "ask": "Hej {name}! Nattvandring {day} i {place}. Samling vid {meeting}. Kan du? Svara JA{code} eller NEJ{code}.",
    "confirmed": "Tack {name}, du är med {day}! Samling vid {meeting} i {place}. Varma skor! Förhinder? Svara NEJ.",
    "declined": "Tack för svaret, {name}. Vi frågar någon annan till {day} i {place}. Ändrar du dig? Svara JA{code}.",
    "waiting": "Tack {name}! Gruppen {day} i {place} är redan full. Du är nummer 1 på reservlistan.",
    "lapsed": "Hej {name}! Frågan om {day} i {place} går nu vidare till någon annan. Kan du ändå? Svara JA{code}.",
    "cancelled": "Inställt: {day} i {place} blir inte av. Du behöver inte göra något. Tack {name}!",
    "reminder": "I morgon går du i {place}! Samling vid {meeting}. Förhinder? Svara NEJ.",
}
SETTLED_AFTER = timedelta(minutes=1)


@dataclass
class Turns:
    """Whose turn it is to be asked: everyone of an association once, before anyone twice."""

    members: tuple[Person, ...]
    _next: int = 0

    def take(self, *, except_for: set[int]) -> Iterator[Person]:
        for _ in range(len(self.members)):
            person = self.members[self._next % len(self.members)]
            self._next += 1
            if person.pk not in except_for:
                yield person


@dataclass
class Season:
    """Writes every night of every group."""

    rows: Rows
    chance: Random
    now: datetime
    busy: dict[date, set[int]] = field(default_factory=dict)  # by night: who has been asked to one shift already
    codes: dict[int, int] = field(default_factory=dict)  # by person: the last reply code of nights to come

    def write(self, group: Group, *, shifts: int) -> None:
        turns = Turns(group.members)
        for weeks_ahead, night in nights_of(self.chance, shifts, today=self.now.date()):
            self.write_night(group, turns, night, weeks_ahead)

    def write_night(self, group: Group, turns: Turns, night: date, weeks_ahead: int) -> None:
        chance, zone = self.chance, group.association.municipality.zone
        kind = chance.choices(list(KINDS), [odds for odds, _start, _end in KINDS.values()])[0]
        _odds, start, end = KINDS[kind]
        starts_at, ends_at = resolve_night(night, start, end, zone)
        phase = phase_of(chance, weeks_ahead=weeks_ahead, is_over=ends_at < self.now)
        crew = chance.choices(CREWS, (6, 2, 1, 1))[0]
        busy = self.busy.setdefault(night, set())
        people = turns.take(except_for=busy)
        stories = stories_of(chance, people, phase=phase, crew=crew, starts_at=starts_at, now=self.now)
        busy |= {story.person.pk for story in stories}
        planned_at = min([starts_at - timedelta(days=30), self.now - timedelta(days=4)])
        shift = self.rows.add(
            Shift,
            uuid=self.rows.uuid(),
            kind=kind,
            association=group.association,
            route=chance.choice(group.routes),
            starts_at=starts_at,
            ends_at=ends_at,
            night=night,
            state=STATES[phase],
            **crew_fields(crew),
            **counts_of(stories),
            revision=2 * len(stories) + 1,
            created_at=planned_at,
            updated_at=min(ends_at, self.now),
        )
        self.write_history(shift, phase, group, planned_at)
        for story in stories:
            self.write_story(shift, phase, story, group)

    def write_history(self, shift: Shift, phase: Phase, group: Group, planned_at: datetime) -> None:
        by_planner = {"door": Door.PAGE, "actor_id": group.planner.pk}
        self.event(shift, EventKind.PLANNED, at=planned_at, **by_planner)
        if phase == Phase.DRAFT:
            return
        published_at = planned_at + timedelta(days=1)
        self.event(shift, EventKind.PUBLISHED, at=published_at, from_state="draft", to_state="published", **by_planner)
        if phase == Phase.CANCELLED:
            at = shift.starts_at - timedelta(hours=6)
            self.event(shift, EventKind.CANCELLED, at=at, from_state="published", to_state="cancelled", **by_planner)
        if phase == Phase.DONE:
            moves = {"from_state": "published", "to_state": "under_way"}
            self.event(shift, EventKind.STARTED, at=shift.starts_at, door=Door.CLOCK, **moves)
            moves = {"from_state": "under_way", "to_state": "done"}
            self.event(shift, EventKind.FINISHED, at=shift.ends_at, door=Door.CLOCK, **moves)

    def write_story(self, shift: Shift, phase: Phase, story: Story, group: Group) -> None:
        """The question, the answer and what it led to, with their texts."""
        asked = self.text(shift, story, "ask", at=story.asked_at)
        answer = self.answer(story) if story.answered_at else None
        attendance = self.rows.add(
            Attendance,
            uuid=self.rows.uuid(),
            shift=shift,
            volunteer_id=story.person.pk,
            state=story.state,
            is_leader=story.is_leader,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            reply_code=self.code(story, shift),
            asked_at=story.asked_at,
            confirm_by=answer_deadline(story.asked_at, shift.starts_at),
            answered_at=story.answered_at,
            waiting_since=story.answered_at if story.state == State.WAITING else None,
            confirmed_at=story.answered_at if story.state in {*ON_CREW, State.NO_SHOW} else None,
            last_text_id=asked,
            last_answer_id=answer,
            created_at=story.asked_at,
            updated_at=story.answered_at or story.asked_at,
        )
        about = {"attendance_id": attendance.pk}
        self.event(
            shift,
            EventKind.ASKED,
            at=story.asked_at,
            door=Door.PAGE,
            actor_id=group.planner.pk,
            text_id=asked,
            to_state=State.ASKED,
            **about,
        )
        if story.state != State.ASKED:
            self.write_outcome(shift, story, attendance, answer)
        if phase == Phase.DONE and story.state in {*ON_CREW, State.NO_SHOW}:
            at = shift.starts_at - timedelta(days=1, hours=2)
            attendance.reminded_at, attendance.updated_at = at, shift.ends_at
            attendance.last_text_id = self.text(shift, story, "reminder", at=at)
            self.event(shift, EventKind.REMINDED, at=at, door=Door.CLOCK, text_id=attendance.last_text_id, **about)

    def write_outcome(self, shift: Shift, story: Story, attendance: Attendance, answer: int | None) -> None:
        kind, word = OUTCOMES[story.state]
        silence_ends = attendance.confirm_by or shift.starts_at
        at = story.answered_at or silence_ends
        if story.state == State.WITHDRAWN:
            at = shift.starts_at - timedelta(hours=6)
        at = min(at, self.now)
        attendance.updated_at = at
        attendance.last_text_id = self.text(shift, story, word, at=at)
        self.event(
            shift,
            kind,
            at=at,
            door=Door.SMS if answer else Door.CLOCK,
            attendance_id=attendance.pk,
            from_state=State.ASKED,
            to_state=story.state,
            text_id=attendance.last_text_id,
            answer_id=answer,
        )

    def code(self, story: Story, shift: Shift) -> int:
        """One more than the last for nights to come, so that two open questions are told apart."""
        if shift.ends_at < self.now:
            return 1
        self.codes[story.person.pk] = self.codes.get(story.person.pk, 0) + 1
        return self.codes[story.person.pk]

    def event(self, shift: Shift, kind: EventKind, *, at: datetime, **more: Any) -> None:
        self.rows.put(ShiftEvent, shift_id=shift.pk, kind=kind, at=at, processed_at=at + SETTLED_AFTER, **more)

    def text(self, shift: Shift, story: Story, kind: str, *, at: datetime) -> int:
        """A text that arrived, with its attempt and the provider's word for it. No worker will find it due."""
        number = self.rows.counts[OutboundMessage] + 1
        body = WORDS[kind].format(
            name=story.person.first_name,
            day=f"{shift.night:%d/%m}",
            place=shift.place,
            meeting=shift.route.meeting_point,
            code="",
        )
        sid = f"SM{number:032x}"
        key = self.rows.put(
            OutboundMessage,
            uuid=self.rows.uuid(),
            to_number=story.person.mobile,
            body=body,
            kind=kind,
            dedupe_key=f"{kind}:bench:{number}",
            state=OutboundState.DELIVERED,
            due_at=at,
            expires_at=shift.ends_at,
            attempts=1,
            provider_sid=sid,
            sent_at=at,
            created_at=at,
            updated_at=at + SETTLED_AFTER,
        )
        attempt = {"number": 1, "started_at": at, "ended_at": at, "outcome": "taken"}
        self.rows.put(SendAttempt, message_id=key, **attempt)
        self.rows.put(
            StatusCallback, message_id=key, provider_sid=sid, status="delivered", received_at=at + SETTLED_AFTER
        )
        return key

    def answer(self, story: Story) -> int:
        number = self.rows.counts[InboundMessage] + 1
        return self.rows.put(
            InboundMessage,
            provider_sid=f"SMin{number:030x}",
            from_number=story.person.mobile,
            body=story.said,
            received_at=story.answered_at,
            handled_at=story.answered_at,
            outcome=story.state,
        )


def nights_of(chance: Random, shifts: int, *, today: date) -> Iterator[tuple[int, date]]:
    """So many nights, from the first to the last, each with how many weeks ahead it is: Fridays and Saturdays, and
    now and then a Thursday or a Sunday instead.
    """
    first_week = WEEKS_AHEAD - -(-shifts // NIGHTS_A_WEEK)
    odd = shifts % NIGHTS_A_WEEK
    weeks = ((week, day) for week in range(first_week, WEEKS_AHEAD) for day in (4, 5))
    for week, day in islice(weeks, odd, None):
        moved = chance.random() < 0.12
        weekday = {4: 3, 5: 6}[day] if moved else day
        yield week, monday_of(today) + timedelta(weeks=week, days=weekday)


def counts_of(stories: list[Story]) -> dict[str, int]:
    """The counts that stand on a shift, from those who make them up."""
    on_crew = [story for story in stories if story.state in ON_CREW]
    asked = [story for story in stories if story.state == State.ASKED]
    return {
        "confirmed_count": len(on_crew),
        "leader_count": sum(story.is_leader for story in on_crew),
        "asked_count": len(asked),
        "asked_leader_count": sum(story.is_leader for story in asked),
        "waiting_count": sum(story.state == State.WAITING for story in stories),
    }
