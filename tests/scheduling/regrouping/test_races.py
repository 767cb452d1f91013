"""Groups that become one while people answer, and while somebody else decides. On PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from messaging.models import OutboundMessage
from scheduling.domain.decisions.asking import ask_for_decisions
from scheduling.domain.decisions.keeping import keep_filling
from scheduling.domain.invitations import invite_volunteers
from scheduling.domain.regrouping.merging import foresee_merge, merge_shifts
from scheduling.domain.regrouping.splitting import Choice, people_to_split, proposal_for, split_shift
from scheduling.domain.regrouping.stamps import stamp_of_people
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import ON_CREW, STANDING, ShiftState
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance, NightDecision, Shift
from tests.factories import ShiftFactory, member_of
from tests.scheduling.regrouping.nights import LATER, TwoGroups, comes, two_groups
from tests.scheduling.rota import BY_LEADER, MONDAY, sms
from tests.support.at_once import at_once, threads_share_the_database
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def merges(groups: TwoGroups, stamp: str, *, backwards: bool = False) -> Callable[[], object]:
    pair = (groups.large, groups.small) if backwards else (groups.small, groups.large)
    return lambda: merge_shifts(*pair, raises_maximum=False, stamp=stamp, origin=BY_LEADER, now=LATER)


def stamp_of(groups: TwoGroups, *, backwards: bool = False) -> str:
    pair = (groups.large, groups.small) if backwards else (groups.small, groups.large)
    return foresee_merge(*pair, raises_maximum=False, now=LATER).stamp


def whole() -> None:
    """Counts are true, nobody has two places, and nobody was told the same twice."""
    for shift in Shift.objects.all():
        assert shift.confirmed_count == shift.attendances.filter(state__in=ON_CREW).count()
        assert shift.confirmed_count <= shift.crew_max
    for person in Volunteer.objects.all():
        assert Attendance.objects.filter(volunteer=person, state__in=ON_CREW).count() <= 1
        told = OutboundMessage.objects.filter(to_number=person.mobile, kind__in=["regrouped", "moved", "cancelled"])
        assert told.count() <= 1


def failures(results: list[object]) -> list[object]:
    return [one for one in results if isinstance(one, Exception) and not isinstance(one, SchedulingError)]


def test_merging_against_answers_of_the_same_moment() -> None:
    threads_share_the_database()
    groups = two_groups(crew_max=8)
    comes(groups.large, "Karin Öberg", leads=True)
    people = [member_of(groups.small.association, name=f"Person{n} Test") for n in range(8)]
    invite_volunteers(groups.small, people, origin=BY_LEADER, now=MONDAY)
    OutboundMessage.objects.update(state="delivered", sent_at=MONDAY)
    stamp = stamp_of(groups)

    def answers(person: Volunteer) -> Callable[[], object]:
        return lambda: sms(person, "ja", now=LATER)

    results = at_once(*[answers(person) for person in people[:4]], merges(groups, stamp), *map(answers, people[4:]))
    assert failures(results) == []
    whole()
    groups.small.refresh_from_db()
    if groups.small.state == ShiftState.CANCELLED:
        assert not Attendance.objects.filter(shift=groups.small, state__in=ON_CREW).exists()
    else:  # somebody answered before, so that it was no longer what was shown
        assert any(isinstance(one, SchedulingError) for one in results)


def test_two_people_who_merge_one_way_and_the_other_make_one_group() -> None:
    threads_share_the_database()
    groups = two_groups()
    comes(groups.large, "Karin Öberg", leads=True)
    comes(groups.small, "Anna Lindqvist")
    one, other = merges(groups, stamp_of(groups)), merges(groups, stamp_of(groups, backwards=True), backwards=True)
    results = at_once(one, other, one, other)
    assert failures(results) == []
    assert sum(isinstance(result, SchedulingError) for result in results) == 3
    assert Shift.objects.filter(state=ShiftState.CANCELLED).count() == 1
    whole()


def test_of_those_who_decide_at_once_one_decides() -> None:
    threads_share_the_database()
    groups = two_groups()
    comes(groups.small, "Anna Lindqvist")
    comes(groups.large, "Karin Öberg", leads=True)
    ask_for_decisions(groups.small.starts_at - 24 * HOUR)
    now = groups.small.starts_at - 20 * HOUR

    def keeps() -> object:
        return keep_filling(groups.small, until=now + HOUR, asks_fast=False, origin=BY_LEADER, now=now)

    def cancels() -> object:
        return cancel_shift(groups.small, origin=BY_LEADER, now=now)

    results = at_once(keeps, cancels, merges(groups, stamp_of(groups)), lambda: ask_for_decisions(now), cancels)
    assert failures(results) == []
    whole()
    groups.small.refresh_from_db()
    assert groups.small.state == ShiftState.CANCELLED
    assert not NightDecision.objects.filter(shift=groups.small, state__in=STANDING).exists()


def test_clock_that_runs_many_times_at_once_asks_once() -> None:
    threads_share_the_database()
    groups = two_groups()
    deadline = groups.small.starts_at - 24 * HOUR
    results = at_once(*[lambda: ask_for_decisions(deadline)] * 8)
    assert failures(results) == []
    assert sum(int(str(one)) for one in results) == NightDecision.objects.count() == 2


def test_dividing_against_answers_and_against_a_second_press() -> None:
    threads_share_the_database()
    shift: Shift = ShiftFactory(crew_max=6)
    people = [comes(shift, f"Person{n} Test", leads=n < 2) for n in range(6)]
    late = [member_of(shift.association, name=f"Sen{n} Test") for n in range(3)]
    invite_volunteers(shift, late, origin=BY_LEADER, now=MONDAY)
    OutboundMessage.objects.update(state="delivered", sent_at=MONDAY)
    shown = Shift.objects.select_related("association__municipality", "route__district").get(pk=shift.pk)
    coming = people_to_split(shown)
    proposal, stamp = proposal_for(shown, coming), stamp_of_people(shown, coming)
    choice = Choice(frozenset(proposal.goes), proposal.leader, shown.route)

    def divides() -> object:
        return split_shift(shown, choice, stamp=stamp, origin=BY_LEADER, now=LATER)

    def answers(person: Volunteer, body: str) -> Callable[[], object]:
        return lambda: sms(person, body, now=LATER)

    results = at_once(divides, answers(late[0], "ja"), divides, answers(people[5], "nej"), answers(late[1], "ja"))
    assert failures(results) == []
    whole()
    assert Shift.objects.count() <= 2
    assert sum(isinstance(one, SchedulingError) for one in results) >= 1
