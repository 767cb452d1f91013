"""What a reader chooses: members, more of what is named, order, and filters by what a shift belongs to."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.cursors import Cursor, Kind, read_cursor, write_cursor
from api.domain.keys import make_key
from api.domain.picking import pick, tree_of
from api.domain.telling import tell_partners
from api.enums import Scope
from api.models import Partner, PartnerEvent
from scheduling.domain.history import record_event
from scheduling.domain.origins import Origin
from scheduling.enums import Door, EventKind
from scheduling.models import Shift
from tests.api.conftest import MADE, Read, ids, pages_of
from tests.api.test_problems import problem_of
from tests.factories import AssociationFactory, DistrictFactory, RouteFactory, SeasonFactory, ShiftFactory
from volunteers.models import Association, Municipality

START = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
PATH = "/api/v1/shifts"
in_the_database = pytest.mark.django_db


@pytest.fixture
def association(municipality: Municipality) -> Association:
    association: Association = AssociationFactory(municipality=municipality, name="Vårby IF")
    return association


@pytest.fixture
def shift(association: Association) -> Shift:
    top = DistrictFactory(municipality=association.municipality, name="Norra")
    district = DistrictFactory(municipality=association.municipality, name="Vårby", parent=top)
    route = RouteFactory(municipality=association.municipality, district=district, name="Runt sjön")
    season = SeasonFactory(association=association, name="Hösten")
    shift: Shift = ShiftFactory(association=association, route=route, season=season, starts_at=START)
    return shift


@in_the_database
def test_only_the_members_asked_for_are_shown(read: Read, shift: Shift) -> None:
    answer = read(PATH, {"fields": "night,coverage.level,route.name"}).json()
    shown = {
        "id": str(shift.uuid),
        "route": {"id": str(shift.route.uuid), "name": "Runt sjön"},
        "night": "2026-10-16",
        "coverage": {"level": "missing"},
    }
    assert answer == {"next": None, "results": [shown]}
    assert read(f"{PATH}/{shift.uuid}", {"fields": ["night,coverage.level", "route.name"]}).json() == shown
    assert "next" in read(PATH, {"fields": "night", "limit": "1"}).json()


@in_the_database
@pytest.mark.parametrize("commas", [",", ",,"])
def test_commas_without_words_leave_nothing_out(read: Read, shift: Shift, commas: str) -> None:
    path = f"{PATH}/{shift.uuid}"
    assert read(path, {"fields": commas, "expand": commas}).json() == read(path).json()


@in_the_database
def test_feature_stays_a_feature_whatever_is_asked_for(read: Read, shift: Shift) -> None:
    path = f"/api/v1/routes/{shift.route.uuid}"
    assert read(path, {"fields": "properties.name"}).json() == {
        "type": "Feature",
        "id": str(shift.route.uuid),
        "properties": {"name": "Runt sjön"},
    }


@in_the_database
def test_more_is_told_of_what_is_named(read: Read, shift: Shift) -> None:
    (row,) = read(PATH, {"expand": "route,district,season"}).json()["results"]
    route, top, season = shift.route, shift.route.district.parent, shift.season
    assert season is not None
    assert top is not None
    assert row["route"] == {
        "id": str(route.uuid),
        "name": "Runt sjön",
        "geometry": {"type": "LineString", "coordinates": route.line},
        "meeting_point": {"name": "biblioteket", "address": "Vårby gårds centrum 1", "position": [17.883, 59.264]},
        "length_metres": None,
        "is_active": True,
    }
    assert row["district"]["parent"] == {"id": str(top.uuid), "name": "Norra"}
    assert row["season"] == {
        "id": str(season.uuid),
        "name": "Hösten",
        "first_night": "2026-10-02",
        "last_night": "2026-10-31",
    }
    alone = read(f"{PATH}/{shift.uuid}", {"expand": "season", "fields": "season.first_night"}).json()
    assert alone == {"id": str(shift.uuid), "season": {"id": str(season.uuid), "first_night": "2026-10-02"}}


@in_the_database
def test_more_than_the_key_may_read_is_refused(client: Any, partner: Partner, shift: Shift) -> None:
    _key, token = make_key(partner, scopes=[Scope.SHIFTS, Scope.SEASONS], now=MADE)
    headers = {"authorization": f"Bearer {token}"}
    assert client.get(PATH, {"expand": "season"}, headers=headers).status_code == 200
    for path in (PATH, f"{PATH}/{shift.uuid}"):
        refused = problem_of(client.get(path, {"expand": "season,route"}, headers=headers), 403, "missing-scope")
        assert "routes:read" in refused["detail"]


@in_the_database
def test_shifts_are_found_by_what_they_belong_to(read: Read, shift: Shift, association: Association) -> None:
    assert shift.season is not None
    other = ShiftFactory(association=AssociationFactory(municipality=association.municipality), starts_at=START)
    for name, row in (("association", association), ("route", shift.route), ("season", shift.season)):
        assert ids(read(PATH, {name: str(row.uuid)})) == [str(shift.uuid)]
    assert ids(read(PATH, {"route": str(other.route.uuid), "season": str(shift.season.uuid)})) == []


@in_the_database
@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("starts_at", [0, 1, 2, 3]),
        ("-starts_at", [3, 2, 1, 0]),
        ("updated_at", [3, 1, 2, 0]),
        ("-updated_at", [0, 2, 1, 3]),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 4])
def test_lists_are_sorted_both_ways_through_all_pages(
    read: Read, association: Association, ordering: str, expected: list[int], limit: int
) -> None:
    changed = [9, 5, 5, 1]
    shifts = [
        ShiftFactory(
            association=association,
            starts_at=START + timedelta(days=min(day, 2)),
            updated_at=START + timedelta(hours=changed[day]),
        )
        for day in range(4)
    ]
    found = [row for page in pages_of(read, PATH, {"ordering": ordering, "limit": limit}) for row in page]
    assert found == [str(shifts[day].uuid) for day in expected]


@in_the_database
def test_pages_downwards_neither_repeat_nor_skip_when_rows_come(read: Read, association: Association) -> None:
    shifts = [ShiftFactory(association=association, starts_at=START + timedelta(days=day)) for day in range(5)]

    def disturb(_number: int) -> None:
        ShiftFactory(association=association, starts_at=START + timedelta(days=9))

    pages = pages_of(read, PATH, {"ordering": "-starts_at", "limit": 2}, disturb)
    assert [row for page in pages for row in page] == [str(shift.uuid) for shift in reversed(shifts)]


@in_the_database
def test_parameters_are_told_in_the_language_preferred(read: Read) -> None:
    for language, said in (("sv", "Den parametern finns inte."), ("en", "There is no such parameter.")):
        body = problem_of(read(PATH, {"distrikt": "x"}, **{"accept-language": language}), 400, "bad-parameters")
        assert body["errors"] == [{"parameter": "distrikt", "detail": said}]


@in_the_database
def test_who_remembers_a_number_reads_what_changed_since(
    read: Read, partner: Partner, association: Association
) -> None:
    quiet, changed, later = (
        ShiftFactory(association=association, starts_at=START + timedelta(days=day)) for day in range(3)
    )
    record_event(quiet, EventKind.PUBLISHED, origin=Origin(Door.PAGE), now=MADE)
    tell_partners(MADE)
    number = read(PATH).headers["Lykta-Sequence"]
    assert number == "1"
    assert ids(read(PATH, {"updated_since": number})) == []
    for shift in (later, changed, changed):
        record_event(shift, EventKind.CHANGED, origin=Origin(Door.PAGE), now=MADE)
    assert ids(read(PATH, {"updated_since": number})) == []
    tell_partners(MADE)
    answer = read(PATH, {"updated_since": number})
    assert (ids(answer), answer.headers["Lykta-Sequence"]) == ([str(changed.uuid), str(later.uuid)], "4")
    assert ids(read(PATH, {"updated_since": 0})) == [str(shift.uuid) for shift in (quiet, changed, later)]
    again = read(PATH, {"updated_since": number}, **{"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.headers["Lykta-Sequence"]) == (304, "4")
    problem_of(read(PATH, {"updated_since": "5"}), 400, "bad-parameters")
    PartnerEvent.objects.filter(sequence__lte=2).delete()
    problem_of(read(PATH, {"updated_since": number}), 410, "too-far-back")


MEMBERS = st.sampled_from(["a", "b", "c"])
PATHS = st.sets(st.lists(MEMBERS, min_size=1, max_size=3).map(".".join), min_size=1)
PAYLOADS = st.recursive(
    st.integers(), lambda inner: st.dictionaries(MEMBERS, inner) | st.lists(inner, max_size=3), max_leaves=12
)


def has(payload: Any, path: list[str]) -> bool:
    if not path:
        return True
    if isinstance(payload, list):
        return any(has(each, path) for each in payload)
    return isinstance(payload, dict) and path[0] in payload and has(payload[path[0]], path[1:])


@given(PAYLOADS, PATHS)
def test_what_is_picked_has_every_path_asked_for_and_picking_again_changes_nothing(
    payload: Any, paths: set[str]
) -> None:
    picked = pick(payload, tree_of(paths))
    for path in paths:
        assert has(picked, path.split(".")) == has(payload, path.split("."))
    assert pick(picked, tree_of(paths)) == picked


@given(
    st.sampled_from(["name", "-name"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.integers(min_value=0, max_value=2**63 - 1),
)
def test_cursor_is_read_as_it_was_written(order: str, value: str, tie: int) -> None:
    cursor = Cursor(order, value, tie)
    assert read_cursor(write_cursor(cursor), order=order, kind=Kind.TEXT) == cursor


@given(st.datetimes(timezones=st.just(UTC)), st.dates())
def test_cursor_of_a_moment_or_a_day_is_read_as_it_was_written(moment: datetime, day: Any) -> None:
    for value, kind in ((moment, Kind.MOMENT), (day, Kind.DAY)):
        assert read_cursor(write_cursor(Cursor("o", value, 1)), order="o", kind=kind).value == value
