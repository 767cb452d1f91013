"""Any order of wishes, answers, regrets and clock ticks: the owner stands until taken, and one person takes it."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.models import OutboundMessage
from scheduling.domain.attendance import add_confirmed, remove_attendance
from scheduling.domain.hand_overs.asking import carry_on_hand_overs, let_left_questions_lapse
from scheduling.domain.hand_overs.requests import expire_hand_overs, keep_place, request_hand_over
from scheduling.domain.hand_overs.swaps import agree_on_swap, propose_swap
from scheduling.domain.invitations import lapse_silent
from scheduling.domain.rounds import carry_on_rounds, start_round
from scheduling.domain.shifts import cancel_shift, progress_shifts
from scheduling.enums import ATTENDANCE_MOVES, ON_CREW, EventKind, HandOverState
from scheduling.enums import AttendanceState as State
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance, HandOver, Shift, ShiftEvent
from tests.factories import ShiftFactory
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms

PEOPLE = 6
KINDS = (
    *("wish", "wish", "wish", "yes", "yes", "yes", "no", "keep", "remove", "phone"),
    *("propose", "agree", "round", "tick", "cancel", "queue"),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1), st.integers(0, 9)),
    max_size=14,
)


class Town:
    """Two nights; three of six walk on the first, two on the second."""

    def __init__(self) -> None:
        sizes = {"crew_min": 2, "crew_target": 3, "crew_max": 3, "leaders_needed": 0}
        self.first = make_rota(PEOPLE, **sizes)
        other = ShiftFactory(
            association=self.first.shift.association,
            route=self.first.shift.route,
            starts_at=self.first.shift.starts_at + timedelta(days=1),
            **sizes,
        )
        self.second = Rota(other, self.first.people)
        self.now = MONDAY
        for rota, people in ((self.first, self.first.people[:3]), (self.second, self.first.people[3:5])):
            rota.ask(*people)
            for person in people:
                sms(person, f"ja {rota.attendance(person).reply_code}", now=MONDAY)

    @property
    def nights(self) -> tuple[Rota, Rota]:
        return self.first, self.second

    def act(self, kind: str, who: int, other: int, size: int) -> None:
        """One step, some hours after the one before; `size` says on which night, and how many hours."""
        self.now += timedelta(hours=size)
        rota, away = self.nights if size % 2 else reversed(self.nights)
        one, two, now = rota.people[who], rota.people[other], self.now

        def swap(verb: Callable[..., object]) -> object:
            given = Attendance.objects.filter(shift=away.shift, volunteer=two, state=State.CONFIRMED).first()
            return verb(rota.attendance(one), two, in_return=given, origin=BY_LEADER, now=now)

        def tick() -> None:
            for job in (expire_hand_overs, let_left_questions_lapse, carry_on_hand_overs, lapse_silent):
                job(now)
            carry_on_rounds(now)
            progress_shifts(now)

        steps: dict[str, Callable[[], object]] = {
            "wish": lambda: request_hand_over(rota.attendance(one), origin=BY_LEADER, now=now),
            "yes": lambda: sms(one, f"ja {rota.attendance(one).reply_code}", now=now),
            "no": lambda: sms(one, f"nej {rota.attendance(one).reply_code}", now=now),
            "keep": lambda: keep_place(rota.attendance(one), origin=BY_LEADER, now=now),
            "remove": lambda: remove_attendance(rota.attendance(one), origin=BY_LEADER, now=now),
            "phone": lambda: add_confirmed(rota.shift, one, origin=BY_LEADER, now=now),
            "propose": lambda: swap(propose_swap),
            "agree": lambda: swap(agree_on_swap),
            "round": lambda: start_round(rota.shift, origin=BY_LEADER, now=now),
            "queue": lambda: (rota.ask(one, now=now), sms(one, f"ja {rota.attendance(one).reply_code}", now=now)),
            "tick": tick,
            "cancel": lambda: cancel_shift(rota.shift, origin=BY_LEADER, now=now) if size == 0 else None,
        }
        try:
            steps[kind]()
        except (SchedulingError, Attendance.DoesNotExist):
            return


def assert_sound(town: Town) -> None:
    for rota in town.nights:
        shift = Shift.objects.get(pk=rota.shift.pk)
        states = Counter(shift.attendances.values_list("state", flat=True))
        assert sum(states[state] for state in ON_CREW) == shift.confirmed_count <= shift.crew_max
        gap_questions = shift.attendances.filter(state=State.ASKED, instead_of=None).count()
        assert (gap_questions, states[State.WAITING]) == (shift.asked_count, shift.waiting_count)
    for offer in HandOver.objects.select_related("attendance", "in_return", "taken_by"):
        if offer.state == HandOverState.OPEN:
            assert offer.attendance.state == State.CONFIRMED  # responsible until taken
            assert offer.in_return is None or offer.in_return.state == State.CONFIRMED
        assert (offer.state == HandOverState.TAKEN) == (offer.taken_by is not None)
    for event in ShiftEvent.objects.exclude(from_state="").exclude(attendance=None):
        assert event.from_state == event.to_state or event.to_state in ATTENDANCE_MOVES[event.from_state]


def assert_told_once() -> None:
    """Each place that changed hands was told its former owner once, each swap once to each of the two."""
    taken = HandOver.objects.filter(state=HandOverState.TAKEN)
    swaps = taken.filter(in_return__isnull=False).count()
    handed = OutboundMessage.objects.filter(kind="handed_over").count()
    at_once = OutboundMessage.objects.filter(kind="handing_over", body__startswith="Klart").count()
    assert handed + at_once == taken.filter(in_return=None).count()
    assert OutboundMessage.objects.filter(kind="swapped").count() == swaps
    assert OutboundMessage.objects.filter(kind="swapped_yes").count() == swaps
    assert ShiftEvent.objects.filter(kind=EventKind.TOOK_OVER).count() == taken.filter(in_return=None).count()


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_order_of_steps_hands_places_over_soundly(steps: list[tuple[str, int, int, int]]) -> None:
    town = Town()
    for step in steps:
        town.act(*step)
        assert_sound(town)
    assert_told_once()
    keys = list(OutboundMessage.objects.values_list("dedupe_key", flat=True))
    assert len(keys) == len(set(keys))
