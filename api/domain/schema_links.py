"""Which call follows from which: OpenAPI's links, so that a program that reads the schema can go on by itself."""

from collections.abc import Mapping
from typing import Any, Final

FIRST, IT = "$response.body#/results/0/id", "$response.body#/id"
FIRST_FEATURE = "$response.body#/features/0/id"  # routes come as GeoJSON
BY_ID = "uuid"


def one(operation: str, found: str = FIRST) -> tuple[str, dict[str, str]]:
    return operation, {BY_ID: found}


# Of each operation, those that take something of its answer.
LINKS: Final[Mapping[str, tuple[tuple[str, dict[str, str]], ...]]] = {
    "list_municipalities": (one("read_municipality"),),
    "list_districts": (
        one("read_district"),
        *((listing, {"district": FIRST}) for listing in ("list_routes", "list_shifts", "list_coverage")),
    ),
    "list_routes": (one("read_route", FIRST_FEATURE), ("list_shifts", {"route": FIRST_FEATURE})),
    "list_seasons": (one("read_season"), ("list_shifts", {"season": FIRST})),
    "list_shifts": (one("read_shift"), one("read_contacts")),
    "list_events": (("list_events", {"after": "$response.body#/latest"}),),
    "list_presence_requests": (one("read_presence_request"),),
    "ask_for_presence": (
        one("read_presence_request", IT),
        one("answer_presence_alternative", IT),
        one("withdraw_presence_request", IT),
    ),
    "read_presence_request": (one("answer_presence_alternative", IT), one("withdraw_presence_request", IT)),
    "withdraw_presence_request": (one("read_presence_request", IT),),
    "answer_presence_alternative": (one("read_presence_request", IT),),
}


def link_operations(result: dict[str, Any], **_given: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: writes the links beside the success of each operation (OpenAPI 3.1, Link Object)."""
    for methods in result["paths"].values():
        for described in methods.values():
            following = LINKS.get(described["operationId"], ())
            if following:
                made = next(said for status, said in described["responses"].items() if status.startswith("2"))
                made["links"] = {
                    operation: {"operationId": operation, "parameters": parameters}
                    for operation, parameters in following
                }
    return result
