"""The schema as a page shows it: what can be asked for, with which parameters, and what comes back. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from api.domain.curls import curl_of
from api.domain.json_text import laid_out, on_one_line

LINES = "application/x-ndjson"


@dataclass(frozen=True)
class Parameter:
    name: str
    place: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Field:
    """One member of an answer, with its path: coverage.level."""

    path: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Header:
    name: str
    meaning: str


@dataclass(frozen=True)
class Answer:
    """One status that can come back, as which media types and with which headers."""

    status: str
    meaning: str
    types: tuple[str, ...]
    headers: tuple[Header, ...]


@dataclass(frozen=True)
class Operation:
    """`curl` is the example of a call, `success` and `shown` what it is answered with."""

    anchor: str
    method: str
    path: str
    summary: str
    meaning: str
    scope: str
    parameters: tuple[Parameter, ...]
    body: tuple[Field, ...]
    fields: tuple[Field, ...]
    answers: tuple[Answer, ...]
    curl: str
    success: str
    shown: str


@dataclass(frozen=True)
class Webhook:
    """What is sent to an address of the partner's: with which headers, and what each answer to it leads to."""

    meaning: str
    headers: tuple[Header, ...]
    answers: tuple[tuple[str, str], ...]
    shown: str


def webhook_of(schema: Mapping[str, Any]) -> Webhook:
    described = schema["webhooks"]["event"]["post"]
    given = described["requestBody"]["content"]["application/json"]
    return Webhook(
        meaning=described["description"],
        headers=tuple(Header(each["name"], each["description"]) for each in described["parameters"]),
        answers=tuple((status, said["description"]) for status, said in described["responses"].items()),
        shown=laid_out(given["example"]),
    )


def operations_of(schema: Mapping[str, Any]) -> list[Operation]:
    return [
        operation_of(method, path, described, schema)
        for path, methods in schema["paths"].items()
        for method, described in methods.items()
    ]


def operation_of(method: str, path: str, described: Mapping[str, Any], schema: Mapping[str, Any]) -> Operation:
    success, made = next(found for found in described["responses"].items() if found[0].startswith("2"))
    content: Mapping[str, Mapping[str, Any]] = made.get("content", {})
    media_type, given = next(iter(content.items()), ("", {}))
    taken = list(described["requestBody"]["content"].values()) if "requestBody" in described else []
    return Operation(
        anchor=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described["summary"],
        meaning=described.get("description", ""),
        scope=", ".join(scope for needed in described["security"] for scopes in needed.values() for scope in scopes),
        parameters=tuple(
            Parameter(found["name"], found["in"], type_words(found["schema"], schema), found.get("description", ""))
            for found in described.get("parameters", [])
        ),
        body=tuple(field for each in taken for field in fields_of(each["schema"], schema)),
        fields=tuple(fields_of(given.get("schema", {}), schema)),
        answers=tuple(answer_of(status, said) for status, said in sorted(described["responses"].items())),
        curl=curl_of(method, path, described, schema["servers"][0]["url"]),
        success=success,
        shown=shown_of(given, media_type),
    )


def shown_of(given: Mapping[str, Any], media_type: str) -> str:
    """The example of an answer, laid out for people where that is as good."""
    if "example" not in given:
        return ""
    return (on_one_line if media_type == LINES else laid_out)(given["example"])


def answer_of(status: str, said: Mapping[str, Any]) -> Answer:
    return Answer(
        status=status,
        meaning=said.get("description") or HTTPStatus(int(status)).phrase,
        types=tuple(said.get("content", {})),
        headers=tuple(Header(name, header.get("description", "")) for name, header in said.get("headers", {}).items()),
    )


def fields_of(shape: Mapping[str, Any], schema: Mapping[str, Any], prefix: str = "") -> list[Field]:
    """Every member, the members of members after it."""
    found: list[Field] = []
    for name, member in resolve(shape, schema).get("properties", {}).items():
        inner = resolve(member, schema)
        items = inner.get("items") if inner.get("type") == "array" else None
        path = f"{prefix}{name}[]" if items else f"{prefix}{name}"
        found.append(Field(path, type_words(member, schema), member.get("description", "")))
        found += fields_of(items or inner, schema, f"{path}.")
    return found


def resolve(shape: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference points to; of alternatives the one that is not null."""
    if "$ref" in shape:
        found: Mapping[str, Any] = schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]]
        return found
    for word in ("allOf", "oneOf", "anyOf"):
        real = [choice for choice in shape.get(word, []) if choice.get("type") != "null"]
        if len(real) == 1:
            return resolve(real[0], schema)
    return shape


def type_words(shape: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """A member's type in a few words: one of night_walk, safety_hosting, activity."""
    inner = resolve(shape, schema)
    if "const" in inner:
        return f'"{inner["const"]}"'
    if "enum" in inner:
        return f"one of {', '.join(str(value) for value in inner['enum'])}"
    if "oneOf" in inner:
        return " or ".join(dict.fromkeys(type_words(choice, schema) for choice in inner["oneOf"]))
    kind = inner.get("type", "object")
    if isinstance(kind, list):
        return " or ".join(inner["format"] if each == "string" and "format" in inner else each for each in kind)
    if kind == "array":
        return f"list of {type_words(inner.get('items', {}), schema)}"
    return str(inner.get("format", kind))
