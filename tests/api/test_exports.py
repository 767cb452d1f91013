"""The export of a window of shifts."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from scheduling.enums import AttendanceState
from scheduling.models import Shift
from tests.api.conftest import Read
from tests.api.test_problems import problem_of
from tests.factories import AssociationFactory, AttendanceFactory, ShiftFactory, member_of
from volunteers.enums import VolunteerState
from volunteers.models import Association, Municipality, Volunteer

pytestmark = pytest.mark.django_db
START = datetime(2026, 10, 16, 18, 30, tzinfo=UTC)
PATH = "/api/v1/shifts/export"
WINDOW = {"from": "2026-10-01", "to": "2026-12-31"}


@pytest.fixture
def association(municipality: Municipality) -> Association:
    association: Association = AssociationFactory(municipality=municipality)
    return association


def walk(association: Association, day: int = 0, **fields: Any) -> Shift:
    shift: Shift = ShiftFactory(association=association, starts_at=START + timedelta(days=day), **fields)
    return shift


def body_of(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_lines_are_what_the_list_shows(read: Read, association: Association) -> None:
    for day in (2, 0, 1):
        walk(association, day)
    walk(association, 3, state="draft")
    walk(association, 100)
    walk(AssociationFactory())
    answer = read(PATH, WINDOW)
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    lines = body_of(answer).splitlines()
    assert [json.loads(line) for line in lines] == read("/api/v1/shifts", WINDOW).json()["results"]
    assert len(lines) == 3


def test_members_more_of_them_and_filters_are_as_in_the_list(read: Read, association: Association) -> None:
    shift = walk(association)
    walk(association, 1, state="cancelled")
    query = {**WINDOW, "state": "published", "fields": "night,route.geometry", "expand": "route,crew"}
    (line,) = body_of(read(PATH, query)).splitlines()
    assert json.loads(line) == read("/api/v1/shifts", query).json()["results"][0]
    assert json.loads(line)["id"] == str(shift.uuid)


@pytest.mark.parametrize("missing", ["from", "to"])
def test_window_has_to_be_given(read: Read, missing: str) -> None:
    query = {name: value for name, value in WINDOW.items() if name != missing}
    body = problem_of(read(PATH, query), 400, "bad-parameters")
    assert [error["parameter"] for error in body["errors"]] == [missing]


def test_pages_are_no_part_of_it(read: Read) -> None:
    problem_of(read(PATH, {**WINDOW, "limit": "1"}), 400, "bad-parameters")


def test_format_that_there_is_not_is_answered_with_the_one_that_there_is(read: Read) -> None:
    for accept in ("text/html", "application/json"):
        refused = problem_of(read(PATH, WINDOW, accept=accept), 406, "not-acceptable")
        assert "Send Accept: application/x-ndjson, or no Accept at all." in refused["detail"]
    assert read(PATH, WINDOW, accept="application/x-ndjson").status_code == 200


def test_unchanged_export_is_not_sent_again(read: Read, association: Association) -> None:
    shift = walk(association)
    etag = read(PATH, WINDOW).headers["ETag"]
    assert read(PATH, WINDOW, **{"if-none-match": etag}).status_code == 304
    for change in ("route", "association", "shift"):
        if change == "shift":
            Shift.objects.filter(pk=shift.pk).update(updated_at=START)
        else:
            row = getattr(shift, change)
            row.name = f"{row.name} ny"
            row.save()
        again = read(PATH, WINDOW, **{"if-none-match": etag})
        assert (again.status_code, again.headers["ETag"] != etag) == (200, True)
        etag = again.headers["ETag"]
    assert read(PATH, {**WINDOW, "fields": "night"}, **{"if-none-match": etag}).status_code == 200


def test_export_with_crews_is_another_once_somebody_is_forgotten(read: Read, association: Association) -> None:
    anna = AttendanceFactory(
        shift=walk(association), volunteer=member_of(association), state=AttendanceState.CONFIRMED
    ).volunteer
    whole, crews = (read(PATH, WINDOW | more).headers["ETag"] for more in ({}, {"expand": "crew"}))
    Volunteer.objects.filter(pk=anna.pk).update(state=VolunteerState.FORGOTTEN)
    assert read(PATH, WINDOW, **{"if-none-match": whole}).status_code == 304
    (line,) = body_of(read(PATH, WINDOW | {"expand": "crew"}, **{"if-none-match": crews})).splitlines()
    assert json.loads(line)["crew"] == []


@time_machine.travel(START, tick=False)  # else a new minute may begin, with a new quota
def test_nobody_exports_without_end(read: Read) -> None:
    answers = [read(PATH, WINDOW) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert answers[0].headers["RateLimit-Policy"] == '"export";q=6;w=60'


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_are_the_same_for_any_number_of_rows(
    read: Read, association: Association, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for day in range(rows):
        walk(association, day)
    with django_assert_num_queries(8):  # the key, that it was used, five for the ETag, the shifts
        assert len(body_of(read(PATH, WINDOW)).splitlines()) == rows
