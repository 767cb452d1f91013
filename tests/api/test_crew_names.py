"""People behind the counts: ids that mean nothing elsewhere, and tonight's names and numbers, each reading kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from api.domain.crew_names import is_tonight, pseudonym
from api.domain.disposal import dispose_of_contact_reads
from api.domain.keys import make_key
from api.enums import Scope
from api.models import ContactRead, Partner
from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Shift
from tests.api.conftest import MADE, Read
from tests.api.test_problems import problem_of
from tests.factories import AssociationFactory, AttendanceFactory, ShiftFactory, coordinator_of, member_of
from volunteers.enums import VolunteerState
from volunteers.models import Municipality, Volunteer

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)  # 20.30 in Sweden, until 00.30
CONFIRMED = AttendanceState.CONFIRMED


@pytest.fixture
def shift(municipality: Municipality) -> Shift:
    shift: Shift = ShiftFactory(association=AssociationFactory(municipality=municipality), starts_at=FRIDAY)
    return shift


def on_crew(shift: Shift, name: str, *, is_leader: bool = False, state: str = CONFIRMED) -> Volunteer:
    volunteer: Volunteer = member_of(shift.association, name=name)
    AttendanceFactory(shift=shift, volunteer=volunteer, state=state, is_leader=is_leader)
    return volunteer


def contacts(read: Read, shift: Shift, at: datetime) -> Any:
    with time_machine.travel(at, tick=False):
        return read(f"/api/v1/shifts/{shift.uuid}/contacts")


def test_people_are_ids_of_one_partner(read: Read, shift: Shift, partner: Partner) -> None:
    anna, karin = on_crew(shift, "Anna Ek"), on_crew(shift, "Karin Öberg", is_leader=True)
    on_crew(shift, "Frågad Person", state=AttendanceState.ASKED)
    answer = read("/api/v1/shifts", {"expand": "crew"})
    (row,) = answer.json()["results"]
    expected = [
        {"person": pseudonym(partner, anna.uuid), "state": "confirmed", "is_leader": False},
        {"person": pseudonym(partner, karin.uuid), "state": "confirmed", "is_leader": True},
    ]
    assert row["crew"] == sorted(expected, key=lambda one: str(one["person"]))
    assert read(f"/api/v1/shifts/{shift.uuid}", {"expand": "crew"}).json()["crew"] == row["crew"]
    for secret in ("Anna", "Karin", anna.mobile, str(anna.uuid), partner.pseudonym_key):
        assert secret not in answer.content.decode()


def test_two_partners_cannot_compare_their_ids(partner: Partner, shift: Shift) -> None:
    other = Partner.objects.create(municipality=partner.municipality, name="Skolan")
    anna, bo = on_crew(shift, "Anna Ek"), on_crew(shift, "Bo Lind")
    ids = [pseudonym(each, person.uuid) for each in (partner, other) for person in (anna, bo)]
    assert len(set(ids)) == 4
    assert pseudonym(partner, anna.uuid) == ids[0]


def test_forgotten_person_has_no_id(read: Read, shift: Shift) -> None:
    gone = on_crew(shift, "Borta Person")
    Volunteer.objects.filter(pk=gone.pk).update(state=VolunteerState.FORGOTTEN)
    assert read(f"/api/v1/shifts/{shift.uuid}", {"expand": "crew"}).json()["crew"] == []


def test_ids_need_their_scope(client: Client, partner: Partner, shift: Shift) -> None:
    _key, token = make_key(partner, scopes=[Scope.SHIFTS], now=MADE)
    answer = client.get("/api/v1/shifts", {"expand": "crew"}, headers={"authorization": f"Bearer {token}"})
    assert "crew:read" in problem_of(answer, 403, "missing-scope")["detail"]


@pytest.mark.parametrize("rows", [1, 30])
def test_crews_cost_one_query_for_any_number_of_shifts(
    read: Read, shift: Shift, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for day in range(rows):
        on_crew(ShiftFactory(association=shift.association, starts_at=FRIDAY + timedelta(days=day)), "Anna Ek")
    with django_assert_num_queries(4):  # the key, that it was used, the shifts, their crews
        assert len(read("/api/v1/shifts", {"expand": "crew"}).json()["results"]) == rows + 1


def test_tonights_names_are_given_and_that_they_were_is_kept(read: Read, shift: Shift, partner: Partner) -> None:
    anna, karin = on_crew(shift, "Anna Ek"), on_crew(shift, "Karin Öberg", is_leader=True)
    on_crew(shift, "Frågad Person", state=AttendanceState.ASKED)
    answer = contacts(read, shift, FRIDAY)
    assert answer.json() == {
        "shift": str(shift.uuid),
        "contacts": [
            {"name": "Karin Öberg", "mobile": karin.mobile, "is_leader": True},
            {"name": "Anna Ek", "mobile": anna.mobile, "is_leader": False},
        ],
    }
    with time_machine.travel(FRIDAY, tick=False):
        path = f"/api/v1/shifts/{shift.uuid}/contacts"
        assert read(path, **{"if-none-match": answer.headers["ETag"]}).status_code == 304
    kept = list(ContactRead.objects.order_by("pk").values_list("key__partner", "shift", "at", "people", "address"))
    assert kept == [(partner.pk, shift.pk, FRIDAY, 2, "127.0.0.1")] * 2


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (datetime(2026, 10, 15, 21, 59, tzinfo=UTC), 403),  # the day before, 23.59
        (datetime(2026, 10, 15, 22, 0, tzinfo=UTC), 200),
        (datetime(2026, 10, 16, 22, 29, tzinfo=UTC), 200),  # past midnight, still under way
        (datetime(2026, 10, 16, 22, 30, tzinfo=UTC), 403),
    ],
)
def test_names_are_given_on_the_night_alone(read: Read, shift: Shift, at: datetime, status: int) -> None:
    answer = contacts(read, shift, at)
    assert answer.status_code == status
    if status == 403:
        problem_of(answer, 403, "not-tonight")
    assert ContactRead.objects.count() == (status == 200)


@pytest.mark.parametrize("state", [ShiftState.PUBLISHED, ShiftState.UNDER_WAY])
def test_names_are_given_no_longer_than_it_lasts_though_the_clock_has_not_closed_it(
    read: Read, municipality: Municipality, state: str
) -> None:
    """The worker is late, or stands still: the evening of the shift has hours left."""
    association = AssociationFactory(municipality=municipality)
    early = ShiftFactory(association=association, starts_at=FRIDAY, ends_at=FRIDAY + timedelta(hours=1), state=state)
    assert contacts(read, early, FRIDAY + timedelta(minutes=59)).status_code == 200
    problem_of(contacts(read, early, FRIDAY + timedelta(hours=1)), 403, "not-tonight")


@pytest.mark.parametrize("state", [ShiftState.DONE, ShiftState.CANCELLED])
def test_names_are_not_given_of_a_shift_that_is_over(read: Read, shift: Shift, state: str) -> None:
    Shift.objects.filter(pk=shift.pk).update(state=state)
    problem_of(contacts(read, shift, FRIDAY), 403, "not-tonight")


def test_night_of_the_clock_change_lasts_until_its_end(municipality: Municipality) -> None:
    late = ShiftFactory(
        association=AssociationFactory(municipality=municipality),
        starts_at=datetime(2027, 10, 30, 19, tzinfo=UTC),
        ends_at=datetime(2027, 10, 31, 3, tzinfo=UTC),
    )
    for hour, minute, expected in ((2, 59, True), (3, 0, False)):
        now = datetime(2027, 10, 31, hour, minute, tzinfo=UTC)
        assert is_tonight(late, zone=municipality.zone, now=now) is expected


def test_coordinator_sees_who_was_given_names(client: Client, read: Read, shift: Shift, partner: Partner) -> None:
    on_crew(shift, "Anna Ek")
    client.force_login(coordinator_of(partner.municipality))
    page = reverse("api:partner", args=[partner.pk])
    assert "Ingen av nycklarna har läst ett namn" in client.get(page).content.decode()
    contacts(read, shift, FRIDAY)
    told = client.get(page).content.decode()
    assert shift.place in told
    assert "127.0.0.1" in told


def test_scopes_about_people_have_to_be_chosen(client: Client, partner: Partner) -> None:
    client.force_login(coordinator_of(partner.municipality))
    form = client.get(reverse("api:partner", args=[partner.pk])).context["form"]
    assert set(Scope.values) - set(form["scopes"].initial) == {
        Scope.CREW,
        Scope.CONTACT,
        Scope.FOLLOW_UP,
        Scope.PRESENCE_WRITE,
    }


def test_who_was_given_names_is_forgotten_in_the_end(read: Read, shift: Shift, settings: Settings) -> None:
    contacts(read, shift, FRIDAY)
    kept = timedelta(days=settings.CONTACT_READS_KEPT_DAYS)
    assert dispose_of_contact_reads(FRIDAY + kept) == 0
    assert dispose_of_contact_reads(FRIDAY + kept + timedelta(seconds=1)) == 1
    assert not ContactRead.objects.exists()
