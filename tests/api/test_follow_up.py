"""The follow-up as partners read it: the figures that may leave the municipality, and no others."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from api.domain.keys import make_key
from api.enums import Scope
from api.models import Partner
from fieldwork.domain.follow_up.public_words import meanings
from fieldwork.domain.follow_up.publishing import public_tables
from fieldwork.domain.follow_up.tables import Table, Withheld, tables_of
from fieldwork.domain.follow_up.words import set_smallest
from scheduling.enums import ShiftState
from scheduling.models import Route
from tests.api.conftest import MADE, Read
from tests.api.test_problems import problem_of
from tests.factories import AssociationFactory, member_of
from tests.fieldwork.follow_up_nights import SPRING, evening, figures, logged, night, place, seen, went_out
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db
PATH = "/api/v1/follow-up"
TABLES = ("districts", "associations", "months", "kinds", "moods", "occurrences", "contacts", "observations")
BY_CODE = {"months", "kinds", "moods", "occurrences", "contacts"}
NAMELESS = {"districts": "Utan område", "associations": "Utan förening", "observations": "Summa"}
HALF = {"first": "2026-01-01", "last": "2026-06-30"}
AUGUST = datetime(2026, 8, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_august() -> Iterator[None]:
    with time_machine.travel(AUGUST, tick=False):
        yield


@pytest.fixture
def varby(municipality: Municipality) -> Route:
    """A district with a part, another beside it, and a spring of few and of many."""
    varby = place(municipality, "Vårby")
    masmo, skogas = place(municipality, "Masmo", parent=varby.district), place(municipality, "Skogås")
    first, second = (AssociationFactory(municipality=municipality) for _ in range(2))
    regulars = [member_of(first) for _ in range(4)]
    walked = (
        (first, varby, date(2026, 2, 6), 2, "fight"),
        (first, masmo, date(2026, 3, 6), 0, "helped"),
        (second, skogas, date(2026, 4, 10), 3, "helped"),
        (second, varby, date(2026, 4, 17), 0, "party"),
    )
    for association, route, on, more, kind in walked:
        shift = night(association, route, on)
        went_out(shift, walkers=[*regulars, *(member_of(association) for _ in range(more))])
        logged(shift, occurrences={kind: 3}, contacts={"guards": 6})
    night(first, skogas, date(2026, 5, 29), kind="activity", state=ShiftState.PUBLISHED)
    seen(municipality, evening(date(2026, 4, 10)))
    return varby


def numbers(told: dict[str, Any]) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """The rows of each table by what they are called, where a withheld number is none."""
    rows = {"total": [told["total"]], **{name: told[name] for name in TABLES}}
    return {
        name: [((row["key"] or "") if name in BY_CODE else row["name"], marked(row)) for row in found]
        for name, found in rows.items()
    }


def marked(row: dict[str, Any]) -> dict[str, Any]:
    for column in row["withheld"]:
        assert row["values"][column] is None, column
    return {name: Withheld.SMALL if name in row["withheld"] else value for name, value in row["values"].items()}


def expected_of(tables: tuple[Table, ...]) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    return {
        table.key: [
            (row.key if table.key in BY_CODE else row.name or NAMELESS[table.key], dict(row.values))
            for row in table.rows
        ]
        for table in tables
    }


@pytest.mark.parametrize("smallest", [1, 5, 12])
def test_numbers_are_those_that_may_leave_the_municipality(
    read: Read, municipality: Municipality, varby: Route, smallest: int
) -> None:
    set_smallest(municipality, smallest)
    told = read(PATH, HALF, **{"accept-language": "sv"}).json()
    assert numbers(told) == expected_of(public_tables(figures(municipality, SPRING), smallest=smallest))
    assert told["smallest"] == smallest
    withheld = {column for name in TABLES for row in told[name] for column in row["withheld"]}
    assert bool(withheld) == (smallest > 1)


@pytest.mark.parametrize("smallest", [1, 5, 12])
def test_answer_about_less_has_the_rows_that_stand_in_the_answer_about_the_town(
    read: Read, municipality: Municipality, varby: Route, smallest: int
) -> None:
    set_smallest(municipality, smallest)
    town = read(PATH, HALF).json()
    of_district = read(PATH, {**HALF, "district": str(varby.district.uuid)}).json()
    of_kind = read(PATH, {**HALF, "kind": "night_walk"}).json()
    assert of_district["districts"] == [row for row in town["districts"] if row["name"] in {"Vårby", "Masmo"}]
    assert of_kind["kinds"] == [row for row in town["kinds"] if row["key"] == "night_walk"]
    for told, name, key in ((of_district, "districts", "Vårby"), (of_kind, "kinds", "Night walk")):
        assert told["total"] == told[name][0] | {"key": None, "name": key}
        assert {table for table in TABLES if told[table]} == {name, "observations"}


def test_kind_that_there_was_nothing_of_is_nought(read: Read, municipality: Municipality) -> None:
    told = read(PATH, {**HALF, "kind": "activity"}).json()
    assert (told["total"]["name"], told["total"]["values"]["planned"], told["total"]["withheld"]) == ("Activity", 0, [])


def test_faults_are_counted_in_the_district_alone(read: Read, municipality: Municipality, varby: Route) -> None:
    seen(municipality, evening(date(2026, 4, 10)), district=varby.district)

    def found(**query: str) -> Any:
        return [row["values"]["found"] for row in read(PATH, {**HALF, **query}).json()["observations"]][-1]

    skogas = municipality.districts.get(name="Skogås")
    assert (found(), found(district=str(varby.district.uuid)), found(district=str(skogas.uuid))) == (2, 1, 0)


def test_districts_and_associations_go_by_their_ids(read: Read, municipality: Municipality, varby: Route) -> None:
    told = read(PATH, HALF).json()
    assert told["municipality"] == {"id": str(municipality.uuid), "name": "Huddinge kommun"}
    assert (told["district"], told["kind"]) == (None, None)
    tree = {row["name"]: (row["key"], row["parent"]) for row in told["districts"]}
    uuids = {one.name: str(one.uuid) for one in municipality.districts.all()}
    assert tree == {
        "Vårby": (uuids["Vårby"], None),
        "Masmo": (uuids["Masmo"], uuids["Vårby"]),
        "Skogås": (uuids["Skogås"], None),
        "Without an area": (None, None),
    }
    clubs = {(row["key"], row["name"]) for row in told["associations"]}
    named = {(str(one.uuid), one.name) for one in municipality.associations.all()}
    assert clubs == {(None, "Without an association"), *named}
    of_one = read(PATH, {**HALF, "district": uuids["Vårby"]}).json()
    assert of_one["district"] == {"id": uuids["Vårby"], "name": "Vårby"}
    assert [(row["name"], row["parent"]) for row in of_one["districts"]] == [
        ("Vårby", None),
        ("Masmo", uuids["Vårby"]),
    ]


def test_every_number_is_defined_in_the_readers_language(read: Read, municipality: Municipality) -> None:
    in_english = read(PATH, HALF)
    in_swedish = read(PATH, HALF, **{"accept-language": "sv"})
    columns = {column for table in tables_of(figures(municipality)) for column in table.columns}
    for answer in (in_english, in_swedish):
        assert {one["key"] for one in answer.json()["definitions"]} == columns
        assert {"Authorization", "Accept-Language"} <= set(answer.headers["Vary"].split(", "))
    assert [tuple(one.values()) for one in in_swedish.json()["definitions"]] == list(meanings())
    for english, swedish in zip(in_english.json()["definitions"], in_swedish.json()["definitions"], strict=True):
        assert english["meaning"] != swedish["meaning"], english["key"]
    assert in_english.headers["ETag"] != in_swedish.headers["ETag"]


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [("2026-07-14", "2025-07-01", "2025-12-31"), ("2026-07-15", "2026-01-01", "2026-06-30")],
)
def test_latest_half_year_that_is_settled_is_told_unless_another_is_asked_for(
    read: Read, municipality: Municipality, today: str, first: str, last: str
) -> None:
    with time_machine.travel(datetime.fromisoformat(f"{today}T12:00:00+00:00"), tick=False):
        told = read(PATH).json()
    assert (told["first"], told["last"]) == (first, last)
    told = read(PATH, {"first": "2024-07-01", "last": "2024-12-31"}).json()
    assert (told["first"], told["last"]) == ("2024-07-01", "2024-12-31")


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"first": "2026-01-01"}, "last"),
        ({"last": "2026-06-30"}, "first"),
        ({"first": "2026-01-02", "last": "2026-06-30"}, "first"),
        ({"first": "2026-02-01", "last": "2026-02-28"}, "first"),
        ({"first": "2026-01-01", "last": "2026-01-31"}, "last"),
        ({"first": "2025-01-01", "last": "2025-12-31"}, "last"),
        ({"first": "2026-07-01", "last": "2026-06-30"}, "last"),
        ({"first": "2026-07-01", "last": "2026-12-31"}, "last"),
        ({"first": "2026-02-30", "last": "2026-06-30"}, "first"),
        ({"first": "0001-01-01", "last": "2026-06-30"}, "first"),
        ({"first": "2026-01-01", "last": "9999-12-31"}, "last"),
        ({"first": "i våras", "last": "2026-06-30"}, "first"),
        ({"kind": "lantern"}, "kind"),
        ({"district": "Vårby"}, "district"),
        ({"from": "2026-01-01"}, "from"),
    ],
)
def test_what_cannot_be_asked_for_is_said(read: Read, query: dict[str, str], wrong: str) -> None:
    errors = problem_of(read(PATH, query), 400, "bad-parameters")["errors"]
    assert [error["parameter"] for error in errors] == [wrong]


@pytest.mark.parametrize(
    ("query", "english", "swedish"),
    [
        (
            {"first": "2026-07-01", "last": "2026-12-31"},
            "That half-year is told from 2027-01-15 on.",
            "Det halvåret lämnas ut från 2027-01-15.",
        ),
        (
            {"first": "2026-03-01", "last": "2026-03-31"},
            "Choose the first day of a half-year, 1 January or 1 July.",
            "Välj den första dagen i ett halvår, 1 januari eller 1 juli.",
        ),
        (
            {"first": "2026-01-01", "last": "2026-12-31"},
            "Choose the last day of the same half-year.",
            "Välj den sista dagen i samma halvår.",
        ),
    ],
)
def test_period_that_is_not_told_is_refused_in_the_readers_language(
    read: Read, query: dict[str, str], english: str, swedish: str
) -> None:
    for language, said in (("en", english), ("sv", swedish)):
        problem = problem_of(read(PATH, query, **{"accept-language": language}), 400, "bad-parameters")
        assert [error["detail"] for error in problem["errors"]] == [said]


def test_there_is_no_row_of_a_kind_in_a_district(read: Read, varby: Route) -> None:
    query = {**HALF, "district": str(varby.district.uuid), "kind": "activity"}
    (error,) = problem_of(read(PATH, query), 400, "bad-parameters")["errors"]
    assert (error["parameter"], error["detail"]) == ("kind", "Ask for a district or a kind, not both.")


def test_key_of_some_districts_names_one_and_never_gets_the_town(
    client: Client, partner: Partner, varby: Route
) -> None:
    token = make_key(partner, scopes=[Scope.FOLLOW_UP], now=MADE, districts=[str(varby.district.uuid)])[1]

    def ask(**query: str) -> Any:
        return client.get(PATH, {**HALF, **query}, headers={"authorization": f"Bearer {token}"})

    detail = problem_of(ask(), 400, "bad-parameters")["errors"][0]["detail"]
    assert detail == "Your key is for some districts. Name one of them."
    assert [row["name"] for row in ask(district=str(varby.district.uuid)).json()["districts"]] == ["Vårby", "Masmo"]
    beside = partner.municipality.districts.get(name="Skogås")
    detail = problem_of(ask(district=str(beside.uuid)), 400, "bad-parameters")["errors"][0]["detail"]
    assert detail == "Your key sees no such district."


def test_unchanged_follow_up_is_not_sent_again(read: Read, varby: Route) -> None:
    answer = read(PATH, HALF)
    assert answer.headers["RateLimit-Policy"].startswith('"export"')
    assert read(PATH, HALF, **{"if-none-match": answer.headers["ETag"]}).status_code == 304
    night(AssociationFactory(municipality=varby.municipality), varby, date(2026, 5, 8))
    assert read(PATH, HALF, **{"if-none-match": answer.headers["ETag"]}).status_code == 200


def test_only_what_is_asked_for_is_shown(read: Read, varby: Route) -> None:
    told = read(PATH, {**HALF, "fields": "total.values,smallest"}).json()
    assert set(told) == {"smallest", "total"}
    assert told["total"]["values"]["planned"] == 5


@pytest.mark.parametrize("nights", [1, 30])
def test_queries_are_the_same_for_any_number_of_nights(
    read: Read, municipality: Municipality, django_assert_num_queries: DjangoAssertNumQueries, nights: int
) -> None:
    association = AssociationFactory(municipality=municipality)
    for number in range(nights):
        night(association, place(municipality, f"Område {number}"), date(2026, 1, 1 + number))
    with django_assert_num_queries(20):
        assert len(read(PATH, HALF).json()["districts"]) == nights
