"""Fifty at once for one place that is handed over; and swaps against answers, regrets and cancelled nights."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from messaging.models import OutboundMessage
from scheduling.domain.attendance import remove_attendance
from scheduling.domain.hand_overs.asking import carry_on_hand_overs, let_left_questions_lapse
from scheduling.domain.hand_overs.requests import keep_place, request_hand_over
from scheduling.domain.hand_overs.swaps import agree_on_swap, propose_swap
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.rounds import carry_on_rounds, start_round
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import ON_CREW, HandOverState
from scheduling.enums import AttendanceState as State
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance, HandOver, Shift
from tests.factories import ShiftFactory, VolunteerFactory
from tests.scheduling.rota import BY_LEADER, Rota, sms
from tests.support.at_once import at_once, threads_share_the_database
from volunteers.models import Membership, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TAKERS = 50
SWAPS, CALLED_OUT, GAPS = 12, 12, 2


def rota_of(people: int, on_crew: int, *, days: int = 0, like: Rota | None = None, **sizes: int) -> Rota:
    """A night with the first people on its crew; of the same association and people as another, if given."""
    known = {"association": like.shift.association, "route": like.shift.route} if like else {}
    shift: Shift = ShiftFactory(
        **known,
        starts_at=datetime(2026, 10, 16, 18, 30, tzinfo=UTC) + timedelta(days=days),
        **{"crew_min": 2, "crew_target": on_crew, "crew_max": on_crew, "leaders_needed": 0} | sizes,
    )
    members = like.people if like else members_of(shift, people)
    return Rota(shift, members)


def members_of(shift: Shift, people: int) -> list[Volunteer]:
    town = shift.association.municipality
    rows = [
        VolunteerFactory(municipality=town, name=f"Person{n:02} Test", mobile=f"+467017406{10 + n}")
        for n in range(people)
    ]
    Membership.objects.bulk_create(Membership(volunteer=row, association=shift.association) for row in rows)
    return rows


def put_on(rota: Rota, *people: Volunteer) -> None:
    rota.ask(*people, now=NOW - HOUR)
    for person in people:
        sms(person, f"ja {rota.attendance(person).reply_code}", now=NOW - HOUR / 2)


def assert_sound(*rotas: Rota) -> None:
    for rota in rotas:
        shift = Shift.objects.get(pk=rota.shift.pk)
        states = Counter(shift.attendances.values_list("state", flat=True))
        assert sum(states[state] for state in ON_CREW) == shift.confirmed_count <= shift.crew_max
    for offer in HandOver.objects.filter(state=HandOverState.OPEN).select_related("attendance", "in_return"):
        assert offer.attendance.state == State.CONFIRMED
        assert offer.in_return is None or offer.in_return.state == State.CONFIRMED
    for kind in ("handed_over", "swapped", "swapped_yes"):
        told = Counter(OutboundMessage.objects.filter(kind=kind).values_list("about", flat=True))
        assert set(told.values()) <= {1}


def quietly(act: Callable[[], object]) -> Callable[[], object]:
    """What stands in the way of an act is no fault here."""

    def run() -> object:
        try:
            return act()
        except SchedulingError as error:
            return str(error)

    return run


def test_of_fifty_who_say_yes_at_once_one_takes_the_place() -> None:
    threads_share_the_database()
    rota = rota_of(TAKERS + 2, 2)
    owner, _other, *takers = rota.people
    put_on(rota, *rota.people[:2])
    offer = request_hand_over(rota.attendance(owner), origin=BY_LEADER, now=NOW)
    unasked = [one for one in takers if not Attendance.objects.filter(shift=rota.shift, volunteer=one).exists()]
    invite_volunteers(rota.shift, unasked, origin=BY_LEADER, now=NOW, instead_of=rota.attendance(owner))

    results = at_once(*(lambda one=one: sms(one, "ja", now=NOW + HOUR) for one in takers))
    assert [one for one in results if isinstance(one, Exception)] == []
    assert_sound(rota)
    offer.refresh_from_db()
    states = Counter(rota.state(one) for one in takers)
    assert (offer.state, rota.state(owner)) == (HandOverState.TAKEN, State.DECLINED)
    assert states == {State.CONFIRMED: 1, State.LAPSED: TAKERS - 1}
    answers = Counter(
        OutboundMessage.objects.filter(to_number__in=[one.mobile for one in takers])
        .exclude(kind="ask")
        .values_list("kind", flat=True)
    )
    assert answers == {"confirmed": 1, "solved": TAKERS - 1}
    assert OutboundMessage.objects.filter(kind="handed_over").count() == 1


@pytest.mark.parametrize("against", ["keep", "no", "remove", "cancel", "round"])
def test_taking_over_against_whatever_else_happens_to_the_place(against: str) -> None:
    threads_share_the_database()
    rota = rota_of(20, 3, crew_max=4)
    owner, *_others = rota.people
    put_on(rota, *rota.people[:3])
    request_hand_over(rota.attendance(owner), origin=BY_LEADER, now=NOW)
    asked = [one.volunteer for one in Attendance.objects.filter(instead_of__isnull=False).select_related("volunteer")]
    place, now = rota.attendance(owner), NOW + HOUR
    acts: dict[str, Callable[[], object]] = {
        "keep": lambda: keep_place(place, origin=BY_LEADER, now=now),
        "no": lambda: sms(owner, "nej", now=now),
        "remove": lambda: remove_attendance(place, origin=BY_LEADER, now=now),
        "cancel": lambda: cancel_shift(rota.shift, origin=BY_LEADER, now=now),
        "round": lambda: start_round(rota.shift, origin=BY_LEADER, now=now),
    }
    results = at_once(
        *(lambda one=one: sms(one, "ja", now=now) for one in asked),
        quietly(acts[against]),
        lambda: carry_on_hand_overs(now + 9 * HOUR),
        lambda: let_left_questions_lapse(now),
    )
    assert [one for one in results if isinstance(one, Exception)] == []
    assert_sound(rota)
    shift = Shift.objects.get(pk=rota.shift.pk)
    if against == "cancel":
        assert shift.confirmed_count == 0
    else:
        assert shift.confirmed_count >= 3 or rota.state(owner) == State.WITHDRAWN
    assert len({one.pk for one in asked}) == len(asked)


def test_swaps_both_ways_between_the_same_nights_do_not_lock_each_other_out() -> None:
    threads_share_the_database()
    first = rota_of(8, 4)
    second = rota_of(8, 4, days=1, like=first)
    put_on(first, *first.people[:4])
    put_on(second, *first.people[4:])

    def swap(n: int) -> Callable[[], object]:
        here, there = (first, second) if n % 2 else (second, first)
        owner, taker = (n, n + 4) if n % 2 else (n + 4, n)
        return quietly(
            lambda: agree_on_swap(
                here.attendance(first.people[owner]),
                first.people[taker],
                in_return=there.attendance(first.people[taker]),
                origin=BY_LEADER,
                now=NOW,
            )
        )

    results = at_once(*(swap(n) for n in range(4)))
    assert [type(one) for one in results] == [Attendance] * 4
    assert_sound(first, second)
    assert {first.state(one) for one in first.people[4:]} == {State.CONFIRMED}
    assert {second.state(one) for one in first.people[:4]} == {State.CONFIRMED}


@pytest.mark.parametrize("against", ["cancel first", "cancel second", "no", "round"])
def test_swap_against_a_call_out_a_regret_and_a_cancelled_night(against: str) -> None:
    threads_share_the_database()
    first = rota_of(12, 2, crew_max=3)
    second = rota_of(12, 2, days=1, like=first, crew_max=3)
    anna, bo, cia, dan, *_others = first.people
    put_on(first, anna, cia)
    put_on(second, bo, dan)
    propose_swap(first.attendance(anna), bo, in_return=second.attendance(bo), origin=BY_LEADER, now=NOW)
    code = first.attendance(bo).reply_code
    acts: dict[str, Callable[[], object]] = {
        "cancel first": lambda: cancel_shift(first.shift, origin=BY_LEADER, now=NOW + HOUR),
        "cancel second": lambda: cancel_shift(second.shift, origin=BY_LEADER, now=NOW + HOUR),
        "no": lambda: sms(anna, "nej", now=NOW + HOUR),
        "round": lambda: start_round(first.shift, origin=BY_LEADER, now=NOW + HOUR),
    }
    results = at_once(
        *(lambda n=n: sms(bo, f"ja {code}", now=NOW + HOUR, provider_sid=f"SM-race-{n}") for n in range(3)),
        quietly(acts[against]),
    )
    assert [one for one in results if isinstance(one, Exception)] == []
    assert_sound(first, second)
    held = [rota.state(one) for rota, one in ((first, bo), (second, bo)) if exists(rota, one)]
    assert held.count(State.CONFIRMED) <= 1
    if against == "round":
        assert (first.state(bo), second.state(anna)) == (State.CONFIRMED, State.CONFIRMED)


def test_twelve_swaps_against_two_call_outs_in_fifty_threads() -> None:
    """Two nights, each two short. Twelve swap, each saying yes twice, while both nights ask and the asked answer."""
    threads_share_the_database()
    people, room = 2 * SWAPS + CALLED_OUT, SWAPS + GAPS
    first = rota_of(people, SWAPS, crew_target=room, crew_max=room)
    second = rota_of(people, SWAPS, days=1, like=first, crew_target=room, crew_max=room)
    here, there, called = first.people[:SWAPS], first.people[SWAPS : 2 * SWAPS], first.people[2 * SWAPS :]
    put_on(first, *here)
    put_on(second, *there)
    for one, other in zip(here, there, strict=True):
        given = second.attendance(other)
        propose_swap(first.attendance(one), other, in_return=given, origin=BY_LEADER, now=NOW)
    first.ask(*called, now=NOW)

    def says_yes(person: Volunteer, time: str) -> Callable[[], object]:
        code = first.attendance(person).reply_code
        sid = f"SM-{time}-{person.pk}"
        return lambda: sms(person, f"ja {code}", now=NOW + HOUR, provider_sid=sid)

    jobs: list[Callable[[], object]] = [says_yes(one, time) for one in there for time in ("first", "again")]
    jobs += [says_yes(one, "called") for one in called]
    for night in (first.shift, second.shift):
        jobs += [quietly(partial(start_round, night, origin=BY_LEADER, now=NOW + HOUR))] * 4
    jobs += [lambda: carry_on_rounds(NOW + HOUR)] * 3 + [lambda: carry_on_hand_overs(NOW + HOUR)] * 3
    assert len(jobs) == 50

    assert [one for one in at_once(*jobs) if isinstance(one, Exception)] == []
    assert_sound(first, second)
    assert {(first.state(one), second.state(one)) for one in there} == {(State.CONFIRMED, State.DECLINED)}
    assert {(first.state(one), second.state(one)) for one in here} == {(State.DECLINED, State.CONFIRMED)}
    assert Counter(first.state(one) for one in called) == {State.CONFIRMED: GAPS, State.WAITING: CALLED_OUT - GAPS}
    told = Counter(OutboundMessage.objects.values_list("kind", flat=True))
    assert (told["swapped"], told["swapped_yes"]) == (SWAPS, SWAPS)
    asked = Attendance.objects.filter(shift=second.shift).exclude(volunteer__in=[*here, *there])
    assert set(asked.values_list("state", flat=True)) == {State.ASKED}
    questions = Counter(OutboundMessage.objects.filter(kind="ask").values_list("about", flat=True))
    assert set(questions.values()) == {1}


def exists(rota: Rota, person: Volunteer) -> bool:
    return Attendance.objects.filter(shift=rota.shift, volunteer=person).exists()
