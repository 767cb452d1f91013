"""Shifts as partners read them."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from scheduling.domain.crew_conditions import COVERED
from scheduling.domain.crews import coverage
from scheduling.domain.origins import Origin
from scheduling.domain.shifts import cancel_shift
from scheduling.enums import Coverage, Door, ShiftKind, ShiftState
from scheduling.models import Shift
from tests.api.conftest import Read, ids, pages_of
from tests.factories import AssociationFactory, AttendanceFactory, DistrictFactory, RouteFactory, ShiftFactory
from volunteers.models import Association, Municipality

pytestmark = pytest.mark.django_db
START = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
PATH = "/api/v1/shifts"


@pytest.fixture
def association(municipality: Municipality) -> Association:
    association: Association = AssociationFactory(municipality=municipality, name="Vårby IF")
    return association


def walk(association: Association, day: int = 0, **fields: Any) -> Shift:
    shift: Shift = ShiftFactory(**{"association": association, "starts_at": START + timedelta(days=day), **fields})
    return shift


def test_shift_is_counts_places_and_times(read: Read, association: Association) -> None:
    shift = walk(
        association,
        confirmed_count=2,
        leader_count=1,
        asked_count=1,
        waiting_count=0,
        note="Kod 4711 till dörren",
        updated_at=datetime(2026, 10, 1, 12, 0, 0, 5, tzinfo=UTC),
    )
    AttendanceFactory(shift=shift)
    answer = read(f"{PATH}/{shift.uuid}")
    assert answer.json() == {
        "id": str(shift.uuid),
        "kind": "night_walk",
        "state": "published",
        "association": {"id": str(association.uuid), "name": "Vårby IF"},
        "route": {"id": str(shift.route.uuid), "name": shift.route.name},
        "district": {"id": str(shift.route.district.uuid), "name": shift.route.district.name},
        "season": None,
        "night": "2026-10-16",
        "starts_at": "2026-10-16T18:30:00Z",
        "ends_at": "2026-10-16T22:30:00Z",
        "starts_at_local": "2026-10-16T20:30:00+02:00",
        "ends_at_local": "2026-10-17T00:30:00+02:00",
        "time_zone": "Europe/Stockholm",
        "coverage": {
            "level": "missing",
            "confirmed": 2,
            "leaders": 1,
            "asked": 1,
            "waiting": 0,
            "safe": 2,
            "minimum": 3,
            "target": 4,
            "maximum": 5,
            "leaders_needed": 1,
        },
        "updated_at": "2026-10-01T12:00:00.000005Z",
    }
    assert read(PATH).json() == {"next": None, "results": [answer.json()]}


@pytest.mark.parametrize(
    ("starts", "hours", "local"),
    [
        (datetime(2027, 3, 27, 20, tzinfo=UTC), 6, ["2027-03-27T21:00:00+01:00", "2027-03-28T04:00:00+02:00"]),
        (datetime(2027, 10, 30, 19, tzinfo=UTC), 8, ["2027-10-30T21:00:00+02:00", "2027-10-31T04:00:00+01:00"]),
    ],
)
def test_local_times_have_the_offset_of_their_moment_when_the_clock_changes(
    read: Read, association: Association, starts: datetime, hours: int, local: list[str]
) -> None:
    walk(association, starts_at=starts, ends_at=starts + timedelta(hours=hours))
    (row,) = read(PATH).json()["results"]
    assert [row["starts_at_local"], row["ends_at_local"]] == local


def test_drafts_and_other_municipalities_do_not_exist(read: Read, association: Association) -> None:
    walk(association, state=ShiftState.DRAFT)
    dropped = walk(association, 1, state=ShiftState.DRAFT)
    cancel_shift(dropped, origin=Origin(Door.PAGE), now=START)
    other = walk(AssociationFactory())
    shown = [
        walk(association, day, state=state)
        for day, state in enumerate([ShiftState.PUBLISHED, ShiftState.UNDER_WAY, ShiftState.DONE, ShiftState.CANCELLED])
    ]
    assert ids(read(PATH)) == [str(shift.uuid) for shift in shown]
    for hidden in (dropped, other):
        assert read(f"{PATH}/{hidden.uuid}").status_code == 404


def test_list_is_by_start_then_by_age(read: Read, association: Association) -> None:
    late, first, second = walk(association, 2), walk(association, 1), walk(association, 1)
    assert ids(read(PATH)) == [str(shift.uuid) for shift in (first, second, late)]


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ({"from": "2026-10-17"}, [1, 2]),
        ({"to": "2026-10-17"}, [0, 1]),
        ({"from": "2026-10-17", "to": "2026-10-17"}, [1]),
        ({"from": "2026-10-17T18:30:00Z"}, [1, 2]),
        ({"from": "2026-10-17T18:30:01Z"}, [2]),
        ({"to": "2026-10-17T18:30:00Z"}, [0]),
        ({"to": "2026-10-17T20:30:00+02:00"}, [0]),
        ({"to": "2026-10-17T20:30:01 02:00"}, [0, 1]),
        ({"from": "2026-10-17", "to": "2026-10-18T00:00:00Z"}, [1]),
    ],
)
def test_time_window_takes_days_and_moments(
    read: Read, association: Association, query: dict[str, str], days: list[int]
) -> None:
    shifts = [walk(association, day) for day in range(3)]
    assert ids(read(PATH, query)) == [str(shifts[day].uuid) for day in days]


def test_night_after_midnight_belongs_to_the_day_before(read: Read, association: Association) -> None:
    walk(association, starts_at=datetime(2026, 10, 16, 22, 30, tzinfo=UTC), night=date(2026, 10, 17))
    assert len(ids(read(PATH, {"from": "2026-10-17", "to": "2026-10-17"}))) == 1


def test_district_includes_everything_below_it(read: Read, association: Association) -> None:
    municipality = association.municipality
    top = DistrictFactory(municipality=municipality)
    middle = DistrictFactory(municipality=municipality, parent=top)
    leaf = DistrictFactory(municipality=municipality, parent=middle)
    beside = DistrictFactory(municipality=municipality)
    routes = [RouteFactory(municipality=municipality, district=place) for place in (top, middle, leaf, beside)]
    shifts = [walk(association, day, route=route) for day, route in enumerate(routes)]
    for place, expected in ((top, [0, 1, 2]), (middle, [1, 2]), (leaf, [2]), (beside, [3])):
        assert ids(read(PATH, {"district": str(place.uuid)})) == [str(shifts[n].uuid) for n in expected]


def test_kinds_states_and_levels_can_be_several(read: Read, association: Association) -> None:
    walk(association, kind=ShiftKind.ACTIVITY, state=ShiftState.DONE)
    hosting = walk(association, 1, kind=ShiftKind.SAFETY_HOSTING, state=ShiftState.CANCELLED)
    under_way = walk(association, 2, state=ShiftState.UNDER_WAY)
    assert ids(read(PATH, {"kind": ["safety_hosting", "night_walk"]})) == [str(hosting.uuid), str(under_way.uuid)]
    assert ids(read(PATH, {"state": ["cancelled", "under_way"]})) == [str(hosting.uuid), str(under_way.uuid)]
    assert ids(read(PATH, {"coverage": ["cancelled", "missing"]})) == [str(hosting.uuid), str(under_way.uuid)]
    assert ids(read(PATH, {"coverage": "missing", "kind": "activity"})) == []


def test_coverage_in_the_database_is_coverage_in_words(association: Association) -> None:
    route = RouteFactory(municipality=association.municipality)
    sizes = {"crew_safe": 2, "crew_min": 3, "crew_target": 4, "crew_max": 5}
    counts = product(ShiftState.values, range(6), range(3), range(5), range(3), range(3))
    Shift.objects.bulk_create(
        Shift(
            association=association,
            route=route,
            starts_at=START,
            ends_at=START + timedelta(hours=4),
            night=date(2026, 10, 16),
            state=state,
            confirmed_count=confirmed,
            leader_count=leaders,
            asked_count=asked,
            asked_leader_count=asked_leaders,
            leaders_needed=needed,
            **sizes,
        )
        for state, confirmed, leaders, asked, asked_leaders, needed in counts
    )
    by_words: dict[str, set[int]] = {level: set() for level in Coverage.values}
    for shift in Shift.objects.all():
        by_words[coverage(shift)].add(shift.pk)
    for level, condition in COVERED.items():
        assert set(Shift.objects.filter(condition).values_list("pk", flat=True)) == by_words[level]


def test_pages_join_to_the_whole_list_when_many_start_at_once(read: Read, association: Association) -> None:
    shifts = [walk(association, day) for day in (0, 0, 0, 1, 1, 1, 2)]
    pages = pages_of(read, PATH, {"limit": 2, "kind": "night_walk"})
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    assert [row for page in pages for row in page] == [str(shift.uuid) for shift in shifts]


def test_pages_neither_repeat_nor_skip_when_rows_come_and_go(read: Read, association: Association) -> None:
    shifts = [walk(association, day) for day in (1, 1, 1, 1, 2)]

    def disturb(number: int) -> None:
        walk(association, 0)
        if number == 1:
            Shift.objects.filter(pk=shifts[1].pk).delete()

    assert [row for page in pages_of(read, PATH, {"limit": 2}, disturb) for row in page] == [
        str(s.uuid) for s in shifts
    ]


def test_next_page_is_an_address_of_this_installation_with_the_same_filters(
    read: Read, association: Association
) -> None:
    walk(association)
    walk(association)
    following = read(PATH, {"limit": 1, "kind": ["night_walk", "activity"], "from": "2026-10-01"}).json()["next"]
    assert following.startswith("http://127.0.0.1:8000/api/v1/shifts?limit=1&kind=night_walk&kind=activity&from=2026-")


@pytest.mark.parametrize("rows", [1, 100])
def test_queries_are_the_same_for_any_number_of_rows(
    read: Read, association: Association, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for day in range(rows):
        walk(association, day)
    district = Shift.objects.select_related("route__district")[0].route.district
    with django_assert_num_queries(3):  # the key, that it was used, the shifts
        assert len(ids(read(PATH))) == rows
    with django_assert_num_queries(5):  # the key, the districts, the associations, the routes there, the shifts
        assert len(ids(read(PATH, {"district": str(district.uuid), "coverage": "missing"}))) == 1


def test_unchanged_list_is_not_sent_again(read: Read, association: Association) -> None:
    shift = walk(association)
    first = read(PATH)
    same = read(PATH, **{"if-none-match": first.headers["ETag"]})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", first.headers["ETag"])
    Shift.objects.filter(pk=shift.pk).update(asked_count=1)
    assert read(PATH, **{"if-none-match": first.headers["ETag"]}).status_code == 200


def test_no_one_is_named_anywhere(read: Read, association: Association) -> None:
    Association.objects.update(
        contact_name="Hemlig Hansson", contact_number="+46701740633", contact_email="hemlig@lykta.example"
    )
    shift = walk(association, note="Hemlig kod 4711", cancel_reason="Hemlig är sjuk")
    attendance = AttendanceFactory(shift=shift)
    said = "".join(
        read(f"/api/v1/{path}").content.decode() for path in ("shifts", f"shifts/{shift.uuid}", "routes", "districts")
    )
    for secret in ("Hemlig", "4711", "0633", attendance.volunteer.name, attendance.volunteer.mobile):
        assert secret not in said
