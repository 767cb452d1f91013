"""Nights and hours by person: what counts, both changes of the clock, the page, and the files read back."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from scheduling.domain.hours import Hours, hours_of, walked_between
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, Shift
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    RouteFactory,
    ShiftFactory,
    coordinator_of,
    leader_of,
    member_of,
)
from volunteers.domain.people import forget_volunteer
from volunteers.models import Association, Volunteer

pytestmark = pytest.mark.django_db

PLACE = ("Vårby runt", "Vårby")
NOVEMBER = datetime(2027, 11, 15, 12, 0, tzinfo=UTC)
YEAR = (date(2027, 1, 1), date(2027, 12, 31))
FRIDAY = datetime(2027, 5, 7, 18, 30, tzinfo=UTC)
# From half past eight in the evening to half past two: seven or five hours pass, where the clock says six.
TO_SUMMER = (datetime(2027, 3, 27, 19, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC))
TO_WINTER = (datetime(2027, 10, 30, 18, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(NOVEMBER):
        yield


@pytest.fixture
def association() -> Association:
    made: Association = AssociationFactory(name="Vårby IF")
    return made


@pytest.fixture
def anna(association: Association) -> Volunteer:
    person: Volunteer = member_of(association, name="Anna Lindqvist")
    return person


@pytest.fixture
def leader(client: Client, association: Association) -> Client:
    client.force_login(leader_of(association))
    return client


def night(association: Association, starts_at: datetime = FRIDAY, **fields: Any) -> Shift:
    town = association.municipality
    route = town.routes.first() or RouteFactory(municipality=town, name=PLACE[0], district__name=PLACE[1])
    given = {"route": route, "state": ShiftState.DONE, **fields}
    shift: Shift = ShiftFactory(association=association, starts_at=starts_at, **given)
    return shift


def walked(person: Volunteer, shift: Shift, state: str = AttendanceState.CONFIRMED, **fields: Any) -> Attendance:
    made: Attendance = AttendanceFactory(shift=shift, volunteer=person, state=state, **fields)
    return made


def sums(association: Association, first: date = YEAR[0], last: date = YEAR[1]) -> list[Hours]:
    return hours_of(walked_between(association, first, last))


@pytest.mark.parametrize(
    ("shift_state", "state", "nights"),
    [
        (ShiftState.DONE, AttendanceState.CONFIRMED, 1),
        (ShiftState.DONE, AttendanceState.ATTENDED, 1),
        (ShiftState.UNDER_WAY, AttendanceState.ATTENDED, 1),
        (ShiftState.UNDER_WAY, AttendanceState.CONFIRMED, 0),
        (ShiftState.PUBLISHED, AttendanceState.CONFIRMED, 0),
        (ShiftState.CANCELLED, AttendanceState.CONFIRMED, 0),
        (ShiftState.DONE, AttendanceState.NO_SHOW, 0),
        (ShiftState.DONE, AttendanceState.DECLINED, 0),
        (ShiftState.DONE, AttendanceState.WAITING, 0),
        (ShiftState.DONE, AttendanceState.LAPSED, 0),
    ],
)
def test_night_counts_for_those_who_had_a_place_when_it_was_over(
    association: Association, anna: Volunteer, shift_state: str, state: str, nights: int
) -> None:
    walked(anna, night(association, state=shift_state), state)
    assert sum(one.nights for one in sums(association)) == nights


@pytest.mark.parametrize(("times", "minutes"), [(TO_SUMMER, 360), (TO_WINTER, 420)])
def test_minutes_are_those_that_pass_when_the_clock_is_changed(
    association: Association, anna: Volunteer, times: tuple[datetime, datetime], minutes: int
) -> None:
    walked(anna, night(association, times[0], ends_at=times[1]))
    assert [one.minutes for one in sums(association)] == [minutes]


def test_sums_are_of_nights_led_minutes_and_the_last_night(association: Association, anna: Volunteer) -> None:
    mehmet = member_of(association, name="Mehmet Demir")
    for week in range(3):
        shift = night(association, FRIDAY + timedelta(weeks=week), ends_at=FRIDAY + timedelta(weeks=week, minutes=90))
        walked(anna, shift, is_leader=week == 1)
    walked(mehmet, shift)
    walked(anna, night(association, FRIDAY + timedelta(weeks=2, hours=3)))  # the same night again
    assert sums(association) == [
        Hours(1, "Anna Lindqvist", nights=3, led=1, minutes=3 * 90 + 240, last_night=date(2027, 5, 21)),
        Hours(2, "Mehmet Demir", nights=1, led=0, minutes=90, last_night=date(2027, 5, 21)),
    ]


def test_two_of_one_name_are_two_people(association: Association, anna: Volunteer) -> None:
    shift = night(association)
    walked(anna, shift)
    walked(member_of(association, name=anna.name), shift)
    assert [(one.number, one.name, one.nights) for one in sums(association)] == [
        (1, "Anna Lindqvist", 1),
        (2, "Anna Lindqvist", 1),
    ]


def test_period_holds_both_its_nights_and_only_the_association(association: Association, anna: Volunteer) -> None:
    for days in range(4):
        walked(anna, night(association, FRIDAY + timedelta(days=days)))
    walked(anna, night(AssociationFactory(municipality=association.municipality), FRIDAY + timedelta(days=8)))
    assert [one.nights for one in sums(association, date(2027, 5, 8), date(2027, 5, 9))] == [2]
    assert [one.nights for one in sums(association)] == [4]


def test_page_shows_this_year_and_says_what_counts(leader: Client, association: Association, anna: Volunteer) -> None:
    walked(anna, night(association), is_leader=True)
    walked(anna, night(association, FRIDAY - timedelta(days=365)))
    answer = leader.get(f"/foreningar/{association.pk}/timmar")
    page = " ".join(answer.content.decode().split())
    words = (
        "1 person har gått.",
        "Tillsammans blir det 4 timmar.",
        "Anna Lindqvist",
        ">240<",
        ">2027-05-07<",
        "Den som var klar när kvällen var slut räknas som att ha gått med.",
        'value="2027-01-01"',
        'value="2027-12-31"',
    )
    assert [word for word in words if word not in page] == []
    assert answer.headers["Cache-Control"] == "private, no-store"
    earlier = leader.get(f"/foreningar/{association.pk}/timmar", {"fran": "2026-01-01"})
    assert [one.nights for one in earlier.context["page"]] == [2]


def test_page_of_nobody_says_when_somebody_will_be_there(leader: Client, association: Association) -> None:
    page = leader.get(f"/foreningar/{association.pk}/timmar").content.decode()
    assert ('id="tomt"' in page, "timmar.xlsx" in page) == (True, False)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ({"fran": "2027-05-02", "till": "2027-05-01"}, "Sista dagen kommer före den första."),
        ({"fran": "i går"}, "Skriv datumet som 2026-10-16."),
        ({"till": ""}, "Det här behövs."),
    ],
)
def test_period_that_is_none_is_told_of_also_to_whoever_asked_for_a_file(
    leader: Client, association: Association, period: dict[str, str], words: str
) -> None:
    answer = leader.get(f"/foreningar/{association.pk}/timmar", period)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    for ending in ("xlsx", "csv"):
        sent = leader.get(f"/foreningar/{association.pk}/timmar.{ending}", period, follow=True)
        assert (sent.redirect_chain[0][1], words in sent.content.decode()) == (303, True)


def test_somebody_forgotten_has_no_name_anywhere(leader: Client, association: Association, anna: Volunteer) -> None:
    walked(anna, night(association))
    forget_volunteer(anna, now=NOVEMBER)
    assert [one.name for one in sums(association)] == ["Borttagen person"]
    assert b"Anna" not in leader.get(f"/foreningar/{association.pk}/timmar.csv").content


def test_workbook_has_a_row_for_each_night_and_the_sums(
    leader: Client, association: Association, anna: Volunteer
) -> None:
    walked(anna, night(association, TO_SUMMER[0], ends_at=TO_SUMMER[1]), is_leader=True)
    walked(anna, night(association, TO_WINTER[0], ends_at=TO_WINTER[1]))
    answer = leader.get(f"/foreningar/{association.pk}/timmar.xlsx")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="timmar-varby-if-2027-01-01-2027-12-31.xlsx"'
    )
    book = load_workbook(BytesIO(answer.content))
    nights, people = (list(map(plain, book[name].iter_rows(values_only=True))) for name in ("Kvällar", "Per person"))
    summer, winter = date(2027, 3, 27), date(2027, 10, 30)
    assert nights == [
        ("Nr", "Namn", "Datum", "Börjar", "Slutar", "Minuter", "Roll", "Rutt", "Område"),
        (1, anna.name, summer, "2027-03-27T20:30:00+01:00", "2027-03-28T03:30:00+02:00", 360, "Ledare", *PLACE),
        (1, anna.name, winter, "2027-10-30T20:30:00+02:00", "2027-10-31T02:30:00+01:00", 420, "Deltagare", *PLACE),
    ]
    assert people == [
        ("Nr", "Namn", "Kvällar", "Som ledare", "Minuter", "Gick senast"),
        (1, anna.name, 2, 1, 780, winter),
    ]
    assert (book["Kvällar"]["C2"].is_date, book["Kvällar"]["C2"].number_format) == (True, "yyyy-mm-dd")


def plain(row: tuple[object, ...]) -> tuple[object, ...]:
    """A spreadsheet knows no days, only their midnights."""
    return tuple(cell.date() if isinstance(cell, datetime) else cell for cell in row)


def test_table_is_what_swedish_spreadsheets_open(leader: Client, association: Association, anna: Volunteer) -> None:
    walked(anna, night(association, TO_WINTER[0], ends_at=TO_WINTER[1]))
    content = leader.get(f"/foreningar/{association.pk}/timmar.csv").content
    assert content.startswith("\ufeffNr;Namn;Datum".encode())
    assert list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))[1] == [
        "1",
        "Anna Lindqvist",
        "2027-10-30",
        "2027-10-30T20:30:00+02:00",
        "2027-10-31T02:30:00+01:00",
        "420",
        "Deltagare",
        *PLACE,
    ]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+46", "@sum", "-1+1", "Tab\x0b=1"])
def test_name_is_no_formula_in_either_file(leader: Client, association: Association, name: str) -> None:
    walked(member_of(association, name=name), night(association))
    book = load_workbook(BytesIO(leader.get(f"/foreningar/{association.pk}/timmar.xlsx").content))
    cells = [book[title]["B2"] for title in ("Kvällar", "Per person")]
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", name.replace("\x0b", ""))] * 2
    content = leader.get(f"/foreningar/{association.pk}/timmar.csv").content.decode()
    assert (f";{name};" in content) == name.startswith("Tab")


def test_nights_are_the_leaders_and_the_coordinators_to_see(client: Client, association: Association) -> None:
    paths = [f"/foreningar/{association.pk}/timmar{ending}" for ending in ("", ".xlsx", ".csv")]
    assert [client.get(path).status_code for path in paths] == [302] * 3
    for user in (
        leader_of(AssociationFactory(municipality=association.municipality)),
        coordinator_of(AssociationFactory().municipality),
    ):
        client.force_login(user)
        assert [client.get(path).status_code for path in paths] == [404] * 3
    for user in (leader_of(association), coordinator_of(association.municipality)):
        client.force_login(user)
        assert [client.get(path).status_code for path in paths] == [200] * 3


@pytest.mark.parametrize("count", [1, 60])
def test_number_of_queries_is_the_same_for_one_and_for_many(
    leader: Client, association: Association, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    shift = night(association)
    for _place in range(count):
        walked(member_of(association), shift)
    for ending, queries in (("", 5), (".xlsx", 5), (".csv", 5)):
        with django_assert_num_queries(queries):
            assert leader.get(f"/foreningar/{association.pk}/timmar{ending}").status_code == 200


def test_second_page_goes_on_with_the_same_period(leader: Client, association: Association) -> None:
    shift = night(association)
    for place in range(51):
        walked(member_of(association, name=f"Person {place:02}"), shift)
    period = {"fran": "2027-05-01", "till": "2027-05-31"}
    first = leader.get(f"/foreningar/{association.pk}/timmar", period)
    assert "?fran=2027-05-01&amp;till=2027-05-31&amp;sida=2" in first.content.decode()
    second = leader.get(f"/foreningar/{association.pk}/timmar", {**period, "sida": "2"})
    assert [one.name for one in second.context["page"]] == ["Person 50"]
    assert "Tillsammans blir det 204 timmar." in second.content.decode()


def test_associations_page_leads_here(leader: Client, association: Association) -> None:
    assert f"/foreningar/{association.pk}/timmar" in leader.get(f"/foreningar/{association.pk}").content.decode()
