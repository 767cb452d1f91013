"""Any order of questions, answers, removals and clock ticks leaves a sound rota."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.models import OutboundMessage
from scheduling.domain.attendance import add_confirmed, remove_attendance
from scheduling.domain.invitations import ask_silent_again, call_silent, lapse_silent
from scheduling.domain.reminders import remind_crews
from scheduling.domain.shifts import cancel_shift, progress_shifts
from scheduling.enums import ATTENDANCE_MOVES, ON_CREW
from scheduling.enums import AttendanceState as State
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance, Shift, ShiftEvent
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms

PEOPLE = 5
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "yes", "no", "remove", "remove", "phone", "tick", "cancel", "unclear"]),
        st.integers(0, PEOPLE - 1),
        st.integers(1, 30),
    ),
    max_size=15,
)


def act(rota: Rota, step: str, who: int, hours: int) -> None:
    person = rota.people[who]
    now = MONDAY + timedelta(hours=hours)
    steps: dict[str, Callable[[], object]] = {
        "ask": lambda: rota.ask(person, now=now),
        "yes": lambda: sms(person, "ja", now=now),
        "no": lambda: sms(person, "nej", now=now),
        "unclear": lambda: sms(person, "kanske", now=now),
        "remove": lambda: remove_attendance(rota.attendance(person), origin=BY_LEADER, now=now),
        "phone": lambda: add_confirmed(rota.shift, person, origin=BY_LEADER, now=now),
        "tick": lambda: (
            lapse_silent(now),
            ask_silent_again(now),
            call_silent(now),
            remind_crews(now),
            progress_shifts(now),
        ),
        "cancel": lambda: cancel_shift(rota.shift, origin=BY_LEADER, now=now) if hours == 1 else None,
    }
    try:
        steps[step]()
    except (SchedulingError, Attendance.DoesNotExist):
        return


def assert_sound(rota: Rota) -> None:
    shift = Shift.objects.get(pk=rota.shift.pk)
    states = list(shift.attendances.values_list("state", flat=True))
    on_crew = [state for state in states if state in ON_CREW]
    assert len(on_crew) == shift.confirmed_count <= shift.crew_max
    assert states.count(State.ASKED) == shift.asked_count
    assert states.count(State.WAITING) == shift.waiting_count
    assert not (shift.waiting_count and shift.confirmed_count + shift.asked_count < shift.crew_max)
    moved = ShiftEvent.objects.filter(shift=shift).exclude(from_state="").exclude(attendance=None)
    for event in moved:
        assert event.from_state == event.to_state or event.to_state in ATTENDANCE_MOVES[event.from_state]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_order_of_steps_leaves_a_sound_rota(steps: list[tuple[str, int, int]]) -> None:
    rota = make_rota(PEOPLE, crew_max=3, crew_target=3, crew_min=2)
    for step in ("ask", "yes"):  # three on the crew and two in the queue, so that every step matters
        for who in range(PEOPLE):
            act(rota, step, who, 1)
    for step, who, hours in steps:
        act(rota, step, who, hours)
        assert_sound(rota)
    keys = list(OutboundMessage.objects.values_list("dedupe_key", flat=True))
    assert len(keys) == len(set(keys))
