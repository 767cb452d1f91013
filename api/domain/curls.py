"""A call as a line for a shell, from the examples in the description of its operation. Pure."""

import shlex
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from api.domain.json_text import laid_out

KEY = "lykta_…"
INDENT = "\n  "
NEXT_LINE = f" \\{INDENT}"


def curl_of(method: str, path: str, described: Mapping[str, Any], server: str) -> str:
    shown = [found for found in described.get("parameters", []) if "example" in found]
    headers = {"Authorization": f"Bearer {KEY}"} | {
        found["name"]: str(found["example"]) for found in shown if found["in"] == "header"
    }
    body = body_of(described)
    if body is not None:
        headers["Content-Type"] = "application/json"
    words = [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers.items()]
    sent = [] if body is None else [f"-d {shlex.quote(body)}"]
    asked = [] if method == "get" else [f"-X {method.upper()}"]
    return "curl " + NEXT_LINE.join([*asked, *words, *sent, shlex.quote(server + address_of(path, shown))])


def address_of(path: str, shown: list[Mapping[str, Any]]) -> str:
    for found in shown:
        if found["in"] == "path":
            path = path.replace(f"{{{found['name']}}}", quote(str(found["example"])))
    query = urlencode([pair for found in shown if found["in"] == "query" for pair in pairs_of(found)], safe=",")
    return f"{path}?{query}" if query else path


def pairs_of(parameter: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Several values are the name once for each, or one with commas between where the description says so."""
    example = parameter["example"]
    values = [written(each) for each in example] if isinstance(example, list) else [written(example)]
    return [(parameter["name"], value) for value in (values if parameter.get("explode", True) else [",".join(values)])]


def written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def body_of(described: Mapping[str, Any]) -> str | None:
    """Of the first media type that is taken."""
    for taken in described.get("requestBody", {}).get("content", {}).values():
        if "example" in taken:
            return laid_out(taken["example"]).replace("\n", INDENT)
    return None
