"""The examples of the API's description: every call is made as it is shown, and answered as it is shown."""

import json
import re
import shlex
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from api.domain.curls import KEY
from api.domain.examples.nights import EVENT
from api.domain.examples.operations import EXAMPLES
from api.domain.examples.presence import OPEN
from api.domain.schema_pages import Operation, operations_of
from api.models import Partner
from api.views.schema import schema
from tests.api.example_town import (
    ASKED_AT,
    FRIDAY_EVENING,
    ask_and_get_a_proposal,
    make_event,
    make_municipality,
    make_nights,
    make_observation,
    make_spring,
)
from tests.api.test_schema import closed
from volunteers.models import Municipality

OPERATIONS = operations_of(schema())


@pytest.fixture
def municipality() -> Municipality:
    return make_municipality()


@pytest.fixture(params=OPERATIONS, ids=[operation.anchor for operation in OPERATIONS])
def operation(request: pytest.FixtureRequest, municipality: Municipality, partner: Partner) -> Iterator[Operation]:
    """One of them, in the town and at the moment of its example."""
    operation: Operation = request.param
    is_first = operation.anchor == "ask_for_presence"
    make_nights(municipality)
    make_observation(municipality)
    make_event(partner)
    if operation.anchor == "read_follow_up":
        make_spring(municipality)
    if not is_first:
        ask_and_get_a_proposal(partner)
    with time_machine.travel(ASKED_AT if is_first else FRIDAY_EVENING, tick=False):
        yield operation


def carried_out(client: Client, curl: str, token: str) -> Any:
    """What a shell would do with it. Options that are not known here are errors."""
    program, *words = shlex.split(curl.replace(KEY, token).replace("\\\n", ""))
    assert program == "curl"
    method, headers, body, address = "GET", {}, "", ""
    while words:
        match words.pop(0):
            case "-X":
                method = words.pop(0)
            case "-H":
                name, _colon, value = words.pop(0).partition(": ")
                headers[name] = value
            case "-d":
                body = words.pop(0)
            case address:
                assert address.startswith(f"{settings.PUBLIC_URL}/"), address
    media_type = headers.pop("Content-Type", "")
    path = urlsplit(address)._replace(scheme="", netloc="").geturl()
    return client.generic(method, path, body, content_type=media_type, headers=headers)


def body_of(answer: Any) -> Any:
    return json.loads(b"".join(answer.streaming_content) if answer.streaming else answer.content)


@pytest.mark.django_db
def test_call_is_answered_as_shown(client: Client, token: str, operation: Operation) -> None:
    answer = carried_out(client, operation.curl, token)
    body = body_of(answer)
    assert (str(answer.status_code), body) == (operation.success, body)
    if operation.anchor == "ask_for_presence":
        body["id"] = OPEN["id"]  # a new one each time
    assert body == json.loads(operation.shown)


def test_every_operation_has_its_example_and_no_other_has() -> None:
    assert set(EXAMPLES) == {operation.anchor for operation in OPERATIONS}


def test_every_parameter_of_an_example_is_one_of_its_operation() -> None:
    for methods in schema()["paths"].values():
        for described in methods.values():
            shown = {found["name"] for found in described["parameters"] if "example" in found}
            assert shown == set(EXAMPLES[described["operationId"]].parameters), described["operationId"]


def validator_of(shape: dict[str, Any]) -> Draft202012Validator:
    """Of a part of the description, with every object shut."""
    registry: Registry[Any] = Registry().with_resource("urn:schema", DRAFT202012.create_resource(closed(schema())))
    reference = json.loads(json.dumps(closed(shape)).replace('"#/', '"urn:schema#/'))
    return Draft202012Validator(reference, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def shown_values() -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every example, with its shape and where it stands."""
    for path, methods in schema()["paths"].items():
        for method, described in methods.items():
            name = f"{method} {path}"
            for found in described["parameters"]:
                if "example" in found:
                    yield f"{name} {found['name']}", found["schema"], found["example"]
            for taken in described.get("requestBody", {}).get("content", {}).values():
                yield f"{name} body", taken["schema"], taken["example"]
            for status, said in described["responses"].items():
                for given in said.get("content", {}).values():
                    yield from ((f"{name} {status}", given["schema"], value) for value in values_of(given))


def values_of(given: dict[str, Any]) -> list[Any]:
    """At least one. What several share is kept among the components."""
    kept = schema()["components"]["examples"]
    shared = [kept[one["$ref"].rsplit("/", 1)[1]]["value"] for one in given.get("examples", {}).values()]
    return [given["example"]] if "example" in given else shared


def test_every_example_is_as_described() -> None:
    wrong = {
        name: [error.message for error in validator_of(shape).iter_errors(value)]
        for name, shape, value in shown_values()
    }
    assert {name: said for name, said in wrong.items() if said} == {}


def test_every_status_with_a_body_has_an_example() -> None:
    bare = [
        (path, method, status)
        for path, methods in schema()["paths"].items()
        for method, described in methods.items()
        for status, said in described["responses"].items()
        for given in said.get("content", {}).values()
        if not values_of(given)
    ]
    assert bare == []


@pytest.mark.django_db
def test_page_shows_every_call_and_answer(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()
    blocks = [
        unescape(block) for block in re.findall(r'<pre class="source"><code>(.*?)</code></pre>', page, flags=re.DOTALL)
    ]
    *calls, sent = blocks[1:]
    assert calls == [text for operation in OPERATIONS for text in (operation.curl, operation.shown)]
    assert json.loads(sent) == EVENT
