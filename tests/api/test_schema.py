"""The description of the API is true."""

import json
import re
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from api.domain.schema_pages import operation_of
from api.enums import SCOPE_OF, EventType
from tests.api.conftest import Read
from tests.factories import AssociationFactory, DistrictFactory, RouteFactory, SeasonFactory, ShiftFactory
from volunteers.models import Municipality


@pytest.fixture
def schema(client: Client) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return described


def test_schema_is_openapi_3_1_and_public(client: Client, schema: dict[str, Any]) -> None:
    assert schema["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(schema).validate()
    answer = client.get("/api/v1/openapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    again = client.get("/api/v1/openapi.json", headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_schema_is_made_without_warnings() -> None:
    out = StringIO()
    call_command("spectacular", fail_on_warn=True, validate=True, format="openapi-json", stdout=out)
    assert json.loads(out.getvalue())["paths"]


def test_schema_names_the_scope_of_each_operation(schema: dict[str, Any]) -> None:
    scopes = {path: methods["get"]["security"] for path, methods in schema["paths"].items() if "get" in methods}
    writing = {path: methods["post"]["security"] for path, methods in schema["paths"].items() if "post" in methods}
    scope_of = {"municipalities": "districts", "districts": "districts", "routes": "routes", "seasons": "seasons"}
    scope_of |= {"shifts": "shifts", "observations": "observations"}
    assert scopes == {
        "/api/v1/coverage": [{"partnerKey": ["shifts:read"]}],
        "/api/v1/events": [{"partnerKey": ["events:read"]}],
        "/api/v1/follow-up": [{"partnerKey": ["follow-up:read"]}],
        "/api/v1/shifts/export": [{"partnerKey": ["shifts:read"]}],
        "/api/v1/shifts/{uuid}/contacts": [{"partnerKey": ["crew:contact"]}],
        "/api/v1/presence-requests": [{"partnerKey": ["presence:read"]}],
        "/api/v1/presence-requests/{uuid}": [{"partnerKey": ["presence:read"]}],
        **{
            f"/api/v1/{name}{one}": [{"partnerKey": [f"{scope}:read"]}]
            for name, scope in scope_of.items()
            for one in ("", "/{uuid}")
        },
    }
    assert writing == {
        f"/api/v1/presence-requests{one}": [{"partnerKey": ["presence:write"]}]
        for one in ("", "/{uuid}/withdraw", "/{uuid}/alternative")
    }


def closed(node: Any) -> Any:
    """The schema with every object shut, so that a member nobody described is an error."""
    if isinstance(node, list):
        return [closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    found = {name: closed(value) for name, value in node.items()}
    if found.get("type") == "object" and isinstance(found.get("properties"), dict):
        found["additionalProperties"] = False
    return found


def require_described(schema: dict[str, Any], path: str, answer: Any, *, method: str = "get") -> None:
    """The answer is one that the schema describes, member for member."""
    content = schema["paths"][path][method]["responses"][str(answer.status_code)]["content"]
    shape = content[answer.headers["Content-Type"]]["schema"]
    resource = DRAFT202012.create_resource(closed(schema))
    registry = Registry().with_resource("urn:schema", resource)
    reference = {"$ref": shape["$ref"].replace("#", "urn:schema#")}
    validator = Draft202012Validator(reference, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(answer.json())] == []


@pytest.mark.django_db
def test_answers_are_as_described(read: Read, municipality: Municipality, schema: dict[str, Any]) -> None:
    association = AssociationFactory(municipality=municipality)
    top = DistrictFactory(municipality=municipality)
    district = DistrictFactory(municipality=municipality, parent=top)
    route = RouteFactory(municipality=municipality, district=district, length_metres=2400)
    more = {"expand": "route,district,season"}
    RouteFactory(municipality=municipality, district=district, line=[])
    RouteFactory(municipality=municipality, district=district, line=[], longitude=None)
    shift = ShiftFactory(association=association, route=route)
    ShiftFactory(association=association, route=route, state="cancelled")
    season = SeasonFactory(association=association)
    rows = {"municipalities": municipality, "districts": district, "routes": route, "seasons": season, "shifts": shift}
    for name, row in rows.items():
        path = f"/api/v1/{name}"
        for answer in (read(path), read(path, {"limit": 1}), read(path, {"limit": 0}), Client().get(path)):
            require_described(schema, path, answer)
        require_described(schema, path, read(path, accept="application/json"))
        assert read(path, **{"if-none-match": "*"}).status_code == 304
        require_described(schema, f"{path}/{{uuid}}", read(f"{path}/{row.uuid}"))
        require_described(schema, f"{path}/{{uuid}}", read(f"{path}/{association.uuid}"))
    require_described(schema, "/api/v1/coverage", read("/api/v1/coverage"))
    require_described(schema, "/api/v1/shifts", read("/api/v1/shifts", more))
    require_described(schema, "/api/v1/shifts/{uuid}", read(f"/api/v1/shifts/{shift.uuid}", more))


def test_every_operation_tells_what_any_can_meet(schema: dict[str, Any]) -> None:
    for path, methods in schema["paths"].items():
        if "get" not in methods:
            continue
        answers, asked = methods["get"]["responses"], methods["get"]["parameters"]
        assert set(answers) >= {"200", "304", "401", "403", "406", "429", "500"}, path
        assert set(answers["200"]["headers"]) >= {"ETag", "RateLimit", "RateLimit-Policy"}, path
        assert "Retry-After" in answers["429"]["headers"], path
        assert {"If-None-Match", "fields"} <= {found["name"] for found in asked}, path


def test_parameters_are_described_as_they_are_read(schema: dict[str, Any]) -> None:
    parameters = schema["paths"]["/api/v1/shifts"]["get"]["parameters"]
    described = {found["name"] for found in parameters if found["in"] == "query"}
    narrowing = {"from", "to", "district", "kind", "state", "coverage", "association", "route", "season"}
    narrowing |= {"updated_since"}
    assert described == {*narrowing, "limit", "cursor", "ordering", "fields", "expand"}


@pytest.mark.django_db
def test_page_for_people_tells_every_operation_and_loads_nothing_from_elsewhere(
    client: Client, schema: dict[str, Any]
) -> None:
    page = client.get("/api/v1/docs").content.decode()
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
            assert f'href="#{operation["operationId"]}"' in page
    assert "coverage.level" in page
    assert "one of missing, asked, confirmed, done, cancelled" in page
    for outside in ('src="http', 'href="http', "<script>", "style="):
        assert outside not in page


@pytest.mark.django_db
def test_page_for_people_tells_statuses_and_headers(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()
    for status, meaning in (("201", "Created"), ("304", "What you have is still so."), ("410", "No longer kept")):
        assert f'<th scope="row">{status}</th>' in page
        assert meaning in page
    for header in ("Idempotency-Key", "Idempotency-Replayed", "Lykta-Sequence", "RateLimit-Policy", "Retry-After"):
        assert f"<code>{header}</code>" in page


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sv", "en"])
def test_page_for_people_tells_every_event_and_how_a_webhook_brings_it(client: Client, language: str) -> None:
    """In English, as the rest of the page is, whatever the reader's language."""
    page = client.get("/api/v1/docs", headers={"accept-language": language}).content.decode()
    told = re.sub(r"<[^>]+>|\s+", " ", page.split('id="events-h"')[1].split('id="problems-h"')[0])
    words = re.sub(r" +", " ", unescape(told))
    for event_type in EventType:
        with override("en"):
            assert f" {event_type.value} {event_type.label} {SCOPE_OF[event_type]} " in words
    for header in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        assert f" {header} " in words
    assert "410 Send no more here." in words
    assert "anything else Not arrived, so it is sent again." in words


def test_operation_that_answers_without_a_body_can_be_told() -> None:
    described = {"operationId": "gone", "summary": "Away", "security": [], "responses": {"204": {}}}
    told = operation_of("delete", "/api/v1/gone", described, {"servers": [{"url": "https://lykta.example"}]})
    assert (told.fields, told.shown) == ((), "")
    assert [(answer.status, answer.meaning, answer.types) for answer in told.answers] == [("204", "No Content", ())]
