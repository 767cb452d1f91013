"""Every address of the rota, asked by those who may not: nothing out of reach exists."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from scheduling.models import Attendance
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    MunicipalityFactory,
    ShiftFactory,
    UserFactory,
    coordinator_of,
    leader_of,
)
from volunteers.models import User

pytestmark = pytest.mark.django_db

OPEN_TO_ALL_SIGNED_IN = [
    "board",
    "publish_drafts",
    "plan",
    "plan_published",
    "night",
    "routes",
    "new_route",
    "plan_steps",
]
OF_A_SHIFT = [
    "shift",
    "crew_paper",
    "change",
    "publish",
    "cancel",
    "ask",
    "add_by_phone",
    "write_to_crew",
    "send_to_crew",
]
OF_A_PERSON = ["confirm", "make_leader", "unmake_leader", "move_first", "remove"]
OF_A_ROUTE = ["route", "change_route", "route_geojson"]
OF_A_ROUTES_COORDINATOR = ["route_rules", "route_follows_town_rule"]
OF_AN_ASSOCIATION = [
    "write_to_group",
    "send_to_group",
    "association_ledger",
    "association_ledger_sheet",
    "hours",
    "hours_workbook",
    "hours_table",
    "wordings",
    "association_plan",
    "follow_town_plan",
    "association_rules",
    "follow_town_rule",
]
OF_A_WORDING = ["wording", "preview_wording", "try_wording", "reset_wording"]
POSTED = {
    "publish_drafts",
    "publish",
    "cancel",
    "ask",
    "add_by_phone",
    "send_to_crew",
    "send_to_group",
    "follow_town_plan",
    "follow_town_rule",
    "route_follows_town_rule",
    *OF_A_PERSON,
    *OF_A_WORDING[1:],
}
WITHIN = [
    *OF_A_WORDING,
    *OF_A_SHIFT,
    *OF_A_PERSON,
    *OF_AN_ASSOCIATION,
    *OF_A_ROUTE,
    *OF_A_ROUTES_COORDINATOR,
]


def address(name: str, attendance: Attendance) -> str:
    arguments: list[int | str] = []
    if name in {*OF_A_SHIFT, *OF_A_PERSON}:
        arguments = [attendance.shift_id]
    if name in OF_A_PERSON:
        arguments = [attendance.shift_id, attendance.pk]
    if name in OF_AN_ASSOCIATION:
        arguments = [attendance.shift.association_id]
    if name in OF_A_WORDING:
        arguments = [attendance.shift.association_id, "ask", "sv"]
    if name in {*OF_A_ROUTE, *OF_A_ROUTES_COORDINATOR}:
        arguments = [attendance.shift.route_id]
    return reverse(f"scheduling:{name}", args=arguments)


def status(client: Client, name: str, attendance: Attendance) -> int:
    to = address(name, attendance)
    return (client.post(to) if name in POSTED else client.get(to)).status_code


def other_leader(attendance: Attendance) -> User:
    user: User = leader_of(AssociationFactory(municipality=MunicipalityFactory()))
    return user


def neighbour(attendance: Attendance) -> User:
    user: User = leader_of(AssociationFactory(municipality=attendance.shift.association.municipality))
    return user


def other_coordinator(attendance: Attendance) -> User:
    user: User = coordinator_of(MunicipalityFactory())
    return user


def nobody_in_particular(attendance: Attendance) -> User:
    user: User = UserFactory()
    return user


@pytest.mark.parametrize("name", [*OPEN_TO_ALL_SIGNED_IN, *WITHIN])
def test_page_sends_to_sign_in_when_nobody_is_signed_in(client: Client, name: str) -> None:
    attendance = AttendanceFactory()
    to = address(name, attendance)
    answer = client.post(to) if name in POSTED else client.get(to)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("name", ["board", "shift"])
def test_section_sends_the_whole_page_to_sign_in_when_the_session_is_over(client: Client, name: str) -> None:
    answer = client.get(address(name, AttendanceFactory()), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"].split("?")[0]) == (204, reverse("account_login"))


@pytest.mark.parametrize("name", WITHIN)
@pytest.mark.parametrize("who", [other_leader, other_coordinator, nobody_in_particular])
def test_page_does_not_exist_when_it_is_anothers(client: Client, name: str, who: Callable[[Attendance], User]) -> None:
    attendance = AttendanceFactory()
    client.force_login(who(attendance))
    assert status(client, name, attendance) == 404


@pytest.mark.parametrize(
    "name", [*OF_A_SHIFT, *OF_A_PERSON, *OF_AN_ASSOCIATION, *OF_A_WORDING, *OF_A_ROUTES_COORDINATOR]
)
def test_shift_does_not_exist_when_it_is_the_neighbours(client: Client, name: str) -> None:
    attendance = AttendanceFactory()
    client.force_login(neighbour(attendance))
    assert status(client, name, attendance) == 404


def test_routes_are_shared_when_associations_are_of_one_municipality(client: Client) -> None:
    attendance = AttendanceFactory()
    client.force_login(neighbour(attendance))
    assert [status(client, name, attendance) for name in OF_A_ROUTE] == [200, 200, 200]


@pytest.mark.parametrize("name", OF_A_PERSON)
def test_person_does_not_exist_when_the_address_names_another_shift(client: Client, name: str) -> None:
    attendance = AttendanceFactory()
    client.force_login(leader_of(attendance.shift.association))
    another = ShiftFactory(association=attendance.shift.association, route=attendance.shift.route)
    assert client.post(reverse(f"scheduling:{name}", args=[another.pk, attendance.pk])).status_code == 404


@pytest.mark.parametrize("name", sorted(POSTED))
def test_change_is_refused_when_it_is_not_posted(client: Client, name: str) -> None:
    attendance = AttendanceFactory()
    client.force_login(leader_of(attendance.shift.association))
    assert client.get(address(name, attendance)).status_code == 405


@pytest.mark.parametrize("name", ["board", "plan", "night", "routes", "new_route", "shift", "change", *OF_A_ROUTE])
def test_page_is_shown_when_it_is_ones_own(client: Client, name: str) -> None:
    attendance = AttendanceFactory()
    client.force_login(leader_of(attendance.shift.association))
    assert status(client, name, attendance) == 200
