"""Examples in the description of an operation: a call that can be made, its answer, and the problems it can meet."""

from typing import Any

from django.utils.translation import override
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent

from api.domain.examples.operations import EXAMPLES, Example
from api.domain.examples.problems import DETAILS, ERRORS, ONLY_BY, VALUES, WHERE
from api.enums import STATUS, Problem
from api.views.problems import MEDIA_TYPE, body_of


def show_call(operation: dict[str, Any]) -> None:
    example = EXAMPLES.get(operation["operationId"])
    if example is None:
        return
    for parameter in operation.get("parameters", []):
        if parameter["name"] in example.parameters:
            parameter["example"] = example.parameters[parameter["name"]]
    if example.body is not None:
        for taken in operation["requestBody"]["content"].values():
            taken["example"] = example.body
    show_answer(operation["responses"], example)


def show_answer(responses: dict[str, Any], example: Example) -> None:
    for status, said in responses.items():
        if status.startswith("2"):
            for given in said["content"].values():
                given["example"] = example.answer


def show_problems(operation: dict[str, Any], method: str, registry: ComponentRegistry) -> None:
    for status, said in operation["responses"].items():
        if MEDIA_TYPE in said.get("content", {}):
            met = [problem for problem in Problem if is_met(problem, int(status), operation["operationId"], method)]
            said["content"][MEDIA_TYPE]["examples"] = {problem.value: reference(problem, registry) for problem in met}


def is_met(problem: Problem, status: int, operation_id: str, method: str) -> bool:
    only = ONLY_BY.get(problem)
    return STATUS[problem] == status and (only is None or method in only or operation_id in only)


def reference(problem: Problem, registry: ComponentRegistry) -> dict[str, str]:
    """Where all operations share it."""
    shown = {"value": shown_body(problem)}
    made: Any = ResolvedComponent  # drf-spectacular tells no types of it
    component = made(problem.value, made.EXAMPLE, shown, object=problem)
    registry.register_on_missing(component)
    found: dict[str, str] = component.ref
    return found


def shown_body(problem: Problem) -> dict[str, Any]:
    """In English, whoever happens to be the first to read the description."""
    with override("en"):
        body = body_of(problem, path=WHERE.get(problem, "/api/v1/shifts"), values=VALUES)
    body["detail"] = DETAILS.get(problem, body["detail"])
    return body | ({"errors": ERRORS[problem]} if problem in ERRORS else {})
