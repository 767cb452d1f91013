"""The stamp that an ETag is made of: counted by the database, and another whenever the bytes are."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.domain.attendance import make_leader
from scheduling.domain.calendar_choices import choose_calendar
from scheduling.domain.calendar_lines import write_calendar
from scheduling.domain.calendar_links import Owner
from scheduling.domain.crews import CrewSize
from scheduling.domain.feeds import Grant, feed_of
from scheduling.domain.routes import save_route
from scheduling.domain.shifts import plan_shift, publish_shifts, revise_shift
from scheduling.enums import FeedKind, ShiftKind
from scheduling.exceptions import SchedulingError
from scheduling.models import Attendance
from tests.scheduling.feeds.town import link_to, opened
from tests.scheduling.rota import BY_LEADER, MONDAY, Rota, make_rota
from tests.scheduling.test_rota_machine import PEOPLE, STEPS, act
from volunteers.domain.associations import revise_association, revise_municipality
from volunteers.domain.districts import add_district, revise_district
from volunteers.domain.people import revise_volunteer

pytestmark = pytest.mark.django_db
NAMES = ("Vårby", "Vårby; 2, Åsö", "Flen")


def another_night(rota: Rota, n: int) -> None:
    starts_at = MONDAY + timedelta(days=30 + n)
    shift = plan_shift(
        association=rota.shift.association,
        route=rota.shift.route,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        crew=CrewSize(),
        origin=BY_LEADER,
        now=MONDAY,
    )
    if n % 2:
        publish_shifts([shift], origin=BY_LEADER, now=MONDAY)


def moved(rota: Rota, n: int) -> None:
    starts_at = rota.shift.starts_at + timedelta(minutes=15 * n)
    revise_shift(
        rota.shift,
        route=rota.shift.route,
        kind=ShiftKind.NIGHT_WALK,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        crew=CrewSize(2, 2, 3, 3),
        note="",
        origin=BY_LEADER,
        now=MONDAY,
    )


def new_meeting_point(rota: Rota, n: int) -> None:
    rota.shift.route.meeting_point = NAMES[n % 3]
    save_route(rota.shift.route, line=[], now=MONDAY)


def replaced(rota: Rota, n: int) -> None:
    """The district into another, or out of it."""
    district = rota.shift.route.district
    if n % 2 and not district.parent_id:
        parent = add_district(municipality=district.municipality, name=f"Över {n}", parent=None)
        district = revise_district(district, name=district.name, parent=parent, now=MONDAY)
    rota.shift.route.district = revise_district(district, name=NAMES[n % 3], parent=district.parent, now=MONDAY)


def choice(rota: Rota, n: int) -> None:
    choices = {"shows_first_names": bool(n % 2), "opens_every_night": bool(n % 3)}
    choose_calendar(rota.shift.association, **choices, by=None, now=MONDAY)


MORE: dict[str, Callable[[Rota, int], object]] = {
    "plan": another_night,
    "move": moved,
    "meet": new_meeting_point,
    "place": replaced,
    "choose": choice,
    "rename": lambda rota, n: revise_association(rota.shift.association, name=NAMES[n % 3], now=MONDAY),
    "word": lambda rota, n: revise_municipality(
        rota.shift.association.municipality, activity_word=NAMES[n % 3], now=MONDAY
    ),
    "person": lambda rota, n: revise_volunteer(rota.people[0], name=f"{NAMES[n % 3]} Test", now=MONDAY),
    "speak": lambda rota, n: revise_volunteer(rota.people[0], text_language=["sv", "en"][n % 2], now=MONDAY),
    "lead": lambda rota, n: make_leader(
        rota.attendance(rota.people[n % PEOPLE]), is_leader=bool(n % 2), origin=BY_LEADER, now=MONDAY
    ),
}
CHANGES = STEPS.flatmap(
    lambda steps: st.permutations([*steps, *((name, 0, n) for n, name in enumerate(sorted(MORE) * 2, 1))])
)


def links(rota: Rota) -> dict[str, str]:
    """One for every kind that shows the rota's nights, and one that shows only those that lack people."""
    association, route = rota.shift.association, rota.shift.route
    owners: dict[str, Owner] = {
        FeedKind.VOLUNTEER: rota.people[0],
        FeedKind.ASSOCIATION: association,
        FeedKind.PUBLIC: association,
        FeedKind.ROUTE: route,
        FeedKind.DISTRICT: route.district,
        FeedKind.MUNICIPALITY: association.municipality,
    }
    made = {str(kind): link_to(owner, kind) for kind, owner in owners.items()}
    return {**made, "short": link_to(association, FeedKind.ASSOCIATION, Grant(only_short=True))}


def carry_out(rota: Rota, step: str, who: int, n: int) -> None:
    if step in MORE:
        MORE[step](rota, n)
    else:
        act(rota, step, who, n)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_no_two_bodies_bear_one_stamp(steps: list[tuple[str, int, int]]) -> None:
    rota = make_rota(PEOPLE, crew_max=3, crew_target=3, crew_min=2)
    tokens = links(rota)
    bodies: dict[tuple[str, str], bytes] = {}
    for who in range(PEOPLE):
        act(rota, "ask", who, 1)
    for step, who, n in steps:
        with suppress(SchedulingError, ValidationError, Attendance.DoesNotExist):
            carry_out(rota, step, who, n)
        for kind, token in tokens.items():
            feed = opened(token, now=MONDAY)
            body = write_calendar(feed_of(feed))
            assert bodies.setdefault((kind, feed.stamp), body) == body
