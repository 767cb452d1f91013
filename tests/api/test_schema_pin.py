"""What partners have been promised stays: the description of the API against the one that is kept."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from api.views.schema import schema
from tests.support import schema_pin
from tests.support.schema_changes import Comparison
from tests.support.schema_pin import pinned, write_pin

Change = Callable[[dict[str, Any]], object]
SHIFTS, PRESENCE = "/api/v1/shifts", "/api/v1/presence-requests"


def parts(found: dict[str, Any]) -> dict[str, Any]:
    shapes: dict[str, Any] = found["components"]["schemas"]
    return shapes


def parameter(found: dict[str, Any], name: str) -> dict[str, Any]:
    (one,) = [each for each in found["paths"][SHIFTS]["get"]["parameters"] if each["name"] == name]
    shape: dict[str, Any] = one
    return shape


def after(change: Change) -> list[str]:
    """What a change of today's description breaks."""
    changed = deepcopy(schema())
    change(changed)
    return list(Comparison(schema(), changed).breaking())


def test_nothing_that_was_promised_is_gone() -> None:
    assert list(Comparison(pinned(), schema()).breaking()) == []


def test_what_is_kept_is_what_there_is() -> None:
    assert pinned() == json.loads(json.dumps(schema())), "Run: make schema"


BREAKING: dict[str, tuple[Change, str]] = {
    "path": (lambda new: new["paths"].pop("/api/v1/coverage"), "GET /api/v1/coverage: gone"),
    "method": (lambda new: new["paths"][PRESENCE].pop("post"), f"POST {PRESENCE}: gone"),
    "name": (
        lambda new: new["paths"][SHIFTS]["get"].update(operationId="shifts"),
        f"GET {SHIFTS}: operationId list_shifts is now shifts",
    ),
    "scope": (
        lambda new: new["paths"][SHIFTS]["get"].update(security=[{"partnerKey": ["crew:read"]}]),
        f"GET {SHIFTS}: needs another scope",
    ),
    "status": (lambda new: new["paths"][SHIFTS]["get"]["responses"].pop("304"), f"GET {SHIFTS}: no answer 304"),
    "header": (
        lambda new: new["paths"][SHIFTS]["get"]["responses"]["200"]["headers"].pop("ETag"),
        f"GET {SHIFTS} 200: no header ETag",
    ),
    "member": (
        lambda new: parts(new)["Shift"]["properties"].pop("night"),
        f"GET {SHIFTS} 200 results[]: no member night",
    ),
    "member of a member": (
        lambda new: parts(new)["Coverage"]["properties"].pop("safe"),
        f"GET {SHIFTS} 200 results[] coverage: no member safe",
    ),
    "left out": (
        lambda new: parts(new)["Shift"]["required"].remove("night"),
        f"GET {SHIFTS} 200 results[]: night can be left out",
    ),
    "null": (
        lambda new: parts(new)["Coverage"]["properties"]["safe"].update(type=["integer", "null"]),
        f"GET {SHIFTS} 200 results[] coverage safe: can now be integer or null, was integer",
    ),
    "fraction": (
        lambda new: parts(new)["Coverage"]["properties"]["safe"].update(type="number"),
        f"GET {SHIFTS} 200 results[] coverage safe: can now be number, was integer",
    ),
    "value": (
        lambda new: parts(new)["ShiftState"]["enum"].remove("done"),
        f"GET {SHIFTS} 200 results[] state: never done any more",
    ),
    "parameter": (
        lambda new: new["paths"][SHIFTS]["get"]["parameters"].remove(parameter(new, "season")),
        f"GET {SHIFTS}: no parameter season",
    ),
    "needed parameter": (lambda new: parameter(new, "from").update(required=True), f"GET {SHIFTS}: from is needed"),
    "narrower parameter": (
        lambda new: parameter(new, "limit")["schema"].update(maximum=50),
        f"GET {SHIFTS} limit: maximum is 50",
    ),
    "value of a parameter": (
        lambda new: parameter(new, "ordering")["schema"]["enum"].remove("-starts_at"),
        f"GET {SHIFTS} ordering: takes only -updated_at, starts_at, updated_at",
    ),
    "type of a parameter": (
        lambda new: parameter(new, "route")["schema"].update(type="integer"),
        f"GET {SHIFTS} route: takes integer, took string",
    ),
    "choice of a parameter": (
        lambda new: parameter(new, "from")["schema"]["oneOf"].pop(0),
        f"GET {SHIFTS} from: takes string, took anything",
    ),
    "needed member": (
        lambda new: parts(new)["AskBody"]["required"].append("urgency"),
        f"POST {PRESENCE} body: urgency is needed",
    ),
    "shorter member": (
        lambda new: parts(new)["AskBody"]["properties"]["text"].update(maxLength=20),
        f"POST {PRESENCE} body text: maxLength is 20",
    ),
    "member of the body": (
        lambda new: parts(new)["AskBody"]["properties"].pop("urgency"),
        f"POST {PRESENCE} body: takes no urgency",
    ),
    "media type": (
        lambda new: new["paths"]["/api/v1/routes"]["get"]["responses"]["200"]["content"].pop("application/json"),
        "GET /api/v1/routes 200: no application/json",
    ),
}


@pytest.mark.parametrize(("change", "said"), BREAKING.values(), ids=BREAKING)
def test_what_breaks_a_client_is_found(change: Change, said: str) -> None:
    assert said in after(change)


ADDED: dict[str, Change] = {
    "path": lambda new: new["paths"].update({"/api/v1/lanterns": new["paths"][SHIFTS]}),
    "member": lambda new: parts(new)["Shift"]["properties"].update(lantern={"type": "string"}),
    "value": lambda new: parts(new)["ShiftState"]["enum"].append("dimmed"),
    "parameter": lambda new: new["paths"][SHIFTS]["get"]["parameters"].append(
        {"in": "query", "name": "lantern", "schema": {"type": "string"}}
    ),
    "wider parameter": lambda new: parameter(new, "limit")["schema"].update(maximum=500),
    "member of the body": lambda new: parts(new)["AskBody"]["properties"].update(lantern={"type": "string"}),
    "words": lambda new: parts(new)["Coverage"]["properties"]["safe"].update(description="Something else."),
    "answer": lambda new: new["paths"][SHIFTS]["get"]["responses"].update({"402": {"description": "Pay."}}),
}


@pytest.mark.parametrize("change", ADDED.values(), ids=ADDED)
def test_what_is_added_breaks_nobody(change: Change) -> None:
    assert after(change) == []


def test_promise_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "openapi.json"
    monkeypatch.setattr(schema_pin, "PIN", kept)
    write_pin(schema())
    before = kept.read_text(encoding="utf-8")
    changed = deepcopy(schema())
    changed["paths"].pop("/api/v1/coverage")
    with pytest.raises(SystemExit, match="GET /api/v1/coverage: gone"):
        write_pin(changed)
    assert kept.read_text(encoding="utf-8") == before
