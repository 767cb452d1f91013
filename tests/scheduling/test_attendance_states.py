"""Whatever is done to two nights at the same hour, by whom and in which order, the rota stays sound.

The short run is the same every time. LYKTA_MACHINE_EXAMPLES=500 goes on where no run has been.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from messaging.enums import OutboundState
from messaging.models import OutboundMessage
from scheduling.domain.attendance import add_confirmed, make_leader, remove_attendance
from scheduling.domain.changes.drafts import draft_change, undo_change
from scheduling.domain.changes.publishing import preview_changes, publish_changes
from scheduling.domain.changes.values import values_of
from scheduling.domain.invitations import ask_silent_again, invite_volunteers, lapse_silent
from scheduling.domain.moves import COUNTS
from scheduling.domain.reminders import remind_crews
from scheduling.domain.rounds import carry_on_rounds, start_round
from scheduling.domain.shifts import cancel_shift, progress_shifts
from scheduling.domain.telling import CHANGES, time_words
from scheduling.enums import ATTENDANCE_MOVES, ON_CREW, ShiftState
from scheduling.enums import AttendanceState as State
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance, Shift, ShiftEvent
from tests.factories import ShiftFactory
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms
from volunteers.models import Volunteer

EXAMPLES: Final = int(os.environ.get("LYKTA_MACHINE_EXAMPLES", "0"))
SHORT: Final = 12
STEPS: Final = 14
PEOPLE, NIGHTS = 5, 2
AN_HOUR = timedelta(hours=1)
SIZES: Final = {"crew_safe": 2, "crew_min": 2, "crew_target": 2, "crew_max": 2, "leaders_needed": 1}
# The kinds of texts that leave a person knowing how things stand with them.
ASKS: Final = frozenset({"ask", "ask_again", "changed", "place_free", CHANGES})
TELLS: Final[dict[str, frozenset[str]]] = {
    State.ASKED: ASKS,
    State.CONFIRMED: frozenset({"confirmed", "confirmed_told", "promoted", "reminder", "news", CHANGES}),
    State.WAITING: frozenset({"waiting", "news", CHANGES}),
    State.DECLINED: frozenset({"declined", "declined_told"}),
}
STANDING: Final = frozenset({State.ASKED, State.CONFIRMED, State.WAITING})
who = st.integers(0, PEOPLE - 1)
night = st.integers(0, NIGHTS - 1)


class TwoNights(RuleBasedStateMachine):
    """`before` is each attendance as it was before the last deed; `by_leader` whom a leader then asked by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.before: dict[int, Attendance] = {}
        self.by_leader: set[int] = set()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        first = make_rota(PEOPLE, **SIZES)
        other = ShiftFactory(association=first.shift.association, route=first.shift.route, **SIZES)
        self.rotas = [first, Rota(other, first.people)]
        Volunteer.objects.filter(pk=first.people[0].pk).update(leader_training_until=MONDAY.date() + timedelta(days=99))

    @contextmanager
    def deed(self, *, by_leader: tuple[Rota, int] | None = None) -> Iterator[None]:
        """What is refused changes nothing. A second goes by, so that texts can be told apart by their time."""
        self.now += timedelta(seconds=1)
        self.before = {one.pk: one for one in Attendance.objects.all()}
        self.by_leader = set()
        try:
            with transaction.atomic():
                yield
        except (SchedulingError, Attendance.DoesNotExist):
            return
        if by_leader is not None:
            rota, person = by_leader
            self.by_leader = {rota.attendance(rota.people[person]).pk}

    @rule(night=night, who=who, as_leader=st.booleans())
    def ask(self, night: int, who: int, as_leader: bool) -> None:  # noqa: FBT001 - hypothesis names what it draws
        rota = self.rotas[night]
        with self.deed(by_leader=(rota, who)):
            invite_volunteers(rota.shift, [rota.people[who]], as_leader=as_leader, origin=BY_LEADER, now=self.now)

    @rule(night=night, who=who, word=st.sampled_from(["ja", "ja", "ja", "nej", "kanske"]))
    def answer(self, night: int, who: int, word: str) -> None:
        with self.deed():
            place = self.rotas[night].attendance(self.rotas[night].people[who])
            sms(place.volunteer, f"{word} {place.reply_code}", now=self.now)

    @rule(night=night, who=who)
    def remove(self, night: int, who: int) -> None:
        rota = self.rotas[night]
        with self.deed():
            remove_attendance(rota.attendance(rota.people[who]), origin=BY_LEADER, now=self.now)

    @rule(night=night, who=who, leads=st.booleans())
    def put_down(self, night: int, who: int, leads: bool) -> None:  # noqa: FBT001 - hypothesis names what it draws
        rota = self.rotas[night]
        with self.deed(by_leader=(rota, who)):
            add_confirmed(rota.shift, rota.people[who], as_leader=leads, origin=BY_LEADER, now=self.now)

    @rule(night=night, who=who, leads=st.booleans())
    def lead(self, night: int, who: int, leads: bool) -> None:  # noqa: FBT001 - hypothesis names what it draws
        rota = self.rotas[night]
        with self.deed():
            make_leader(rota.attendance(rota.people[who]), is_leader=leads, origin=BY_LEADER, now=self.now)

    @rule(night=night)
    def fill(self, night: int) -> None:
        with self.deed():
            start_round(self.rotas[night].shift, origin=BY_LEADER, now=self.now)

    @rule(
        night=night, hours=st.sampled_from([-1, 1, 6]), most=st.sampled_from([2, 3]), note=st.sampled_from(["", "Ny"])
    )
    def draft(self, night: int, hours: int, most: int, note: str) -> None:
        with self.deed():
            shift = Shift.objects.get(pk=self.rotas[night].shift.pk)
            values, ahead = values_of(shift), hours * AN_HOUR
            crew = replace(values.crew, maximum=max(most, values.crew.target))
            moved = replace(values.moved(values.starts_at + ahead, values.ends_at + ahead), crew=crew, note=note)
            draft_change(shift, moved, actor=None, now=self.now)

    @rule(night=night)
    def undo(self, night: int) -> None:
        with self.deed():
            undo_change(self.rotas[night].shift)

    @rule()
    def publish(self) -> None:
        association = self.rotas[0].shift.association
        with self.deed():
            stamp = preview_changes(association, now=self.now).stamp
            publish_changes(association, stamp=stamp, origin=BY_LEADER, now=self.now)
        texts = OutboundMessage.objects.filter(created_at=self.now, merged_into=None)
        assert_once([text.to_number for text in texts])

    @rule(night=night)
    def cancel(self, night: int) -> None:
        with self.deed():
            if self.now > MONDAY + timedelta(days=1):
                cancel_shift(self.rotas[night].shift, origin=BY_LEADER, now=self.now)

    @rule(hours=st.sampled_from([1, 3, 9, 24, 40]))
    def tick(self, hours: int) -> None:
        """Texts arrive; then the clock's jobs run. Some of them lie idle in between, as they may."""
        self.now += hours * AN_HOUR
        OutboundMessage.objects.filter(state=OutboundState.QUEUED, due_at__lte=self.now).update(
            state=OutboundState.DELIVERED
        )
        jobs: tuple[Callable[[datetime], Any], ...] = (
            lapse_silent,
            ask_silent_again,
            remind_crews,
            carry_on_rounds,
            progress_shifts,
        )
        with self.deed():
            for job in jobs:
                job(self.now)

    @invariant()
    def counts_are_those_of_the_rows(self) -> None:
        for shift in Shift.objects.all():
            recounted = shift.attendances.aggregate(**COUNTS)
            assert recounted == {name: getattr(shift, name) for name in COUNTS}
            assert shift.confirmed_count <= shift.crew_max

    @invariant()
    def nobody_walks_twice_at_once(self) -> None:
        places = Attendance.objects.filter(state__in=ON_CREW).order_by("volunteer", "starts_at")
        last: Attendance | None = None
        for one in places:
            if last is not None and last.volunteer_id == one.volunteer_id:
                assert last.ends_at <= one.starts_at
            last = one

    @invariant()
    def nobody_is_asked_by_the_clock_after_a_no(self) -> None:
        for one in Attendance.objects.filter(state=State.ASKED):
            before = self.before.get(one.pk)
            if before is not None and before.state == State.DECLINED:
                assert one.pk in self.by_leader

    @invariant()
    def queue_is_kept(self) -> None:
        """Whoever left the queue for a place was before those who still wait, unless these walk elsewhere then."""
        for shift in Shift.objects.filter(state=ShiftState.PUBLISHED):
            waiting = shift.attendances.filter(state=State.WAITING)
            for one in shift.attendances.filter(state__in=[State.ASKED, State.CONFIRMED]):
                before = self.before.get(one.pk)
                if before is None or before.state != State.WAITING or before.starts_at != one.starts_at:
                    continue
                for passed in waiting.filter(waiting_since__lt=before.waiting_since):
                    assert is_elsewhere(passed), f"{passed.volunteer} was passed by"

    @invariant()
    def everyone_knows_how_it_stands(self) -> None:
        """The last text to each tells their state, and of the night as it is now."""
        for one in Attendance.objects.filter(shift__state=ShiftState.PUBLISHED).select_related("last_text", "shift"):
            assert (one.starts_at, one.ends_at) == (one.shift.starts_at, one.shift.ends_at)
            if one.state not in TELLS or one.last_text is None:
                assert one.state not in STANDING
                continue
            if one.last_text.kind in TELLS[one.state] and one.last_text.kind != CHANGES and one.state in STANDING:
                assert one.last_text.expects == time_words(one.starts_at), one.last_text.body
            changed = self.before.get(one.pk)
            if changed is not None and changed.state != one.state:
                assert one.last_text.kind in TELLS[one.state], (changed.state, one.state, one.last_text.kind)

    @invariant()
    def only_allowed_steps_are_taken(self) -> None:
        moved = ShiftEvent.objects.exclude(from_state="").exclude(attendance=None)
        for before, after in moved.values_list("from_state", "to_state"):
            assert before == after or after in ATTENDANCE_MOVES[before]


def is_elsewhere(place: Attendance) -> bool:
    others = Attendance.objects.filter(volunteer=place.volunteer, state__in=ON_CREW).exclude(pk=place.pk)
    return others.filter(starts_at__lt=place.ends_at, ends_at__gt=place.starts_at).exists()


def assert_once(numbers: list[str]) -> None:
    assert len(numbers) == len(set(numbers)), "somebody was told twice of one publication"


@pytest.mark.django_db
def test_any_order_of_deeds_leaves_a_sound_rota() -> None:
    chosen = settings(
        max_examples=EXAMPLES or SHORT,
        stateful_step_count=STEPS,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(TwoNights, settings=chosen)
