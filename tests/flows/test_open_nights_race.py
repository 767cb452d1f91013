"""Fifty people press at once for the last places of open nights: no crew above its maximum, no quota gone past."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from messaging.models import OutboundMessage
from scheduling.domain.open_nights.signing import leave_open_night, sign_up
from scheduling.domain.origins import Origin
from scheduling.enums import AttendanceState as State
from scheduling.enums import Door
from scheduling.models import Attendance, Shift, SignUp
from tests.factories import VolunteerFactory
from tests.scheduling.open_nights.town import Town, terms
from tests.support.at_once import at_once
from volunteers.models import Membership, Volunteer

PEOPLE = 50
BY_SELF = Origin(Door.OPEN)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def in_days(days: int) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)


def people_of(town: Town, count: int) -> list[Volunteer]:
    people = [
        VolunteerFactory(municipality=town.municipality, mobile=f"+467017406{10 + n}", name=f"Person{n} Test")
        for n in range(count)
    ]
    Membership.objects.bulk_create(Membership(volunteer=person, association=town.club) for person in people)
    return people


def outcomes_of(acts: Iterable[Callable[[], object]]) -> list[str]:
    """What came of each, all at once: the name of what stopped it, or nothing."""
    return [type(came).__name__ if isinstance(came, Exception) else "" for came in at_once(*acts)]


def going(shift: Shift, person: Volunteer) -> Callable[[], object]:
    return lambda: sign_up(shift, person, origin=BY_SELF, now=datetime.now(UTC))


def states(shift: Shift) -> Counter[str]:
    return Counter(Attendance.objects.filter(shift=shift).values_list("state", flat=True))


def test_fifty_press_for_one_place() -> None:
    assert connection.vendor == "postgresql"
    town = Town()
    night = town.night(in_days(10), crew_max=4, crew_target=4)
    people = people_of(town, PEOPLE + 3)
    for person in people[PEOPLE:]:
        going(night, person)()
    assert outcomes_of([going(night, person) for person in people[:PEOPLE]]) == [""] * PEOPLE
    assert states(night) == {State.CONFIRMED: 4, State.WAITING: PEOPLE - 1}
    night.refresh_from_db()
    assert (night.confirmed_count, night.waiting_count) == (4, PEOPLE - 1)
    assert OutboundMessage.objects.values("to_number").distinct().count() == PEOPLE + 3


def test_one_person_presses_on_many_nights_and_the_quota_holds() -> None:
    town = Town()
    terms(town.club, quota=3)
    [person] = people_of(town, 1)
    nights = [town.night(in_days(2 * n + 2)) for n in range(25)]
    outcomes = outcomes_of([going(night, person) for night in nights for _twice in range(2)])
    assert Attendance.objects.filter(volunteer=person, state=State.CONFIRMED).count() == 3
    assert SignUp.objects.count() == 3
    assert Counter(outcomes) == {"": 6, "QuotaReached": 44}


def test_overlapping_nights_give_one_place() -> None:
    town = Town()
    [person] = people_of(town, 1)
    starts_at = in_days(10)
    nights = [town.night(starts_at + timedelta(minutes=n)) for n in range(10)]
    outcomes = outcomes_of([going(night, person) for night in nights])
    assert Counter(outcomes) == {"": 1, "OverlapsAnotherShift": 9}
    assert Attendance.objects.filter(state=State.CONFIRMED).count() == 1


def test_some_leave_while_others_press() -> None:
    town = Town()
    night = town.night(in_days(10), crew_max=5)
    people = people_of(town, PEOPLE)
    for person in people[:10]:
        going(night, person)()

    def leaving(person: Volunteer) -> Callable[[], object]:
        return lambda: leave_open_night(night, person, origin=BY_SELF, now=datetime.now(UTC))

    outcomes = outcomes_of([*map(leaving, people[:5]), *(going(night, person) for person in people[10:])])
    assert outcomes == [""] * (PEOPLE - 5)
    counted = states(night)
    assert (counted[State.CONFIRMED], counted[State.DECLINED], counted[State.WAITING]) == (5, 5, PEOPLE - 10)
