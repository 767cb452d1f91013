"""The season board: what it says, how many questions it asks the database, and when it has nothing new."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scheduling.enums import AttendanceState, ShiftState
from scheduling.models import Attendance, Shift
from tests.factories import (
    AssociationFactory,
    AttendanceFactory,
    DistrictFactory,
    MunicipalityFactory,
    RouteFactory,
    ShiftFactory,
    coordinator_of,
    leader_of,
    member_of,
)
from volunteers.models import Association

MONDAY = datetime(2026, 10, 12, 10, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
BOARD = "/pass"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def association() -> Association:
    association: Association = AssociationFactory()
    return association


@pytest.fixture
def leader(client: Client, association: Association) -> Client:
    client.force_login(leader_of(association))
    return client


def ids(answer_text: str) -> list[int]:
    return [int(part.split('"')[0]) for part in answer_text.split('<article class="shift" id="pass-')[1:]]


def many_shifts(association: Association, count: int) -> None:
    route = RouteFactory(municipality=association.municipality)
    members = [member_of(association) for _ in range(4)]
    shifts = Shift.objects.bulk_create(
        ShiftFactory.build(
            association=association,
            route=route,
            starts_at=FRIDAY + timedelta(days=n % 60),
            confirmed_count=2,
            leader_count=1,
        )
        for n in range(count)
    )
    for member in members[:2]:
        Attendance.objects.bulk_create(
            AttendanceFactory.build(
                shift=shift,
                volunteer=member,
                state=AttendanceState.ASKED,
                starts_at=shift.starts_at,
                ends_at=shift.ends_at,
            )
            for shift in shifts
        )


def queries_of_board(client: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(BOARD).status_code == 200
    return len(queries)


def test_board_asks_as_many_queries_when_a_thousand_shifts_are_in_view(
    leader: Client, association: Association
) -> None:
    many_shifts(association, 10)
    few = queries_of_board(leader)
    many_shifts(association, 990)
    assert (queries_of_board(leader), len(ids(leader.get(BOARD).content.decode()))) == (few, 1000)
    assert few <= 12


def section(client: Client, etag: str = "", query: str = "") -> tuple[int, str, str]:
    headers = {"HX-Request": "true"} | ({"If-None-Match": etag} if etag else {})
    answer = client.get(f"{BOARD}{query}", headers=headers)
    return answer.status_code, answer.headers.get("ETag", ""), answer.content.decode()


def test_section_is_not_sent_again_when_nothing_has_changed(leader: Client, association: Association) -> None:
    ShiftFactory(association=association)
    _, etag, text = section(leader)
    assert json.dumps({"If-None-Match": etag}).replace('"', "&quot;") in text
    with CaptureQueriesContext(connection) as queries:
        status, _, body = section(leader, etag)
    assert (status, body, len(queries) <= 4) == (304, "", True)


def test_section_is_sent_again_when_someone_has_answered(leader: Client, association: Association) -> None:
    AttendanceFactory(shift=ShiftFactory(association=association))
    etag = section(leader)[1]
    Attendance.objects.update(updated_at=MONDAY + timedelta(minutes=1), state=AttendanceState.CONFIRMED)
    assert section(leader, etag)[0] == 200


def test_section_is_sent_again_when_a_new_day_has_come(leader: Client, association: Association) -> None:
    etag = section(leader)[1]
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        assert section(leader, etag)[0] == 200


@pytest.mark.parametrize("query", ["?visa=utkast", "?kvall=fredag", "?fran=2026-11-02"])
def test_section_is_another_when_the_choice_is(leader: Client, query: str) -> None:
    assert section(leader, section(leader)[1], query)[0] == 200


def test_section_is_another_when_the_language_is(leader: Client) -> None:
    etag = section(leader)[1]
    answer = leader.get(BOARD, headers={"HX-Request": "true", "If-None-Match": etag, "Accept-Language": "en"})
    assert answer.status_code == 200


def test_page_is_always_whole_when_a_browser_asks(leader: Client) -> None:
    etag = section(leader)[1]
    assert leader.get(BOARD, headers={"If-None-Match": etag}).status_code == 200


def test_board_shows_own_shifts_alone_when_one_leads_an_association(leader: Client, association: Association) -> None:
    own = ShiftFactory(association=association)
    ShiftFactory(association=AssociationFactory(municipality=association.municipality))
    assert ids(leader.get(BOARD).content.decode()) == [own.pk]


def test_district_filter_takes_what_lies_below_it(client: Client) -> None:
    town = MunicipalityFactory()
    outer = DistrictFactory(municipality=town)
    inner = DistrictFactory(municipality=town, parent=outer)
    association = AssociationFactory(municipality=town)
    inside, _outside = (
        ShiftFactory(association=association, route=RouteFactory(municipality=town, district=district))
        for district in (inner, DistrictFactory(municipality=town))
    )
    client.force_login(coordinator_of(town))
    assert ids(client.get(BOARD, {"omrade": outer.pk}).content.decode()) == [inside.pk]


def test_district_of_another_town_shows_nothing(leader: Client, association: Association) -> None:
    ShiftFactory(association=association)
    assert ids(leader.get(BOARD, {"omrade": DistrictFactory().pk}).content.decode()) == []


def test_association_and_night_filters_narrow_the_board(client: Client) -> None:
    town = MunicipalityFactory()
    first, second = AssociationFactory(municipality=town), AssociationFactory(municipality=town)
    friday = ShiftFactory(association=first)
    saturday = ShiftFactory(association=first, route=friday.route, starts_at=FRIDAY + timedelta(days=1))
    ShiftFactory(association=second, route=friday.route)
    client.force_login(coordinator_of(town))
    assert ids(client.get(BOARD, {"forening": first.pk}).content.decode()) == [friday.pk, saturday.pk]
    assert ids(client.get(BOARD, {"forening": first.pk, "kvall": "lordag"}).content.decode()) == [saturday.pk]


def test_period_starts_this_week_and_moves_by_link(leader: Client, association: Association) -> None:
    for days in (-7, 0, 7 * 12, 7 * 13):
        ShiftFactory(association=association, starts_at=FRIDAY + timedelta(days=days))
    first = leader.get(BOARD).content.decode()
    assert len(ids(first)) == 2
    assert "fran=2027-01-04" in first
    assert len(ids(leader.get(BOARD, {"fran": "2027-01-04"}).content.decode())) == 2


@pytest.mark.parametrize(
    "query", ["?fran=9999-12-31", "?fran=0001-01-01", "?fran=x&omrade=x&forening=%00&kvall=x&visa=x"]
)
def test_board_opens_when_the_address_is_nonsense(leader: Client, query: str) -> None:
    assert leader.get(f"{BOARD}{query}").status_code == 200


def test_board_shows_one_way_forward_when_it_is_empty(leader: Client) -> None:
    text = leader.get(BOARD).content.decode()
    assert "Inga pass är planerade de här veckorna." in text
    assert "Planera ett pass" in text


def test_drafts_are_published_when_the_button_is_pressed(leader: Client, association: Association) -> None:
    draft = ShiftFactory(association=association, state=ShiftState.DRAFT)
    anothers = ShiftFactory(state=ShiftState.DRAFT)
    assert f'name="pass" value="{draft.pk}"' in leader.get(BOARD).content.decode()
    answer = leader.post(f"{reverse('scheduling:publish_drafts')}?visa=utkast", {"pass": [draft.pk, anothers.pk, "x"]})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/pass?visa=utkast")
    states = [Shift.objects.get(pk=shift.pk).state for shift in (draft, anothers)]
    assert states == [ShiftState.PUBLISHED, ShiftState.DRAFT]
