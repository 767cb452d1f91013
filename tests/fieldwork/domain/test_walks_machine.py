"""Any order of going out, coming home, being late, early, missed and put right, by page and by text: nobody is lost.

Two nights of the same people, one after the other, so that some are never checked home from the first.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fieldwork.domain.inbound import apply_inbound
from fieldwork.domain.walks.coming_home import come_home, not_home_yet
from fieldwork.domain.walks.extending import extend
from fieldwork.domain.walks.joining import bring_along
from fieldwork.domain.walks.no_shows import mark_no_show, mark_walked, tell_no_shows
from fieldwork.domain.walks.prompting import prompt_leaders
from fieldwork.domain.walks.starting import arrive, check_out
from fieldwork.enums import FieldEventKind, WalkState
from fieldwork.exceptions import FieldworkError
from fieldwork.models import CheckIn, FieldEvent, Walk
from messaging.models import OutboundMessage
from scheduling.domain.attendance import count_crew
from scheduling.domain.shifts import progress_shifts
from scheduling.enums import ON_CREW
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance, Shift
from tests.factories import AttendanceFactory, InboundFactory, ShiftFactory
from tests.fieldwork.groups import BY_HAND, START, Group, group_of

PEOPLE, SAFE = 4, 2
KINDS = (
    *("leader_out", "leader_out", "own_out", "own_out", "text_out", "text_out", "leader_home", "own_home", "text_home"),
    *("take_back", "no_show", "walked", "more", "bring", "tick", "wait", "wait"),
)
# What is done, by or to whom, how long after the step before, and whether it is about the other of the two nights.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, PEOPLE - 1),
        st.sampled_from([0, 1, 5, 20, 45, 90, 200]),
        st.sampled_from([0] * 9 + [1]),
    ),
    min_size=6,
    max_size=20,
)
GONE_HOME = {FieldEventKind.HOME, FieldEventKind.PRESUMED_HOME, FieldEventKind.NO_SHOW}


class Town:
    def __init__(self) -> None:
        first = group_of(PEOPLE, crew_safe=SAFE)
        shift: Shift = ShiftFactory(
            association=first.shift.association, starts_at=START + timedelta(hours=6), crew_safe=SAFE
        )
        for n, person in enumerate(first.people):
            AttendanceFactory(shift=shift, volunteer=person, state="confirmed", is_leader=n == 0)
        count_crew(shift, now=START)
        self.groups = (first, Group(shift, first.people))
        self.now = START

    def act(self, kind: str, who: int, minutes: int, nights_off: int) -> None:
        self.now += timedelta(minutes=minutes)
        is_second = self.now >= START + timedelta(hours=5)
        group, now = self.groups[(is_second + nights_off) % 2], self.now
        person = group.people[who]
        how: dict[str, Any] = {"origin": BY_HAND, "now": now}

        def text(body: str) -> None:
            inbound = InboundFactory(from_number=person.mobile, body=body, received_at=now)
            apply_inbound(inbound, now=now)

        def tick() -> None:
            progress_shifts(now)
            prompt_leaders(now)
            tell_no_shows(now)

        steps: dict[str, Callable[[], object]] = {
            "leader_out": lambda: check_out(group.shift, group.places[: max(who, SAFE)], by=person, **how),
            "own_out": lambda: arrive(group.place(who), **how),
            "text_out": lambda: text("ute"),
            "leader_home": lambda: come_home(group.walk, group.night().out, by=person, **how),
            "own_home": lambda: come_home(group.walk, [group.check_in(who)], by=person, **how),
            "text_home": lambda: text("hemma"),
            "take_back": lambda: not_home_yet(group.check_in(who), by=None, **how),
            "no_show": lambda: mark_no_show(group.place(who), by=None, **how),
            "walked": lambda: mark_walked(group.place(who), by=None, **how),
            "more": lambda: extend(group.walk, minutes=30, by=None, **how),
            "bring": lambda: bring_along(group.shift, person, by=None, **how),
            "tick": tick,
            "wait": lambda: None,
        }
        try:
            steps[kind]()
        except (FieldworkError, SchedulingError, Walk.DoesNotExist, CheckIn.DoesNotExist):
            return


def out_now() -> set[tuple[int, int]]:
    return set(CheckIn.objects.filter(home_at=None).values_list("walk__shift", "volunteer"))


def assert_sound(town: Town) -> None:
    out = out_now()
    assert len({volunteer for _shift, volunteer in out}) == len(out)  # nobody in two places
    for walk in Walk.objects.all():
        still = walk.check_ins.filter(home_at=None).count()
        assert (walk.state == WalkState.HOME) == (still == 0)
        assert walk.check_ins.exists()
        if walk.state == WalkState.HOME:
            registered = set(walk.check_ins.values_list("volunteer", flat=True))
            for place in walk.shift.attendances.all():
                assert place.state == ("attended" if place.volunteer_id in registered else "no_show")
            assert walk.home_at == max(one.home_at for one in walk.check_ins.all() if one.home_at)
        assert walk.due_home_at == walk.shift.ends_at + timedelta(minutes=walk.extended_minutes)
    for group in town.groups:
        shift = Shift.objects.get(pk=group.shift.pk)
        assert shift.confirmed_count == shift.attendances.filter(state__in=ON_CREW).count()


def told_of(since: int) -> set[tuple[int, int | None]]:
    gone = FieldEvent.objects.filter(pk__gt=since, kind__in=GONE_HOME)
    return set(gone.values_list("shift", "volunteer"))


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(  # said to be along before the group has checked out
    steps=[
        *(("walked", 3, 1, 0), ("own_out", 0, 25, 0), ("leader_out", 0, 90, 0)),
        *(("leader_home", 3, 5, 0), ("leader_out", 1, 90, 1)),
    ]
)
def test_nobody_is_ever_lost(steps: list[tuple[str, int, int, int]]) -> None:
    for model in (FieldEvent, Walk, OutboundMessage, Attendance):
        model.objects.all().delete()
    town = Town()
    for step in steps:
        before, last = out_now(), FieldEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        were_out = set(Walk.objects.filter(state=WalkState.OUT).values_list("pk", flat=True))
        town.act(*step)
        assert_sound(town)
        assert before - out_now() <= told_of(last)  # whoever is out no longer, somebody said so
        if step[0] in {"leader_out", "own_out", "text_out"}:
            for walk in Walk.objects.filter(state=WalkState.OUT).exclude(pk__in=were_out):
                assert walk.check_ins.filter(home_at=None).count() >= SAFE  # nobody goes out alone
    texts = OutboundMessage.objects.filter(kind__in=["missed", "go_out"])
    assert len(set(texts.values_list("kind", "about"))) == texts.count()
