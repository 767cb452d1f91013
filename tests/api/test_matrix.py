"""Every endpoint, asked by everyone: exactly the answer that its row says, with no row too many or too few."""

import json
from collections import Counter
from itertools import count
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import URLPattern

from api.enums import STATUS, Problem, Scope
from api.serializers.filters import MORE_OF_SHIFTS
from api.urls import urlpatterns
from api.views.reading import ReadingView
from api.views.schema import schema
from tests.api.matrix import EXPANDS, NARROW, TABLE, TOLD, Holder, Row, Town
from tests.api.test_problems import problem_of

pytestmark = pytest.mark.django_db
ALL_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "LANTERN")
NOWHERE = "00000000-0000-4000-8000-000000000000"
numbers = count()


def routes_below_the_api() -> dict[str, URLPattern]:
    return {str(each.pattern): each for each in urlpatterns if str(each.pattern).startswith("api/v1/")}


def methods_of(pattern: URLPattern) -> set[str]:
    """What the URL configuration answers with more than 405."""
    view = getattr(pattern.callback, "view_class", None)
    if view is None:
        return {"GET"}
    return {method.upper() for method in view.http_method_names if hasattr(view, method)} - {"HEAD"}


def rows_of(kind: str) -> list[Any]:
    return [
        pytest.param(method, path, row, id=f"{method} {path}")
        for (method, path), row in TABLE.items()
        if row.kind == kind
    ]


def ask(holder: Holder, method: str, path: str, query: Any = None, body: object = None) -> Any:
    """One call, of which nothing stays."""
    caches["rates"].clear()
    headers = dict(holder.headers)
    with transaction.atomic():
        if body is None:
            answer = Client(headers=headers).generic(method, f"/{path}", query_params=query or {})
        else:
            headers |= {"idempotency-key": f"nr-{next(numbers)}", "if-match": "*"}
            answer = Client(headers=headers).generic(
                method, f"/{path}", json.dumps(body), content_type="application/json", query_params=query or {}
            )
        answer.streamed = b"".join(answer.streaming_content) if answer.streaming else b""  # type: ignore[attr-defined]  # kept for the test
        transaction.set_rollback(True)
    return answer


def may_not(holder: Holder, scope: Scope | None) -> str:
    """The problem that this one meets at any resource of the scope; empty when let in."""
    if holder.refused:
        return holder.refused
    return "" if scope in holder.scopes else Problem.MISSING_SCOPE


def is_let_in(holder: Holder, row: Row, answer: Any) -> bool:
    refused = may_not(holder, row.scope)
    if refused:
        body = problem_of(answer, STATUS[Problem(refused)], refused)
        assert answer.headers.get("WWW-Authenticate") == ('Bearer realm="Lykta"' if body["status"] == 401 else None)
    return not refused


def test_table_has_a_row_for_every_endpoint_and_no_other() -> None:
    found = {(method, path) for path, pattern in routes_below_the_api().items() for method in methods_of(pattern)}
    assert found == set(TABLE)


def test_table_has_every_operation_of_the_schema_with_its_scope() -> None:
    described = {
        (method.upper(), path.strip("/").replace("{uuid}", "<uuid:uuid>")): operation["security"][0]["partnerKey"]
        for path, methods in schema()["paths"].items()
        for method, operation in methods.items()
    }
    assert described == {key: [row.scope] for key, row in TABLE.items() if row.scope}


def test_every_scope_opens_something() -> None:
    assert {row.scope for row in TABLE.values() if row.scope} | set(EXPANDS.values()) == set(Scope)
    assert dict(MORE_OF_SHIFTS) == dict(EXPANDS)


@pytest.mark.parametrize(("method", "path", "row"), rows_of("list"))
def test_list_shows_what_is_in_reach(town: Town, method: str, path: str, row: Row) -> None:
    for holder in town.holders:
        answer = ask(holder, method, path, row.query)
        if is_let_in(holder, row, answer):
            assert answer.status_code == 200, holder.name
            body = answer.json()
            found = [one["id"] for one in body["features" if row.about in {"routes", "observations"} else "results"]]
            assert town.named(row.about, found) == sorted(holder.sees(row.about)), holder.name


@pytest.mark.parametrize(("method", "path", "row"), rows_of("one"))
def test_one_is_shown_in_reach_and_does_not_exist_beyond(town: Town, method: str, path: str, row: Row) -> None:
    for holder in town.holders:
        for name, thing in town.things[row.about].items():
            answer = ask(holder, method, path.replace("<uuid:uuid>", str(thing.uuid)))
            if not is_let_in(holder, row, answer):
                break
            if name in holder.sees(row.about):
                assert (answer.status_code, answer.json()["id"]) == (200, str(thing.uuid)), (holder.name, name)
            else:
                problem_of(answer, 404, "not-found")


@pytest.mark.parametrize(("method", "path", "row"), rows_of("lines"))
def test_export_has_a_line_for_each_in_reach(town: Town, method: str, path: str, row: Row) -> None:
    for holder in town.holders:
        answer = ask(holder, method, path, row.query)
        if is_let_in(holder, row, answer):
            found = [json.loads(line)["id"] for line in answer.streamed.splitlines()]
            assert town.named(row.about, found) == sorted(holder.sees(row.about)), holder.name


@pytest.mark.parametrize(("method", "path", "row"), rows_of("sums"))
def test_coverage_sums_up_what_is_in_reach(town: Town, method: str, path: str, row: Row) -> None:
    shifts = town.things["shifts"]
    for holder in town.holders:
        answer = ask(holder, method, path)
        if is_let_in(holder, row, answer):
            found = {one["district"]["id"]: sum(one["shifts"].values()) for one in answer.json()["results"]}
            seen = Counter(str(shifts[name].route.district.uuid) for name in holder.sees("shifts"))
            assert found == dict(seen), holder.name


@pytest.mark.parametrize(("method", "path", "row"), rows_of("figures"))
def test_follow_up_is_of_the_town_or_of_a_district_in_reach(town: Town, method: str, path: str, row: Row) -> None:
    for holder in town.holders:
        answer = ask(holder, method, path)
        if not is_let_in(holder, row, answer):
            continue
        if holder.reach == NARROW:
            errors = problem_of(answer, 400, "bad-parameters")["errors"]
            assert [error["parameter"] for error in errors] == ["district"], holder.name
        else:
            found = [one["key"] for one in answer.json()["districts"] if one["key"]]
            assert town.named(row.about, found) == sorted(holder.sees(row.about)), holder.name
        for name, district in town.things[row.about].items():
            of_one = ask(holder, method, path, {"district": str(district.uuid)})
            if name in holder.sees(row.about):
                found = [one["key"] for one in of_one.json()["districts"] if one["key"]]
                parts = {"own": ["below", "own"]}.get(name, [name])
                assert town.named(row.about, found) == parts, (holder.name, name)
            else:
                errors = problem_of(of_one, 400, "bad-parameters")["errors"]
                assert [error["parameter"] for error in errors] == ["district"], (holder.name, name)


@pytest.mark.parametrize(("method", "path", "row"), rows_of("contacts"))
def test_contacts_are_told_of_tonights_shifts_in_reach(town: Town, method: str, path: str, row: Row) -> None:
    for holder in town.holders:
        for name, shift in town.things["shifts"].items():
            answer = ask(holder, method, path.replace("<uuid:uuid>", str(shift.uuid)))
            if not is_let_in(holder, row, answer):
                break
            if name in holder.sees("shifts"):
                assert (answer.status_code, answer.json()["shift"]) == (200, str(shift.uuid)), (holder.name, name)
            else:
                problem_of(answer, 404, "not-found")


@pytest.mark.parametrize(("method", "path", "row"), rows_of("ask"))
def test_presence_can_be_asked_for_in_reach(town: Town, method: str, path: str, row: Row) -> None:
    for holder in town.holders:
        for name, district in town.things["districts"].items():
            body = {
                "where": {"district": str(district.uuid)},
                "starts_at": "2026-10-23T21:00:00+02:00",
                "ends_at": "2026-10-23T23:00:00+02:00",
                "category": "unrest",
            }
            answer = ask(holder, method, path, body=body)
            if not is_let_in(holder, row, answer):
                break
            if name in holder.sees("districts"):
                assert answer.status_code == 201, (holder.name, name)
                assert answer.json()["where"]["district"]["id"] == str(district.uuid)
            else:
                errors = problem_of(answer, 422, "invalid-fields")["errors"]
                assert [error["pointer"] for error in errors] == ["#/where/district"], (holder.name, name)


@pytest.mark.parametrize(("method", "path", "row"), rows_of("change"))
def test_own_request_in_reach_can_be_changed(town: Town, method: str, path: str, row: Row) -> None:
    for holder in town.holders:
        for name, asked in town.things["presence"].items():
            body = {"accept": True} if row.query else {}
            answer = ask(holder, method, path.replace("<uuid:uuid>", str(asked.uuid)), body=body)
            if not is_let_in(holder, row, answer):
                break
            if name in holder.sees("presence"):
                state = "accepted" if row.query else "withdrawn"
                assert (answer.status_code, answer.json()["state"]) == (200, state), (holder.name, name)
            else:
                problem_of(answer, 404, "not-found")


@pytest.mark.parametrize(("method", "path", "row"), rows_of("events"))
def test_events_are_those_told_to_the_partner_of_what_the_key_opens(
    town: Town, method: str, path: str, row: Row
) -> None:
    for holder in town.holders:
        answer = ask(holder, method, path)
        if not is_let_in(holder, row, answer):
            continue
        things = {Scope.SHIFTS: "shifts", Scope.PRESENCE: "presence", Scope.OBSERVATIONS: "observations"}
        wanted = [
            str(town.things[about][name].uuid)
            for scope, about in things.items()
            for name in TOLD[scope][holder.reach].split()
            if scope in holder.scopes
        ]
        found = [one["data"]["id"] for one in answer.json()["results"] if one["type"] != "webhook.test"]
        tests = [one["type"] for one in answer.json()["results"] if one["type"] == "webhook.test"]
        assert found == wanted, holder.name
        assert len(tests) == (1 if TOLD["test"].get(holder.reach) else 0), holder.name


@pytest.mark.parametrize(("name", "scope"), EXPANDS.items())
def test_more_of_a_shift_needs_its_scope(town: Town, name: str, scope: Scope) -> None:
    own = town.things["shifts"]["own"].uuid
    for holder in town.holders:
        if may_not(holder, Scope.SHIFTS) or "own" not in holder.sees("shifts"):
            continue
        for path, query in (
            ("api/v1/shifts", {}),
            (f"api/v1/shifts/{own}", {}),
            ("api/v1/shifts/export", {"from": "2026-10-01", "to": "2026-10-31"}),
        ):
            answer = ask(holder, "GET", path, {**query, "expand": name})
            if scope in holder.scopes:
                assert answer.status_code == 200, (holder.name, path)
            else:
                assert scope in problem_of(answer, 403, "missing-scope")["detail"], (holder.name, path)


@pytest.mark.parametrize(("method", "path", "row"), rows_of("public"))
def test_what_describes_the_api_is_there_for_everyone(town: Town, method: str, path: str, row: Row) -> None:
    for holder in town.holders:
        assert ask(holder, method, path.replace("<slug:slug>", "no-key")).status_code == 200, holder.name
        problem_of(ask(holder, method, "api/v1/problems/lantern"), 404, "not-found")


@pytest.mark.parametrize("path", sorted({path for _method, path in TABLE}))
def test_other_methods_are_refused(town: Town, path: str) -> None:
    """After the key, so that nobody learns by them what there is."""
    pattern = routes_below_the_api()[path]
    taken = methods_of(pattern)
    is_resource = issubclass(getattr(pattern.callback, "view_class", object), ReadingView)
    everything = next(holder for holder in town.holders if holder.name == "everything")
    nobody = next(holder for holder in town.holders if holder.name == "no key")
    address = path.replace("<uuid:uuid>", NOWHERE).replace("<slug:slug>", "no-key")
    for method in sorted(set(ALL_METHODS) - taken):
        answer, unknown = ask(everything, method, address), ask(nobody, method, address)
        if method == "HEAD" and "GET" in taken:
            assert answer.status_code == ask(everything, "GET", address).status_code, address
            assert answer.content == b""
        else:
            assert answer.status_code == 405, (method, address)
            assert set(answer.headers["Allow"].split(", ")) == taken | ({"HEAD"} if "GET" in taken else set())
        if is_resource:
            assert unknown.status_code == 401, (method, address)


@pytest.mark.parametrize("path", ["api/", "api/v1", "api/v1/", "api/v2/shifts", "api/v1/shifts/", "api/v1/shifts/1"])
def test_whatever_else_is_below_the_api_is_nothing(town: Town, path: str) -> None:
    for holder in town.holders:
        if holder.name in {"no key", "everything", "leader"}:
            for method in ALL_METHODS:
                answer = ask(holder, method, path)
                assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
