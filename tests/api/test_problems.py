"""Every error is a problem+json, whoever asks for whatever."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import time_machine
from django.test import Client
from django.urls import URLPattern
from django.utils.html import escape
from django.utils.translation import override
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from api import urls
from api.domain.keys import make_key, revoke_key
from api.domain.problem_words import WORDS, type_of
from api.enums import Problem, Scope
from api.models import Partner
from api.views.reading import ReadingView
from api.views.shifts import ShiftsView
from scheduling.models import Shift
from tests.api.conftest import MADE, Read
from tests.factories import AssociationFactory, DistrictFactory, RouteFactory, SeasonFactory, ShiftFactory
from tests.factories.fieldwork import ObservationFactory
from volunteers.models import Municipality

pytestmark = pytest.mark.django_db
# What each reading needs. A new one without a row here fails.
ENDPOINTS: dict[str, Scope] = {
    "municipalities": Scope.DISTRICTS,
    "municipality": Scope.DISTRICTS,
    "districts": Scope.DISTRICTS,
    "district": Scope.DISTRICTS,
    "routes": Scope.ROUTES,
    "route": Scope.ROUTES,
    "seasons": Scope.SEASONS,
    "season": Scope.SEASONS,
    "coverage": Scope.SHIFTS,
    "shifts": Scope.SHIFTS,
    "shift": Scope.SHIFTS,
    "events": Scope.EVENTS,
    "contacts": Scope.CONTACT,
    "observations": Scope.OBSERVATIONS,
    "observation": Scope.OBSERVATIONS,
    "follow_up": Scope.FOLLOW_UP,
    "export_shifts": Scope.SHIFTS,
}
# What can be changed too; test_matrix.py has it.
CHANGING = [
    "presence_requests",
    "presence_request",
    "withdraw_presence_request",
    "answer_presence_alternative",
]
LISTS = {
    "municipality": "municipalities",
    "district": "districts",
    "route": "routes",
    "season": "seasons",
    "shift": "shifts",
    "observation": "observations",
}


def cursor(*parts: object) -> str:
    """As the API writes them, of anything."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def problem_of(answer: Any, status: int, slug: str, **headers: str) -> dict[str, Any]:
    """The body, once everything that all problems share has been looked at."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    body: dict[str, Any] = answer.json()
    assert set(body) - {"errors"} == {"type", "title", "status", "detail", "instance"}
    assert (body["status"], body["type"]) == (status, f"http://127.0.0.1:8000/api/v1/problems/{slug}")
    assert {name: answer.headers.get(name) for name in headers} == headers
    return body


def addresses(shift: Shift) -> dict[str, str]:
    """Each reading's path: of the lists, and of what a shift is about."""
    season = SeasonFactory(association=shift.association)
    rows: dict[str, Any] = {"municipality": shift.association.municipality, "district": shift.route.district}
    observation = ObservationFactory(municipality=shift.association.municipality, district=shift.route.district)
    rows |= {"route": shift.route, "season": season, "shift": shift, "observation": observation}
    return {
        "coverage": "/api/v1/coverage",
        "follow_up": "/api/v1/follow-up",
        "events": "/api/v1/events",
        "export_shifts": "/api/v1/shifts/export?from=2026-10-01&to=2026-10-31",
        "contacts": f"/api/v1/shifts/{shift.uuid}/contacts",
        **{name: f"/api/v1/{name}" for name in LISTS.values()},
        **{name: f"/api/v1/{LISTS[name]}/{row.uuid}" for name, row in rows.items()},
    }


@pytest.fixture
def paths(municipality: Municipality) -> dict[str, str]:
    """Each reading's path, of this municipality."""
    association = AssociationFactory(municipality=municipality)
    district = DistrictFactory(municipality=municipality)
    route = RouteFactory(municipality=municipality, district=district)
    shift = ShiftFactory(association=association, route=route)
    return addresses(shift)


@pytest.fixture
def foreign_paths() -> dict[str, str]:
    """The same, of another municipality."""
    found = addresses(ShiftFactory())
    return {name: found[name] for name in (*LISTS, "contacts")}


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_every_reading_stands_in_the_matrix() -> None:
    readings = [
        pattern.name
        for pattern in urls.urlpatterns
        if isinstance(pattern, URLPattern) and issubclass(getattr(pattern.callback, "cls", object), ReadingView)
    ]
    assert sorted(map(str, readings)) == sorted([*ENDPOINTS, *CHANGING])


@pytest.mark.parametrize("name", ENDPOINTS)
@time_machine.travel(datetime(2026, 10, 16, 18, 30, tzinfo=UTC))  # the night of the shift, or no name is given
def test_reading_answers_each_kind_of_key(
    client: Client, partner: Partner, paths: dict[str, str], foreign_paths: dict[str, str], name: str
) -> None:
    path = paths[name]
    key, revoked = make_key(partner, scopes=Scope.values, now=MADE)
    revoke_key(key, now=MADE)
    _key, expired = make_key(partner, scopes=Scope.values, now=MADE, expires_at=MADE + timedelta(days=1))
    others = [scope for scope in Scope.values if scope != ENDPOINTS[name]]
    _key, narrow = make_key(partner, scopes=others, now=MADE)
    _key, enough = make_key(partner, scopes=[ENDPOINTS[name]], now=MADE)
    challenge = {"WWW-Authenticate": 'Bearer realm="Lykta"'}
    problem_of(client.get(path), 401, "no-key", **challenge)
    problem_of(client.get(path, headers={"authorization": "Basic YTpi"}), 401, "no-key", **challenge)
    problem_of(client.get(path, headers=bearer("lykta_a_b")), 401, "bad-key", **challenge)
    problem_of(client.get(path, headers=bearer(f"{enough} more")), 401, "bad-key", **challenge)
    problem_of(client.get(path, headers=bearer(revoked)), 401, "revoked-key", **challenge)
    problem_of(client.get(path, headers=bearer(expired)), 401, "expired-key", **challenge)
    wanting = problem_of(client.get(path, headers=bearer(narrow)), 403, "missing-scope")
    assert ENDPOINTS[name] in wanting["detail"]
    assert client.get(path, headers=bearer(enough)).status_code == 200
    assert client.head(path, headers=bearer(enough)).status_code == 200
    if name in foreign_paths:
        problem_of(client.get(foreign_paths[name], headers=bearer(enough)), 404, "not-found")


@pytest.mark.parametrize("name", ENDPOINTS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_changed(client: Client, token: str, paths: dict[str, str], name: str, method: str) -> None:
    answer = getattr(client, method)(paths[name], headers=bearer(token))
    problem_of(answer, 405, "method-not-allowed", Allow="GET, HEAD")


@pytest.mark.parametrize("name", ENDPOINTS)
def test_only_json_can_be_had(client: Client, token: str, paths: dict[str, str], name: str) -> None:
    answer = client.get(paths[name], headers={**bearer(token), "accept": "application/xml"})
    problem_of(answer, 406, "not-acceptable")


@pytest.mark.parametrize("name", ENDPOINTS)
@time_machine.travel(datetime(2026, 10, 16, 18, 30, tzinfo=UTC), tick=False)
def test_what_a_reader_has_is_told_of_as_fully_as_what_it_gets(
    client: Client, token: str, paths: dict[str, str], name: str
) -> None:
    """A program that has it all already is counted as well, and must see how often it may still ask."""
    whole = client.get(paths[name], headers=bearer(token))
    wanted = {"if-none-match": f'"another", {whole.headers["ETag"]}', "accept-language": "en"}
    same = client.get(paths[name], headers={**bearer(token), **wanted})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", whole.headers["ETag"])
    again = ("Cache-Control", "Vary", "Content-Language", "RateLimit-Policy", "Lykta-Sequence")
    assert [same.headers.get(each) for each in again] == [whole.headers.get(each) for each in again]
    left = [int(answer.headers["RateLimit"].split(";")[1].removeprefix("r=")) for answer in (whole, same)]
    assert left[1] == left[0] - 1
    assert client.get(paths[name], headers={**bearer(token), "if-none-match": "*"}).status_code == 304


@pytest.mark.parametrize("name", ENDPOINTS)
@time_machine.travel(datetime(2026, 10, 16, 18, 30, tzinfo=UTC), tick=False)
def test_reading_of_what_has_changed_since_is_refused_in_words(
    client: Client, token: str, paths: dict[str, str], name: str
) -> None:
    whole = client.get(paths[name], headers=bearer(token))
    other = client.get(paths[name], headers={**bearer(token), "if-match": '"another"'})
    problem_of(other, 412, "changed-meanwhile", ETag=whole.headers["ETag"])
    assert "RateLimit" in other.headers
    # What has no date is not asked about by one (RFC 9110, section 13.1.4), and a weak ETag is no match (13.1.1).
    for given in ({"if-match": "*"}, {"if-unmodified-since": "Mon, 01 Jan 2024 00:00:00 GMT"}):
        assert client.get(paths[name], headers={**bearer(token), **given}).status_code == 200
    of_it = client.get(paths[name], headers={**bearer(token), "if-match": whole.headers["ETag"]})
    assert of_it.status_code == (412 if name == "export_shifts" else 200)


def test_all_that_is_wrong_is_said_at_once(client: Client, token: str) -> None:
    path = "/api/v1/shifts?coverages=missing&limit=0&from=friday&kind="
    errors = problem_of(client.get(path, headers=bearer(token)), 400, "bad-parameters")["errors"]
    assert sorted(error["parameter"] for error in errors) == ["coverages", "from", "kind", "limit"]


def test_session_of_a_page_opens_nothing(client: Client, paths: dict[str, str], partner: Partner) -> None:
    from_page = Client()
    problem_of(from_page.get(paths["shifts"], {"api_key": "lykta_a_b"}), 401, "no-key")


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v2/shifts",
        "/api/v1/shifts/",
        "/api/v1/volunteers",
        "/api/v1/shifts/00000000-0000-4000-8000-000000000000",
        "/api/v1/shifts/1",
    ],
)
def test_unknown_path_is_a_problem_too(read: Read, path: str) -> None:
    body = problem_of(read(path), 404, "not-found")
    assert body["instance"] == path


def test_unknown_path_is_a_problem_for_any_method() -> None:
    problem_of(Client(enforce_csrf_checks=True).post("/api/v1/nothing", {"a": 1}), 404, "not-found")


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"from": "i går"}, ["from"]),
        ({"from": "2026-10-16T18:30:00"}, ["from"]),
        ({"from": "2026-02-30"}, ["from"]),
        ({"to": ""}, ["to"]),
        ({"kind": ""}, ["kind"]),
        ({"limit": ""}, ["limit"]),
        ({"from": "9999-12-31T23:59:59-12:00"}, ["from"]),
        ({"to": "0001-01-01T00:00:00+12:00"}, ["to"]),
        ({"to": "\0"}, ["to"]),
        ({"cursor": cursor("starts_at", "9999-12-31T23:59:59-12:00", 1)}, ["cursor"]),
        ({"cursor": cursor("starts_at", "2026-10-16T18:30:00", 1)}, ["cursor"]),
        ({"cursor": cursor("starts_at", "2026-10-16", 1)}, ["cursor"]),
        ({"cursor": cursor("starts_at", "\ud800", 1)}, ["cursor"]),
        ({"cursor": cursor("starts_at", "2026-10-16T18:30:00Z", -1)}, ["cursor"]),
        ({"cursor": cursor("starts_at", "2026-10-16T18:30:00Z", "1")}, ["cursor"]),
        ({"cursor": cursor("updated_at", "2026-10-16T18:30:00Z", 1)}, ["cursor"]),
        ({"cursor": cursor("starts_at", "2026-10-16T18:30:00Z", 1), "ordering": "-starts_at"}, ["cursor"]),
        ({"ordering": "association"}, ["ordering"]),
        ({"fields": "id,hemlig"}, ["fields"]),
        ({"fields": "coverage.hemlig"}, ["fields"]),
        ({"expand": "association"}, ["expand"]),
        ({"association": "Vårby IF"}, ["association"]),
        ({"from": "2026-10-17", "to": "2026-10-16"}, ["to"]),
        ({"district": "vårby"}, ["district"]),
        ({"district": "00000000-0000-4000-8000-000000000000"}, ["district"]),
        ({"kind": "picknick"}, ["kind"]),
        ({"kind": ["night_walk", "picknick"]}, ["kind"]),
        ({"state": "draft"}, ["state"]),
        ({"coverage": "draft"}, ["coverage"]),
        ({"limit": "0"}, ["limit"]),
        ({"limit": "201"}, ["limit"]),
        ({"limit": "många"}, ["limit"]),
        ({"cursor": "hitte på"}, ["cursor"]),
        ({"cursor": "W10"}, ["cursor"]),
        ({"cursor": "bnVsbA"}, ["cursor"]),
        ({"cursor": "WyJpbnRlIGVuIHRpZCIsMV0"}, ["cursor"]),
        ({"cursor": "[" * 500}, ["cursor"]),
        ({"cursor": "W1tbW1tb" * 60}, ["cursor"]),
        ({"distrikt": "x"}, ["distrikt"]),
        ({"limit": ["1", "2"]}, ["limit"]),
        ({"from": ["2026-10-16", "2026-10-17"]}, ["from"]),
        ({"association": ["00000000-0000-4000-8000-000000000000"] * 2}, ["association"]),
        ({"kind": "picknick", "limit": "x", "from": "x"}, ["from", "kind", "limit"]),
    ],
)
def test_bad_parameters_are_each_named(read: Read, query: dict[str, Any], wrong: list[str]) -> None:
    body = problem_of(read("/api/v1/shifts", query), 400, "bad-parameters")
    assert sorted(error["parameter"] for error in body["errors"]) == wrong
    assert all(error["detail"] for error in body["errors"])


@pytest.mark.parametrize(
    ("path", "wrong", "known"),
    [
        ("shifts", {"kind": "picknick"}, "night_walk, safety_hosting, activity"),
        ("shifts", {"coverage": "full"}, "missing, asked, confirmed, done, cancelled"),
        ("shifts", {"ordering": "night"}, "starts_at, -starts_at, updated_at, -updated_at"),
        ("routes", {"is_active": "ja"}, "true, false"),
        ("follow-up", {"kind": "picknick"}, "night_walk, safety_hosting, activity"),
    ],
)
def test_what_can_be_chosen_is_named_where_something_else_was(
    read: Read, path: str, wrong: dict[str, str], known: str
) -> None:
    for language, said in (("en", f"There is: {known}."), ("sv", f"Det finns: {known}.")):
        body = problem_of(read(f"/api/v1/{path}", wrong, **{"accept-language": language}), 400, "bad-parameters")
        assert body["errors"] == [{"parameter": next(iter(wrong)), "detail": said}]


def test_several_districts_are_not_taken_for_the_last_of_them(read: Read, municipality: Municipality) -> None:
    """Whoever asks for two would else believe that there is nothing in the first."""
    both = [str(DistrictFactory(municipality=municipality).uuid) for _ in range(2)]
    for path in ("shifts", "shifts/export", "coverage", "routes", "events", "observations", "presence-requests"):
        window = {"from": "2026-10-01", "to": "2026-10-31"} if path == "shifts/export" else {}
        body = problem_of(read(f"/api/v1/{path}", {"district": both, **window}), 400, "bad-parameters")
        assert body["errors"] == [{"parameter": "district", "detail": "It takes one value. Ask once for each."}]


@pytest.mark.parametrize(
    ("accept_language", "language", "title"),
    [
        (None, "en", "No key given"),
        ("sv", "sv", "Nyckel saknas"),
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv", "Nyckel saknas"),
        ("en-GB, sv;q=0.5", "en", "No key given"),
        ("de", "en", "No key given"),
        ("de, sv;q=0.5", "sv", "Nyckel saknas"),
        ("\u00e5", "en", "No key given"),
    ],
)
def test_words_are_english_unless_swedish_is_preferred(
    client: Client, accept_language: str | None, language: str, title: str
) -> None:
    headers = {"accept-language": accept_language} if accept_language else {}
    answer = client.get("/api/v1/shifts", headers=headers)
    assert problem_of(answer, 401, "no-key", **{"Content-Language": language})["title"] == title
    unknown = client.get("/api/v1/okänd", headers=headers)
    problem_of(unknown, 404, "not-found", **{"Content-Language": language})


def test_bad_parameter_is_told_in_swedish_when_preferred(read: Read) -> None:
    body = problem_of(read("/api/v1/shifts", {"from": "x"}, **{"accept-language": "sv"}), 400, "bad-parameters")
    assert body["errors"][0]["detail"].startswith("Skriv en dag")


@pytest.mark.parametrize("problem", Problem)
@pytest.mark.parametrize("language", ["en", "sv"])
def test_type_is_an_address_with_an_explanation(client: Client, problem: Problem, language: str) -> None:
    with override(language):
        title = WORDS[problem][2 if language == "sv" else 0]
        page = client.get(urlsplit(type_of(problem)).path, headers={"accept-language": language})
    assert (page.status_code, page.headers["Content-Language"]) == (200, language)
    assert escape(title) in page.content.decode()


def test_explanation_of_what_is_no_problem_is_one(client: Client) -> None:
    problem_of(client.get("/api/v1/problems/hitte-pa"), 404, "not-found")


@pytest.mark.parametrize("path", ["/api/v1/docs", "/api/v1/openapi.json", "/api/v1/problems/not-found"])
def test_pages_can_only_be_read(path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(path)
    problem_of(answer, 405, "method-not-allowed", Allow="GET, HEAD")


@pytest.mark.parametrize(("path", "is_problem"), [("/api/v1/shifts", True), ("/konto/login/", False)])
def test_wrong_host_is_a_problem_for_machines(client: Client, path: str, is_problem: bool) -> None:  # noqa: FBT001 - a row of the table
    answer = client.get(path, headers={"host": "någon annan"})
    if is_problem:
        problem_of(answer, 400, "bad-request")
    else:
        assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (400, "text/html")


def test_endless_parameters_are_a_problem(read: Read) -> None:
    problem_of(read("/api/v1/shifts", {f"p{n}": "x" for n in range(1001)}), 400, "bad-request")


def test_what_breaks_is_told_without_its_words(
    read: Read, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("hemligt")

    monkeypatch.setattr(ShiftsView, "page", broken)
    answer = read("/api/v1/shifts")
    problem_of(answer, 500, "server-error")
    assert b"hemligt" not in answer.content
    assert "hemligt" in caplog.text


def test_key_that_asks_too_often_is_told_how_long_to_wait(read: Read, settings: Settings) -> None:
    settings.API_RATES = {"read": (2, 60)}
    with time_machine.travel(MADE + timedelta(seconds=20), tick=False):
        assert [read("/api/v1/shifts").status_code for _ in range(2)] == [200, 200]
        over = read("/api/v1/districts")
        problem_of(over, 429, "too-many-requests", RateLimit='"read";r=0;t=40', **{"Retry-After": "40"})
    with time_machine.travel(MADE + timedelta(seconds=60), tick=False):
        assert read("/api/v1/shifts").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_real_client_reads_pages_and_problems(live_server: LiveServer, token: str, paths: dict[str, str]) -> None:
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        answer = session.get(f"{live_server.url}{paths['shifts']}", params={"from": "2026-10-16"}, timeout=60)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
        assert [row["coverage"]["level"] for row in answer.json()["results"]] == ["missing"]
        again = session.get(answer.url, headers={"If-None-Match": answer.headers["ETag"]}, timeout=60)
        assert (again.status_code, again.content) == (304, b"")
    refused = requests.get(f"{live_server.url}/api/v1/shifts", timeout=60)
    problem_of(refused, 401, "no-key", **{"WWW-Authenticate": 'Bearer realm="Lykta"'})
    assert not refused.cookies
