"""The links of the schema: each leads to an operation, with parameters that it takes, from members that are there."""

from typing import Any

from api.domain.schema_links import LINKS
from api.domain.schema_pages import resolve
from api.views.schema import schema

OPERATIONS = {
    described["operationId"]: described for methods in schema()["paths"].values() for described in methods.values()
}


def success(operation: str) -> dict[str, Any]:
    said: dict[str, Any] = next(
        answer for status, answer in OPERATIONS[operation]["responses"].items() if status.startswith("2")
    )
    return said


def member(operation: str, pointer: str) -> Any:
    """The schema of what an expression such as $response.body#/results/0/id points to."""
    shape: Any = next(iter(success(operation)["content"].values()))["schema"]
    for name in pointer.removeprefix("$response.body#/").split("/"):
        inner = resolve(shape, schema())
        shape = inner["items"] if name == "0" else inner["properties"][name]
    return resolve(shape, schema())


def test_links_stand_beside_the_success_of_their_operation() -> None:
    linked = {operation: set(success(operation).get("links", {})) for operation in OPERATIONS}
    assert linked == {
        operation: {following for following, _parameters in LINKS.get(operation, ())} for operation in OPERATIONS
    }


def test_link_takes_a_member_of_the_same_type_as_the_parameter() -> None:
    for operation, following in LINKS.items():
        for target, parameters in following:
            taken = {one["name"]: one["schema"] for one in OPERATIONS[target]["parameters"]}
            for name, pointer in parameters.items():
                wanted = taken[name].get("items", taken[name])
                assert member(operation, pointer)["type"] == wanted["type"], (operation, target, name)
