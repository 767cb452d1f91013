"""The waiting list of a full night: in order, seen, moved by hand for a reason, and asked again near the night."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging.models import OutboundMessage
from scheduling.domain.attendance import remove_attendance
from scheduling.domain.changes.values import values_of
from scheduling.domain.crew_list import state_words
from scheduling.domain.crews import CrewSize
from scheduling.domain.invitations import lapse_silent
from scheduling.domain.queues import move_first
from scheduling.domain.shifts import progress_shifts, revise_shift
from scheduling.enums import AttendanceState as State
from scheduling.exceptions import MoveNotAllowed, SchedulingError
from scheduling.models import Attendance, Shift, ShiftEvent, TextPlan
from scheduling.queries.personal import own_nights
from scheduling.queries.queues import people_ahead, queue_of
from tests.factories import coordinator_of, leader_of
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota, sms, texts_to
from volunteers.models import Volunteer

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PEOPLE, PLACES = 6, 2


def full_rota(people: int = PEOPLE, places: int = PLACES) -> Rota:
    """The first two have a place; the others wait in the order of their numbers."""
    rota = make_rota(people, crew_max=places, crew_target=places, crew_min=places, leaders_needed=0)
    rota.ask()
    for n, person in enumerate(rota.people):
        sms(person, "ja", now=MONDAY + n * MINUTE)
    return rota


def queue(rota: Rota) -> list[Volunteer]:
    return [one.volunteer for one in queue_of(rota.shift).select_related("volunteer")]


def leave(rota: Rota, person: Volunteer, *, now: datetime) -> None:
    sms(person, "nej", now=now)


@pytest.mark.django_db
def test_first_in_the_queue_gets_the_place_and_is_told() -> None:
    rota = full_rota()
    leave(rota, rota.people[0], now=MONDAY + HOUR)
    assert (rota.state(rota.people[2]), texts_to(rota.people[2])) == (State.CONFIRMED, ["ask", "waiting", "promoted"])
    assert queue(rota) == rota.people[3:]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours", "before", "state"),
    [
        (24, timedelta(hours=24), State.CONFIRMED),
        (24, timedelta(hours=23, minutes=59), State.ASKED),
        (6, timedelta(hours=6), State.CONFIRMED),
        (6, timedelta(hours=5, minutes=59), State.ASKED),
        (0, timedelta(hours=2), State.CONFIRMED),
    ],
)
def test_plan_says_how_near_the_night_the_first_is_asked_instead(hours: int, before: timedelta, state: State) -> None:
    rota = full_rota()
    TextPlan.objects.update(offer_hours=hours)
    leave(rota, rota.people[0], now=rota.shift.starts_at - before)
    assert rota.state(rota.people[2]) == state
    assert texts_to(rota.people[2])[-1] == ("promoted" if state == State.CONFIRMED else "place_free")


@pytest.mark.django_db
def test_whoever_waited_until_the_group_went_is_not_said_to_be_silent() -> None:
    rota = full_rota(3)
    progress_shifts(rota.shift.starts_at)
    waited = rota.attendance(rota.people[2])
    assert (waited.state, state_words(waited)) == (State.LAPSED, "Fick ingen plats")
    assert ShiftEvent.objects.get(attendance=waited, to_state=State.LAPSED).detail == "fick ingen plats"


@pytest.mark.django_db
def test_higher_maximum_gives_or_asks_by_the_same_plan() -> None:
    for hours, state in ((6, State.CONFIRMED), (48, State.ASKED)):
        rota = full_rota()
        TextPlan.objects.update(offer_hours=hours)
        shift = Shift.objects.get(pk=rota.shift.pk)
        values = values_of(shift)
        revise_shift(
            shift,
            route=shift.route,
            kind=values.kind,
            starts_at=values.starts_at,
            ends_at=values.ends_at,
            crew=CrewSize(2, 2, 3, 3, 0),
            note="",
            origin=BY_LEADER,
            now=shift.starts_at - 12 * HOUR,
        )
        assert rota.state(rota.people[2]) == state


@pytest.mark.django_db
def test_position_is_told_when_asked_for_and_is_the_same_everywhere() -> None:
    rota = full_rota()
    Attendance.objects.filter(state=State.WAITING).update(waiting_since=MONDAY)  # many said yes in the same moment
    assert [people_ahead(rota.attendance(person)) for person in queue(rota)] == [0, 1, 2, 3]
    assert [own_nights(person, now=MONDAY)[0].ahead for person in queue(rota)] == [0, 1, 2, 3]  # type: ignore[attr-defined]  # annotated
    third = queue(rota)[2]
    sms(third, "ja", now=MONDAY + HOUR)
    assert "Du är nummer 3 " in OutboundMessage.objects.filter(to_number=third.mobile).latest("pk").body


@pytest.mark.django_db
def test_somebody_is_moved_first_for_a_reason_that_the_history_keeps() -> None:
    rota = full_rota()
    last = rota.people[-1]
    texts = OutboundMessage.objects.count()
    move_first(rota.attendance(last), reason=" Ska lära upp sig ", origin=BY_LEADER, now=MONDAY + HOUR)
    assert queue(rota) == [last, *rota.people[2:-1]]
    event = ShiftEvent.objects.latest("pk")
    assert (event.attendance, event.detail) == (
        rota.attendance(last),
        "flyttades först på reservlistan: Ska lära upp sig",
    )
    assert OutboundMessage.objects.count() == texts
    leave(rota, rota.people[0], now=MONDAY + 2 * HOUR)
    assert rota.state(last) == State.CONFIRMED


@pytest.mark.django_db
def test_nobody_is_moved_first_without_a_reason_or_off_the_queue() -> None:
    rota = full_rota()
    with pytest.raises(SchedulingError):
        move_first(rota.attendance(rota.people[4]), reason=" ", origin=BY_LEADER, now=MONDAY)
    with pytest.raises(MoveNotAllowed):
        move_first(rota.attendance(rota.people[0]), reason="Van", origin=BY_LEADER, now=MONDAY)
    before = ShiftEvent.objects.count()
    move_first(rota.attendance(rota.people[2]), reason="Van", origin=BY_LEADER, now=MONDAY)
    assert (queue(rota), ShiftEvent.objects.count()) == (rota.people[2:], before)


@pytest.mark.django_db
def test_page_shows_the_queue_in_order_and_what_becomes_of_it(client: Client) -> None:
    rota = full_rota()
    Attendance.objects.filter(pk=rota.attendance(rota.people[3]).pk).update(is_leader=True)
    client.force_login(leader_of(rota.shift.association))
    address = reverse("scheduling:shift", args=[rota.shift.pk])
    with time_machine.travel(MONDAY + HOUR, tick=False):
        body = client.get(address).content.decode()
        assert (
            "Blir en plats ledig får den som står först på reservlistan den genast. "
            "Från tors 15 okt 20.30 blir det en fråga i stället."
        ) in body
        places = [body.index(f"Nummer {n} på reservlistan") for n in range(1, 5)]
        names = [body.index(f"<b>{person.name}</b>") for person in rota.people[2:]]
        assert sorted([*places, *names]) == [place for pair in zip(names, places, strict=True) for place in pair]
        refused = client.post(
            reverse("scheduling:move_first", args=[rota.shift.pk, rota.attendance(rota.people[5]).pk])
        )
        assert (
            "Skriv varför, så att de andra kan få veta det."
            in client.get(address).content.decode() + refused.content.decode()
        )
        client.post(
            reverse("scheduling:move_first", args=[rota.shift.pk, rota.attendance(rota.people[5]).pk]),
            {"reason": "Kör bilen"},
        )
        body = client.get(address).content.decode()
    assert queue(rota)[0] == rota.people[5]
    assert "flyttades först på reservlistan: Kör bilen" in body


@pytest.mark.django_db
def test_queue_of_another_association_does_not_exist(client: Client) -> None:
    rota = full_rota()
    client.force_login(coordinator_of(make_rota(0).shift.association.municipality))
    address = reverse("scheduling:move_first", args=[rota.shift.pk, rota.attendance(rota.people[5]).pk])
    assert client.post(address, {"reason": "Van"}).status_code == 404


STEPS = st.lists(
    st.tuples(st.sampled_from(["yes", "no", "remove", "first"]), st.integers(0, PEOPLE - 1)), min_size=1, max_size=20
)


class Model:
    """What a queue is, in a dozen lines: two places, and the others in the order they said yes."""

    def __init__(self, *, gives: bool) -> None:
        self.gives = gives
        self.crew: list[int] = [0, 1]
        self.queue: list[int] = list(range(PLACES, PEOPLE))
        self.asked: list[int] = []

    def take(self, step: str, who: int) -> None:
        if step == "yes" and who not in [*self.crew, *self.queue]:
            (self.queue if len(self.crew) == PLACES else self.crew).append(who)
            self.asked = [one for one in self.asked if one != who]
        if step == "first" and who in self.queue:
            self.queue = [who, *(one for one in self.queue if one != who)]
        if step in {"no", "remove"}:
            self.crew, self.queue, self.asked = (
                [one for one in people if one != who] for people in (self.crew, self.queue, self.asked)
            )
            free = max(0, PLACES - len(self.crew) - len(self.asked))
            chosen, self.queue = self.queue[:free], self.queue[free:]
            (self.crew if self.gives else self.asked).extend(chosen)


def act(rota: Rota, step: str, who: int, *, now: datetime) -> bool:
    """False when nothing was to be done: whoever was taken off by hand is not let in by a text."""
    person, attendance = rota.people[who], rota.attendance(rota.people[who])
    if attendance.state == State.WITHDRAWN:
        return False
    if step == "yes":
        sms(person, "ja", now=now)
    elif step == "no":
        sms(person, "nej", now=now)
    elif step == "first" and attendance.state == State.WAITING:
        move_first(attendance, reason="Van", origin=BY_LEADER, now=now)
    elif step == "remove":
        remove_attendance(attendance, origin=BY_LEADER, now=now)
    return True


def assert_like(model: Model, rota: Rota) -> None:
    shift = Shift.objects.get(pk=rota.shift.pk)
    held = Attendance.objects.filter(shift=shift).select_related("volunteer")
    on_crew = {rota.people.index(one.volunteer) for one in held.filter(state=State.CONFIRMED)}
    assert (on_crew, [rota.people.index(one) for one in queue(rota)]) == (set(model.crew), model.queue)
    assert {rota.people.index(one.volunteer) for one in held.filter(state=State.ASKED)} == set(model.asked)
    assert shift.confirmed_count == len(on_crew) <= shift.crew_max
    assert shift.waiting_count == len(model.queue)


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [0, 336])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_order_of_steps_keeps_the_queue_in_order(hours: int, steps: list[tuple[str, int]]) -> None:
    """One place is given or offered to one person, the first; nobody goes by another unless a leader says so."""
    with transaction.atomic():
        rota, model = full_rota(), Model(gives=hours == 0)
        TextPlan.objects.update(offer_hours=hours)
        for n, (step, who) in enumerate(steps, start=1):
            if act(rota, step, who, now=MONDAY + HOUR + n * MINUTE):
                model.take(step, who)
            assert_like(model, rota)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_place_that_is_offered_goes_on_to_the_next_when_the_first_is_silent() -> None:
    rota = full_rota()
    near = rota.shift.starts_at - 12 * HOUR
    leave(rota, rota.people[0], now=near)
    leave(rota, rota.people[5], now=near + MINUTE)  # gives no second person the place
    assert [rota.state(person) for person in rota.people[2:4]] == [State.ASKED, State.WAITING]
    deadline = rota.attendance(rota.people[2]).confirm_by
    assert deadline is not None
    lapse_silent(deadline)
    assert [rota.state(person) for person in rota.people[2:4]] == [State.LAPSED, State.ASKED]
    sms(rota.people[3], "ja", now=deadline + MINUTE)
    assert (rota.state(rota.people[3]), queue(rota)) == (State.CONFIRMED, [rota.people[4]])
